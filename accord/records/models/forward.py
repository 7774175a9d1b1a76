"""Where a record went: an old address still lands on the right page after a merge or a conversion."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Forward(models.Model):
    kind = models.CharField(_("type"), max_length=40)
    old = models.BigIntegerField(_("old ID"))
    to_kind = models.CharField(_("new type"), max_length=40)
    new = models.BigIntegerField(_("new ID"))

    class Meta:
        verbose_name = _("forwarding")
        constraints = [models.UniqueConstraint(fields=["kind", "old"], name="forward_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.old} → {self.to_kind} {self.new}"
