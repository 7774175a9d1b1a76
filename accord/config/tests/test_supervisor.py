"""The supervisor keeps its children running and leaves none behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from accord.config import supervisor

pytestmark = pytest.mark.processes

SUPERVISING = """
import sys
from accord.config.supervisor import Child, Supervisor
children = [Child(str(n), [sys.executable, "-c", {program!r}]) for n in range(2)]
sys.exit(Supervisor(children, "http://127.0.0.1:9", "ready").run())
"""
NOTING_AND_WAITING = "import os, time; open({file!r}, 'a').write(f'{{os.getpid()}}\\n'); time.sleep(60)"


@pytest.fixture
def noted(tmp_path: Path) -> Callable[[int], list[int]]:
    """Wait until so many children have noted their numbers."""

    def wait_for(count: int) -> list[int]:
        file = tmp_path / "children"
        until(lambda: file.exists() and len(file.read_text().splitlines()) >= count)
        return [int(line) for line in file.read_text().splitlines()]

    return wait_for


@pytest.fixture
def supervising(tmp_path: Path):
    program = NOTING_AND_WAITING.format(file=str(tmp_path / "children"))
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISING.format(program=program)], stderr=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.communicate()


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "It did not come to be in time."
        time.sleep(0.02)


def lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{number}/stat").exists() or Path(f"/proc/{number}/stat").read_text().split()[2] != "Z"


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_children_and_then_the_supervisor(supervising, noted, signum):
    children = noted(2)

    supervising.send_signal(signum)

    assert supervising.wait(20) == 0
    assert [child for child in children if lives(child)] == []


def test_a_child_that_dies_is_started_again(supervising, noted):
    first, _second = noted(2)

    os.kill(first, signal.SIGKILL)

    assert len(noted(3)) == 3


def test_killing_the_supervisor_outright_leaves_no_child(supervising, noted):
    children = noted(2)

    supervising.kill()
    supervising.wait()

    until(lambda: not any(lives(child) for child in children))


def test_a_child_that_keeps_dying_is_started_ever_more_slowly():
    child = supervisor.Child("worker", ["worker"])

    for _time in range(4):
        child._ended(1, now=0)

    assert child.pause == 8.0
    assert child.start_again_at == 8.0


def test_a_child_that_ran_steadily_is_started_again_soon():
    child = supervisor.Child("worker", ["worker"], pause=30.0)

    child._ended(1, now=supervisor.STEADY_AFTER + 1)

    assert child.pause == 0.5


def test_the_pause_has_an_upper_limit():
    child = supervisor.Child("worker", ["worker"], pause=supervisor.LONGEST_PAUSE)

    child._ended(1, now=0)

    assert child.pause == supervisor.LONGEST_PAUSE


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]")])
def test_the_printed_link_can_be_opened_on_this_machine(host, shown):
    with supervisor.listen(host, 0) as sock:
        assert supervisor.address(sock) == f"http://{shown}:{sock.getsockname()[1]}"


def test_a_port_that_is_taken_is_said_in_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        words = ["serve", "--port", str(taken.getsockname()[1])]

        done = subprocess.run([sys.executable, "-m", "accord", *words], capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr.startswith("Cannot listen on 127.0.0.1")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "::1"])
def test_loopback_is_reached_from_this_machine_only(host):
    assert supervisor.is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "crm.example"])
def test_other_addresses_are_reached_from_elsewhere(host):
    assert not supervisor.is_loopback(host)
