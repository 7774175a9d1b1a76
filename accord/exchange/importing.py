"""Turning rows into records. A rehearsal writes as the run does and takes it back: the preview is the result."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.utils.translation import gettext as _

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import User
from accord.exchange.models import FileImport, ImportRow
from accord.exchange.models.file_import import Outcome
from accord.exchange.targets import Target, UnknownValue, parted, targets_of
from accord.exchange.within import Within
from accord.history.models import Actor, Changeable
from accord.history.models.changeable import writing
from accord.kit.errors import NotAllowed, RuleBroken
from accord.kit.inserting import made
from accord.kit.numbers import as_id
from accord.kit.text import normalise, person_name
from accord.kit.updating import update

MOST_REMEMBERED = 50_000
GIVEN_TO_NEWCOMERS = {"name", "username", "first_name", "last_name", "department", "password"}
OUTCOME = ("outcome", "message", "record_id")


class Empty:
    """Said by the mapping: leave this field empty where the file says this."""


class OnlyRehearsed(Exception):
    """Raised to take back what a rehearsal has written."""


@dataclass
class RowPlan:
    """What one row would make, or why not."""

    row: ImportRow
    values: dict[str, Any] = field(default_factory=dict)
    belongs_to: int | None = None  # the row of the same file that has to be made before
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return " ".join(f"{label}: {problem}" for label, problem in self.problems.items())


class Importer:
    """Reads the rows of one import as its mapping says."""

    def __init__(self, file: FileImport, by: Actor) -> None:
        self.file, self.by = file, by
        self.pages = file.pages
        self.targets = targets_of(self.pages, file.person)
        self.columns: dict[str, int] = file.mapping.get("columns", {})
        self.constants: dict[str, str] = file.mapping.get("constants", {})
        self.values: dict[str, dict[str, str]] = file.mapping.get("values", {})
        self.missing: dict[str, str] = file.mapping.get("missing", {})
        self.unknown: dict[str, dict[str, int]] = {}
        self.today = by.today()
        self.asked = [target for target in self.targets.values() if self._is_filled(target) or target.is_required]
        self.newcomers: dict[tuple[type[Changeable], str], Changeable] = {}
        self.read_before: dict[tuple[str, str], Any] = {}
        self.stopped: set[int] = set()

    # ── reading ──

    def plan(self, row: ImportRow) -> RowPlan:
        """The values of one row; nothing is written."""
        plan = RowPlan(row, dict(self.pages.import_defaults))
        for target in self.asked:
            text = self.text(row, target.name)
            if text:
                self._read(plan, target, text)
            elif target.is_required and target.name not in plan.values:
                plan.problems[target.label] = _("This is required.")
        return plan

    def _is_filled(self, target: Target) -> bool:
        return target.name in self.columns or bool(self.constants.get(target.name))

    def text(self, row: ImportRow, name: str) -> str:
        number = self.columns.get(name)
        found = row.cells[number] if number is not None and number < len(row.cells) else ""
        return found or self.constants.get(name, "")

    def _read(self, plan: RowPlan, target: Target, text: str) -> None:
        try:
            value = self._value(target, text)
        except UnknownValue as unknown:
            if target is self.upwards and self._reads_within(plan, target, text):
                return
            self._count_unknown(target, text)
            if self.missing.get(target.name) != "empty":
                plan.problems[target.label] = " ".join(unknown.messages)
        except ValidationError as error:
            plan.problems[target.label] = " ".join(error.messages)
        else:
            if value is not Empty:
                plan.values[target.name] = value

    def _reads_within(self, plan: RowPlan, target: Target, text: str) -> bool:
        """Whether another row of the file is called so; what cannot be linked is said at this one."""
        number = plan.row.number
        if number in self.within.circling:
            said = _("This goes round in a circle: “%(text)s” belongs to this row itself.")
            plan.problems[target.label] = said % {"text": text}
        elif number in self.within.links:
            plan.belongs_to = self.within.links[number]
        elif self.within.named.get(normalise(text)):
            plan.problems[target.label] = _("“%(text)s” names several rows of this file.") % {"text": text}
        else:
            return False
        return True

    @cached_property
    def upwards(self) -> Target | None:
        """The column that links to the type itself, like the company that another one is part of."""
        record = self.pages.record
        named = all(name in self.columns for name in record.named_by[:1])
        return next((target for target in self.targets.values() if named and self._leads_upwards(target)), None)

    def _leads_upwards(self, target: Target) -> bool:
        is_column = isinstance(target.column, models.ForeignKey) and target.name in self.columns
        return is_column and target.related is self.pages.record

    @cached_property
    def within(self) -> Within:
        """Which row belongs to which; the file is read once for it."""
        names, wanted = {}, {}
        if self.upwards:
            for row in self.file.rows.iterator(chunk_size=2000):
                names[row.number] = " ".join(
                    filter(None, (self.text(row, name) for name in self.pages.record.named_by))
                )
                text = self.text(row, self.upwards.name)
                if text and not self.upwards.knows(text):
                    wanted[row.number] = text
        return Within.of(names, wanted)

    def _value(self, target: Target, text: str) -> Any:
        """What a word of the file stands for. Files repeat themselves, so what was read once is not read again."""
        key = target.name, text
        if key not in self.read_before:
            if len(self.read_before) > MOST_REMEMBERED:
                self.read_before.clear()
            self.read_before[key] = self._meaning(target, text)
        return self.read_before[key]

    def _meaning(self, target: Target, text: str) -> Any:
        meant = self.values.get(target.name, {}).get(text)
        if meant == "":
            return Empty
        if meant is not None:
            return self._chosen(target, meant)
        try:
            return target.read(text, today=self.today)
        except UnknownValue:
            if target.is_person and self.makes_people:
                return self._newcomer(User, text)
            if target.is_word and self.makes_words:
                return self._words(target, text)
            raise

    def _words(self, target: Target, text: str) -> Any:
        """The entries a cell names, those that the directory lacks to be made."""
        if not isinstance(target.column, models.ManyToManyField):
            return self._newcomer(target.related, text)
        known = target.known or {}
        return [(known.get(normalise(word)) or [self._newcomer(target.related, word)])[0] for word in parted(text)]

    def _chosen(self, target: Target, key: str) -> Any:
        if not target.is_link:
            return key
        found = target.candidates().filter(pk=pk).first() if (pk := as_id(key)) else None
        if found is None:
            raise ValidationError(_("The chosen value is no longer there."))
        return found

    def _count_unknown(self, target: Target, text: str) -> None:
        counts = self.unknown.setdefault(target.name, {})
        if text in counts or len(counts) < 200:
            counts[text] = counts.get(text, 0) + 1

    # ── people who cannot sign in, words that the directories lack ──

    @property
    def makes_people(self) -> bool:
        return bool(self.file.mapping.get("new_people")) and may_make_people(self.file.person)

    @property
    def makes_words(self) -> bool:
        return bool(self.file.mapping.get("new_words")) and may_make_words(self.file.person)

    def _newcomer(self, model: type[Any], name: str) -> Any:
        """A person or a word of this name, to be made with the first row that needs it (decision 34)."""
        key = model, normalise(name)
        if key not in self.newcomers:
            self.newcomers[key] = model(**(self._stranger(name) if model is User else {"name": name}))
        return self.newcomers[key]

    def _stranger(self, name: str) -> dict[str, Any]:
        """Somebody who has a name and cannot sign in."""
        split = person_name(name)
        return {
            "username": normalise(name).replace(" ", ".")[:140],
            "first_name": split.first or name,
            "last_name": " ".join(part for part in (split.middle, split.last) if part),
            "department": self.file.person.department,
            "password": make_password(None),
        }

    def _meet(self, newcomer: Changeable) -> None:
        """Make the newcomer for good, in the change set of the import, so that undoing it takes them away too."""
        if newcomer.pk is not None:
            return
        values = {field.name: getattr(newcomer, field.name) for field in type(newcomer)._meta.concrete_fields}
        given = {name: value for name, value in values.items() if name in GIVEN_TO_NEWCOMERS and value is not None}
        made = type(newcomer)._default_manager.add(by=self.by.consequence(), **given)
        newcomer.__dict__.update(made.__dict__)

    # ── writing ──

    def rehearse(self, plans: Sequence[RowPlan]) -> None:
        """Write these rows and take them back: what stands in the way then is known now."""
        change_set = self.by.ledger.change_set
        self._stop_below({plan.belongs_to for plan in plans} - self.stopped, plans)
        try:
            with transaction.atomic():  # not `writing`: rows are refused within, and the others are tried nevertheless
                self._write(plans)
                raise OnlyRehearsed
        except OnlyRehearsed:
            self.by.ledger.change_set = change_set
            self._forget_newcomers(list(self.newcomers.values()))
        for row in (plan.row for plan in plans):
            row.outcome = Outcome.WAITING if row.outcome == Outcome.MADE else Outcome.PROBLEM
            row.record_id = None
            self.stopped |= {row.number} if row.outcome == Outcome.PROBLEM else set()
        keep_outcomes([plan.row for plan in plans])

    def write(self, plans: Sequence[RowPlan]) -> None:
        """Make the records of these rows, and a word for each that cannot be made."""
        above = {plan.belongs_to for plan in plans if plan.belongs_to}
        rows = self.file.rows.filter(number__in=above, outcome=Outcome.MADE) if above else self.file.rows.none()
        made = dict(rows.values_list("number", "record_id"))
        self._stop_below(made, plans)
        for plan in plans:
            if self.upwards and plan.belongs_to in made:
                plan.values[f"{self.upwards.name}_id"] = made[plan.belongs_to]
        self._write(plans)
        keep_outcomes([plan.row for plan in plans])

    def _stop_below(self, made: Collection[int | None], plans: Sequence[RowPlan]) -> None:
        """What belongs to a row that cannot be made cannot be made either."""
        for plan in plans:
            if plan.belongs_to and plan.belongs_to not in made and self.upwards:
                said = _("“%(text)s” in row %(row)s of this file is not imported.")
                named = {"text": self.text(plan.row, self.upwards.name), "row": plan.belongs_to}
                plan.problems[self.upwards.label] = said % named

    def _write(self, plans: Sequence[RowPlan]) -> None:
        for plan in plans:
            if plan.problems:
                self._refuse(plan.row, plan.message)
        if good := [plan for plan in plans if not plan.problems]:
            self._make(good)

    def _make(self, plans: Sequence[RowPlan]) -> None:
        """All of these rows at once if they can be made; else the halves, down to the rows that cannot."""
        try:
            self._make_together(plans)
        except (RuleBroken, NotAllowed, DatabaseError) as said:
            if len(plans) == 1:
                word = str(said) if not isinstance(said, DatabaseError) else _("The database refused this row.")
                self._refuse(plans[0].row, word)
            else:
                middle = len(plans) // 2
                self._make(plans[:middle])
                self._make(plans[middle:])

    def _make_together(self, plans: Sequence[RowPlan]) -> None:
        """All of these rows or none; newcomers of a failed attempt are strangers again."""
        strangers = [one for one in self.newcomers.values() if one.pk is None]
        try:
            with writing(self.by):
                self._add(plans)
        except BaseException:
            self._forget_newcomers(strangers)
            raise

    def _forget_newcomers(self, strangers: Sequence[Changeable]) -> None:
        for one in strangers:
            one.pk = None

    def _add(self, plans: Sequence[RowPlan]) -> None:
        for plan in plans:
            for value in plan.values.values():
                for one in value if isinstance(value, list) else [value]:
                    if isinstance(one, Changeable):
                        self._meet(one)
        records, facets = [], []
        for plan in plans:
            columns, links = self._split(plan.values)
            records.append(made(self.pages.record, **columns))
            facets.append(links)
        self.pages.record.objects.add_all(records, by=self.by, verb="imported", facets=facets)
        for plan, record in zip(plans, records, strict=True):
            for part in self.pages.parts:
                part.add(record, plan.values.get(part.name, ()), by=self.by)
            plan.row.outcome, plan.row.record_id, plan.row.message = Outcome.MADE, record.pk, ""

    def _split(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[int]]]:
        record = self.pages.record
        links = {name: _ids(value) for name, value in values.items() if record.has_facet(name)}
        apart = links.keys() | {part.name for part in self.pages.parts}
        return {name: value for name, value in values.items() if name not in apart}, links

    def _refuse(self, row: ImportRow, message: str) -> None:
        row.outcome, row.message, row.record_id = Outcome.REFUSED, message[:2000], None


def _ids(value: Any) -> list[int]:
    return [each.pk for each in value] if isinstance(value, list) else [value.pk]


def keep_outcomes(rows: list[ImportRow]) -> None:
    """Write what became of these rows, in one statement."""
    columns: list[Any] = [ImportRow._meta.get_field(name) for name in OUTCOME]
    update(rows, columns)


def may_make_people(person: User) -> bool:
    return policy.holds(person, Special.ADMINISTER) or policy.holds(person, Special.CHANGE_OWNER)


def may_make_words(person: User) -> bool:
    return policy.holds(person, Special.DIRECTORIES)
