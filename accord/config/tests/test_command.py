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
def test_empty_and_demo_exclude_each_other():
    done = accord("run", "--empty", "--demo")

    assert done.returncode == 2
    assert "not allowed with" in done.stderr


@pytest.mark.parametrize(
    ("engine", "there", "unfinished", "loads"),
    [
        ("accord.kit.sqlite3", False, False, True),
        ("accord.kit.sqlite3", True, False, False),
        ("accord.kit.sqlite3", True, True, True),
        ("django.db.backends.postgresql", False, False, False),
    ],
)
def test_the_demo_loads_by_itself_only_into_a_new_folder(tmp_path, monkeypatch, engine, there, unfinished, loads):
    database = {"ENGINE": engine, "NAME": str(tmp_path / "accord.sqlite3")}
    monkeypatch.setattr(first_run, "settings", SimpleNamespace(DATABASES={"default": database}, DATA=tmp_path))
    if there:
        (tmp_path / "accord.sqlite3").touch()
    if unfinished:
        (tmp_path / "demo-unfinished").touch()

    assert first_run._is_new() is loads
