"""Who acts, through which door, and the change set that the writes of one action share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accord.history.models.changeable import Changeable
    from accord.history.models.events import ChangeSet


class Door(models.TextChoices):
    WEB = "web", _("Page")
    API = "api", _("API")
    MAIL = "mail", _("Mail")
    IMPORT = "import", _("Import")
    JOB = "job", _("Background job")
    FORM = "form", _("Web form")
    CONSOLE = "console", _("Console")


class Person(Protocol):
    """What history needs to know about a person; accounts.User is one."""

    pk: int
    time_zone: str

    def __str__(self) -> str: ...


@dataclass
class Ledger:
    """The change set of one action, opened by the first write and shared by everything that follows from it.

    `is_writing` while a transaction of this action is open (`history.models.changeable.writing`); `attempted` is what
    the database refused within it, kept until the transaction is over and can be asked which rule was broken.
    """

    key: str | None = None
    change_set: ChangeSet | None = None
    is_writing: bool = False
    attempted: list[tuple[Changeable, dict[str, Any]]] = field(default_factory=list)


@dataclass(frozen=True)
class Actor:
    """Passed as `by=` to every verb.

    `person` is None when the house itself acts (a web form, the first installation). `trusted` marks writes that
    follow from another write, which was itself asked for rights; they are recorded in the same change set and not
    asked again. `at` is the moment of the action where that is not now: demo data, and tests.
    """

    person: Person | None = None
    door: Door = Door.WEB
    trusted: bool = False
    ledger: Ledger = field(default_factory=Ledger)
    at: datetime | None = None

    @classmethod
    def house(cls, door: Door = Door.JOB, *, key: str | None = None) -> Actor:
        """The house acting by itself, without a person."""
        return cls(person=None, door=door, trusted=True, ledger=Ledger(key=key))

    @property
    def person_id(self) -> int | None:
        return self.person.pk if self.person else None

    @property
    def asks_for_rights(self) -> bool:
        return self.person is not None and not self.trusted

    def consequence(self) -> Actor:
        """The same actor for what follows by itself: same change set, no second question about rights."""
        return replace(self, trusted=True)

    def at_once(self) -> Actor:
        """The same actor for rows that are written together: all of them at this one moment."""
        return replace(self, at=self.now())

    def now(self) -> datetime:
        return self.at or timezone.now()

    def today(self) -> date:
        """Today where the actor lives."""
        return self.now().astimezone(ZoneInfo(self.person.time_zone if self.person else "UTC")).date()

    def __str__(self) -> str:
        return str(self.person) if self.person else str(self.door.label)
