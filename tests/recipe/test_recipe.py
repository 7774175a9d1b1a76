"""A new record type is four files and one line (house rule): a package of somebody else's gets everything for that."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECIPE = {"models.py", "pages.py", "urls.py", "apps.py", "__init__.py", "facts.py"}
"""Models, pages, a verb's address, its line of the contents; the facts are its tests."""


@pytest.mark.processes
def test_a_type_made_by_the_recipe_is_a_whole_type():
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    facts = [sys.executable, "-m", "pytest", "tests/recipe/vehicles/facts.py", "--ds", "tests.recipe.settings"]

    answer = subprocess.run(
        [*facts, "-q", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={name: value for name, value in kept.items() if name not in {"ACCORD_DATA", "ACCORD_DATABASE_URL"}},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout[-6000:] + answer.stderr[-2000:]


def test_the_recipe_needs_no_further_file():
    assert {path.name for path in (ROOT / "tests/recipe/vehicles").glob("*.py")} == RECIPE
