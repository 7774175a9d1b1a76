"""`accord explain deal`: all that the product knows about one type. `accord explain rights`: all limits by state."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accord.access.limits import Limit
from accord.access.models import Grant
from accord.history.models import consequences
from accord.records import contents
from accord.records.declare import PANELS, RecordPages

Lines = Iterator[str]


class Command(BaseCommand):
    """Reads declarations only; what it prints is what the pages, the import and the policy read."""

    help = "Tell everything about one record type, or about all limits by state (`rights`)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "subject", nargs="?", default="", help="a record type, or `rights`; nothing lists the types"
        )

    def handle(self, *args: Any, subject: str, **options: Any) -> None:
        self.stdout.write("\n".join(self.lines(subject)))

    def lines(self, subject: str) -> Lines:
        if not subject:
            return types()
        if subject == "rights":
            return rights()
        if not contents.knows(subject):
            raise CommandError(f"There is no type {subject}; there are: {', '.join(kinds())}.")
        return everything_about(contents.pages_of(subject))


def kinds() -> list[str]:
    return [pages.record.kind for pages in contents.every()]


def types() -> Lines:
    for pages in contents.every():
        yield f"{pages.record.kind:14}/{pages.path + '/':16}{pages.record._meta.verbose_name_plural}"


def rights() -> Lines:
    """Every sentence that takes a right away, on one page."""
    for pages in contents.every():
        for limit in pages.record.limits:
            yield f"{pages.record.kind:14}{sentence(limit)}"


def sentence(limit: Limit) -> str:
    lost = ", ".join(sorted(right.value for right in limit.rights))
    of = f" of {', '.join(sorted(limit.fields))}" if limit.fields else ""
    unless = f", unless one may {limit.unless.label}" if limit.unless else ""
    return f"{limit.message} (no {lost}{of}{unless})"


def everything_about(pages: RecordPages[Any]) -> Lines:
    model = pages.record
    yield f"{model._meta.verbose_name} · {model._meta.label} · table {model._meta.db_table} · /{pages.path}/"
    yield from part(
        "Fields", (f"{field.name}: {type(field).__name__}" for field in model._meta.get_fields() if field.concrete)
    )
    yield from part("Traits", (base.__name__ for base in model.__mro__ if hasattr(base, "_meta") and base is not model))
    yield from part("Columns", (column_line(column) for column in pages.columns))
    yield from part("Filters", (f"{item.name}: {item.kind}" for item in pages.filters))
    yield from part("Verbs", (f"{verb.name}: {verb.label} ({verb.url})" for verb in pages.verbs))
    yield from part(
        "Panels from above", (f"{item.name}: {item.title}" for item in PANELS if issubclass(model, item.on))
    )
    yield from part("What follows", what_follows(model.kind))
    yield from part("Granted to", granted(model.kind))
    yield from part("Limits by state", map(sentence, model.limits))
    yield from part("Indexes", (f"{index.name}: {', '.join(index.fields)}" for index in model._meta.indexes))
    yield from part("Always true", (str(constraint.name) for constraint in model._meta.constraints))


def part(title: str, lines: Iterable[str]) -> Lines:
    found = list(lines)
    if found:
        yield f"\n{title}"
        yield from (f"  {line}" for line in found)


def column_line(column: Any) -> str:
    sorting = f", sorts by {column.sort}" + (" (indexed)" if column.indexed else "") if column.sort else ""
    return f"{column.name}: {column.show}{sorting}"


def what_follows(kind: str) -> Lines:
    for (of, verb), found in sorted(consequences.REGISTRY.items()):
        if of == kind:
            yield from (f"after {verb}: {then.__module__}.{then.__qualname__}" for then in found)


def granted(kind: str) -> Lines:
    """Role by role, as kept in the database; `*` stands for every type."""
    grants = (
        Grant.objects.live().filter(type__in=[kind, "*"]).select_related("role").order_by("role__code", "right", "pk")
    )
    for grant in grants:
        fields = f", only {', '.join(grant.fields)}" if grant.fields else ""
        yield f"{grant.role.code}: {grant.right} ({grant.reach}{fields})"
