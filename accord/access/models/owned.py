"""A thing that belongs to somebody: the columns that decide who may see it, and the questions one can ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.limits import Limit
from accord.access.models.participants import Participant, Participants
from accord.accounts.models import Department, User
from accord.history.models import Actor, Changeable, ChangeableQuerySet, Event, Facet
from accord.history.models.changes import Changes
from accord.kit.errors import RuleBroken

R = TypeVar("R", bound="Owned")

JUST_MADE = (0, 0)
GROUNDS = ("owner", "co_owner", "department", "private")


class OwnedQuerySet(ChangeableQuerySet[R]):
    def visible_to(self, person: User) -> Self:
        """What this person may see; never the trash."""
        return policy.visible(self, person)  # type: ignore[return-value]

    def editable_by(self, person: User) -> Self:
        """What this person may change something of; never the trash."""
        return policy.editable(self, person)  # type: ignore[return-value]

    def deletable_by(self, person: User) -> Self:
        """What this person may delete, or could have deleted: the trash as they see it."""
        return policy.deletable(self, person)  # type: ignore[return-value]

    def owned_by(self, person: User) -> Self:
        """Own means owner or co-owner."""
        return self.filter(models.Q(owner=person) | models.Q(co_owner=person))

    def unowned(self) -> Self:
        return self.filter(owner=None)


class Owned(Changeable):
    """Owner, co-owner, department, private and the participants are the only grounds of seeing (decision 6).

    A child names its `parent_field`; it then takes these columns from its parent and follows it in the same change set.
    """

    limits: ClassVar[tuple[Limit, ...]] = ()
    parent_field: ClassVar[str] = ""
    facets: ClassVar[dict[str, Facet]] = {"watchers": Participants("watcher")}

    alone_at: tuple[int, int] | None = None
    """The change set that made this object and its version, as long as the same writes on and nobody takes part."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    co_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("co-owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    private = models.BooleanField(_("private"), default=False)

    objects: ClassVar[OwnedQuerySet[Any]] = OwnedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["owner", "-id"], name="%(class)s_owner"),
            models.Index(
                fields=["co_owner", "-id"], name="%(class)s_co_owner", condition=models.Q(co_owner__isnull=False)
            ),
            models.Index(fields=["department", "-id"], name="%(class)s_department"),
        ]

    @classmethod
    def field_names(cls) -> frozenset[str]:
        own = {field.name for field in cls._meta.get_fields() if field.concrete and getattr(field, "editable", False)}
        return frozenset(own | set(cls.facets))

    def begin(self, *, by: Actor) -> None:
        """The maker is the owner at first, unless somebody is named;

        The department comes from the owner, else the maker.
        """
        super().begin(by=by)
        if self.parent_field:
            self._follow_parent()
            return
        self.alone_at = JUST_MADE
        person = by.person if isinstance(by.person, User) else None
        if person and self.owner_id is None and not self.starts_unowned:
            self.owner = person
        if self.department_id is None:
            home = self.owner if self.owner_id else person
            self.department_id = home.department_id if home else None

    @property
    def starts_unowned(self) -> bool:
        """Types that wait for somebody to take them override this."""
        return False

    def _follow_parent(self) -> None:
        parent = getattr(self, self.parent_field)
        if parent is not None:
            self.take_from(parent, GROUNDS)

    def take_from(self, other: Owned, names: Iterable[str]) -> None:
        """Have the same in these columns as the other one; what they link to is not fetched for that."""
        for name in names:
            column: Any = self._meta.get_field(name)
            setattr(self, column.attname, getattr(other, column.attname))
            if column.is_relation and column.is_cached(other):
                column.set_cached_value(self, column.get_cached_value(other))

    def put(self, changes: Changes, *, by: Actor) -> list[str]:
        """Who moves to another parent follows it in the same statement."""
        columns = super().put(changes, by=by)
        if self.parent_field and self.parent_field in changes.columns:
            self._follow_parent()
            columns += GROUNDS
        return columns

    # ── the policy, asked of one record ──

    def is_editable_by(self, person: User) -> bool:
        return self.is_live and policy.may_change(person, self)

    def is_deletable_by(self, person: User) -> bool:
        return policy.may_delete(person, self)

    def writable_fields(self, person: User) -> frozenset[str] | None:
        return policy.writable_fields(person, self)

    def check_addable(self, by: Actor) -> None:
        policy.check_addable(by, self)

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        if self.parent_field and fields & set(GROUNDS):
            raise RuleBroken(_("This belongs to whoever has what it is part of."))
        policy.check_writable(by, self, fields)

    def check_deletable(self, by: Actor) -> None:
        policy.check_deletable(by, self)

    # ── hand over ──

    def hand_over(self, to: User, *, by: Actor) -> Event | None:
        """Give the record to another owner; its department follows the new owner where that person has one."""
        department = to.department or self.department
        return self.change("handed over", by=by, owner=to, department=department)

    @classmethod
    def written_all(cls, records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
        super().written_all(records, events, by)
        for record, event in zip(records, events, strict=True):
            if record.alone_at in (JUST_MADE, (event.change_set_id, event.version - 1)):
                record.alone_at = (event.change_set_id, event.version)
        if by.asks_for_rights:
            check_homes(by, [record for record, event in zip(records, events, strict=True) if _sets_owner(event)])
        moved = [record for record, event in zip(records, events, strict=True) if event.fields() & set(GROUNDS)]
        if moved:
            cls.children_follow(moved)

    @classmethod
    def children_follow(cls, parents: Sequence[Any]) -> None:
        """Children carry a copy of their parent's grounds; it is renewed in the same transaction."""
        for child in children_of(cls):
            for parent in parents:
                rows = child._default_manager.filter(**{child.parent_field: parent})
                rows.derive(**{ground: getattr(parent, ground) for ground in GROUNDS})
                child.grounds_moved(rows)

    @classmethod
    def grounds_moved(cls, rows: OwnedQuerySet[Any]) -> None:
        """For packages above: copies of the grounds elsewhere (the search row) follow."""


def _sets_owner(event: Event) -> bool:
    """What is put back as it was is not asked again: its owner may have moved since."""
    return event.verb not in {"undone", "restored"} and bool(
        event.is_creation or event.fields() & {"owner", "department"}
    )


def check_homes(by: Actor, records: Sequence[Owned]) -> None:
    """An owner belongs to the department of the record (DC-025); one query where the owners are not known yet."""
    asked = [record for record in records if record.owner_id and record.department_id and not record.parent_field]
    known: dict[int, User] = {by.person.pk: by.person} if isinstance(by.person, User) else {}
    missing = {record.owner_id for record in asked if record.owner_id} - known.keys()
    known |= {person.pk: person for person in User.objects.filter(pk__in=missing)} if missing else {}
    for record in asked:
        owner = known[record.owner_id]  # type: ignore[index] # asked has owners only
        if not policy.belongs(owner, record.department_id):
            said = _("%(person)s does not belong to the department %(department)s.")
            message = said % {"person": owner, "department": record.department}
            raise RuleBroken(message, fields={"owner": message})


def children_of(model: type[Owned]) -> list[type[Owned]]:
    return [
        relation.related_model
        for relation in model._meta.related_objects
        if isinstance(relation.related_model, type)
        and issubclass(relation.related_model, Owned)
        and relation.related_model.parent_field == relation.field.name
    ]


def participants_of(records: Sequence[Owned], events: Sequence[Event] = ()) -> dict[int, set[int]]:
    """By id of the records, all of one type: who takes part in each, or in its parent where it has one. One query.

    What the change set of these `events` made itself, and nobody else has written since, is known without a query.
    """
    now = {event.record_id: (event.change_set_id, event.version) for event in events}
    alone = {record.pk: set[int]() for record in records if record.alone_at == now.get(record.pk, JUST_MADE)}
    return alone | _asked_for([record for record in records if record.pk not in alone])


def _asked_for(records: Sequence[Owned]) -> dict[int, set[int]]:
    if not records:
        return {}
    model = type(records[0])
    kind, source = model.kind, {record.pk: record.pk for record in records}
    if model.parent_field:
        column: Any = model._meta.get_field(model.parent_field)
        kind, source = column.related_model.kind, {record.pk: getattr(record, column.attname) for record in records}
    people: dict[int, set[int]] = {}
    rows = Participant.objects.filter(kind=kind, record_id__in={pk for pk in source.values() if pk})
    for record_id, person in rows.values_list("record_id", "person"):
        people.setdefault(record_id, set()).add(person)
    return {pk: people.get(of, set()) for pk, of in source.items()}
