"""Thumbnails, and sweeping up bytes that nothing holds any more."""

from __future__ import annotations

import time

from django.utils import timezone

from accord.files import bytes_store, thumbnails
from accord.files.models import KEPT_UNLINKED, Attachment, AttachmentQuerySet, File
from accord.history.models import Actor, kinds
from accord.history.models.purging import purge
from accord.jobs import Run, job
from accord.jobs.declaring import PATIENT
from accord.kit.batches import in_batches


@job(priority=PATIENT, tries=2)
def make_thumbnail(file_id: int) -> None:
    file = File.objects.filter(pk=file_id, swept_at=None).first()
    if file and file.path.exists():
        thumbnails.make(file.path, file.thumbnail_path)


@job(priority=PATIENT, steps=True)
def sweep_files(run: Run) -> None:
    """Take away what nothing holds: links of purged records, bytes without a link, bytes and halves without a row."""
    _let_go_of_purged_records(run)
    _sweep_unlinked(run)
    _sweep_strays(run)


def _let_go_of_purged_records(run: Run) -> None:
    """Records take their files along when they are purged; these are of a time when they did not."""
    for kind in set(Attachment.objects.order_by().values_list("on_kind", flat=True).distinct()):
        model = kinds().get(kind)
        orphans = Attachment.objects.filter(on_kind=kind)
        if model is not None:
            orphans = orphans.exclude(on_id__in=model._default_manager.values("pk"))
        for batch in in_batches(list(orphans.values_list("pk", flat=True))):
            with run.step():
                _purge(Attachment.objects.filter(pk__in=batch))


def _purge(orphans: AttachmentQuerySet) -> None:
    for attachment in orphans.live():
        attachment.detach(by=Actor.house())
    purge(orphans.all(), by=Actor.house())


def _sweep_unlinked(run: Run) -> None:
    """The row is claimed before the bytes go, so that whoever brings them again writes them."""
    for pk, sha256 in list(File.objects.unlinked(now=timezone.now()).values_list("pk", "sha256")):
        with run.step():
            if File.objects.unlinked(now=timezone.now()).filter(pk=pk).update(swept_at=timezone.now()):
                bytes_store.remove(sha256)


def _sweep_strays(run: Run) -> None:
    before = time.time() - KEPT_UNLINKED.total_seconds()
    for path in bytes_store.left_aside(before):
        path.unlink(missing_ok=True)
    old = (sha256 for sha256, at in bytes_store.fingerprints() if at < before)
    for batch in in_batches(old):
        known = set(File.objects.filter(sha256__in=batch, swept_at=None).values_list("sha256", flat=True))
        for sha256 in set(batch) - known:
            bytes_store.remove(sha256)
