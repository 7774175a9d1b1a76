"""The three stages of an import, each going on where it stood."""

from itertools import islice

from django.utils.translation import gettext as _

from accord.exchange.importing import Importer
from accord.exchange.models import FileImport
from accord.exchange.models.file_import import Outcome, State
from accord.exchange.reading import rows_of
from accord.exchange.targets import guess, targets_of
from accord.jobs.declaring import Run, job
from accord.jobs.jobs import renew_statistics
from accord.kit.errors import RuleBroken


@job(steps=True)
def read_file(run: Run, file_id: int) -> None:
    """Rows out of the file, as text. Starting again reads again: the file is still there as it came."""
    file = FileImport.objects.get(pk=file_id)
    try:
        lines = rows_of(file.path)
        headers = next(lines, [])
        number = 1
        while batch := list(islice(lines, 1000)):
            with run.step():
                file.keep_rows(number, batch)
            number += len(batch)
        if not headers or number == 1:
            raise RuleBroken(_("This file has no rows below its headings."))
    except RuleBroken as said:
        with run.step():
            file.keep_rows(1, [])  # of a file that is refused, nothing stays but the file
            file.move_to(State.FAILED, problem=str(said))
        return
    with run.step():
        mapping = {"columns": guess(headers, targets_of(file.pages, file.person))}
        file.move_to(State.READ, headers=headers, total=number - 1, mapping=mapping)


@job(steps=True)
def rehearse(run: Run, file_id: int) -> None:
    """Do with every row what the import will do, note what stands in the way, and take it back at once."""
    file = FileImport.objects.select_related("person", "change_set").get(pk=file_id)
    importer = Importer(file, file.acting())
    file.done = 0
    for rows in importer.within.in_order(file.rows.all()):
        with run.step():
            importer.rehearse([importer.plan(row) for row in rows])
            file.done += len(rows)
            run.cursor = file.done
            file.save(update_fields=["done"])
    with run.step():
        file.move_to(State.REHEARSED, mapping=file.mapping | {"unknown": importer.unknown})


@job(steps=True)
def run_import(run: Run, file_id: int) -> None:
    """Write the records, 200 rows a step:

    Rows, events, outcome and cursor commit together, so that each row counts once.
    """
    file = FileImport.objects.select_related("person", "change_set").get(pk=file_id)
    by = file.acting()
    importer = Importer(file, by)
    waiting = file.rows.filter(outcome__in=[Outcome.WAITING, Outcome.PROBLEM])
    done = file.total - waiting.count()
    for (rows,) in run.batches(importer.within.in_order(waiting), size=1):
        with run.step():
            importer.write([importer.plan(row) for row in rows])
            done += len(rows)
            run.cursor = file.done = done
            file.change_set = by.ledger.change_set
            file.save(update_fields=["done", "change_set"])
    with run.step():
        file.move_to(State.DONE)
        renew_statistics.enqueue(key="statistics")
