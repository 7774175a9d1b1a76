"""What is in the repository would work, and mean the same, on anybody's machine."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, tracked
from tools import coverage_of_rows

SLOW = [
    "xlsxwriter",
    "python_calamine",
    "PIL",
    "rapidfuzz",
    "weasyprint",
    "markdown",
    "playwright",
]
COMMANDS = ["run", "test", "setup", "check", "bench", "explain", "coverage-of-rows", "accord"]
PERSONAL = re.compile(r"/(home|Users)/[a-z][\w.-]+/|[A-Z]:\\Users\\|(?<![\w.])/root/")


def test_no_file_names_a_place_of_this_machine():
    here = [str(ROOT), str(Path.home())] if len(ROOT.parts) > 2 else [str(Path.home())]

    named = [
        str(file.relative_to(ROOT))
        for file in tracked()
        if file != Path(__file__)
        if PERSONAL.search(text := file.read_text(errors="replace")) or any(f"{place}/" in text for place in here)
    ]

    assert named == []


def test_no_lock_names_a_registry():
    locks = [*ROOT.glob("requirements*.lock"), ROOT / "package-lock.json"]

    assert len(locks) > 3
    assert [lock.name for lock in locks if re.search(r"https?://|--index-url|find-links", lock.read_text())] == []


def test_every_locked_package_has_its_sums():
    for lock in ROOT.glob("requirements*.lock"):
        packages = re.split(r"\n(?=[a-z0-9])", lock.read_text())

        assert [package.split()[0] for package in packages if "==" in package and "--hash=sha256:" not in package] == []


def test_every_npm_package_has_its_sum():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_in_its_first_line_what_it_does(command):
    first, second = (ROOT / "bin" / command).read_text().splitlines()[:2]

    assert first == "#!/bin/sh"
    assert re.match(r"# [A-Z].{30,}", second)
    assert os.access(ROOT / "bin" / command, os.X_OK)


def test_setting_up_imports_nothing_slow():
    program = "import sys, json, django; django.setup(); print(json.dumps(sorted(sys.modules)))"
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "accord.config.settings", "PYTHONPATH": str(ROOT)}

    done = subprocess.run([sys.executable, "-c", program], env=surroundings, capture_output=True, text=True, check=True)

    assert sorted(set(SLOW) & set(json.loads(done.stdout))) == []


def test_the_supervisor_comes_up_without_django():
    program = "import sys; from accord.config import command; print('django' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_a_test_names_at_most_three_rows():
    assert [mark.test for mark in coverage_of_rows.marks() if len(mark.rows) > 3] == []


def test_every_named_row_exists():
    known = {row["id"] for row in coverage_of_rows.rows()}

    assert [f"{mark.test} {row}" for mark in coverage_of_rows.marks() for row in mark.rows if row not in known] == []


def test_no_test_is_skipped_or_expected_to_fail():
    marks = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b")
    tests = [file for file in tracked() if file.name.startswith("test_") and file != Path(__file__)]

    assert [str(file.relative_to(ROOT)) for file in tests if marks.search(file.read_text())] == []
