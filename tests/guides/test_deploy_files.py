"""The files in deploy/ name what there is: commands, options, settings, files of the project."""

import configparser
import re

import pytest
from django.core.management import get_commands, load_command_class

from tests.architecture import tree

DEPLOY = tree.ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
SETTINGS_PAGE = (tree.ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
# Settings of the service that the program does not read itself.
OF_THE_UNITS = {"SERVE_OPTIONS", "BACKUP_OPTIONS"}


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def environment() -> dict[str, list[str]]:
    """Every setting of deploy/environment, those behind a # too."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^#?([A-Z_0-9]+)=(.*)$", text_of("environment"), re.M):
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_named_is_a_setting(path) -> None:
    named = set(re.findall(r"\b(XIUHUA_[A-Z0-9_]+|DATABASE_URL\w*)", path.read_text("utf-8")))
    unknown = [name for name in named if f"| `{name}` |" not in SETTINGS_PAGE]
    assert not unknown


def test_the_environment_holds_settings_and_options_only() -> None:
    names = set(environment())
    assert OF_THE_UNITS < names
    assert all(f"| `{name}` |" in SETTINGS_PAGE for name in names - OF_THE_UNITS)
    # What is switched on is what the unit needs; no secret stands in the file.
    assert "SECRET" not in " ".join(names) and "DATABASE_URL" not in names


@pytest.mark.parametrize(
    "command, options",
    [
        *(("serve", given) for given in environment()["SERVE_OPTIONS"]),
        *(("backup", given) for given in environment()["BACKUP_OPTIONS"]),
        (
            "serve",
            " ".join(re.findall(r'"([^"]+)"', text_of("Containerfile").split("CMD [")[-1])[1:]),
        ),
    ],
)
def test_the_options_are_those_of_the_command(command, options) -> None:
    parser = load_command_class(get_commands()[command], command).create_parser("xiuhua", command)
    parser.parse_args(options.split())


@pytest.mark.parametrize("name", ["xiuhua.service", "xiuhua-backup.service"])
def test_a_unit_runs_a_command_of_ours_as_an_account_of_its_own(name) -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read_string(text_of(name))
    program, command, option = unit["Service"]["ExecStart"].split()
    assert program == "/opt/xiuhua/.venv/bin/xiuhua" and command in get_commands()
    assert option.removeprefix("$") in environment()
    assert unit["Service"]["User"] == "xiuhua" and unit["Service"]["NoNewPrivileges"] == "yes"
    assert unit["Service"]["EnvironmentFile"] == "/etc/xiuhua/environment"


def test_the_service_gives_requests_under_way_more_time_than_the_server_does() -> None:
    from xiuhua.web.commands import supervising
    from xiuhua.web.commands.management.commands import serve

    given = int(re.search(r"^TimeoutStopSec=(\d+)$", text_of("xiuhua.service"), re.M)[1])
    assert given > supervising.GRACE_S > serve.GRACE_S
    assert "KillMode=mixed" in text_of("xiuhua.service")


def test_the_container_is_built_from_files_that_are_there_and_runs_as_nobody_special() -> None:
    text = text_of("Containerfile")
    for name in re.findall(r"-r (\S+)", text):
        assert (tree.ROOT / name).is_file()
    users = re.findall(r"^USER (\w+)$", text, re.M)
    assert users == ["xiuhua"] and text.index("USER xiuhua") < text.index("ENTRYPOINT")
    assert "/readyz" in text


def test_nothing_in_deploy_holds_a_password() -> None:
    words = re.compile(r"(password|passwd|token|secret)\s*[=:]\s*\S", re.I)
    assert not [path.name for path in FILES if words.search(path.read_text("utf-8"))]


def test_there_is_no_default_password_anywhere_in_the_program() -> None:
    """No account is made with a password: accounts open by one-time links, the demonstration's are random."""
    literal = re.compile(r"""(set_password|make_password|create_user)\(\s*["'][^"']""")
    given = re.compile(r"""\bpassword\s*=\s*["'][^"']+["']""")
    wrong = [
        tree.short(path)
        for path in tree.sources()
        if literal.search(path.read_text("utf-8")) or given.search(path.read_text("utf-8"))
    ]
    assert not wrong
