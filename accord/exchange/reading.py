"""Reading a file through a child process that may die."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from accord.kit.errors import RuleBroken

MOST_ROWS = 200_000
SECONDS = 90
READER = Path(__file__).with_name("reader.py")

REASONS = {
    "damaged": _("This file is damaged: it cannot be opened."),
    "too_large_unpacked": _("This workbook is too large when unpacked (200 MB at most)."),
    "too_many_columns": _("This file has more than 200 columns."),
    "cell_too_long": _("A cell of this file holds more than 32,000 characters."),
    "too_many_rows": _("This file has more than 200,000 rows. Please split it."),
}
UNREADABLE = _(
    "This file cannot be read: it is damaged, or made to be slow. Excel (.xlsx, .xls, .ods) and CSV are read."
)


def rows_of(path: Path) -> Iterator[list[str]]:
    """The rows of the first sheet as text. Raises RuleBroken with a sentence, whatever happens to the reader."""
    command = [sys.executable, "-I", str(READER), str(path), str(MOST_ROWS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={"LANG": "C.UTF-8"}) as child:
        assert child.stdout
        assert child.stderr
        for line in child.stdout:
            yield json.loads(line)
        said = child.stderr.read().decode(errors="replace")
        try:
            code = child.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            code = -9
    if code:
        raise RuleBroken(REASONS.get(said.removeprefix("refused:"), UNREADABLE))
