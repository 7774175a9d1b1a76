"""What a machine can see without running the product. Prints one line a check, and the whole output of a failed one."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ORIENTATION = {"file": 200, "function": 20, "template": 60}


@dataclass
class Check:
    """A program that ends with 0 when all is well."""

    name: str
    command: Sequence[str]

    def passes(self) -> bool:
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            self.command,
            cwd=ROOT,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        print(f"{'ok    ' if done.returncode == 0 else 'FAILED'}  {self.name}", flush=True)
        if done.returncode:
            print(done.stdout.rstrip(), flush=True)
        return done.returncode == 0


def main() -> int:
    passed, failed = run()
    print(*sizes(), sep="\n")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def run() -> tuple[int, int]:
    """Do all checks; how many passed, how many failed."""
    results = [check.passes() for check in checks()]
    return results.count(True), results.count(False)


def checks() -> Iterator[Check]:
    python = sys.executable
    yield Check("style (ruff check)", [str(BIN / "ruff"), "check", "--quiet", "."])
    yield Check("format (ruff format)", [str(BIN / "ruff"), "format", "--quiet", "--diff", "."])
    yield Check("imports (arrows point down)", [str(BIN / "lint-imports"), "--no-cache"])
    yield Check("types (mypy --strict)", [str(BIN / "mypy")])
    yield Check("settings (django check)", [python, "-W", "error", "-m", "accord", "check", "--fail-level", "WARNING"])
    yield Check("migrations are written", [python, "-m", "accord", "makemigrations", "--check", "--dry-run"])
    yield Check("templates (djade)", [str(BIN / "djade"), "--target-version", "5.2", "--check", *templates()])
    yield Check("translations are complete", [python, "tools/translations.py", "check"])
    yield Check("scripts parse (sh -n)", ["sh", "-c", 'for file in bin/* .ci/run; do sh -n "$file" || exit 1; done'])


def templates() -> list[str]:
    return sorted(str(file.relative_to(ROOT)) for file in (ROOT / "accord").glob("*/templates/**/*.html"))


def sizes() -> Iterator[str]:
    """The largest of each kind: for orientation, never a reason to split what belongs together."""
    yield f"\nLargest (look twice above {', '.join(f'{size} lines a {kind}' for kind, size in ORIENTATION.items())}):"
    files = [file for file in (ROOT / "accord").rglob("*.py") if not {"tests", "migrations"} & set(file.parts)]
    pages = [ROOT / name for name in templates()]
    for kind, measured in {"file": files, "template": pages}.items():
        ranked = sorted(((len(file.read_text().splitlines()), file) for file in measured), reverse=True)[:3]
        yield from (f"  {kind:9}{lines:5}  {file.relative_to(ROOT)}" for lines, file in ranked)
    ranked_functions = sorted((found for file in files for found in functions(file)), reverse=True)[:5]
    yield from (f"  function {lines:5}  {where}" for lines, where in ranked_functions)
    yield ""


def functions(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{file.relative_to(ROOT)} {node.name}"


if __name__ == "__main__":
    sys.exit(main())
