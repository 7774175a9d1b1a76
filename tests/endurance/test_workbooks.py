"""A workbook that takes its reader down: a sentence on the import's page, and the worker works on."""

import time

from accord.exchange.models import FileImport
from accord.exchange.models.file_import import ImportRow, State
from tests.endurance import THOROUGH, workbooks
from tests.endurance.house import WORKER

READ_WITHIN = 240.0
GOOD = b"name,country\nIsdom,Germany\n"
DAMAGED = "This file cannot be read: it is damaged, or made to be slow."
TOO_LARGE = "This workbook is too large when unpacked (200 MB at most)."
HOSTILE = {
    "a stray cell": (workbooks.with_a_stray_cell, DAMAGED),
    "a bomb": (workbooks.bomb, TOO_LARGE),
    "a bomb that lies": (workbooks.bomb_that_lies, DAMAGED),
    "four million cells in wide rows": (lambda: workbooks.with_four_million_cells(1000), "more than 200 columns"),
    "two cells far apart": (workbooks.with_cells_far_apart, DAMAGED),
}
if THOROUGH:  # it takes most of a minute to find out
    HOSTILE["four million cells in many rows"] = (
        lambda: workbooks.with_four_million_cells(10),
        "more than 200,000 rows",
    )


def test_hostile_workbooks_are_refused_in_words_and_the_same_worker_reads_the_next(office, house, crowd_at_house):
    ada, worker = crowd_at_house.visit(office.ada), house.process(WORKER).pid

    pages = {name: page_of(crowd_at_house, ada, make(), "hostile.xlsx") for name, (make, _said) in HOSTILE.items()}
    good = page_of(crowd_at_house, ada, GOOD, "good.csv")

    assert {name: said in pages[name] for name, (_make, said) in HOSTILE.items()} == dict.fromkeys(HOSTILE, True)
    assert FileImport.objects.filter(state=State.FAILED).count() == len(HOSTILE)
    assert not ImportRow.objects.exclude(file=FileImport.objects.get(name="good.csv")).exists()
    assert 'name="column-name"' in good
    assert house.is_up(WORKER)
    assert house.process(WORKER).pid == worker


def page_of(crowd, ada, content, name):
    """The page of an import once the worker has looked at the file."""
    assert len(content) < 1024 * 1024  # nothing that an upload limit would stop
    [sent] = crowd.at_once(ada.send_file("/import/", {"kind": "company"}, name, content))
    assert sent.status == 302, sent.text
    file = FileImport.objects.latest("pk")
    deadline = time.monotonic() + READ_WITHIN
    while file.is_busy:
        assert time.monotonic() < deadline, f"{name} was not read in time."
        time.sleep(0.05)
        file.refresh_from_db()
    return crowd.at_once(ada.get(f"/import/{file.pk}/"))[0].text
