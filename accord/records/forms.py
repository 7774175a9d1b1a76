"""The form of every record: offers what the person may write, says what is wrong beside the field, writes by verbs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.models import Owned, OwnedQuerySet
from accord.accounts.models import User
from accord.history.models import Actor, Changeable
from accord.kit import day_formats
from accord.kit.errors import Conflict, NotAllowed, RuleBroken
from accord.kit.fields import CleanCharField, CleanTextField, RichFormField, SeveralField, plain_line
from accord.kit.money import AmountField, CurrencyField
from accord.kit.numbers import as_id
from accord.kit.text import clean_line
from accord.records import contents
from accord.records.currencies import offered_in
from accord.records.models import Record
from accord.records.sight import unseen
from accord.records.values import FACET_LABELS
from accord.search.query import has_words
from accord.web.widgets import PickerInput, PickersInput, RichInput

if TYPE_CHECKING:
    from django.forms import ModelForm

    from accord.records.declare import RecordPages
else:

    class ModelForm(forms.ModelForm):
        """Takes a type in brackets, as the stubs know it."""

        def __class_getitem__(cls, item):
            return cls


R = TypeVar("R", bound=Changeable)

LONGEST_NAME = 400
NUMBER = re.compile(r"(?:ID\s*)?(\d{1,18})", re.IGNORECASE)
MOST_NAMESAKES = 5
MOST_SIMILAR = 50
MOST_WORDS = 10
MOST_BOXES = 24
NOTHING = _("Not stated")
BLANK = BLANK_CHOICE_DASH[0][1]


class LinkField(forms.ModelChoiceField):  # type: ignore[type-arg] # Django knows no brackets here
    """A link to another record: chosen in the picker, or typed as an ID or by name, as `reader` finds records.

    Only what the person may see can be chosen. A link that stands there already may stay, though the person does not
    see where it leads.
    """

    def __init__(self, queryset: Any, *, reader: User | None = None, kept: int | None = None, **options: Any) -> None:
        self.reader, self.kept = reader, kept
        self.kind: str = queryset.model.kind
        super().__init__(queryset, widget=PickerInput(reverse("pick", args=[self.kind]), self.describe), **options)

    def describe(self, value: Any) -> str:
        """What stands in the box for an ID; a text that was typed stands for itself."""
        match = NUMBER.fullmatch(str(value).strip())
        record = self.queryset.filter(pk=match[1]).first() if match and self.queryset is not None else None
        if record is not None:
            return str(record)
        if match and self.kept == int(match[1]):
            return unseen(self.kind)
        return str(value)

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, models.Model) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, models.Model):
            return value
        text = clean_line(str(value))
        match = NUMBER.fullmatch(text)
        return self._numbered(int(match[1])) if match else self._named(text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")

    def _numbered(self, pk: int) -> Any:
        assert self.queryset is not None
        if pk == self.kept:
            return self.queryset.model._base_manager.get(pk=pk)
        record = self.queryset.filter(pk=pk).first()
        if record is None:
            raise ValidationError(
                _("There is nothing with the ID %(id)s here, or you cannot see it."), params={"id": pk}
            )
        return record

    def _named(self, text: str) -> Any:
        if len(text) > LONGEST_NAME:  # longer than any name, and than a pattern that SQLite takes
            raise ValidationError(_("This is longer than any name."))
        found = self._similar(text)
        exact = [record for record in found if str(record).casefold() == text.casefold()]
        chosen = exact or found
        if len(chosen) == 1:
            return chosen[0]
        if not chosen:
            raise ValidationError(_("Nothing is called “%(text)s” here, or you cannot see it."), params={"text": text})
        names = ", ".join(f"{record} (ID {record.pk})" for record in chosen[:MOST_NAMESAKES])
        raise ValidationError(_("Several fit: %(names)s. Enter the ID of one."), params={"names": names})

    def _similar(self, text: str) -> list[Any]:
        assert self.queryset is not None
        if issubclass(self.queryset.model, User):
            return list(User.objects.active().known_as(text).order_by("pk")[:50])
        assert self.reader is not None
        known = self.queryset.filter(has_words("pk", self.reader, self.kind, text)).order_by("pk")
        return list(known[:MOST_SIMILAR]) or list(self._saying(text).order_by("pk")[:MOST_SIMILAR])

    def _saying(self, text: str) -> Any:
        """Each word anywhere in one of the columns; read where the index of beginnings knows nothing."""
        assert self.queryset is not None
        paths = contents.pages_of(self.kind).find
        if not paths:
            return self.queryset.none()
        words = text.split()[:MOST_WORDS]
        return self.queryset.filter(*(reduce(or_, (Q(**{f"{path}__icontains": w}) for path in paths)) for w in words))


class LinksField(forms.Field):
    """Links to several records, each chosen as in a `LinkField`: only those that are linked are ever read."""

    def __init__(self, queryset: Any, *, reader: User, kept: Sequence[int], **options: Any) -> None:
        self.queryset, self.kept = queryset, frozenset(kept)
        self.one = LinkField(queryset, reader=reader, required=False)
        super().__init__(widget=PickersInput(reverse("pick", args=[queryset.model.kind]), self.describe), **options)
        self.widget.label = self.label

    def describe(self, values: Sequence[Any]) -> dict[str, str]:
        """What stands in the box of each, in one query."""
        ids = {int(match[1]) for value in values if (match := NUMBER.fullmatch(str(value)))}
        seen = {str(row.pk): str(row) for row in self.queryset.filter(pk__in=ids)} if ids else {}
        return {**{str(pk): unseen(self.one.kind) for pk in ids & self.kept}, **seen}

    def prepare_value(self, value: Any) -> list[Any]:
        return [one.pk if isinstance(one, models.Model) else one for one in value or []]

    def clean(self, value: Any) -> list[Any]:
        found: dict[int, Any] = {}
        for text in value or []:
            match = NUMBER.fullmatch(str(text).strip())
            self.one.kept = int(match[1]) if match and int(match[1]) in self.kept else None
            record = self.one.clean(text)
            if record is not None:
                found[record.pk] = record
        super().validate(list(found.values()))
        return list(found.values())

    def has_changed(self, initial: Any, data: Any) -> bool:
        before, after = (sorted(map(str, self.prepare_value(value))) for value in (initial, data))
        return before != after


@dataclass(frozen=True)
class Part:
    """A titled part of a form: rows of one field, or of two that belong together."""

    title: str | Promise
    rows: list[list[forms.BoundField]]
    folded: bool = False

    @property
    def has_errors(self) -> bool:
        return any(field.errors for row in self.rows for field in row)


class RecordForm(ModelForm[R]):
    """Base of all forms of records; a type that needs no behaviour of its own gets one made of its `fields`.

    It carries the `version` of the record that the person saw and a `key` that makes a second sending harmless. The
    instance is never touched: the values go through `add` or `change`.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    own_names = frozenset({"version", "key"})
    begins_at = ""
    further = ""
    """Template of what stands below the fields, like the lines of a deal; it gets `form`."""

    def __init__(
        self,
        data: Any = None,
        *,
        person: User,
        pages: RecordPages[Any] | None = None,
        only: Sequence[str] = (),
        **options: Any,
    ) -> None:
        if only:  # no other field is made, and none of the links that they show is read
            self._meta = copy(self._meta)
            self._meta.fields = list(only)
            wanted = {*only, *self.own_names}
            self.base_fields = {name: field for name, field in self.base_fields.items() if name in wanted}  # type: ignore[misc]
        super().__init__(data, **options)
        self.person = person
        self.pages = pages
        self.is_new = self.instance.pk is None
        self._add_facets(only)
        self._leave_out_what_is_not_theirs()
        for name in self.fields:
            self.fields[name] = self._tailored(name, self.fields[name])
        if not only:
            self._leave_out_what_has_no_choice()
        self.initial["version"] = None if self.is_new else self.instance.version
        self.initial["key"] = uuid4().hex

    # ── what pages show ──

    @classmethod
    def fixed(cls, record: R) -> frozenset[str]:
        """The fields of this record that nobody types, since they follow from something else or move by verbs."""
        return frozenset()

    def parts(self) -> Iterator[Part]:
        """The form in its titled parts; what no part names comes last."""
        left = [name for name in self.fields if name not in self.own_names]
        for group in self.pages.fields if self.pages else ():
            names = [name for name in group.names if name in left]
            left = [name for name in left if name not in names]
            if names:
                yield Part(group.title, self._rows(names), group.folded and self.begins_at not in names)
        if left:
            yield Part("", self._rows(left))

    def offer_to_make(self) -> None:
        """Links to what this person may add can be made in passing."""
        for field in self.fields.values():
            if isinstance(field, LinkField) and may_make(self.person, field.kind):
                type_name = contents.pages_of(field.kind).type_name
                field.widget.create = _("New %(type)s…") % {"type": type_name.lower()}

    def begin_at(self, name: str) -> None:
        """Open the form at this field: whoever came to change one thing stands there at once."""
        if name in self.fields and name not in self.own_names:
            self.begins_at = name
            self.fields[name].widget.attrs["autofocus"] = True

    def leave_out_unsaid(self, name: str) -> None:
        """Whatever is offered beside this field and was not sent stays as it is."""
        for other in self.fields.keys() - {name, *self.own_names}:
            if self.fields[other].widget.value_omitted_from_data(self.data, self.files, other):
                del self.fields[other]

    def show_unchecked(self) -> None:
        """Show what was typed without a word about it: nobody has sent it yet."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    # ── writing ──

    def values(self) -> dict[str, Any]:
        """What the form says, by field of the record."""
        return {name: value for name, value in self.cleaned_data.items() if self._is_of_the_record(name)}

    def add(self, *, by: Actor) -> R:
        """Make the record. Types whose records begin with a verb of their own override this."""
        made: Any = self._meta.model
        record: R = made.objects.add(by=by, **self.values())
        return record

    def write(self, record: R, values: dict[str, Any], *, by: Actor) -> None:
        """Write what the person changed. Types with a verb behind a field override this."""
        record.change("changed", by=by, **values)

    def keep(self, *, by: Actor) -> bool:
        """Make or change the row that the form was opened with, as a whole; a broken rule is said in the form.

        For rows that hang on a record: somebody faster is told of as a page, no field is merged.
        """
        row: Any = self.instance
        try:
            if row.pk is None:
                self.add(by=by)
            else:
                row.version = self.cleaned_data["version"] or row.version
                row.change("changed", by=by, **self.values())
        except Conflict:
            raise
        except RuleBroken as broken:
            self.say(broken)
            return False
        return True

    def say(self, error: RuleBroken) -> None:
        """A broken rule at the fields it names, else on top."""
        named = {name: message for name, message in error.fields.items() if name in self.fields}
        for name, message in named.items():
            self.add_error(name, str(message))
        if not named:
            self.add_error(None, str(error))

    # ── private ──

    def _post_clean(self) -> None:
        """Let Django check a copy, so that the instance stays what the table says."""
        kept: Any = self.instance
        self.instance = copy(kept)
        super()._post_clean()  # type: ignore[misc] # a hook that the stubs do not name
        self.instance = kept

    def _is_of_the_record(self, name: str) -> bool:
        model = self._meta.model
        if name in self.own_names:
            return False
        return model.has_facet(name) or any(column.name == name for column in model._meta.concrete_fields)

    def _add_facets(self, only: Sequence[str]) -> None:
        """People who take part in the record are no column of it, and chosen in the same form."""
        names = [name for group in self.pages.fields for name in group.names] if self.pages else []
        for name in names:
            if name in self._meta.model.facets and (not only or name in only):
                people = User.objects.active().by_name()
                self.fields[name] = SeveralField(people, required=False, label=facet_label(name))
                self.initial.setdefault(name, [] if self.is_new else self._meta.model.facets[name].read(self.instance))

    def _leave_out_what_is_not_theirs(self) -> None:
        for name in [name for name in self.fields if name not in self.own_names and not self._may_write(name)]:
            del self.fields[name]

    def _leave_out_what_has_no_choice(self) -> None:
        """A directory that nobody has filled yet asks nothing."""
        for name, field in list(self.fields.items()):
            if isinstance(field.widget, forms.CheckboxSelectMultiple) and not field.widget.choices:
                del self.fields[name]

    def _may_write(self, name: str) -> bool:
        record = self.instance
        if self.pages and not self.pages.works_with(name, self.person):
            return False
        if self.is_new or not isinstance(record, Owned) or not self._is_of_the_record(name):
            return True
        try:
            record.check_writable(self.person.acting(), frozenset([name]))
        except NotAllowed:
            return False
        return True

    def _tailored(self, name: str, field: forms.Field) -> Any:
        if isinstance(field, LinkField) or name in self.own_names:
            return field
        if isinstance(field, forms.ModelMultipleChoiceField):
            return self._several(name, field)
        if isinstance(field, forms.ModelChoiceField):
            return self._link(name, field)
        kept = "" if self.is_new else str(getattr(self.instance, name, "") or "")
        return offered_in(plain(field), kept, reader=self.person)

    def _several(self, name: str, field: Any) -> Any:
        """Boxes to tick where they are few, a list that scrolls where they are many. What is offered is read once.
        Records there may be any number of, and they are searched for.
        """
        rows = choosable(field.queryset, self.person)
        if issubclass(rows.model, Record) and contents.knows(rows.model.kind):
            options = {key: getattr(field, key) for key in ("required", "label", "help_text")}
            return LinksField(rows, reader=self.person, kept=self._linked(name), **options)
        field = SeveralField(rows, required=field.required, label=field.label, help_text=field.help_text)
        if issubclass(rows.model, User):
            offered = [(person.pk, str(person)) for person in self._people]
        else:
            offered = list(iter(field.choices))  # the choices themselves would count their rows first
        made = forms.SelectMultiple if len(offered) > MOST_BOXES else forms.CheckboxSelectMultiple
        field.widget = made(choices=offered)
        if not offered:
            field.help_text = _("There is nothing to choose from yet.")
        return field

    def _linked(self, name: str) -> list[int]:
        """What the record has there now, seen or not."""
        return [] if self.is_new else [row.pk for row in self.initial.get(name) or []]

    def _link(self, name: str, field: Any) -> Any:
        kept = None if self.is_new else self.initial.get(name)
        queryset: Any = choosable(field.queryset, self.person)
        if issubclass(queryset.model, Record) and contents.knows(queryset.model.kind):
            options = {key: getattr(field, key) for key in ("required", "label", "help_text", "initial")}
            return LinkField(queryset, reader=self.person, kept=kept, **options)
        if kept is not None:
            queryset = field.queryset.filter(Q(pk=kept) | Q(pk__in=queryset.values("pk")))
        field.queryset = queryset
        if field.empty_label is not None:
            field.empty_label = NOTHING
        if issubclass(queryset.model, User):
            field.choices = self._people_choices(name, field, kept)
        if name == "department" and "owner" in self.fields:
            field.widget.attrs |= self._renews_owners
        return field

    @cached_property
    def _people(self) -> list[User]:
        """Everybody who works here, read once for all fields that name one."""
        return list(choosable(User.objects.all(), self.person).by_name())

    def _people_choices(self, name: str, field: Any, kept: int | None) -> list[tuple[Any, str]]:
        """Those who may own records of the department where an owner is asked for (DC-025); who stands there stays."""
        department = self._department if name == "owner" and issubclass(self._meta.model, Owned) else None
        people = [person for person in self._people if policy.belongs(person, department) or person.pk == kept]
        if kept is not None and all(person.pk != kept for person in people):
            people.append(getattr(self.instance, name))
        blank = [("", str(field.empty_label))] if field.empty_label is not None else []
        return [*blank, *((person.pk, str(person)) for person in people)]

    @property
    def _department(self) -> int | None:
        """The department that the form says, else the one of the record."""
        given = self.data.get("department", "") if self.is_bound and "department" in self.fields else None
        if given is None:
            given = str(getattr(self.instance, "department_id", None) or self.initial.get("department") or "")
        return as_id(given)

    @property
    def _renews_owners(self) -> dict[str, str]:
        """Another department has other owners; without script the form says so when it is sent."""
        if not contents.knows(self._meta.model.kind):
            return {}
        url = reverse(f"{self._meta.model.kind}:owners")
        return {"hx-get": url, "hx-trigger": "change", "hx-target": "#id_owner", "hx-include": "#id_owner"}

    def _rows(self, names: Sequence[str]) -> list[list[forms.BoundField]]:
        rows: list[list[forms.BoundField]] = []
        for name in names:
            belongs = rows and self._is_column(name, CurrencyField) and self._is_column(rows[-1][-1].name, AmountField)
            if belongs:
                rows[-1].append(self[name])
            else:
                rows.append([self[name]])
        return rows

    def _is_column(self, name: str, sort: type[models.Field[Any, Any]]) -> bool:
        return any(
            column.name == name and isinstance(column, sort) for column in self._meta.model._meta.concrete_fields
        )


def may_make(person: User, kind: str) -> bool:
    if not contents.knows(kind) or not policy.may_add(person, kind):
        return False
    return contents.pages_of(kind).offers_new(person)


def choosable(queryset: Any, person: User) -> Any:
    """What this person may choose from: what they see of records, what is not in the trash of everything else."""
    if isinstance(queryset, OwnedQuerySet):
        return queryset.visible_to(person)
    if issubclass(queryset.model, User):
        return queryset.filter(is_active=True, deleted_at=None)
    return queryset.filter(deleted_at=None) if issubclass(queryset.model, Changeable) else queryset


def facet_label(name: str) -> str:
    label = str(FACET_LABELS.get(name, name.replace("_", " ")))
    return label[:1].upper() + label[1:]


def plain(field: forms.Field) -> forms.Field:
    """Text that both databases store and nobody is fooled by; days and hours in the browser's own control, which may be
    a mere line of text.
    """
    if isinstance(field, RichFormField):
        field.widget = RichInput(attrs=field.widget.attrs)  # type: ignore[assignment] # declared as the class it begins as
    elif type(field) is forms.CharField:
        made = CleanTextField if isinstance(field.widget, forms.Textarea) else CleanCharField
        names = ("max_length", "min_length", "required", "label", "help_text", "initial", "widget", "empty_value")
        return made(**{name: getattr(field, name) for name in names})
    if isinstance(field, forms.CharField) and not isinstance(field, CleanCharField):
        field.validators = [plain_line, *field.validators]
    elif isinstance(field, forms.TypedChoiceField):
        pairs: Any = field.choices
        field.choices = [(value, NOTHING if label == BLANK else label) for value, label in pairs]
    elif isinstance(field, forms.DateTimeField):
        field.widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        field.input_formats = [f"{day} {clock}" for day in day_formats.patterns() for clock in ("%H:%M", "%H:%M:%S")]
    elif isinstance(field, forms.DateField):
        field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        field.input_formats = day_formats.patterns()
    return field


@cache
def form_class(pages: RecordPages[Any]) -> type[RecordForm[Any]]:
    """The type's own form, or one made of the fields it names."""
    if pages.form is not None:
        own: Any = pages.form
        assert issubclass(own, RecordForm)
        return cast("type[RecordForm[Any]]", own)
    names = [name for group in pages.fields for name in group.names if name not in pages.record.facets]
    made: Any = forms.modelform_factory(pages.record, form=RecordForm, fields=names)
    return cast("type[RecordForm[Any]]", made)
