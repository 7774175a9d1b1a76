"""The product's own files, for the tests that read them."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ROOT / "accord"
APART = {"tests", "migrations"}


@cache
def layers() -> list[set[str]]:
    """The packages from the top down, as the import contract names them; those still to come are in it too."""
    contracts = settings()["importlinter"]["contracts"]
    stated = next(contract for contract in contracts if contract["type"] == "layers")["layers"]
    return [{name.strip(" ()") for name in layer.split("|")} for layer in stated]


def height(package: str) -> int:
    """The further up, the greater; an arrow must point to a smaller number."""
    return next(len(layers()) - number for number, layer in enumerate(layers()) if package in layer)


def settings() -> dict[str, Any]:
    tools: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    return tools


def modules(*, named: str = "*.py") -> Iterator[Path]:
    """The product's modules, without tests and migrations."""
    for file in sorted(PRODUCT.rglob(named)):
        if not APART & set(file.relative_to(PRODUCT).parts):
            yield file


def package_of(file: Path) -> str:
    return file.relative_to(PRODUCT).parts[0]


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def place(file: Path, node: ast.AST) -> str:
    return f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def templates() -> list[Path]:
    return sorted(PRODUCT.glob("*/templates/**/*.html"))


def tracked() -> list[Path]:
    """Every text file that git keeps, and those that it would keep."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file() and is_text(ROOT / name)]


def is_text(file: Path) -> bool:
    return b"\0" not in file.read_bytes()[:4096]
