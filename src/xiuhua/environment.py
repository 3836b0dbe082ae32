"""Settings that come from the environment, read once: folders, the secret, the database.

One place for parsing, so that `settings.py` stays a list. It must not learn anything about apps.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def home() -> Path:
    """Where this installation keeps its data: XIUHUA_HOME, or `var/` in the current folder."""
    folder = Path(os.environ.get("XIUHUA_HOME") or Path.cwd() / "var").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """XIUHUA_SECRET_KEY, or one made at first start and kept beside the data, readable by the owner only."""
    given = os.environ.get("XIUHUA_SECRET_KEY")
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


SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"
)


def database(folder: Path) -> dict[str, Any]:
    """The Django database entry for DATABASE_URL (`postgres://…` or `sqlite:///…`), else SQLite in `folder`."""
    return database_at(os.environ.get("DATABASE_URL", ""), folder)


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


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    options["server_side_binding"] = True
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
