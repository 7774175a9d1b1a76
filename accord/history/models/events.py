"""The one table that history, undo, notices, live pages and time travel read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.history.models.actor import Actor, Door
from accord.kit.errors import AccordError
from accord.kit.inserting import insert

if TYPE_CHECKING:
    from accord.history.models.changeable import Changeable
    from accord.history.models.undo import UndoConflict


class AlreadyDone(AccordError):
    """The same action arrived a second time; `change_set` is what the first one wrote."""

    def __init__(self, change_set: ChangeSet) -> None:
        super().__init__(_("This has already been done."))
        self.change_set = change_set


class ChangeSetQuerySet(models.QuerySet["ChangeSet"]):
    def opened_by(self, actor: Actor, verb: str) -> ChangeSet:
        """The change set of this action; the second arrival of the same key is told what the first one did."""
        ledger = actor.ledger
        if ledger.change_set is None:
            made = ChangeSet(key=ledger.key, actor_id=actor.person_id, door=actor.door, verb=verb, at=actor.now())
            # Where both arrive at the same moment, ours waits until the other one is committed: it is there then.
            if not insert([made], on_conflict='ON CONFLICT ("key") DO NOTHING'):
                raise AlreadyDone(self.get(key=ledger.key))
            ledger.change_set = made
        return ledger.change_set


class ChangeSet(models.Model):
    """Everything one action wrote; the unit of undo."""

    key = models.CharField(_("key"), max_length=100, null=True, unique=True, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    door = models.CharField(_("door"), max_length=10, choices=Door)
    verb = models.CharField(_("verb"), max_length=60)
    at = models.DateTimeField(_("at"))
    undoes = models.OneToOneField(
        "self", verbose_name=_("takes back"), null=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    objects = ChangeSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("change set")
        indexes = [models.Index(fields=["actor", "-id"])]

    def __str__(self) -> str:
        return f"{self.verb} #{self.pk}"

    @property
    def is_undone(self) -> bool:
        return hasattr(self, "undone_by")

    def undo(self, *, by: Actor, leaving: frozenset[tuple[str, int]] = frozenset()) -> ChangeSet:
        """Take everything back, or raise `UndoRefused` with the conflicts.

        `leaving` names records to leave as they are.
        """
        from accord.history.models.undo import Undo  # the undo reads change sets; one of both must come first

        return Undo(self, by=by, leaving=leaving).run()

    def undo_conflicts(self, *, by: Actor) -> list[UndoConflict]:
        from accord.history.models.undo import Undo

        return Undo(self, by=by).conflicts()


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, record: Changeable) -> EventQuerySet:
        return self.filter(kind=record.kind, record_id=record.pk)

    def newest_first(self) -> EventQuerySet:
        return self.order_by("-id")


class Event(models.Model):
    """One record's part of a change set. A creation stores no values: the row has them (decision 12)."""

    change_set = models.ForeignKey(
        ChangeSet, on_delete=models.PROTECT, related_name="events", verbose_name=_("change set")
    )
    kind = models.CharField(_("type"), max_length=40)
    record_id = models.BigIntegerField(_("ID"))
    verb = models.CharField(_("verb"), max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    version = models.PositiveIntegerField(_("version"))
    label = models.CharField(_("name of the day"), max_length=200)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        indexes = [
            models.Index(fields=["kind", "record_id", "id"]),
            models.Index(fields=["actor", "-id"]),
            models.Index(fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} {self.verb}"

    @property
    def is_creation(self) -> bool:
        return self.version == 1

    def fields(self) -> set[str]:
        return set(self.after) | set(self.before)

    def rows(self) -> list[tuple[str, Any, Any]]:
        """(field name, before, after) of each changed field, in stored form."""
        return [(name, self.before.get(name), self.after.get(name)) for name in sorted(self.fields())]
