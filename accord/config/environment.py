"""What the surroundings decide: the data folder, the database, the secret key.

Everything is read from `ACCORD_…` variables once, at start. Nothing else in the program reads the environment.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from accord.kit.sqlite3 import LOOK_EVERY

SQLITE_PRAGMAS = (
    "PRAGMA foreign_keys=ON; PRAGMA synchronous={synchronous}; PRAGMA temp_store=MEMORY;"
    "PRAGMA mmap_size=134217728; PRAGMA cache_size=-32000; PRAGMA journal_size_limit=67108864;"
)


def text(name: str, default: str = "") -> str:
    return os.environ.get(f"ACCORD_{name}", default)


def flag(name: str) -> bool:
    return text(name).lower() in {"1", "true", "yes", "on"}


def data_folder() -> Path:
    """Where the database, the files and the secret key live. Made with rights for its owner only."""
    folder = Path(text("DATA", "data")).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """The key from `ACCORD_SECRET_KEY`, else one made once and kept beside the data."""
    if key := text("SECRET_KEY"):
        return key

    file = folder / "secret.key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as new:
        new.write(secrets.token_urlsafe(50))
    return file.read_text().strip()


def database(folder: Path) -> dict[str, Any]:
    """SQLite in the data folder, or what `ACCORD_DATABASE_URL=postgres://…` says."""
    url = text("DATABASE_URL")
    return postgres(url) if url else sqlite(folder / "accord.sqlite3", synchronous=text("SQLITE_SYNCHRONOUS", "FULL"))


def sqlite(file: Path, *, synchronous: str = "FULL") -> dict[str, Any]:
    """IMMEDIATE, because a deferred transaction that reads and then writes fails at once whatever its time-out."""
    return {
        "ENGINE": "accord.kit.sqlite3",
        "NAME": str(file),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": LOOK_EVERY,
            "init_command": SQLITE_PRAGMAS.format(synchronous=synchronous),
        },
    }


def postgres(url: str) -> dict[str, Any]:
    """A pool, since under ASGI each request would open a connection of its own. Fifty who come
    to a slow machine at once wait for one as long as their browsers do, and are not told of an error.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit("ACCORD_DATABASE_URL must start with postgres://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": int(text("DATABASE_POOL", "12")), "timeout": 60},
            "options": (
                "-c jit=off -c statement_timeout=15000 -c lock_timeout=5000"
                " -c idle_in_transaction_session_timeout=30000"
            ),
            **query,
        },
    }
