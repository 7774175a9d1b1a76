"""Forgiving typos, by words: a mistyped word and the right one mostly agree once a letter is left out of each.

For each word of a title the first seven letters are kept, and every string one gets by leaving one of them out; the
typed word is taken apart in the same way and looked up with `IN`, a plain index look-up, alike on both databases.
Candidates are then measured (Damerau–Levenshtein) and the near ones kept.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from accord.search.models import Variant
from accord.search.words import words_of

SHORTEST = 4
BEGINNING = 7
MOST_CANDIDATES = 400
MOST_MEANT = 8


def learn(titles: Iterable[str]) -> None:
    """Remember the words of these titles. One query where nothing is new."""
    words = {word for title in titles for word in words_of(title) if is_word(word)}
    if not words:
        return
    known = Variant.objects.filter(variant__in=words, word=F("variant")).values_list("word", flat=True)
    new = sorted(words - set(known))
    rows = [Variant(variant=variant, word=word) for word in new for variant in sorted({word, *variants(word)})]
    Variant.objects.bulk_create(rows, ignore_conflicts=True)


def is_word(word: str) -> bool:
    return len(word) >= SHORTEST and not any(c.isdigit() for c in word)


def variants(word: str) -> set[str]:
    """The beginning of the word, and the same with one letter left out."""
    start = word[:BEGINNING]
    return {start, *(start[:at] + start[at + 1 :] for at in range(len(start)))}


def meant(typed: Iterable[str]) -> dict[str, list[str]]:
    """For each typed word the known words that may have been meant, the nearest first. One query for all."""
    asked = {word: variants(word) | {word} for word in typed if is_word(word)}
    if not asked:
        return {}
    every = set().union(*asked.values())
    found = Variant.objects.filter(variant__in=every).values_list("variant", "word")[: MOST_CANDIDATES * len(asked)]
    by_variant: dict[str, set[str]] = {}
    for variant, word in found:
        by_variant.setdefault(variant, set()).add(word)
    return {
        word: _near(word, set().union(*(by_variant.get(variant, set()) for variant in ways)))
        for word, ways in asked.items()
    }


def _near(typed: str, candidates: set[str]) -> list[str]:
    measured = sorted((distance(typed, word), word) for word in candidates)
    reach = 1 if len(typed) <= 5 else 2
    return [word for far, word in measured if far <= reach][:MOST_MEANT]


def distance(typed: str, word: str) -> int:
    """Between the typed word and the known one, or its beginning where the typed one is long and may be unfinished."""
    from rapidfuzz.distance import OSA  # heavy, and only a typo needs it

    whole = OSA.distance(typed, word)
    if len(typed) < BEGINNING - 1 or len(word) <= len(typed):
        return whole
    begun = min(OSA.distance(typed, word[: len(typed) + more]) for more in (-1, 0, 1))
    return min(whole, begun if begun <= 1 else whole)
