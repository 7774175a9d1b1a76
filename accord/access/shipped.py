"""The roles the product ships with (product.md §2.2), as data an administrator may change afterwards.

Read a line as: this role may *see* … *add* … *change* … *delete* records of the type, each as far as its reach goes.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from accord.access.models import Grant, Membership, Role
from accord.access.words import Reach, Right, Special
from accord.history.models import Actor, Event

OWN, DEPARTMENT, ALL = Reach.OWN, Reach.DEPARTMENT, Reach.ALL


@dataclass(frozen=True)
class Line:
    """A role's rights on some types: reach of view, add, change, delete (None: not at all)."""

    types: tuple[str, ...]
    view: Reach | None = None
    add: Reach | None = None
    change: Reach | None = None
    delete: Reach | None = None
    fields: tuple[str, ...] = ()
    narrowed_by: str = ""

    def grants(self) -> list[tuple[Right, Reach]]:
        pairs = zip(Right, (self.view, self.add, self.change, self.delete), strict=True)
        return [(right, reach) for right, reach in pairs if reach is not None]


@dataclass(frozen=True)
class Shipped:
    code: str
    name: str
    about: str
    lines: tuple[Line, ...] = ()
    specials: tuple[Special, ...] = ()
    for_everybody: bool = False


EVERYTHING = tuple(Special)

ROLES = (
    Shipped("co_worker", _("Co-worker"), _("Everybody who works here."), for_everybody=True),
    Shipped(
        "sales_manager",
        _("Sales manager"),
        _("Sells: works on own records, sees those of the department, takes what nobody owns."),
        (
            Line(("deal",), DEPARTMENT, OWN, OWN, OWN, narrowed_by="own_deals_only"),
            Line(("company", "contact", "lead", "product"), DEPARTMENT, OWN, OWN, OWN),
            Line(("inquiry",), DEPARTMENT, DEPARTMENT, OWN),
            Line(("payment",), DEPARTMENT, OWN, OWN, OWN),
        ),
        (Special.TAKES_UNOWNED, Special.EXPORT, Special.IMPORT, Special.ANALYTICS, Special.MAILINGS),
    ),
    Shipped(
        "operator",
        _("Operator"),
        _("Receives requests and prepares them for the sellers of the department."),
        (
            Line(("inquiry", "company", "contact", "lead", "product"), DEPARTMENT, DEPARTMENT, DEPARTMENT, DEPARTMENT),
            Line(("deal",), DEPARTMENT, DEPARTMENT, DEPARTMENT),
        ),
        (Special.TAKES_UNOWNED, Special.SEE_SPAM, Special.EXPORT, Special.CHANGE_OWNER),
    ),
    Shipped(
        "super_operator",
        _("Super-operator"),
        _("An operator who serves several departments, also with requests that belong to none."),
        (
            Line(("inquiry",), ALL, ALL, ALL, ALL),
            Line(("company", "contact", "lead", "product"), DEPARTMENT, DEPARTMENT, DEPARTMENT, DEPARTMENT),
            Line(("deal",), DEPARTMENT, DEPARTMENT, DEPARTMENT),
        ),
        (Special.TAKES_UNOWNED, Special.SEE_SPAM, Special.EXPORT, Special.CHANGE_OWNER),
    ),
    Shipped(
        "accountant",
        _("Accountant"),
        _("Keeps payments of all departments and exchange rates."),
        (Line(("payment",), ALL, None, ALL), Line(("deal", "company"), ALL)),
        (Special.EDIT_PAID, Special.EXPORT, Special.ANALYTICS, Special.RATES),
    ),
    Shipped(
        "executive",
        _("Executive"),
        _("Sees everything; on deals changes importance, next step, its date and the co-owner."),
        (
            Line(("inquiry", "company", "contact", "lead", "payment", "product"), ALL),
            Line(("deal",), ALL),
            Line(("deal",), None, None, ALL, fields=("important", "next_step", "next_step_on", "co_owner")),
        ),
        (Special.ANALYTICS, Special.EXPORT),
    ),
    Shipped(
        "commercial_director",
        _("Commercial director"),
        _("Decides on every deal, assigns owners, merges and keeps the directories."),
        (Line(("inquiry", "company", "contact", "lead", "deal", "payment", "product"), ALL, ALL, ALL, ALL),),
        (
            Special.CHANGE_OWNER,
            Special.MERGE,
            Special.EXPORT,
            Special.IMPORT,
            Special.ANALYTICS,
            Special.DIRECTORIES,
            Special.RATES,
            Special.SEE_SPAM,
            Special.EDIT_PAID,
            Special.MAILINGS,
        ),
    ),
    Shipped("task_operator", _("Task operator"), _("Corrects other people's tasks, projects and memos.")),
    Shipped(
        "crm_administrator",
        _("CRM administrator"),
        _("Everything with records and directories, nothing with people and roles."),
        (Line(("*",), ALL, ALL, ALL, ALL),),
        tuple(special for special in Special if special is not Special.ADMINISTER),
    ),
    Shipped(
        "administrator",
        _("Administrator"),
        _("Everything."),
        (Line(("*",), ALL, ALL, ALL, ALL),),
        EVERYTHING,
    ),
)


def install(*, by: Actor) -> None:
    """Make the shipped roles that are not there yet, and give those that nobody has changed what they have gained.

    A role whose rights an administrator has touched stays as they made it.
    """
    present = {role.code: role for role in Role.objects.all()}
    for shipped in ROLES:
        if shipped.code not in present:
            _make(shipped, by=by)
        elif not _is_touched(present[shipped.code]):
            _renew(present[shipped.code], shipped, by=by)


def _make(shipped: Shipped, *, by: Actor) -> None:
    role = Role.objects.add(
        by=by,
        code=shipped.code,
        name=shipped.name,
        about=shipped.about,
        shipped=True,
        for_everybody=shipped.for_everybody,
        specials=[str(special) for special in shipped.specials],
    )
    Grant.objects.add_all(_grants(role, shipped), by=by)


def _grants(role: Role, shipped: Shipped) -> list[Grant]:
    return [
        Grant(role=role, type=kind, right=right, reach=reach, fields=list(line.fields), narrowed_by=line.narrowed_by)
        for line in shipped.lines
        for kind in line.types
        for right, reach in line.grants()
    ]


def _is_touched(role: Role) -> bool:
    """Whether a person, and not the house, has ever changed what the role may do."""
    grants = Grant.objects.filter(role=role).values("pk")
    if Event.objects.filter(kind=Grant.kind, record_id__in=grants, actor__isnull=False).exists():
        return True
    changes = Event.objects.filter(kind=Role.kind, record_id=role.pk, actor__isnull=False)
    return any(event.fields() & {"specials", "for_everybody", "deleted_at"} for event in changes)


def _renew(role: Role, shipped: Shipped, *, by: Actor) -> None:
    held = set(Grant.objects.filter(role=role).values_list("type", "right"))
    gained = [grant for grant in _grants(role, shipped) if (grant.type, grant.right) not in held]
    Grant.objects.add_all(gained, by=by)
    role.change("renewed", by=by, specials=[*role.specials, *sorted({*map(str, shipped.specials)} - {*role.specials})])


def give(person_id: int, code: str, *, by: Actor) -> None:
    """Let a person hold a shipped role."""
    Membership.objects.add(by=by, role=Role.objects.get(code=code), person_id=person_id)
