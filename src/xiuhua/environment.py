"""Settings that come from the environment, read once: folders, secrets, the database, how the log is written.

One place for parsing, so that `settings.py` stays a list. A secret is given as a variable, or as the name of
a file that holds it. It must not learn anything about apps.
"""

import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def listed(text: str) -> list[str]:
    """What stands between commas."""
    return [one.strip() for one in text.split(",") if one.strip()]


def home() -> Path:
    """Where this installation keeps its data: XIUHUA_HOME, or `var/` in the current folder; its owner's alone."""
    folder = Path(os.environ.get("XIUHUA_HOME") or Path.cwd() / "var").resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret(name: str, file_name: str) -> str:
    """A secret: the variable itself, or the first line of the file that `file_name` names; empty: neither."""
    given, path = os.environ.get(name, ""), os.environ.get(file_name, "")
    if given and path:
        raise SystemExit(
            f"{name} 和 {file_name} 只能设一个。\nSet only one of {name} and {file_name}."
        )
    if not path:
        return given
    try:
        return Path(path).read_text(encoding="utf-8").strip().partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        detail = getattr(error, "strerror", None) or type(error).__name__
        raise SystemExit(
            f"{file_name} 指的文件 {path} 读不了：{detail}。\n"
            f"The file {path} named by {file_name} cannot be read: {detail}."
        ) from error


def secret_key(folder: Path) -> str:
    """The one given, or one made at first start and kept beside the data, readable by the owner only."""
    given = secret("XIUHUA_SECRET_KEY", "XIUHUA_SECRET_KEY_FILE")
    if given:
        return given
    path = folder / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


def secret_files(folder: Path) -> list[Path]:
    """Every file that holds a secret of this installation and is there."""
    named = [os.environ.get(name) for name in ("XIUHUA_SECRET_KEY_FILE", "DATABASE_URL_FILE")]
    named += [os.environ.get("XIUHUA_METRICS_TOKEN_FILE"), os.environ.get("PGPASSFILE")]
    named += [os.environ.get("XIUHUA_CARRIERS") or str(folder / "carriers.toml")]
    beside = [folder / "secret_key", folder / "demo_accounts.txt", *(folder / "tls").glob("*.key")]
    return [path for path in [*map(Path, filter(None, named)), *beside] if path.is_file()]


def log_format() -> str:
    """`json` or `text`: as XIUHUA_LOG_FORMAT says, else text where a person looks on."""
    given = os.environ.get("XIUHUA_LOG_FORMAT", "")
    if given in ("json", "text"):
        return given
    return "text" if sys.stderr.isatty() else "json"


SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"
)


def database(folder: Path) -> dict[str, Any]:
    """The Django database entry for DATABASE_URL (`postgres://…` or `sqlite:///…`), else SQLite in `folder`."""
    return database_at(secret("DATABASE_URL", "DATABASE_URL_FILE"), folder)


def database_at(url: str, folder: Path) -> dict[str, Any]:
    """The same for a given address; empty: SQLite in `folder`."""
    if url.startswith(("postgres://", "postgresql://")):
        return _postgres(url)
    if url and not url.startswith("sqlite:///"):
        raise SystemExit(
            "DATABASE_URL 应以 postgres:// 或 sqlite:/// 开头。\n"
            "DATABASE_URL must begin with postgres:// or sqlite:///."
        )
    name = unquote(url.removeprefix("sqlite:///")) if url else str(folder / "xiuhua.sqlite3")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {"init_command": SQLITE_PRAGMAS, "transaction_mode": "IMMEDIATE", "timeout": 30},
        "CONN_MAX_AGE": None,
    }


PREPARED_AFTER = 3


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    # The same few statements come again and again: parsed and planned once per connection.
    options |= {"server_side_binding": True, "prepare_threshold": PREPARED_AFTER}
    # Compiling a plan to machine code costs more than any of our statements takes.
    options["options"] = f"{options.get('options', '')} -c jit=off".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket folder comes as ?host=/run/postgresql, as libpq writes it.
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": parts.port or options.pop("port", ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
