"""The `accord` command: what it takes, what it refuses."""

import subprocess
import sys

import pytest

from accord.config import command


def accord(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "accord", *words], capture_output=True, text=True)


@pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
def test_help_lists_what_the_command_can_do(words):
    done = accord(*words)

    assert done.returncode == 0
    assert all(f"  {verb} " in done.stdout for verb in ["run", "serve", "worker", "demo", "user", "check", "migrate"])


def test_several_web_processes_are_refused_on_sqlite():
    done = accord("serve", "--web", "2")

    assert done.returncode == 1
    assert done.stderr == "Several web processes need PostgreSQL: set ACCORD_DATABASE_URL, or leave --web out.\n"


@pytest.mark.parametrize("words", [["--data", "there"], ["--data=there"]])
def test_the_data_folder_is_taken_out_of_a_management_command(words):
    line = ["migrate", *words, "--plan"]

    assert command._taken_option(line, "--data") == "there"
    assert command._without_option(line, "--data") == ["migrate", "--plan"]


def test_empty_and_demo_exclude_each_other():
    done = accord("run", "--empty", "--demo")

    assert done.returncode == 2
    assert "not allowed with" in done.stderr
