"""Which rows of docs/parity.tsv a test proves: collects `@pytest.mark.covers("DC-012", …)` without running anything."""

import argparse
import ast
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARITY = ROOT / "docs/parity.tsv"


@dataclass(frozen=True)
class Mark:
    """The rows that one test says it proves."""

    test: str
    rows: tuple[str, ...]


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/coverage-of-rows", description=__doc__)
    parser.add_argument("--tsv", action="store_true", help="id, proven/open/ruled-out, test ids")
    options = parser.parse_args()
    proofs = proofs_by_row()
    stated = [(row, state(row, proofs), proofs[row["id"]]) for row in rows()]
    if options.tsv:
        print(*("\t".join([row["id"], word, " ".join(tests)]) for row, word, tests in stated), sep="\n")
    else:
        print(*(line(row, word, tests) for row, word, tests in stated), sep="\n")
        print(*summary([(row, word) for row, word, _tests in stated]), sep="\n")
    return 0


def rows() -> list[dict[str, str]]:
    with PARITY.open(newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def state(row: dict[str, str], proofs: dict[str, list[str]]) -> str:
    """A proof counts even where the row was ruled out: then somebody did more than was asked."""
    if proofs.get(row["id"]):
        return "proven"
    return "ruled-out" if row["area"] == "out" else "open"


def proofs_by_row() -> defaultdict[str, list[str]]:
    proofs = defaultdict(list)
    for mark in marks():
        for row in mark.rows:
            proofs[row].append(mark.test)
    return proofs


def marks() -> Iterator[Mark]:
    """Every `covers` mark in the tests of the packages and in tests/."""
    for folder in (ROOT / "accord", ROOT / "tests"):
        for file in sorted(folder.rglob("test_*.py")):
            yield from marks_in(file)


def marks_in(file: Path) -> Iterator[Mark]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            marked = tuple(row for decorator in node.decorator_list for row in covered(decorator))
            if marked:
                yield Mark(f"{file.relative_to(ROOT)}::{node.name}", marked)


def covered(decorator: ast.expr) -> list[str]:
    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("mark.covers"):
        return [str(ast.literal_eval(argument)) for argument in decorator.args]
    return []


def line(row: dict[str, str], word: str, tests: list[str]) -> str:
    proof = tests[0] + (f" (+{len(tests) - 1})" if len(tests) > 1 else "") if tests else row["ruling"]
    return f"{row['id']:8}{word:10}{row['area']:12}{row['title'][:60]:62}{proof}"


def summary(stated: list[tuple[dict[str, str], str]]) -> Iterator[str]:
    areas = Counter((row["area"], word) for row, word in stated)
    yield f"\n{'area':14}{'proven':>8}{'open':>8}{'ruled out':>11}"
    for area in sorted({row["area"] for row, _word in stated}):
        yield f"{area:14}{areas[area, 'proven']:8}{areas[area, 'open']:8}{areas[area, 'ruled-out']:11}"
    words = Counter(word for _row, word in stated)
    yield f"{'all':14}{words['proven']:8}{words['open']:8}{words['ruled-out']:11}"


if __name__ == "__main__":
    sys.exit(main())
