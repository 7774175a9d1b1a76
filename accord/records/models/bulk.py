"""What was asked for many records at once: the frozen list of them, and what became of each (decision 20)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.history.models import ChangeSet


class BulkRun(models.Model):
    """One action on many records. `given` is what its form was filled in with, as it was posted."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(_("type"), max_length=40)
    verb = models.CharField(_("action"), max_length=60)
    given = models.TextField(_("answers"), blank=True)
    change_set = models.ForeignKey(
        ChangeSet, verbose_name=_("change set"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    total = models.PositiveIntegerField(_("of"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)

    class Meta:
        verbose_name = _("action on many records")

    def __str__(self) -> str:
        return f"{self.kind} {self.verb} #{self.pk}"

    @property
    def job_key(self) -> str:
        return f"bulk:{self.pk}"

    @property
    def looked_at(self) -> int:
        return self.done + self.refused


class BulkRow(models.Model):
    """A record of the frozen list, in the version that was seen, and why it was left as it is."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="rows")
    record_id = models.BigIntegerField(_("ID"))
    version = models.PositiveIntegerField(_("version"))
    problem = models.CharField(_("why not"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("record of an action")
        indexes = [models.Index(fields=["run", "id"], name="bulkrow_in_order")]

    def __str__(self) -> str:
        return str(self.record_id)
