"""The search row of a record, and the words that titles are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from accord.kit.text import tokens
from accord.search.expressions import Expression, fts5, tsquery
from accord.search.scope import Reached

ON_SQLITE = "SELECT rowid AS id FROM search_index WHERE search_index MATCH %s"
ON_POSTGRES = (
    "SELECT id, record_id FROM search_entry WHERE scope_lexemes @@ %s::tsquery AND word_lexemes @@ %s::tsquery"
)
# Where nearly everything is seen, the marks are looked at in the rows that are found, and in no index (`IS TRUE`).
SEEN = {False: "scope_lexemes @@ %s::tsquery", True: "(scope_lexemes @@ %s::tsquery) IS TRUE"}
# A word stands once per type and span of 65,536 ids, its lexeme says of which (`search_words`; `OWN` in a tsquery), and
# span after span is asked, from the newest, until there is enough. For before it looks at anything else GIN gathers all
# that an unfinished word stands for: now a span of one type, not the whole index for each type (at xl: 1.8 s).
BY_SPAN_ON_POSTGRES = (
    # An array is expected to be short, a series is not.
    "SELECT found.id, found.record_id FROM unnest(ARRAY(SELECT generate_series("
    "(SELECT max(record_id) >> 16 FROM search_entry WHERE kind = %s), 0, -1))) AS span, LATERAL ("
    "SELECT id, record_id FROM search_entry WHERE {seen}"
    " AND word_lexemes @@ replace(%s, '~', %s || ':' || span || ':')::tsquery{newest}) AS found"
)
# Where somebody sees little, that little is read first; the planner would rather gather everything with the word.
NARROW_ON_POSTGRES = (
    "SELECT id, record_id FROM (SELECT id, record_id, kind || ':' || (record_id >> 16) || ':' AS span, word_lexemes"
    " FROM search_entry WHERE scope_lexemes @@ %s::tsquery OFFSET 0) AS own"
    " WHERE word_lexemes @@ replace(%s, '~', span)::tsquery"
)


class EntryQuerySet(models.QuerySet["Entry"]):
    def matching(self, branches: Sequence[tuple[Reached, Expression]], limit: int | None = None) -> EntryQuerySet:
        """Entries found by any (scope, words) branch, in each branch the newest `limit` only.

        One statement for all branches, each answered by the word index alone. That of SQLite runs newest first, so a
        common word costs no more than a rare one. PostgreSQL gathers what has the words and the marks in a span of
        ids, and sorts it: left to itself it walks from the newest row backwards until it has `limit`, which is the
        whole table for a word that is common, but not among what the person sees of this type (measured: 346 ms of 374
        in one such branch).
        """
        if not branches:
            return self.none()
        selects, params = [], []
        for number, (scope, words) in enumerate(branches):
            select, values = _branch(scope, words, limit)
            params += values
            selects.append(f"SELECT id FROM ({select}) AS branch{number}")  # noqa: S608 - a number
        return self.filter(pk__in=RawSQL(" UNION ALL ".join(selects), params))  # noqa: S611 - all values are bound

    def is_found(self, path: str, scope: Reached, words: Expression) -> models.Q:
        """Whether the id that a path leads to is among the records of a type that have the words.

        PostgreSQL gathers them first: as a subquery, it looks for each row of a list in turn whether it has the words
        until the page is full, which for a rare word is every row (measured at xl: more than 15 s).
        """
        if connection.vendor == "sqlite":
            return models.Q(**{f"{path}__in": self.matching([(scope, words)]).values_list("record_id", flat=True)})
        select, params = _branch(scope, words, None)
        ids = RawSQL(f"SELECT record_id FROM ({select}) AS found", params)  # noqa: S608, S611 - all values are bound
        return among(path, ids)


def among(path: str, ids: RawSQL | models.Subquery) -> models.Q:
    """For PostgreSQL: the id that a path leads to is one of these, which are gathered once, and for which there is an
    index. Beside such a condition `IN` over a subquery is looked at in every row, and takes the index from both.
    """
    gathered = models.Func(
        models.F(path), ids, template="%(expressions)s)", arg_joiner=" = ANY(ARRAY", output_field=models.BooleanField()
    )
    return models.Q(gathered)


def _branch(scope: Reached, words: Expression, limit: int | None) -> tuple[str, list[str]]:
    """A statement that finds the entries of a branch, the newest first where only so many are asked for."""
    most = f" LIMIT {limit:d}" if limit else ""
    if connection.vendor == "sqlite":
        newest = f" ORDER BY id DESC{most}" if limit else ""
        return ON_SQLITE + newest, [f"{fts5(words)} AND {fts5(scope.marks)}"]
    newest = f" ORDER BY record_id + 0 DESC{most}" if limit else ""  # a sum is in no index
    marks, asked = tsquery(scope.marks), tsquery(words)
    if scope.narrow:
        return NARROW_ON_POSTGRES + newest, [marks, asked]
    if not scope.kind:
        return ON_POSTGRES + newest, [marks, asked]
    return BY_SPAN_ON_POSTGRES.format(seen=SEEN[scope.wide], newest=newest) + most, [
        scope.kind,
        marks,
        asked,
        scope.kind,
    ]


class Entry(models.Model):
    """What search knows of one record.

    `words` are all its words, apart and whole, and `scope` the marks of those who may see it (`accord.search.scope`):
    the only copy of a record's grounds outside its row (decision 6). Records in the trash have no entry. The database
    keeps the word index up to date by itself: triggers feed `search_index` on SQLite, generated columns feed one GIN
    index on PostgreSQL.
    """

    kind = models.CharField(_("type"), max_length=40)
    record_id = models.BigIntegerField(_("ID"))
    title = models.CharField(_("title"), max_length=200)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    words = models.TextField(_("words"))
    scope = models.TextField(_("scope"))

    objects: ClassVar[EntryQuerySet] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["kind", "record_id"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"

    def title_words(self) -> list[str]:
        return tokens(self.title)


class Variant(models.Model):
    """A word of a title, and a spelling of its beginning with one letter left out.

    Every word is a variant of itself, which also says that it is known. Words are never taken out singly; a rebuild
    does that.
    """

    variant = models.CharField(_("variant"), max_length=64)
    word = models.CharField(_("word"), max_length=64)

    class Meta:
        verbose_name = _("spelling variant")
        verbose_name_plural = _("spelling variants")
        constraints = [models.UniqueConstraint(fields=["variant", "word"], name="variant_once")]

    def __str__(self) -> str:
        return f"{self.variant} → {self.word}"
