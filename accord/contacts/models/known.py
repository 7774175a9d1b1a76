"""What companies and contacts have in common: how one reaches them, and by what they are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import User
from accord.contacts.messengers import Chat, chats_in, check_messengers
from accord.contacts.models.identity import EXCLUSIVE, Identity, Key, keep
from accord.contacts.models.picturing import Pictured
from accord.dictionaries.models import Source, Tag
from accord.history.models import Actor, Event
from accord.kit import countries
from accord.kit.emails import normalise_email, parse_addresses
from accord.kit.errors import NotAllowed
from accord.kit.fields import RichTextField, SortKeyField, plain_line, plain_text
from accord.records.models import Record, RecordQuerySet

K = TypeVar("K", bound="Known")


def check_addresses(text: str) -> None:
    """Several e-mail addresses, separated by commas; "Name <address>" is fine."""
    parse_addresses(text)


def addresses_in(text: str) -> list[str]:
    """The addresses of a field, comparable; a field that was never validated yields nothing rather than an error."""
    if not text:
        return []
    try:
        return [normalise_email(address.email) for address in parse_addresses(text)]
    except ValidationError:
        return []


def own_list(*narrowed: str) -> models.Index:
    """One's own in the order of the list, which is what those who sell begin with; `narrowed` are its first filters.

    With the policy's columns, so that the rows need not be read to count ten thousand of them. Not of live rows alone:
    SQLite would take it for a short one until it has statistics, and sort all of it.
    """
    fields = ["owner", "sort_key", "id", *narrowed, "co_owner", "department", "private", "deleted_at"]
    return models.Index(fields=fields, name="%(class)s_own")


class KnownQuerySet(RecordQuerySet[K]):
    def known_by(self, keys: set[Key]) -> Any:
        """Those who hold any of these keys."""
        ids = Identity.objects.holding(keys).filter(kind=self.model.kind).values("record_id")
        return self.filter(pk__in=ids)


class Known(Pictured, Record):
    """`keys()` says by what the record is known; `namesake` says that it is another one than the record it equals."""

    identity_fields: ClassVar[frozenset[str]] = frozenset()

    email = models.CharField(_("e-mail"), max_length=500, blank=True, validators=[plain_line, check_addresses])
    phone = models.CharField(_("phone"), max_length=200, blank=True, validators=[plain_line])
    messengers = models.CharField(
        _("messengers"),
        max_length=300,
        blank=True,
        validators=[plain_line, check_messengers],
        help_text=_("Like: Telegram @name, WhatsApp +49 170 1234567."),
    )

    country = models.CharField(
        _("country"), max_length=2, blank=True, choices=countries.choices, validators=[countries.check_country]
    )
    region = models.CharField(_("region or state"), max_length=100, blank=True, validators=[plain_line])
    district = models.CharField(_("district"), max_length=100, blank=True, validators=[plain_line])
    city = models.CharField(_("city"), max_length=100, blank=True, validators=[plain_line])
    address = models.TextField(_("address"), max_length=1000, blank=True, validators=[plain_text])
    description = RichTextField(_("description"), blank=True, validators=[plain_text])

    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="+")
    takes_mailings = models.BooleanField(_("receives mailings"), default=True)
    vip = models.BooleanField(_("VIP"), default=False)
    disqualified = models.BooleanField(_("disqualified"), default=False)
    last_contact_on = models.DateField(_("last contact"), null=True, blank=True)
    namesake = models.BooleanField(
        _("another one of the same name"),
        default=False,
        help_text=_("Creates the record although an equal one exists. Needs the right to merge."),
    )

    sort_key = SortKeyField()

    objects: ClassVar[KnownQuerySet[Any]] = KnownQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Record.Meta):
        abstract = True
        ordering = ["sort_key", "id"]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["sort_key", "id"], name="%(class)s_sort"),
        ]

    # ── asking ──

    @property
    def country_name(self) -> str:
        return countries.country_name(self.country) if self.country else ""

    @property
    def place(self) -> str:
        return ", ".join(part for part in (self.city, self.country_name) if part)

    @property
    def chats(self) -> list[Chat]:
        """Where one can chat with them."""
        return chats_in(self.messengers, self.country)

    @property
    def emails(self) -> list[str]:
        return addresses_in(self.email)

    def keys(self, home: str = "") -> set[Key]:
        """Everything the record is known by. `home` is the country of telephone numbers where the record names none."""
        raise NotImplementedError

    @classmethod
    def equal_to(cls, keys: set[Key]) -> Any:
        """Live records that hold one of the exclusive keys: exact duplicates."""
        return cls.objects.live().known_by({key for key in keys if key.what in EXCLUSIVE})

    # ── writing ──

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        super().check_writable(by, fields)
        if "namesake" in fields and not self.namesake:
            self._check_namesake(by)

    def check_addable(self, by: Actor) -> None:
        super().check_addable(by)
        if self.namesake:
            self._check_namesake(by)

    def _check_namesake(self, by: Actor) -> None:
        if by.asks_for_rights and isinstance(by.person, User) and not policy.holds(by.person, Special.MERGE):
            raise NotAllowed(_("Creating a second record beside an equal one needs the right to merge."))

    @classmethod
    def written_all(cls, records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
        keep(records, events, by)
        super().written_all(records, events, by)
