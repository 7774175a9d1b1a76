"""What every filter is: the parameters it reads, its condition, its chip and its place in the panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.accounts.models import User
from accord.history.models import Changeable
from accord.records.lists.fields import field_at, is_several

if TYPE_CHECKING:
    from accord.records.declare import Filter

Values = dict[str, list[str]]

YES, NO = "yes", "no"
NOT, EMPTY, FILLED = "not", "empty", "filled"
HOWS: dict[str, str | Promise] = {
    "": gettext_lazy("is"),
    NOT: gettext_lazy("is not"),
    EMPTY: gettext_lazy("is empty"),
    FILLED: gettext_lazy("is filled in"),
}
"""How a filter compares, and the word for it."""


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    checked: bool = False
    param: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter in force, in words."""

    field: str
    operator: str
    value: str
    off: str = ""


@dataclass(frozen=True)
class Control:
    """A single input of a facet: `sort` is the input's type; with `groups` it is a choice from titled lists; `error`
    says why what stands in it does not filter.
    """

    name: str
    label: str
    value: str
    sort: str = "text"
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    error: str = ""


@dataclass(frozen=True)
class FacetView:
    """A facet as the panel shows it. `later` is the address that brings its options when it is opened; `hows` are the
    ways to compare, where there are several; `nothing` stands in the list of `others` for none of them.
    """

    name: str
    label: str
    open: bool
    options: Sequence[Option] = ()
    others: Sequence[Option] = ()
    controls: Sequence[Control] = ()
    picker: str = ""
    later: str = ""
    counted: bool = False
    hows: Sequence[Option] = ()
    nothing: str = ""


@dataclass
class People:
    """Everybody who works here, read once for all filters of a page."""

    person: User

    @cached_property
    def names(self) -> dict[int, str]:
        people = User.objects.active().by_name().only("pk", "first_name", "last_name", "username", "department")
        self._departments = {}
        names = {}
        for other in people:
            names[other.pk] = str(other)
            self._departments[other.pk] = other.department_id
        return names

    def near(self) -> list[str]:
        """Those of one's own departments."""
        mine = set(self.person.compiled.get("departments", []))
        return [str(pk) for pk in self.names if self._departments[pk] in mine]

    def name(self, pk: int) -> str:
        return self.names.get(pk) or _("somebody who has left")


@dataclass
class Facet:
    """One declared filter for one person. `values` are the parameters of the address that belong to it, cleaned."""

    declared: Filter
    model: type[Any]
    person: User
    people: People
    values: Values = field(default_factory=dict)
    asked: str = ""  # the way to compare that was chosen before anything to compare with

    wrong: dict[str, str] = field(default_factory=dict)  # what was typed and not understood, by parameter

    suffixes: ClassVar[tuple[str, ...]] = ("", NOT)
    typed: ClassVar[tuple[str, ...]] = ()
    """Those of the suffixes that people type: what makes no sense there is answered, not left out."""

    # ── for each kind ──

    @property
    def is_offered(self) -> bool:
        """Whether it could tell this person anything."""
        return True

    @property
    def hows(self) -> dict[str, str | Promise]:
        """The ways to compare, beside the first; none where there is just one."""
        return {}

    def accepts(self, suffix: str, value: str) -> bool:
        raise NotImplementedError

    def kept(self, suffix: str, value: str) -> str:
        """The value as the address says it; nothing where it makes no sense."""
        return value if self.accepts(suffix, value) else ""

    def complaint(self, suffix: str) -> str:
        """What is said at an input that was filled in with something else than it takes."""
        raise NotImplementedError

    def condition(self) -> Q:
        raise NotImplementedError

    def words(self) -> tuple[str, str]:
        """Operator and value for the chip."""
        raise NotImplementedError

    def parts(self) -> dict[str, Any]:
        """What the panel shows of it: the parts of a `FacetView` that only this kind knows."""
        raise NotImplementedError

    # ── what it is ──

    @property
    def name(self) -> str:
        return self.declared.name

    @property
    def path(self) -> str:
        return self.declared.path or self.declared.name

    @cached_property
    def column(self) -> Any:
        return field_at(self.model, self.path)

    @cached_property
    def label(self) -> str:
        label = self.declared.label or getattr(self.column, "verbose_name", "") or self.name.replace("_", " ")
        return str(label)[:1].upper() + str(label)[1:]

    @cached_property
    def params(self) -> list[str]:
        """The parameters of the address that this filter reads."""
        suffixes = [*self.suffixes, "how"] if self.hows else self.suffixes
        return [f"{self.name}.{suffix}" if suffix else self.name for suffix in suffixes]

    def read(self, given: Values) -> Values:
        """The values of the address that make sense; the rest is left out."""
        found = {}
        given = self._as_said(given)
        for suffix in self.suffixes:
            param = f"{self.name}.{suffix}" if suffix else self.name
            kept = (self.kept(suffix, value) for value in given.get(param, ()) if value)
            values = [value for value in dict.fromkeys(kept) if value]
            if values:
                found[param] = values
        return found

    def misread(self, given: Values) -> dict[str, str]:
        """What somebody typed that makes no sense, by parameter."""
        params = {f"{self.name}.{suffix}": suffix for suffix in self.typed}
        typed = ((param, suffix, next(iter(given.get(param, ())), "")) for param, suffix in params.items())
        return {param: value for param, suffix, value in typed if value and not self.kept(suffix, value)}

    def _as_said(self, given: Values) -> Values:
        """The panel sends the values and, beside them, the way to compare them: `name.how`."""
        how = next(iter(given.get(f"{self.name}.how", ())), "")
        if not how or how not in self.hows:
            return given
        if how in {EMPTY, FILLED}:
            return {f"{self.name}.{EMPTY}": [YES if how == EMPTY else NO]}
        return {f"{self.name}.{how}": given.get(self.name, [])}

    def get(self, suffix: str = "") -> list[str]:
        return self.values.get(f"{self.name}.{suffix}" if suffix else self.name, [])

    def one(self, suffix: str = "") -> str:
        """The first of them, or nothing."""
        return next(iter(self.get(suffix)), "")

    @property
    def is_on(self) -> bool:
        return bool(self.values)

    # ── shared ──

    @property
    def how(self) -> str:
        """The way in which it compares now."""
        if self.get(EMPTY):
            return EMPTY if self.one(EMPTY) == YES else FILLED
        return next((how for how in self.hows if how and self.get(how)), "" if self.values else self.asked)

    def rows_with(self, condition: Q) -> Q:
        """A condition over a link to many must not multiply the rows."""
        if not is_several(self.model, self.path):
            return condition
        if (first := self.path.split("__")[0]) in deletable_links(self.model):
            condition &= Q(**{f"{first}__deleted_at": None})
        return Q(pk__in=self.model._base_manager.filter(condition).values("pk"))

    @property
    def is_folded(self) -> bool:
        return self.declared.folded and not (self.is_on or self.asked or self.wrong)

    def control(self, suffix: str, label: str, sort: str = "text") -> Control:
        """The input for what is typed; what was not understood stays in it, as text, with the reason."""
        param = f"{self.name}.{suffix}"
        if param in self.wrong:
            return Control(param, label, self.wrong[param], error=self.complaint(suffix))
        return Control(param, label, self.one(suffix), sort)

    def view(self, *, later: Callable[[str], str] | None = None) -> FacetView:
        """What the panel shows; with `later`, a folded one is a name and the address of the rest."""
        if later and self.is_folded:
            return FacetView(self.name, self.label, open=False, later=later(self.name))
        hows = [Option(how, str(label), how == self.how) for how, label in self.hows.items()]
        counted = self.declared.counted and not self.is_folded
        return FacetView(self.name, self.label, not self.is_folded, counted=counted, hows=hows, **self.parts())

    def emptiness(self) -> tuple[str, str]:
        """The chip of a filter that asks whether there is anything."""
        return str(HOWS[EMPTY if self.one(EMPTY) == YES else FILLED]), ""

    def condition_of(self, option: Option) -> Q:
        """What this option alone would ask for."""
        return replace(self, values={option.param or self.name: [option.value]}).condition()


def deletable_links(model: type[models.Model]) -> frozenset[str]:
    """Links to many changeable rows, which may lie in the trash."""
    return frozenset(
        str(link.name)
        for link in model._meta.related_objects
        if isinstance(link.related_model, type) and issubclass(link.related_model, Changeable)
    )
