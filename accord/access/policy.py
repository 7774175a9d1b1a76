"""The one policy. Who may see and change what is written here and nowhere else.

Shape (decision 6, measured): a wide reach compiles to a plain filter on the row's own columns, a narrow one to
`pk IN (branch UNION ALL branch …)`, each branch served by one index.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import connections, models
from django.db.models import Func, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from accord.access.limits import Limit
from accord.access.models.participants import Participant
from accord.access.words import WIDTH, Reach, Right, Special
from accord.accounts.models import User
from accord.history.models import Actor, model_of
from accord.kit.errors import NotAllowed
from accord.kit.prepared import STAND_INS, Condition, given, worded

if TYPE_CHECKING:
    from accord.access.models.owned import Owned

ANY = "*"
NOBODY = -1
"""Stands for the person where words are made for everybody."""


@dataclass(frozen=True)
class Alike:
    """What the sight of a type depends on beside the person: who agree in it are asked about in the same words."""

    kind: str
    is_active: bool
    reach: Reach | None
    departments: tuple[int, ...]
    takes_unowned: bool

    def somebody(self, pk: int) -> User:
        """A person with this sight."""
        rights = {self.kind: {Right.VIEW: [(self.reach, ())] if self.reach else []}}
        specials = [Special.TAKES_UNOWNED] if self.takes_unowned else []
        compiled = {"rights": rights, "departments": self.departments, "specials": specials}
        return User(pk=pk, is_active=self.is_active, compiled=compiled)


@dataclass(frozen=True)
class Scope:
    """What one person's rights come to for one type, read from their compiled column without a query."""

    person: User
    kind: str

    def entries(self, right: Right) -> list[tuple[Reach, frozenset[str]]]:
        """(reach, fields) of each grant; no fields means all."""
        if not self.person.is_active:
            return []
        rights = self.person.compiled.get("rights", {})
        found = [*rights.get(self.kind, {}).get(right, []), *rights.get(ANY, {}).get(right, [])]
        return [(Reach(reach), frozenset(fields)) for reach, fields in found]

    def reach(self, right: Right) -> Reach | None:
        """The widest reach of this right, or None."""
        return max((reach for reach, fields in self.entries(right)), key=WIDTH.__getitem__, default=None)

    @property
    def departments(self) -> list[int]:
        return list(self.person.compiled.get("departments", []))

    @property
    def takes_unowned(self) -> bool:
        return holds(self.person, Special.TAKES_UNOWNED)

    @property
    def alike(self) -> Alike:
        return Alike(self.kind, self.person.is_active, self.reach(Right.VIEW), (*self.departments,), self.takes_unowned)

    def covers(self, reach: Reach, record: Owned) -> bool:
        """Whether this reach includes the record;

        The same sentence as `_branches`, asked of one row without a query.
        """
        me = self.person.pk
        if record.owner_id == me or record.co_owner_id == me:
            return True
        if record.private:
            return False
        if reach is Reach.ALL:
            return True
        home = record.department_id in self.departments
        if reach is Reach.DEPARTMENT:
            return home
        return self.takes_unowned and home and record.owner_id is None


def holds(person: User, special: Special) -> bool:
    """Whether one of the person's roles carries this special right."""
    return person.is_active and special in person.compiled.get("specials", [])


def belongs(person: User, department_id: int | None) -> bool:
    """Whether the person may own records of this department: one of theirs, or below; who has none serves all."""
    own = person.compiled.get("departments", [])
    return department_id is None or not own or department_id in own


def sees_all(person: User, kind: str) -> bool:
    """Whether the person sees records of every department."""
    return Scope(person, kind).reach(Right.VIEW) is Reach.ALL


def require(by: Actor, special: Special) -> None:
    if by.asks_for_rights and not holds(_person(by), special):
        raise NotAllowed(_("This needs the right to %(what)s.") % {"what": special.label})


# ── for sets ──


def reached(records: models.QuerySet[Any], person: User, right: Right) -> models.QuerySet[Any]:
    """The records of this set that the person's right reaches, the trash included; callers add `live()`."""
    scope = Scope(person, records.model.kind)
    reach = scope.reach(right)
    if not person.is_active:
        return records.none()
    if reach in {Reach.ALL, Reach.DEPARTMENT}:
        words, values = _wide_words(scope.kind, reach, (*scope.departments,), right)
        return records.filter(Condition(words, given(values, person.pk)))
    branches = _branches(records.model, scope, reach, right)
    return records.filter(pk__in=branches[0].union(*branches[1:], all=True)) if branches else records.none()


def visible_in_ranges(records: models.QuerySet[Any], person: User) -> list[models.QuerySet[Any]]:
    """What `visible` finds, ground by ground, for those who need no more than the first few of each.

    Each is a range of an index, read without a look at what others have; a record may lie in several.
    """
    scope, live = Scope(person, records.model.kind), records.filter(deleted_at=None)
    reach = scope.reach(Right.VIEW)
    return [live.filter(ground) for ground in _grounds(scope, reach, Right.VIEW)] if person.is_active else []


def _checked_per_row(condition: Q, database: str) -> Q | Func:
    """A wide reach is asked of each row while the list's own index is walked.

    SQLite would rather collect the rows of every branch first and sort them: 43 ms instead of 0.1 for a page of 30,000
    deals, growing with the table. A CASE is nothing that it can take apart; PostgreSQL decides well by itself.
    """
    if connections[database].vendor != "sqlite":
        return condition
    return Func(condition, template="CASE WHEN %(expressions)s THEN 1 ELSE 0 END", output_field=models.BooleanField())


@lru_cache(maxsize=1000)
def _wide_words(kind: str, reach: Reach, departments: tuple[int, ...], right: Right) -> tuple[str, tuple[Any, ...]]:
    """A page asks this many times, and of everybody with this reach in the same words."""
    person, model = User(pk=STAND_INS[0], compiled={"departments": departments}), model_of(kind)
    assert model is not None
    rows = model._default_manager.order_by()
    rows = rows.filter(_checked_per_row(_wide(Scope(person, kind), reach, right), rows.db))
    return worded(rows, _taking_part_sql(kind)[0])


def _wide(scope: Scope, reach: Reach, right: Right) -> Q:
    return reduce(or_, _grounds(scope, reach, right))


def _grounds(scope: Scope, reach: Reach | None, right: Right) -> list[Q]:
    """One condition for each ground on which rows are reached, the one that reaches most first."""
    me, grounds = scope.person.pk, []
    if reach is Reach.ALL:
        grounds.append(Q(private=False))
    elif reach is Reach.DEPARTMENT:
        grounds.append(Q(private=False, department__in=scope.departments))
    elif reach is not None and scope.takes_unowned:
        grounds.append(_unowned(scope))
    if reach is not None:
        grounds += [Q(owner=me), Q(co_owner=me)]
    if right is Right.VIEW:
        only = {"private": True} if reach is Reach.ALL else {}
        grounds.append(Q(pk__in=_taking_part(scope), **only))
    return grounds


def _unowned(scope: Scope) -> Q:
    return Q(owner=None, department__in=scope.departments, private=False)


def _branches(model: type[Owned], scope: Scope, reach: Reach | None, right: Right) -> list[models.QuerySet[Any]]:
    """Own, co-owned, unowned in my department, taking part: each a plain index range."""
    plain, me = model._default_manager.order_by(), scope.person.pk
    branches = []
    if reach is not None:
        branches += [plain.filter(owner=me).values("pk"), plain.filter(co_owner=me).values("pk")]
        if scope.takes_unowned:
            branches.append(plain.filter(_unowned(scope)).values("pk"))
    if right is Right.VIEW:
        branches.append(_taking_part_rows(model, scope))
    return branches


def _taking_part(scope: Scope) -> RawSQL:
    """The same question for everybody and on every page, so its words are made once for each type."""
    sql, asked = _taking_part_sql(scope.kind)
    return RawSQL(sql, [scope.person.pk if param == NOBODY else param for param in asked])  # noqa: S611 - compiled


@cache
def _taking_part_sql(kind: str) -> tuple[str, tuple[Any, ...]]:
    rows = _taking_part_rows(model_of(kind), Scope(User(pk=NOBODY), kind))  # type: ignore[arg-type]
    return rows.query.sql_with_params()


def _taking_part_rows(model: type[Owned], scope: Scope) -> models.QuerySet[Any]:
    """Who takes part in a parent sees its children; who takes part in a record sees it."""
    if model.parent_field:
        parent = model._meta.get_field(model.parent_field).related_model
        ids = Participant.objects.filter(person=scope.person.pk, kind=parent.kind).values("record_id")  # type: ignore[union-attr]
        return model._default_manager.order_by().filter(**{f"{model.parent_field}__in": ids}).values("pk")
    return Participant.objects.filter(person=scope.person.pk, kind=model.kind).values("record_id")


def visible(records: models.QuerySet[Any], person: User) -> models.QuerySet[Any]:
    return reached(records.filter(deleted_at=None), person, Right.VIEW)


def editable(records: models.QuerySet[Any], person: User) -> models.QuerySet[Any]:
    return _unlimited(reached(records.filter(deleted_at=None), person, Right.CHANGE), person, Right.CHANGE)


def deletable(records: models.QuerySet[Any], person: User) -> models.QuerySet[Any]:
    """Also the answer to who sees what in the trash."""
    return _unlimited(reached(records, person, Right.DELETE), person, Right.DELETE)


def _unlimited(records: models.QuerySet[Any], person: User, right: Right) -> models.QuerySet[Any]:
    for limit in records.model.limits:
        if _binds(limit, person, right) and not limit.fields:
            records = records.exclude(limit.when)
    return records


# ── for one record, without a query ──


def covers(person: User, right: Right, record: Owned) -> bool:
    """Whether the person's right reaches this row. Participation is not asked here: it only ever lets one see."""
    scope = Scope(person, record.kind)
    return any(scope.covers(reach, record) for reach, fields in scope.entries(right))


def writable_fields(person: User, record: Owned, *, right: Right = Right.CHANGE) -> frozenset[str] | None:
    """The fields the person may write on this record: None means all, an empty set none."""
    scope = Scope(person, record.kind)
    reaching = [fields for reach, fields in scope.entries(right) if scope.covers(reach, record)]
    binding = [limit for limit in record.limits if _binds(limit, person, right) and limit.holds_for(record)]
    if not reaching or any(not limit.fields for limit in binding):
        return frozenset()
    allowed = None if any(not fields for fields in reaching) else frozenset().union(*reaching)
    for limit in binding:
        allowed = (allowed if allowed is not None else record.field_names()) - limit.fields
    return allowed


def may_change(person: User, record: Owned) -> bool:
    return writable_fields(person, record) != frozenset()


def may_delete(person: User, record: Owned) -> bool:
    return writable_fields(person, record, right=Right.DELETE) != frozenset()


def may_add(person: User, kind: str) -> bool:
    return Scope(person, kind).reach(Right.ADD) is not None


def may_list(person: User, kind: str) -> bool:
    """Whether the type belongs into this person's navigation."""
    return Scope(person, kind).reach(Right.VIEW) is not None


def refusal(person: User, record: Owned, right: Right) -> str:
    """Why not, in one sentence: the state's, or the general one."""
    for limit in record.limits:
        if _binds(limit, person, right) and limit.holds_for(record):
            return str(limit.message)
    return str(_("You may see this, but not change it."))


def _binds(limit: Limit, person: User, right: Right) -> bool:
    return right in limit.rights and not (limit.unless and holds(person, limit.unless))


def check_writable(by: Actor, record: Owned, fields: frozenset[str]) -> None:
    """The field answer of the write path, whatever the door."""
    if not by.asks_for_rights:
        return
    person = _person(by)
    allowed = writable_fields(person, record)
    if allowed is not None and not fields <= allowed:
        raise NotAllowed(refusal(person, record, Right.CHANGE))
    if fields & {"owner", "department"} and not may_assign(person, record):
        raise NotAllowed(_("Assigning other people's records needs a right of its own."))


def may_assign(person: User, record: Owned) -> bool:
    """Whether the person may say to whom the record belongs, as far as they may change it."""
    return record.owner_id == person.pk or holds(person, Special.CHANGE_OWNER) or _takes(person, record)


def _takes(person: User, record: Owned) -> bool:
    """An unowned record may be taken to work by those who take unowned ones."""
    return record.owner_id is None and holds(person, Special.TAKES_UNOWNED)


def check_addable(by: Actor, record: Owned) -> None:
    if not by.asks_for_rights:
        return
    person = _person(by)
    scope = Scope(person, record.kind)
    if not any(_may_add_for(scope, reach, record) for reach, fields in scope.entries(Right.ADD)):
        raise NotAllowed(_("You may not add this."))


def _may_add_for(scope: Scope, reach: Reach, record: Owned) -> bool:
    if reach is Reach.ALL or record.owner_id == scope.person.pk:
        return True
    return reach is Reach.DEPARTMENT and record.department_id in scope.departments


def check_deletable(by: Actor, record: Owned) -> None:
    if by.asks_for_rights and not may_delete(_person(by), record):
        raise NotAllowed(refusal(_person(by), record, Right.DELETE))


# ── the reverse question ──


def viewers(record: Owned, *, among: models.QuerySet[User] | None = None) -> set[int]:
    """Who may see this record, in one query over people; equal to `visible_to`, asked from the other side."""
    kind, pk = record.kind, record.pk
    if record.parent_field:
        parent = getattr(record, record.parent_field)
        kind, pk = (parent.kind, parent.pk) if parent else (kind, pk)
    takes_part = Participant.objects.filter(kind=kind, record_id=pk, person=models.OuterRef("pk"))
    people = (User.objects.all() if among is None else among).filter(is_active=True)
    if record.deleted_at is not None:
        return set()
    return {
        person.pk
        for person in people.annotate(takes_part=models.Exists(takes_part))
        if person.takes_part or covers(person, Right.VIEW, record)
    }


def holders(special: Special, people: Iterable[User]) -> list[User]:
    return [person for person in people if holds(person, special)]


def _person(by: Actor) -> User:
    assert isinstance(by.person, User)
    return by.person
