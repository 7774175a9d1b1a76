"""A file on its way in, and its rows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.history.models import Actor, ChangeSet, Door
from accord.history.models.actor import Ledger
from accord.kit.errors import RuleBroken
from accord.kit.inserting import insert
from accord.kit.text import clean_file_name
from accord.records import contents
from accord.records.declare import RecordPages

LARGEST = 50 * 1024 * 1024


class State(models.TextChoices):
    READING = "reading", _("Being read")
    READ = "read", _("Waits for its columns to be named")
    REHEARSING = "rehearsing", _("Being rehearsed")
    REHEARSED = "rehearsed", _("Ready to import")
    RUNNING = "running", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Could not be read")


BUSY = {State.READING, State.REHEARSING, State.RUNNING}


class FileImportQuerySet(models.QuerySet["FileImport"]):
    def of(self, person: User) -> FileImportQuerySet:
        """An import, with its rows and errors, is seen by its maker only."""
        return self.filter(person=person)

    @contextmanager
    def received(self, upload: UploadedFile[Any], kind: str, *, person: User) -> Iterator[FileImport]:
        """Store the bytes as they came, under a name of our own, before anybody looks into them.

        A transaction, for the caller to ask for the reading in: a file that nobody reads would wait for ever.
        """
        if (upload.size or 0) > LARGEST:
            raise RuleBroken(_("This file is larger than 50 MB."))
        with _written(upload) as bytes_of_it, transaction.atomic():
            made = self.create(person=person, kind=kind, name=clean_file_name(upload.name or "file"), at=timezone.now())
            bytes_of_it.replace(made.path)
            yield made


@contextmanager
def _written(upload: UploadedFile[Any]) -> Iterator[Path]:
    """The bytes on the disk, under a name that nobody reads yet: no transaction is open while they are written."""
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=folder, prefix="arriving-", delete=False) as file:
        path = Path(file.name)
        try:
            for chunk in upload.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            yield path
        finally:
            path.unlink(missing_ok=True)


class FileImport(models.Model):
    """One file, from its arrival to its report.

    `mapping` is what its maker decided: {"columns": {field: column number}, "constants": {field: text}, "values":
    {field: {text in the file: text to read instead}}, "new_people": bool, "missing": {field: "refuse" | "empty"}}.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE)
    kind = models.CharField(_("type"), max_length=40)
    name = models.CharField(_("file"), max_length=200)
    at = models.DateTimeField(_("received"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.READING)
    problem = models.TextField(_("problem"), blank=True)
    headers = models.JSONField(_("columns"), default=list)
    mapping = models.JSONField(_("mapping"), default=dict)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    change_set = models.ForeignKey(ChangeSet, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = FileImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"])]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "imports" / str(self.pk)

    @property
    def pages(self) -> RecordPages[Any]:
        return contents.pages_of(self.kind)

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    def move_to(self, state: State, **values: Any) -> None:
        """Set the state and what belongs to it, in one statement."""
        for name, value in {"state": state, **values}.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *values])

    def start(self, state: State) -> bool:
        """Move on to a busy state once, however often the button is pressed."""
        moved = FileImport.objects.filter(pk=self.pk).exclude(state__in=BUSY | {State.DONE}).update(state=state, done=0)
        self.refresh_from_db()
        return bool(moved)

    def acting(self) -> Actor:
        """The maker, with the rights they have now, writing into the one change set of this import."""
        ledger = Ledger(key=f"import-{self.pk}", change_set=self.change_set)
        return Actor(person=self.person, door=Door.IMPORT, ledger=ledger)

    def counts(self) -> dict[str, int]:
        found = dict(self.rows.values_list("outcome").annotate(n=models.Count("pk")).order_by())
        return {outcome: found.get(outcome, 0) for outcome in Outcome.values}

    def keep_rows(self, first: int, cells: list[list[str]]) -> None:
        """Store rows as they were read; again after a crash changes nothing."""
        with transaction.atomic():
            self.rows.filter(number__gte=first).delete()
            insert([ImportRow(file=self, number=first + offset, cells=row) for offset, row in enumerate(cells)])


class Outcome(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    PROBLEM = "problem", _("Problem")
    MADE = "made", _("Imported")
    REFUSED = "refused", _("Refused")


class ImportRow(models.Model):
    """One row of the file as text, and what became of it."""

    file = models.ForeignKey(FileImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.WAITING)
    message = models.TextField(_("message"), blank=True)
    record_id = models.BigIntegerField(_("ID"), null=True)

    class Meta:
        verbose_name = _("row")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["file", "outcome", "number"])]

    def __str__(self) -> str:
        return f"{self.file} {self.number}"
