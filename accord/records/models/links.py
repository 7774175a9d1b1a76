"""Links between any two records, set by hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Link(models.Model):
    """A two-way link; `kind, record_id` is the smaller of both so that a pair stands once."""

    kind = models.CharField(_("type"), max_length=40)
    record_id = models.BigIntegerField(_("ID"))
    to_kind = models.CharField(_("other type"), max_length=40)
    to_id = models.BigIntegerField(_("other ID"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("link")
        constraints = [models.UniqueConstraint(fields=["kind", "record_id", "to_kind", "to_id"], name="link_once")]
        indexes = [models.Index(fields=["to_kind", "to_id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} – {self.to_kind} {self.to_id}"
