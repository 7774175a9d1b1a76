"""By what a company or a contact is known: for refusing exact duplicates, for hints, for matching who writes.

A live record holds one row per key. Exclusive keys (a company's name and country; a contact's name with each mail and
phone) can be held once in their scope; the others are only looked up. The rows are a copy of the record, rewritten in
the transaction that writes it and given up in the trash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.db import IntegrityError, models
from django.db.models import Q
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import Department, User
from accord.history.models import Actor, Event
from accord.kit.errors import RuleBroken
from accord.kit.inserting import insert, made
from accord.preferences import switches

if TYPE_CHECKING:
    from accord.contacts.models.known import Known

LONGEST_KEY = 300


class What(models.TextChoices):
    """What a key is made of. The first three are exclusive."""

    COMPANY = "company", _("company name and country")
    PERSON_MAIL = "person+mail", _("name and e-mail")
    PERSON_PHONE = "person+phone", _("name and phone")
    NAME = "name", _("name")
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")
    DOMAIN = "domain", _("mail domain or web site")
    NUMBER = "number", _("tax or registration number")


EXCLUSIVE = frozenset({What.COMPANY, What.PERSON_MAIL, What.PERSON_PHONE})


class Key(NamedTuple):
    what: What
    key: str

    @classmethod
    def many(cls, what: What, keys: Iterable[str]) -> set[Key]:
        return {cls(what, key[:LONGEST_KEY]) for key in keys if key}


class DuplicateRefused(RuleBroken):
    """There is such a record already. `existing` is set only where the person may see it."""

    def __init__(self, message: Any, existing: Known | None = None) -> None:
        super().__init__(message)
        self.existing = existing


class IdentityQuerySet(models.QuerySet["Identity"]):
    def holding(self, keys: Iterable[Key]) -> Self:
        """The rows that hold any of these keys, in every scope. One index range per kind of key."""
        by_what: dict[What, list[str]] = defaultdict(list)
        for key in keys:
            by_what[key.what].append(key.key)
        wanted = Q(pk__in=[])
        for what, texts in by_what.items():
            wanted |= Q(what=what, key__in=texts)
        return self.filter(wanted)


class Identity(models.Model):
    kind = models.CharField(_("type"), max_length=40)
    record_id = models.BigIntegerField(_("ID"))
    what = models.CharField(_("made of"), max_length=16, choices=What)
    key = models.CharField(_("key"), max_length=LONGEST_KEY)
    scope = models.CharField(_("scope"), max_length=20, blank=True)
    exclusive = models.BooleanField(_("held once"), default=False)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "what", "key", "scope"], condition=Q(exclusive=True), name="identity_held_once"
            )
        ]
        indexes = [
            models.Index(fields=["what", "key"], name="identity_key"),
            models.Index(fields=["kind", "record_id"], name="identity_record"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}: {self.what} {self.key}"


def keep(records: Sequence[Known], events: Sequence[Event], by: Actor) -> None:
    """Rewrite the keys of these records, or refuse the write. Three queries where nothing is to be written."""
    kind = records[0].kind
    held: dict[int, dict[Key, Identity]] = defaultdict(dict)
    known = [event.record_id for event in events if not event.is_creation]
    for row in Identity.objects.filter(kind=kind, record_id__in=known):
        held[row.record_id][Key(What(row.what), row.key)] = row
    claims = _claims(records)
    _refuse_duplicates(kind, records, events, claims, by)
    gone, new = [], []
    for record in records:
        wanted = dict(claims[record.pk])
        for key, row in held[record.pk].items():
            claim = wanted.pop(key, None)
            if claim is None or (claim.scope, claim.exclusive) != (row.scope, row.exclusive):
                gone.append(row.pk)
                new += [claim] if claim else []
        new += wanted.values()
    if gone:
        Identity.objects.filter(pk__in=gone).delete()
    try:
        insert(new)
    except IntegrityError as error:  # somebody else wrote the same a moment before
        raise DuplicateRefused(_("There is such a record already. Please look again.")) from error


def _claims(records: Sequence[Known]) -> dict[int, dict[Key, Identity]]:
    """The rows that these records shall hold. A scope is empty when other departments may be hinted at; else it is the
    department, so that nothing is revealed (decision 17)."""
    open_house = switches.load().hint_other_departments
    homes = _homes(records)
    claims: dict[int, dict[Key, Identity]] = {record.pk: {} for record in records}
    for record in records:
        for key in record.keys(homes.get(record.department_id or 0, "")) if record.is_live else ():
            row = made(Identity, kind=record.kind, record_id=record.pk, what=key.what.value, key=key.key)
            if key.what in EXCLUSIVE:
                row.exclusive = not record.namesake
                row.scope = "" if open_house else str(record.department_id or 0)
            claims[record.pk][key] = row
    return claims


def _homes(records: Sequence[Known]) -> dict[int, str]:
    """The countries from which telephone numbers without a country are taken to be."""
    ids = {record.department_id for record in records if record.department_id and not record.country}
    return dict(Department.objects.filter(pk__in=ids).values_list("pk", "default_country")) if ids else {}


def _refuse_duplicates(
    kind: str, records: Sequence[Known], events: Sequence[Event], claims: dict[int, dict[Key, Identity]], by: Actor
) -> None:
    """Where a record only moved (to another department) a collision is nobody's mistake, and not exclusive."""
    exclusive = [row for rows in claims.values() for row in rows.values() if row.exclusive]
    if not exclusive:
        return
    taken: dict[tuple[str, str, str], int] = {}
    ids = {record.pk: record for record in records}
    for row in Identity.objects.filter(kind=kind, exclusive=True).holding(Key(What(r.what), r.key) for r in exclusive):
        if row.record_id not in ids:
            taken[row.what, row.key, row.scope] = row.record_id
    asked = {record.pk: _claims_anew(record, event) for record, event in zip(records, events, strict=True)}
    for row in exclusive:
        other = taken.setdefault((row.what, row.key, row.scope), row.record_id)
        if other == row.record_id:
            continue
        if asked[row.record_id]:
            raise refusal(ids[row.record_id], other, by)
        row.exclusive = False


def _claims_anew(record: Known, event: Event) -> bool:
    fields = event.fields()
    return event.is_creation or bool(fields & record.identity_fields) or "deleted_at" in fields or "namesake" in fields


def refusal(record: Known, other_id: int, by: Actor) -> DuplicateRefused:
    """Names and links the existing record only to those who may see it."""
    rows = type(record).objects
    seen = rows.visible_to(by.person) if isinstance(by.person, User) else rows.live()
    existing = seen.filter(pk=other_id).first()
    if existing is None:
        return DuplicateRefused(_("This exists already, in a department that you cannot see. Ask for access there."))
    said = _g("This exists already: %(name)s, ID %(id)s.") % {"name": existing, "id": existing.pk}
    return DuplicateRefused(said, existing)
