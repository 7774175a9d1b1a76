"""The `accord` command: what it takes, what it refuses."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from accord.config import command, first_run


def accord(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "accord", *words], capture_output=True, text=True)


@pytest.mark.processes
@pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
def test_help_lists_what_the_command_can_do(words):
    done = accord(*words)

    assert done.returncode == 0
    assert all(f"  {verb} " in done.stdout for verb in ["run", "serve", "worker", "demo", "user", "check", "migrate"])


@pytest.mark.processes
def test_several_web_processes_are_refused_on_sqlite():
    done = accord("serve", "--web", "2")

    assert done.returncode == 1
    assert done.stderr == "Several web processes need PostgreSQL: set ACCORD_DATABASE_URL, or leave --web out.\n"


@pytest.mark.parametrize("words", [["--data", "there"], ["--data=there"]])
def test_the_data_folder_is_taken_out_of_a_management_command(words):
    line = ["migrate", *words, "--plan"]

    assert command._taken_option(line, "--data") == "there"
    assert command._without_option(line, "--data") == ["migrate", "--plan"]


@pytest.mark.processes
@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["serve", "--port", "99999"], 2, "a port is a number from 0 to 65535, not 99999"),
        (["serve", "--port", "http"], 2, "a port is a number from 0 to 65535, not http"),
        (["serve", "--web", "0"], 2, "the number of web processes is from 1 to 64, not 0"),
        (["serve", "--host", "nowhere.invalid", "--insecure-lan"], 1, "This machine has no address nowhere.invalid"),
        (["serve", "--host", "192.0.2.1"], 1, "Plain http beyond this machine shows passwords to the network"),
        (["serve", "--data", "{folder}", "--port", "0"], 1, "There is no database here yet: start with bin/run"),
        (["worker", "--nonsense"], 2, "unrecognized arguments: --nonsense"),
        (["demo", "--scale", "enormous"], 2, "invalid choice: 'enormous'"),
        (["user"], 2, "the following arguments are required: add|role|deactivate"),
        (["user", "add"], 2, "the following arguments are required: name"),
        (["nonsense"], 1, "Unknown command: 'nonsense'"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence_and_never_as_a_traceback(tmp_path, words, status, sentence):
    done = accord(*(word.format(folder=tmp_path) for word in words))

    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == status


@pytest.mark.processes
def test_the_settings_of_an_installation_are_checked():
    done = accord("check")

    assert done.returncode == 0
    assert "no issues" in done.stdout + done.stderr


@pytest.mark.processes
def test_empty_and_demo_exclude_each_other():
    done = accord("run", "--empty", "--demo")

    assert done.returncode == 2
    assert "not allowed with" in done.stderr


@pytest.mark.parametrize(
    ("engine", "there", "unfinished", "loads"),
    [
        ("accord.kit.sqlite3", None, False, True),
        ("accord.kit.sqlite3", b"", False, True),
        ("accord.kit.sqlite3", b"SQLite format 3", False, False),
        ("accord.kit.sqlite3", b"SQLite format 3", True, True),
        ("django.db.backends.postgresql", None, False, False),
    ],
)
def test_the_demo_loads_by_itself_only_into_a_new_folder(tmp_path, monkeypatch, engine, there, unfinished, loads):
    database = {"ENGINE": engine, "NAME": str(tmp_path / "accord.sqlite3")}
    monkeypatch.setattr(first_run, "settings", SimpleNamespace(DATABASES={"default": database}, DATA=tmp_path))
    if there is not None:
        (tmp_path / "accord.sqlite3").write_bytes(there)
    if unfinished:
        (tmp_path / "demo-unfinished").touch()

    assert first_run._is_new() is loads
