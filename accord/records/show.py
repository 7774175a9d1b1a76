"""The page of one record: what it shows, worked out in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.models import Participant
from accord.access.words import Right, Special
from accord.accounts.models import User
from accord.files.models import Attachment
from accord.records import timeline
from accord.records.addresses import address_at
from accord.records.beside import events_about
from accord.records.counts import Counted, counted
from accord.records.declare import PANELS, Mark, Panel, RecordPages, Verb
from accord.records.forms import may_make
from accord.records.in_place import InPlace
from accord.records.lists.listing import neighbours
from accord.records.models import Link, Record
from accord.records.sight import Sight
from accord.records.values import Shown, label_of, mentioned_by, shown

ALWAYS_RELATED = ("owner", "co_owner", "department", "created_by", "changed_by")
EVENTS_AT_ONCE = 20
OVERVIEW, HISTORY, FILES, LINKS = "", "history", "files", "links"
OWNERSHIP = ("owner", "co_owner", "department", "private")


@dataclass(frozen=True)
class Property:
    """A line of the side column. Where the person may write the field, it edits in place, or in the form, there."""

    name: str
    label: Any
    shown: Shown
    edit_url: str = ""
    in_form: bool = False


@dataclass(frozen=True)
class PropertyGroup:
    title: str | Promise
    properties: list[Property]
    folded: bool = False


@dataclass(frozen=True)
class SidePanel:
    """A panel of the side column; a lazy one has no rows yet and is asked for at `url`."""

    panel: Panel
    url: str
    rows: Any = None


@dataclass(frozen=True)
class Button:
    """A verb as the page offers it: one that asks something first opens its question, every other one posts."""

    label: Any
    url: str
    icon: str
    tone: str
    asks: bool
    looks: str = ""


@dataclass(frozen=True)
class Tab:
    name: str
    label: Any
    url: str
    current: bool
    count: Counted | None = None


class RecordPage:
    """Everything `show.html` and its parts read. Nothing is asked before a template or a view wants it."""

    def __init__(
        self, record: Record, pages: RecordPages[Any], reader: User, *, tab: str = OVERVIEW, list_query: str = ""
    ) -> None:
        self.record, self.pages, self.reader, self.list_query = record, pages, reader, list_query
        names = {panel.name for panel in self.tab_panels} | {OVERVIEW, HISTORY, FILES}
        self.tab = tab if tab in names else OVERVIEW

    # ── rights, without a query ──

    @cached_property
    def writable(self) -> frozenset[str] | None:
        return policy.writable_fields(self.reader, self.record)

    @property
    def may_change(self) -> bool:
        return self.writable != frozenset()

    @cached_property
    def may_delete(self) -> bool:
        return policy.may_delete(self.reader, self.record)

    @cached_property
    def readable(self) -> frozenset[str] | None:
        return readable_fields(self.reader, self.record)

    def reads(self, name: str) -> bool:
        return self.pages.works_with(name, self.reader) and (self.readable is None or name in self.readable)

    # ── head ──

    @property
    def type_name(self) -> str:
        return str(self.record._meta.verbose_name)

    @property
    def type_names(self) -> str:
        return str(self.record._meta.verbose_name_plural)

    @property
    def marks(self) -> list[Mark]:
        return [mark for mark in self.pages.marks_for(self.reader) if mark.when(self.record)]

    @cached_property
    def verbs(self) -> list[Verb]:
        return [verb for verb in self.pages.verbs if self._is_offered(verb)]

    @property
    def why_url(self) -> str:
        return self.address("why")

    @property
    def buttons(self) -> list[Button]:
        """The primary verbs; the first of them is the one button of the page that stands out."""
        primary = [verb for verb in self.verbs if verb.primary]
        return [self._button(verb, looks="" if number else "primary") for number, verb in enumerate(primary)]

    @property
    def menu(self) -> list[Button]:
        return [self._button(verb) for verb in self.verbs if not verb.primary]

    def address(self, page: str, *args: Any) -> str:
        if not args:
            return self.pages.address(self.record.pk, page)
        return reverse(f"{self.record.kind}:{page}", args=[self.record.pk, *args])

    @property
    def edit_url(self) -> str:
        return self.address("edit")

    @property
    def delete_url(self) -> str:
        return self.address("delete")

    @property
    def merge_url(self) -> str:
        """For those who may merge and delete this one."""
        may = self.pages.merges and self.may_delete and policy.holds(self.reader, Special.MERGE)
        return self.address("merge") if may else ""

    @property
    def history_url(self) -> str:
        return self.address("history")

    @property
    def watch_url(self) -> str:
        return self.address("watch")

    @property
    def copy_url(self) -> str:
        may = self.pages.copies and may_make(self.reader, self.record.kind)
        return f"{reverse(f'{self.record.kind}:new')}?copy={self.record.pk}" if may else ""

    @property
    def link_url(self) -> str:
        return self.address("link") if self.may_change else ""

    @property
    def links_url(self) -> str:
        """Where the links set by hand are shown, if there are any."""
        return self.address("links") if self.counts[LINKS] else ""

    @property
    def seen_url(self) -> str:
        return self.address("seen")

    def _is_offered(self, verb: Verb) -> bool:
        return (self.may_change or not verb.needs_edit) and verb.offered(self.record, self.reader)

    def _button(self, verb: Verb, looks: str = "") -> Button:
        url = self.address("ask", verb.name) if verb.asks else address_at(verb.url, self.record.pk)
        return Button(verb.label, f"{url}?version={self.record.version}", verb.icon, verb.tone, bool(verb.asks), looks)

    # ── tabs ──

    @cached_property
    def tab_panels(self) -> list[Panel]:
        return [panel for panel in self._panels if panel.place == "tab"]

    @cached_property
    def side_panels(self) -> list[SidePanel]:
        """A panel without rows is not shown; a lazy one is asked for after the first paint."""
        made = []
        for panel in self._panels:
            rows = None if panel.lazy or panel.place != "side" else panel.rows(self.record, self.reader)
            if panel.place == "side" and (panel.lazy or rows):
                made.append(SidePanel(panel, self.address("panel", panel.name), rows))
        return made

    def panel_named(self, name: str) -> Panel | None:
        return next((panel for panel in self._panels if panel.name == name), None)

    @cached_property
    def _panels(self) -> list[Panel]:
        hung = [panel for panel in PANELS if isinstance(self.record, panel.on)]
        offered = [panel for panel in hung if panel.offered(self.record, self.reader)]
        return sorted(offered, key=lambda panel: (panel.order, panel.name))

    @property
    def tabs(self) -> list[Tab]:
        own = [self._tab(panel.name, panel.title) for panel in self.tab_panels]
        return [
            self._tab(OVERVIEW, _("Overview")),
            *own,
            self._tab(FILES, _("Files")),
            self._tab(HISTORY, _("History")),
        ]

    def _tab(self, name: str, label: Any) -> Tab:
        query = urlencode({key: value for key, value in (("tab", name), ("list", self.list_query)) if value})
        address = self.record.get_absolute_url() + (f"?{query}" if query else "")
        return Tab(name, label, address, name == self.tab, self.counts.get(name))

    @cached_property
    def counts(self) -> dict[str, Counted]:
        """What lies behind the tabs, and how many links were set by hand; one statement for all of it."""
        sets: dict[str, QuerySet[Any]] = {
            FILES: Attachment.objects.on(self.record),
            LINKS: Link.objects.live().of(self.record),
        }
        sets |= {panel.name: panel.counts(self.record, self.reader) for panel in self.tab_panels if panel.counts}
        return counted(sets)

    @cached_property
    def panel(self) -> Panel | None:
        return next((panel for panel in self.tab_panels if panel.name == self.tab), None)

    @property
    def panel_rows(self) -> Any:
        return self.panel.rows(self.record, self.reader) if self.panel else None

    # ── the list it was opened from ──

    @cached_property
    def neighbours(self) -> tuple[str, str]:
        """Addresses of the previous and the next record of that list; empty at its ends, or where it is not in it."""
        found = neighbours(self.pages, self.reader, QueryDict(self.list_query), self.record)
        keep = f"?{urlencode({'list': self.list_query})}" if self.list_query else ""
        before, after = (self.pages.address(pk) + keep if pk else "" for pk in found)
        return before, after

    @property
    def list_address(self) -> str:
        """The list as it was left."""
        return self.pages.list_address + (f"?{self.list_query}" if self.list_query else "")

    # ── timeline ──

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline.of(self.record, self.reader, sight=self.sight)

    # ── side ──

    @cached_property
    def sight(self) -> Sight:
        names = [name for group in self.pages.properties for name in group.names] + list(self.pages.related)
        return Sight(self.reader, mentioned_by(self.record, names), seen=[(self.record.kind, self.record.pk)])

    def sees(self, name: str) -> bool:
        """Whether the reader may see the record that this link leads to."""
        return all(self.sight.reaches(kind, pk) for kind, pk in mentioned_by(self.record, [name]))

    @property
    def property_groups(self) -> list[PropertyGroup]:
        groups = []
        for group in self.pages.properties:
            names = [name for name in group.names if self.reads(name) and self.pages.has(self.record, name)]
            if names:
                groups.append(PropertyGroup(group.title, [self.line(name) for name in names], group.folded))
        return groups

    @property
    def ownership(self) -> list[Property]:
        """Who answers for it, unless the type shows that among its own properties."""
        shown_already = {name for group in self.pages.properties for name in group.names}
        names = [name for name in OWNERSHIP if name not in shown_already and self.reads(name)]
        return [line for line in map(self.line, names) if line.shown or line.name == "owner"]

    def line(self, name: str) -> Property:
        edit_url = ""
        in_form = name in self.pages.only_in_form
        if name in self._open:
            edit_url = f"{self.edit_url}?field={name}" if in_form else self.address("field", name)
        return Property(
            name, label_of(type(self.record), name), shown(self.record, name, self.sight), edit_url, in_form
        )

    @cached_property
    def _open(self) -> frozenset[str]:
        return InPlace(self.pages, self.reader).open(self.record)

    @cached_property
    def watchers(self) -> list[User]:
        rows = Participant.objects.filter(kind=self.record.kind, record_id=self.record.pk, part="watcher")
        return [row.person for row in rows.select_related("person").order_by("person__last_name", "pk")]

    @property
    def is_watching(self) -> bool:
        return self.reader in self.watchers


@dataclass(frozen=True)
class Timeline:
    """A stretch of a record's history, newest first; `earlier` is the id of its oldest event where there are more."""

    days: list[tuple[Any, list[timeline.Told]]]
    earlier: int | None

    @classmethod
    def of(
        cls,
        record: Record,
        reader: User,
        *,
        sight: Sight | None = None,
        before: int | None = None,
        size: int = EVENTS_AT_ONCE,
    ) -> Timeline:
        events = timeline.events_with_all(events_about(record)).order_by("-id")
        found = list((events.filter(pk__lt=before) if before else events)[: size + 1])
        told = timeline.tell(
            found[:size],
            reader,
            sight=sight or Sight(reader, (), seen=[(record.kind, record.pk)]),
            readable=readable_fields(reader, record),
            currency=getattr(record, "currency", ""),
            about=(record.kind, record.pk),
        )
        return cls(list(timeline.by_day(told)), found[size - 1].pk if len(found) > size else None)


def readable_fields(reader: User, record: Record) -> frozenset[str] | None:
    """The fields of a visible record that the reader may read: None means all. Who only takes part reads all of it."""
    return policy.writable_fields(reader, record, right=Right.VIEW) or None


def related_of(pages: RecordPages[Any]) -> tuple[str, ...]:
    """The links that are fetched with the record."""
    links = {column.name for column in pages.record._meta.concrete_fields if column.is_relation}
    named = {name for group in pages.properties for name in group.names if name in links}
    return tuple(sorted({*ALWAYS_RELATED, *named, *pages.related}))
