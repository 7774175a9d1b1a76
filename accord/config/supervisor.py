"""Keeps the web server and the background worker running under one command.

It imports no Django: it costs a few megabytes, starts at once, and outlives whatever happens in its children. It alone
binds the socket, so a web process that is started anew answers the connections that waited meanwhile.
"""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import FrameType

LONGEST_PAUSE = 30.0
STEADY_AFTER = 20.0
PATIENCE = 10.0
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def listen(host: str, port: int) -> socket.socket:
    """The one socket that all web processes accept from."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, port))
    sock.listen(512)
    sock.set_inheritable(True)
    return sock


def address(sock: socket.socket) -> str:
    """Where a browser on this machine finds the socket."""
    host, port = sock.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def die_with_parent() -> None:
    """For `preexec_fn`: when the parent is killed outright, Linux ends the child as well."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


@dataclass
class Child:
    """One process that is started again, after a growing pause, whenever it ends."""

    name: str
    command: Sequence[str]
    keep_open: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = field(default=0.5)

    def start(self) -> None:
        # A session of its own: Ctrl-C in the terminal reaches the supervisor only, which ends its children in order.
        self.process = subprocess.Popen(
            self.command, pass_fds=self.keep_open, start_new_session=True, preexec_fn=die_with_parent
        )
        self.started_at = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look_after(self) -> None:
        """Notice an end, and start again when its pause is over."""
        now = time.monotonic()
        if self.is_running:
            return
        if self.process is not None:
            self._ended(self.process.returncode, now)
        if now >= self.start_again_at:
            self.start()

    def _ended(self, status: int, now: float) -> None:
        self.process = None
        self.pause = 0.5 if now - self.started_at > STEADY_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        self.start_again_at = now + self.pause
        say(f"The {self.name} process ended ({how(status)}); starting it again in {self.pause:g} s.")

    def tell(self, signum: int) -> None:
        if self.process is not None and self.is_running:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signum)


def how(status: int) -> str:
    """The end of a process in words."""
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"


def say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


class Supervisor:
    """Starts the children, announces the link once the product answers, and ends everything on a signal."""

    def __init__(self, children: Sequence[Child], url: str, announcement: str) -> None:
        self.children = children
        self.url = url
        self.announcement = announcement
        self.stop_asked = False
        self.announced = False

    def run(self) -> int:
        for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(signum, self._ask_to_stop)
        try:
            while not self.stop_asked:
                self._look_after_all()
                time.sleep(0.1 if not self.announced else 0.5)
        finally:
            self._end_all()
        return 0

    def _ask_to_stop(self, signum: int, frame: FrameType | None) -> None:
        self.stop_asked = True

    def _look_after_all(self) -> None:
        for child in self.children:
            child.look_after()
        if not self.announced and healthy(self.url):
            self.announced = True
            say(self.announcement)

    def _end_all(self) -> None:
        for child in self.children:
            child.tell(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while any(child.is_running for child in self.children) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in self.children:
            child.tell(signal.SIGKILL)


def healthy(url: str) -> bool:
    """Whether the product answers. A part that is degraded still answers, with 503, and deserves its link."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    question = urllib.request.Request(f"{url}/healthz", headers={"Host": known_name()})  # noqa: S310 (our own http)
    try:
        with opener.open(question, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def known_name() -> str:
    """A name that the product answers to; it refuses all others."""
    return os.environ.get("ACCORD_HOSTS", "localhost").split(",")[0].lstrip(".*") or "localhost"


def serve(sock: socket.socket, *, web: int, announcement: str) -> int:
    """Run `web` web processes and one worker until a signal comes."""
    accord = [sys.executable, "-m", "accord"]
    children = [
        Child(name, [*accord, "web", "--socket", str(sock.fileno())], keep_open=(sock.fileno(),))
        for name in _names(web)
    ]
    children.append(Child("worker", [*accord, "worker"]))
    return Supervisor(children, address(sock), announcement).run()


def _names(web: int) -> Iterator[str]:
    return (f"web {number}" if web > 1 else "web" for number in range(1, web + 1))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on `host`."""
    return host in {"localhost", "::1"} or host.startswith("127.")


def environment(**values: str | None) -> None:
    """Tell the children, which read their settings from the environment."""
    os.environ.update({name: value for name, value in values.items() if value is not None})
