"""The tests' own PostgreSQL server: there when asked for, gone with whoever asked, however that one ended."""

import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest

from tests.architecture.sources import ROOT

pytestmark = pytest.mark.processes

BORROWING = "import time; from tools import postgres; print(postgres.borrow()[0], flush=True); time.sleep(600)"


def answers(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM])
def test_the_server_ends_with_the_process_that_borrowed_it(signum):
    borrower = subprocess.Popen([sys.executable, "-c", BORROWING], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with borrower:
        port = urlsplit(borrower.stdout.readline()).port
        assert answers(port)

        borrower.send_signal(signum)

    deadline = time.monotonic() + 20
    while answers(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not answers(port)
