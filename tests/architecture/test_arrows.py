"""Arrows point down only: in imports, in foreign keys, and without tricks."""

import ast
import subprocess
import sys
from pathlib import Path

from django.apps import apps

from tests.architecture.sources import PRODUCT, ROOT, height, modules, package_of, place, tree_of

# Where an import of another package inside a function is meant, and why.
LATE_IMPORTS = {
    "config/apps.py": "models must be loaded before the contents are handed down",
    "config/first_run.py": "the product exists only after setup",
}
VAGUE = {
    "core",
    "common",
    "utils",
    "util",
    "services",
    "helpers",
    "base",
    "misc",
    "shared",
    "lib",
    "selectors",
    "managers",
}
NAMED_BY_DJANGO = {PRODUCT / "kit/sqlite3/base.py"}  # an engine's module is found by this name


def test_imports_keep_the_contract():
    linter = Path(sys.executable).parent / "lint-imports"

    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_no_foreign_key_points_up():
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("accord.")
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and isinstance(field.related_model, type)
        if field.related_model.__module__.startswith("accord.")
        if _height(field.related_model) > _height(model) and not _is_the_person(field.related_model)
    ]

    assert upward == []


def test_no_import_of_another_package_hides_inside_a_function():
    hidden = [
        place(file, inner)
        for file in modules()
        if str(file.relative_to(PRODUCT)) not in LATE_IMPORTS
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom) and inner.module and inner.module.startswith("accord.")
        if inner.module.split(".")[1] != package_of(file)
    ]

    assert hidden == []


def test_no_signal_and_no_ambient_state():
    words = ("django.dispatch", "django.db.models.signals", "threading.local", "contextvars", "get_current_user")

    used = [f"{file.relative_to(ROOT)}: {word}" for file in modules() for word in words if word in file.read_text()]

    assert used == []


def test_no_package_or_module_has_a_vague_name():
    named = [file for file in modules() if file not in NAMED_BY_DJANGO]

    vague = [str(file.relative_to(ROOT)) for file in named if {file.stem, package_of(file)} & VAGUE]

    assert vague == []


def test_every_package_says_what_its_business_is():
    packages = [folder for folder in PRODUCT.iterdir() if any(folder.glob("*.py"))]

    silent = [
        folder.name
        for folder in packages
        if not (folder / "__init__.py").exists() or len(ast.get_docstring(tree_of(folder / "__init__.py")) or "") < 40
    ]

    assert silent == []


def test_every_label_is_the_name_of_its_package():
    ours = [config for config in apps.get_app_configs() if config.name.startswith("accord.")]

    assert {config.label: config.name for config in ours} == {
        config.name.partition(".")[2]: config.name for config in ours
    }


def _height(model: type) -> int:
    return height(model.__module__.split(".")[1])


def _is_the_person(model: type) -> bool:
    """`history` names the user only as `settings.AUTH_USER_MODEL` (decision 1)."""
    return apps.get_model("accounts.User") is model
