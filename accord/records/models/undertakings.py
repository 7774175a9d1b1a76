"""What is too long for one request and one transaction: how far it is, and what it left as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.history.models import Actor, ChangeSet, Door
from accord.history.models.actor import Ledger
from accord.jobs.models import Job
from accord.jobs.models import State as JobState
from accord.kit.errors import NotAllowed, RuleBroken

if TYPE_CHECKING:
    from accord.history.models.undo import UndoConflict


class State(models.TextChoices):
    LOOKING = "looking", _("Being looked through")
    GOING = "going", _("Being done")
    REFUSED = "refused", _("Refused")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")


OPEN = (State.LOOKING, State.GOING)


class UndertakingQuerySet(models.QuerySet["Undertaking"]):
    def open(self) -> UndertakingQuerySet:
        return self.filter(state__in=OPEN)

    def of(self, person: User) -> UndertakingQuerySet:
        """Whoever asked for it follows it."""
        return self.filter(person=person)

    def latest_of(self, key: str) -> Undertaking | None:
        return self.filter(key=key).order_by("-id").first()

    def ask_for(self, key: str, work: str, *, title: str, by: Actor, **given: Any) -> Undertaking:
        """The one of this key, which is begun, or goes on where it was cut; one that is going is left to go on.

        In the caller's transaction, which also asks for the job.
        """
        assert isinstance(by.person, User)
        values = {"work": work, "title": title[:200], "person": by.person, "given": given, "asked_at": by.now()}
        found, is_new = self.exclude(state=State.DONE).get_or_create(key=key, defaults=values)
        if not is_new and not found.is_open:
            found.ask_again(by=by, **given)
        return found


class Undertaking(models.Model):
    """One long piece of work: an undo of thousands, a stage whose deals move on.

    Each portion commits by itself, together with `cursor` and counts, so that whatever is cut goes on behind the last
    one. `change_set` is the one change set that all portions write into; `key` says of what there is only one at a
    time. Nothing is written while it is `LOOKING`, and of a `REFUSED` one nothing has been.
    """

    key = models.CharField(_("key"), max_length=120)
    work = models.CharField(_("work"), max_length=40)
    given = models.JSONField(_("answers"), default=dict)
    title = models.CharField(_("title"), max_length=200)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    change_set = models.ForeignKey(
        ChangeSet, verbose_name=_("change set"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.LOOKING)
    problem = models.TextField(_("problem"), blank=True)
    cursor = models.JSONField(_("position"), null=True)
    asked_at = models.DateTimeField(_("asked for"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    total = models.PositiveIntegerField(_("of"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    left = models.PositiveIntegerField(_("left as it was"), default=0)

    objects = UndertakingQuerySet.as_manager()

    class Meta:
        verbose_name = _("undertaking")
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=~models.Q(state="done"), name="one_unfinished_undertaking_per_key"
            )
        ]
        indexes = [models.Index(fields=["key", "-id"], name="undertaking_of_key")]

    def __str__(self) -> str:
        return f"{self.key} #{self.pk}"

    # ── asking ──

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_refused(self) -> bool:
        """Nothing has been written."""
        return self.state == State.REFUSED

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    @property
    def is_looking(self) -> bool:
        return self.state == State.LOOKING

    @property
    def is_cut(self) -> bool:
        """It has come to a halt in the middle, by a rule or by a defect, and may go on."""
        return self.state == State.STOPPED or (self.is_open and self.has_failed)

    @property
    def is_going(self) -> bool:
        return self.is_open and not self.has_failed

    @cached_property
    def has_failed(self) -> bool:
        """Its job was given up."""
        latest = Job.objects.filter(unique_key=self.job_key).order_by("-id").first()
        return latest is not None and latest.state == JobState.FAILED

    @property
    def looked_at(self) -> int:
        return self.done + self.left

    @property
    def job_key(self) -> str:
        return f"undertaking-{self.pk}"

    def acting(self) -> Actor:
        """Who asked for it, with the rights of now, writing into its one change set (decision 9)."""
        person = User.objects.get(pk=self.person_id)
        if not person.is_active:
            raise NotAllowed(_("The account that asked for this is closed."))
        return replace(person.acting(Door.JOB), ledger=Ledger(key=self.job_key, change_set=self.change_set))

    # ── its life ──

    def ask_again(self, *, by: Actor, **given: Any) -> None:
        """By whoever asks now: from the start where nothing has been written, else from where it was cut."""
        if self.change_set and self.change_set.is_undone:
            raise RuleBroken(_("What was done of this has been taken back, so it cannot go on."))
        self.person, self.asked_at, self.problem = by.person, by.now(), ""  # type: ignore[assignment]
        self.given = {**self.given, **given}
        self.state = State.LOOKING if self.change_set_id is None else State.GOING
        self.save(update_fields=["person", "asked_at", "problem", "given", "state"])

    def look_again(self) -> None:
        self.left_out.all().delete()
        self.done = self.left = 0
        self.save(update_fields=["done", "left"])

    def leave_out(self, conflicts: Sequence[UndoConflict]) -> None:
        LeftOut.objects.bulk_create([LeftOut.of(self, conflict) for conflict in conflicts])
        self.left += len(conflicts)
        self.save(update_fields=["left"])

    def looked_through(self, total: int, *, refused: bool) -> None:
        self.total, self.state = total, State.REFUSED if refused else State.GOING
        self.save(update_fields=["total", "state"])

    def go_on(self, done: int, cursor: Any, change_set: ChangeSet | None) -> None:
        """One portion is written; without a cursor it was the last. Meanwhile more may have come, or less be left."""
        self.done, self.cursor, self.change_set = self.done + done, cursor, change_set
        self.total = max(self.total, self.looked_at)
        if cursor is None:
            self.state, self.finished_at, self.total = State.DONE, timezone.now(), self.looked_at
        self.save(update_fields=["done", "total", "cursor", "change_set", "state", "finished_at"])

    def stop(self, why: str) -> None:
        """A rule says no, and would say so again."""
        self.refresh_from_db()
        self.state, self.problem = State.STOPPED if self.change_set_id else State.REFUSED, why
        self.save(update_fields=["state", "problem"])


class LeftOut(models.Model):
    """A record that was left as it is, and why, in the rule's own words."""

    undertaking = models.ForeignKey(Undertaking, on_delete=models.CASCADE, related_name="left_out")
    kind = models.CharField(_("type"), max_length=40)
    record_id = models.BigIntegerField(_("ID"))
    label = models.CharField(_("name of the day"), max_length=200)
    reason = models.CharField(_("why not"), max_length=300)

    class Meta:
        verbose_name = _("record left as it was")

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"

    @classmethod
    def of(cls, undertaking: Undertaking, conflict: UndoConflict) -> LeftOut:
        return cls(
            undertaking=undertaking,
            kind=conflict.kind,
            record_id=conflict.record_id,
            label=conflict.label[:200],
            reason=conflict.reason[:300],
        )
