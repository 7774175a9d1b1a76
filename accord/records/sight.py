"""What a reader sees of the records that a page mentions: one question, however many are mentioned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from accord.access.models import Owned, OwnedQuerySet
from accord.accounts.models import User
from accord.history.models import model_of
from accord.records.lists.together import asked_together

Key = tuple[str, int]


class Sight:
    """Which of these records the reader may see. What belongs to nobody (people, directories) everybody sees."""

    def __init__(self, reader: User, mentioned: Iterable[Key], *, seen: Iterable[Key] = ()) -> None:
        """`seen` are records that were found through the reader's sight already and need not be asked about."""
        self.reader = reader
        self._answers: dict[Key, bool] = dict.fromkeys(seen, True)
        self._open: dict[str, set[int]] = defaultdict(set)
        self.wider(mentioned)

    def wider(self, mentioned: Iterable[Key]) -> Sight:
        """This sight, which now knows about these as well."""
        for kind, pk in mentioned:
            if (kind, pk) not in self._answers and is_owned(kind):
                self._open[kind].add(pk)
        return self

    def reaches(self, kind: str, pk: int) -> bool:
        """Nothing is asked before somebody wants to know: a part of a page may mention nothing."""
        if not is_owned(kind):
            return True
        if (kind, pk) not in self._answers and kind in self._open:
            self._ask()
        return self._answers.get((kind, pk), False)

    def names(self, mentioned: Iterable[Key]) -> dict[Key, str]:
        """What those among these are called that the reader sees."""
        ids: dict[str, set[int]] = defaultdict(set)
        for kind, pk in mentioned:
            if is_owned(kind) and self.reaches(kind, pk):
                ids[kind].add(pk)
        return {(kind, row.pk): str(row) for kind, pks in ids.items() for row in _rows(kind, pks)}

    def _ask(self) -> None:
        """Of all types that are not answered yet at once."""
        asked = {(kind, pk) for kind, pks in self._open.items() for pk in pks}
        seen = self._among(self._open)
        self._answers |= {key: key in seen for key in asked}
        self._open.clear()

    def _among(self, ids: Mapping[str, set[int]]) -> set[Key]:
        """Those among these, by type, that the reader sees, in one statement."""
        rows = {kind: _rows(kind, pks).visible_to(self.reader) for kind, pks in ids.items()}
        return set(asked_together({kind: each.order_by().values("pk") for kind, each in rows.items()}))


def _rows(kind: str, pks: set[int]) -> OwnedQuerySet[Any]:
    model = model_of(kind)
    assert model is not None
    assert issubclass(model, Owned)
    return model.objects.filter(pk__in=pks)


def is_owned(kind: str) -> bool:
    model = model_of(kind)
    return model is not None and issubclass(model, Owned)


def unseen(kind: str) -> str:
    """What stands in the place of a record that the reader may not see."""
    model = model_of(kind)
    name = str(model._meta.verbose_name) if model else kind
    return _("%(type)s you cannot see") % {"type": name[:1].upper() + name[1:]}
