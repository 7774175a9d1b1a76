"""By which words a record is found, and what a typed line means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from accord.kit.text import normalise, tokens, transliterate
from accord.search.expressions import All, Any, Expression, Word

MOST_WORDS = 400
MOST_TYPED = 8
SHORTEST_END_OF_NUMBER = 6
PHONE = re.compile(r"\+?\(?\d(?:[\s().\-/]{0,3}\d){5,}")
LETTERS = re.compile(r"[^\W_]+")


def words_of(*texts: str) -> list[str]:
    """All words of these texts: apart and whole, also in Latin letters, telephone numbers by their ends."""
    text = " ".join(texts)
    found: dict[str, None] = {}
    for source in (text, *([] if text.isascii() else _in_latin(text))):
        for token in tokens(source):
            found.setdefault(_joined(token))
    for number in PHONE.findall(text):
        for end in _ends(_joined(number)):
            found.setdefault(end)
    return [word for word in found if word][:MOST_WORDS]


def _in_latin(text: str) -> list[str]:
    """Letter by letter, and as names are more often written: Александр is Aleksandr and Alexandr."""
    latin = transliterate(text)
    return [latin, latin.replace("ks", "x")]


def title_mark(title: str) -> str:
    """The one token that stands for the whole title, so that an exact title is found before a million similar ones."""
    return f"_t_{_joined(normalise(title))[:60]}"


def id_mark(pk: int) -> str:
    return f"_id_{pk}"


def ticket_mark(ticket: str) -> str:
    return f"_n_{_joined(normalise(ticket))[:60]}"


def asked(text: str) -> Expression | None:
    """What a typed line asks for: all of its words, each of which may be unfinished. None if there is no word in it."""
    number = PHONE.fullmatch(text.strip())
    if number:
        digits = _joined(number[0])
        return Any((Word(digits, open=True), Word(digits.lstrip("0") or digits, open=True)))
    pieces = [piece for piece in map(_piece, typed_pieces(text)) if piece]
    return All(tuple(pieces)) if pieces else None


def typed_pieces(text: str) -> list[str]:
    return [piece for piece in normalise(text).split() if LETTERS.search(piece)][:MOST_TYPED]


def typed_words(text: str) -> list[str]:
    """The typed words by themselves, for typos and for marking what was found."""
    return list(dict.fromkeys(part for piece in typed_pieces(text) for part in LETTERS.findall(piece)))


def _piece(piece: str) -> Expression | None:
    """A piece without blanks: as it is, or all of its parts, or the same in Latin letters."""
    parts = LETTERS.findall(piece)
    ways: list[Expression] = [_begun(_joined(piece))]
    if len(parts) > 1 and "@" not in piece and all(len(part) > 1 for part in parts):
        ways.append(All(tuple(_begun(part) for part in parts)))
    if not piece.isascii() and (latin := _joined(transliterate(piece))):
        ways.append(_begun(latin))
    return ways[0] if len(ways) == 1 else Any(tuple(ways))


def _begun(word: str) -> Word:
    """A single letter is taken for a whole word: as a beginning it would be half the index."""
    return Word(word, open=len(word) > 1)


def _joined(piece: str) -> str:
    if piece.isalnum():
        return piece[:64]
    return "".join(LETTERS.findall(piece))[:64]


def _ends(digits: str) -> Iterator[str]:
    for start in range(len(digits) - SHORTEST_END_OF_NUMBER + 1):
        yield digits[start : start + 20]
