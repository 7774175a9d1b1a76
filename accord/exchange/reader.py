"""Runs in a child process: reads a CSV or Excel file and prints its rows as JSON lines.

Both Excel readers can take their process down (an abort, a panic, a gigabyte out of half a megabyte), so this one has
little memory, little time, and nothing to lose. It imports nothing of the product. `python reader.py FILE MOST_ROWS`.
"""

import csv
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

MEMORY = 1024 * 1024 * 1024
SECONDS = 60
UNPACKED = 200 * 1024 * 1024
ENTRIES = 2000
CELL = 32_000
COLUMNS = 200
ENCODINGS = ("utf-8-sig", "utf-16", "cp1251", "cp1252")


class Refused(Exception):
    """Said to the person who sent the file."""


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def rows(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK"):
        check_zip(path)
        return excel(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return excel(path)
    return delimited(path)


def check_zip(path: Path) -> None:
    """Sizes stand in the directory of the archive: look there before anything is unpacked."""
    try:
        entries = zipfile.ZipFile(path).infolist()
    except zipfile.BadZipFile as error:
        raise Refused("damaged") from error
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise Refused("too_large_unpacked")


def excel(path: Path) -> Iterator[list[str]]:
    from python_calamine import CalamineWorkbook  # heavy, and only here

    workbook = CalamineWorkbook.from_path(str(path))
    for row in workbook.get_sheet_by_index(0).iter_rows():
        yield [as_text(value) for value in row]


def as_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)


def delimited(path: Path) -> Iterator[list[str]]:
    text = decoded(path.read_bytes())
    sample = text[:20_000]
    delimiter = max(",;\t|", key=lambda sign: sample.split("\n", 1)[0].count(sign))
    csv.field_size_limit(CELL * 4)
    yield from csv.reader(text.splitlines(keepends=True), delimiter=delimiter)


def decoded(raw: bytes) -> str:
    for encoding in ENCODINGS:
        if encoding == "utf-16" and raw[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def cleaned(row: list[str]) -> list[str]:
    """What a database can keep: no NUL, no lone surrogate; long cells are refused, never cut."""
    if len(row) > COLUMNS:
        raise Refused("too_many_columns")
    if any(len(cell) > CELL for cell in row):
        raise Refused("cell_too_long")
    return [cell.replace("\x00", "").encode("utf-8", "replace").decode().strip() for cell in row]


def main(path: Path, most: int) -> None:
    limit()
    written = 0
    for row in rows(path):
        row = cleaned(row)
        if not any(row):
            continue
        if written > most:
            raise Refused("too_many_rows")
        sys.stdout.write(json.dumps(row) + "\n")
        written += 1


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), int(sys.argv[2]))
    except Refused as refused:
        sys.stderr.write(f"refused:{refused}")
        sys.exit(3)
    except csv.Error:
        sys.stderr.write("refused:damaged")
        sys.exit(3)
