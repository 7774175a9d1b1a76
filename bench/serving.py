"""The product as it is installed, on the data that the bench has made: a supervisor, a web process and a worker."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

LONGEST_START = 60.0


@dataclass(frozen=True)
class Served:
    port: int
    process: subprocess.Popen[bytes]
    seconds: float
    """From the command to the first answer."""

    def memory(self) -> dict[str, float]:
        """Megabytes of each child, as the system counts what is resident."""
        return {_name(pid): _resident(pid) for pid in _children(self.process.pid)}


@contextlib.contextmanager
def served() -> Iterator[Served]:
    """Start, wait for the first answer, and end with everything that was started."""
    port, begun = _free_port(), perf_counter()
    command = [sys.executable, "-m", "accord", "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ)
    try:
        _wait_for_answer(port, process)
        yield Served(port, process, perf_counter() - begun)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _wait_for_answer(port: int, process: subprocess.Popen[bytes]) -> None:
    until = perf_counter() + LONGEST_START
    question = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": "localhost"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while perf_counter() < until and process.poll() is None:
        with contextlib.suppress(OSError), opener.open(question, timeout=10):
            return
        sleep(0.01)
    raise TimeoutError("The product did not answer.")


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _name(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return "worker" if "worker" in words else f"web {pid}"


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
