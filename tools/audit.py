"""Ask the advisory service whether a pinned package has a known weakness.

    python tools/audit.py          # 0 none known, 1 some, 2 the service was not reached: nothing is known

Only what is installed where people work is asked for: requirements/run.txt, with its hashes as they are pinned.
Not being able to ask is said plainly, and is never the same answer as "none known".
"""

import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements" / "run.txt"
NOT_REACHED = (
    "ConnectionError", "Connection refused", "Max retries exceeded", "NameResolutionError", "ServiceError",
    "Could not connect", "timed out", "ProxyError", "SSLError", "getaddrinfo failed",
)  # fmt: skip
SKIPPED = "could not be audited"
SECONDS = 300


def verdict(code: int, said: str) -> tuple[int, str]:
    """What an ended pip-audit means: our exit status, and a sentence in both languages."""
    skipped = said.count(SKIPPED)
    if code == 0 and skipped:
        return 2, (
            f"有 {skipped} 个依赖查不到通报，不能算查过。请在能连上 PyPI 的机器上再运行 make audit。\n"
            f"{skipped} packages could not be looked up, which is no all-clear. Run make audit where PyPI is reached."
        )
    if code == 0:
        return 0, "没有已知的安全漏洞。No known vulnerabilities."
    if any(word in said for word in NOT_REACHED):
        return 2, (
            "没有连上漏洞通报服务，因此什么也没有查。请在能上网的机器上再运行 make audit。\n"
            "The advisory service was not reached, so nothing was looked up. Run make audit where there is a network."
        )
    return 1, (
        "查到有漏洞的依赖，或检查没有做完，详见上文。请升级后运行 make lock 和 make test。\n"
        "A dependency is known to be weak, or the check did not end well; see above. Upgrade, then make lock and make test."
    )


def main() -> int:
    """Run it and say what came of it."""
    command = [
        *(sys.executable, "-m", "pip_audit", "--requirement", str(REQUIREMENTS)),
        *("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "20"),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        code, said = done.returncode, done.stdout + done.stderr
    except subprocess.TimeoutExpired:
        code, said = 1, "timed out"
    print(said.strip()[-6000:])
    status, sentence = verdict(code, said)
    print(sentence)
    return status


if __name__ == "__main__":
    sys.exit(main())
