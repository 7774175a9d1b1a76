"""`bin/run` on a machine that lacks something says in one sentence what to install."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

pytestmark = pytest.mark.processes

POSIX = ["sh", "dirname", "cksum", "cat", "rm"]
TOO_OLD = "#!/bin/sh\nexit 1\n"
# Answers the question for its version and fails the one for its modules, as Debian's python3 without python3-venv does.
WITHOUT_VENV = f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; esac\nexec {sys.executable} "$@"\n'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A clone without .venv, and a path that has nothing but POSIX tools."""
    shutil.copytree(ROOT / "bin", tmp_path / "clone/bin")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in POSIX:
        (tools / name).symlink_to(shutil.which(name) or "")
    return tmp_path


def run(machine: Path) -> "subprocess.CompletedProcess[str]":
    command = [str(machine / "clone/bin/run")]
    return subprocess.run(command, env={"PATH": str(machine / "tools")}, capture_output=True, text=True)


def test_no_python_at_all(machine):
    done = run(machine)

    assert done.returncode == 1
    assert done.stderr.startswith("Accord needs Python 3.11 or later: install it")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (TOO_OLD, "Accord needs Python 3.11 or later: install it"),
        (WITHOUT_VENV, "This Python has no venv module: install it"),
    ],
)
def test_a_python_that_will_not_do(machine, program, sentence):
    python = machine / "tools/python3"
    python.write_text(program)
    python.chmod(0o755)

    done = run(machine)

    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1
