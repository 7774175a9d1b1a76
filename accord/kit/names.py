"""Names of people compared as people compare them: Bill is William, Müller is Mueller, Иван is Ivan, Petrow is Petrov.

Nothing here says that two are one person. It says whether their names allow it; an address, a telephone or a company
in common has to say the rest.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from pathlib import Path

from accord.kit.text import PREFIXES, PersonName, transliterate

# Each line is one first name: in full, in other spellings and languages, short and dear.
GROUPS = Path(__file__).with_name("first_names.txt")
SHORTEST_STEM = 3
SHORTEST_TYPO = 4
LONG = 9

SOUNDS = (
    ("shch", "sh"), ("tsch", "ch"), ("sch", "sh"), ("zh", "j"), ("kh", "h"), ("ph", "f"), ("ck", "k"), ("ks", "x"),
    ("ts", "c"), ("tz", "c"), ("w", "v"), ("iu", "u"), ("yu", "u"), ("ju", "u"), ("ia", "a"), ("ya", "a"), ("ja", "a"),
    ("yo", "e"), ("jo", "e"), ("ye", "e"), ("je", "e"), ("ue", "u"), ("oe", "o"), ("ae", "a"), ("ey", "ei"),
    ("y", "i"), ("j", "i"), ("ii", "i"),
)  # fmt: skip
YO = str.maketrans("ёЁ", "еЕ")
IOTA = str.maketrans("yj", "ii")


class Likeness(IntEnum):
    """What the names of two people say about whether they are one."""

    OTHER = 0
    UNSAID = 1
    PART = 2
    SAME = 3


def person_fold(first: str, last: str) -> str:
    """The whole name in Latin letters: what a name is looked up by."""
    return latin(f"{first} {last}") if first and last else ""


def latin(text: str) -> str:
    """In Latin letters, with one letter for those that every country writes otherwise: й, y and j are i, ё is e."""
    return transliterate(text.translate(YO)).translate(IOTA)


def likeness(one: PersonName, other: PersonName) -> Likeness:
    """Whoever gave one name only may be anybody who bears it; in a whole name every known part has to agree."""
    ours, theirs = _parts(one), _parts(other)
    if not ours or not theirs:
        return Likeness.UNSAID
    if len(theirs) == 1 or not other.last:
        ours, theirs, one, other = theirs, ours, other, one
    if len(ours) == 1 or not one.last:
        return Likeness.PART if any(_may_be(ours[0], part) for part in theirs) else Likeness.OTHER
    return Likeness.SAME if _has_both(ours, other) or _has_both(theirs, one) else Likeness.OTHER


def _has_both(words: list[str], name: PersonName) -> bool:
    """First and last name stand among the words, in whichever order."""
    first, last = _parts(PersonName(name.first, name.middle, "")), _parts(PersonName("", "", name.last))
    return any(
        same_last(words[:at] + words[at + 1 :], last) and any(same_first(word, each) for each in first)
        for at, word in enumerate(words)
    )


def same_first(one: str, other: str) -> bool:
    """Equal, an initial, another form of the name, or a slip of the finger that makes no other name of it."""
    if one == other or _is_initial(one, other):
        return True
    ours, theirs = _groups().get(sound(one), frozenset()), _groups().get(sound(other), frozenset())
    if ours & theirs or sound(one) == sound(other):
        return True
    if ours and theirs:
        return False  # Daniel and Daniela, Maria and Marta are one letter apart and two people
    if _is_shortened(one, other):
        return True
    return one[:-1] != other and other[:-1] != one and is_slip(sound(one), sound(other))


def _is_shortened(one: str, other: str) -> bool:
    """Trev for Trevor. One letter more makes a woman of a man: Paul, Paula."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= SHORTEST_STEM and longer.startswith(shorter) and len(longer) > len(shorter) + 1


def same_last(ours: list[str], theirs: list[str]) -> bool:
    """One of a double name is enough; Petrova may be written for Petrov."""
    return any(len(a) > 1 and len(b) > 1 and _same_word(a, b) for a in ours for b in theirs)


@lru_cache(4096)
def sound(word: str) -> str:
    """Latin spellings of one name made one: Sergej, Sergey; Mueller, Muller; Ščerbakov, Shcherbakov."""
    for written, heard in SOUNDS:
        word = word.replace(written, heard)
    return "".join(letter for at, letter in enumerate(word) if word[at - 1 : at] != letter)


def is_slip(one: str, other: str) -> bool:
    """One letter wrong, left out, doubled or changed with its neighbour; two in a long word. Short words have none."""
    from rapidfuzz.distance import OSA  # heavy, and only names that differ need it

    shorter = min(len(one), len(other))
    if shorter < SHORTEST_TYPO:
        return one == other
    return OSA.distance(one, other, score_cutoff=2) <= (2 if shorter >= LONG else 1)


def _same_word(one: str, other: str) -> bool:
    return one == other or sound(one) == sound(other) or is_slip(one, other) or is_slip(sound(one), sound(other))


def _may_be(one: str, other: str) -> bool:
    return same_first(one, other) or _same_word(one, other)


def _is_initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[:1] == other[:1]


def _parts(name: PersonName) -> list[str]:
    """The words of a name, without titles and dots."""
    text = transliterate(str(name)).replace(".", " ").replace("-", " ").replace("'", "")
    words = [word.strip('`’"(),;') for word in text.split()]
    kept = [word for word in words if word and word not in PREFIXES]
    return kept or [word for word in words if word]


@lru_cache(1)
def _groups() -> dict[str, frozenset[int]]:
    """The lines in which a first name stands, by its sound."""
    found: dict[str, set[int]] = {}
    for at, line in enumerate(GROUPS.read_text().splitlines()):
        for name in line.split():
            found.setdefault(sound(name), set()).add(at)
    return {name: frozenset(lines) for name, lines in found.items()}
