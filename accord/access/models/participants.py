"""People beside the owner who take part in one record: watchers, subscribers, performers."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.history.models import Changeable


class Participant(models.Model):
    """Being a participant is a ground to see the record.

    Written only through the `Participants` facet, hence by events.
    """

    kind = models.CharField(_("type"), max_length=40)
    record_id = models.BigIntegerField(_("ID"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    part = models.CharField(_("takes part as"), max_length=20)

    class Meta:
        verbose_name = _("participant")
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id", "person", "part"], name="participant_once"),
        ]
        indexes = [models.Index(fields=["person", "kind", "record_id"])]

    def __str__(self) -> str:
        return f"{self.person} ({self.part})"


@dataclass(frozen=True)
class Participants:
    """A facet: the people who take part in a record in one way."""

    part: str

    def read(self, record: Changeable) -> list[int]:
        return sorted(self._rows(record).values_list("person", flat=True))

    def write(self, record: Changeable, ids: list[int]) -> None:
        old, new = set(self.read(record)), set(ids)
        record.alone_at = None  # type: ignore[attr-defined]  # of an Owned
        self._rows(record).filter(person__in=old - new).delete()
        Participant.objects.bulk_create(
            Participant(kind=record.kind, record_id=record.pk, person_id=pk, part=self.part) for pk in sorted(new - old)
        )

    def labels(self, record: Changeable, ids: list[int]) -> dict[int, str]:
        return {person.pk: str(person) for person in User.objects.filter(pk__in=ids)}

    def _rows(self, record: Changeable) -> models.QuerySet[Participant]:
        return Participant.objects.filter(kind=record.kind, record_id=record.pk, part=self.part)
