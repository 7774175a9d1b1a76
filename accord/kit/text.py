"""Text: made comparable, made sortable, made safe.

*Comparable* (`normalise`, `tokens`, `transliterate`) is for search and matching and is never shown. *Sortable*
(`sort_key`) is stored, because two databases and two machines do not agree on an alphabet. *Safe* (`clean_line`,
`clean_text`, `clean_file_name`, `guard_cell`) is what may enter the table, a file system or somebody's spreadsheet.
"""

import re
import unicodedata
from dataclasses import dataclass

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST_TOKEN = 64
LONGEST_SORT_KEY = 200

# Letters that Unicode does not take apart, though people type them without the stroke.
STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ŧ": "t"}
)


def normalise(text: str) -> str:
    """Lower case, without accents, one blank between words: what two spellings of one name have in common."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(STROKES)
    return " ".join(text.split())


def transliterate(text: str) -> str:
    """In Latin letters, so that Müller finds Мюллер and the other way round."""
    return normalise(anyascii(text))


WORD = re.compile(r"[^\W_]+")


def tokens(text: str) -> list[str]:
    """The words one may search for, each once. What is written in one piece counts whole and in its parts:
    `anna.k@acme.com` is also anna, k, acme and com; `INV-2026/042` is also inv, 2026 and 042.
    """
    found: dict[str, None] = {}
    for piece in normalise(text).split():
        if piece.isalnum():  # as most are: one word
            found.setdefault(piece[:LONGEST_TOKEN])
            continue
        parts = WORD.findall(piece)
        whole = piece.strip("".join(c for c in set(piece) if not c.isalnum()))
        for token in [whole, *parts] if parts else []:
            found.setdefault(token[:LONGEST_TOKEN])
    return list(found)


def sort_key(text: str) -> str:
    """What a column of names is ordered by, byte for byte: no case, no accents, numbers by value, й after и."""
    text = "й".join(normalise(part) for part in re.split("й|Й", unicodedata.normalize("NFC", text)))
    text = re.sub(r"[0-9]+", lambda digits: digits[0].lstrip("0").rjust(10, "0"), text)
    return text[:LONGEST_SORT_KEY]


DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LINE_ENDS = frozenset("\u2028\u2029\x85\x0b\x0c")


def clean_line(text: str) -> str:
    """One line as it may be stored, or a ValidationError in words. Tabs become blanks, ends are trimmed."""
    text = unicodedata.normalize("NFC", _stored(text.replace("\t", " ")))
    if "\n" in text or "\r" in text:
        raise ValidationError(_("This must fit on one line."), code="line")
    return text


def clean_text(text: str) -> str:
    """Several lines as they may be stored, ends of lines made equal, or a ValidationError in words."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _stored(text))


def _stored(text: str) -> str:
    """What neither database may refuse and nobody is fooled by, without blanks at its ends."""
    if text.isascii() and text.isprintable():  # as most is: nothing to look for
        return text.strip()
    for c in text.strip():
        if c == "\x00":
            raise ValidationError(_("A null character cannot be stored."), code="null")
        if "\ud800" <= c <= "\udfff":
            raise ValidationError(_("This contains half of a character. Type it again, please."), code="surrogate")
        if c in DIRECTION:
            raise ValidationError(_("Characters that turn the direction of writing are not accepted."), code="bidi")
        if c in LINE_ENDS or (unicodedata.category(c) == "Cc" and c not in "\n\r\t"):
            raise ValidationError(_("This contains a control character."), code="control")
    return text.replace("\ufeff", "").strip()


TITLES = """
    mr mrs ms miss mx dr prof eng md phd ph.d rev fr sr sra sir lady hon capt col lt maj gen judge mister mme mlle
"""
PREFIXES = frozenset(TITLES.split())


@dataclass(frozen=True)
class PersonName:
    """A whole name in parts. The prefix stands in front of the first name, as people write it."""

    first: str
    middle: str
    last: str
    prefix: str = ""

    @property
    def is_only_prefix(self) -> bool:
        """*Dr.* alone is nobody's name."""
        return bool(self.prefix) and self.first == self.prefix

    def __str__(self) -> str:
        return " ".join(filter(None, [self.first, self.middle, self.last]))


def bare_prefix(text: str) -> str:
    """A title as titles are compared: *Prof. Dr.* is prof dr."""
    return " ".join(word.casefold().rstrip(".") for word in text.split())


def person_name(whole: str, prefixes: frozenset[str] = PREFIXES) -> PersonName:
    """One word is the first name, two are first and last, what is between goes to the middle."""
    words = whole.split()
    prefix: list[str] = []
    while words and bare_prefix(words[0]) in prefixes:
        prefix.append(words.pop(0))
    first = " ".join([*prefix, *words[:1]])
    middle = " ".join(words[1:-1])[:90].strip()
    return PersonName(first, middle, words[-1] if len(words) > 1 else "", " ".join(prefix))


def is_prefix(word: str, prefixes: frozenset[str] = PREFIXES) -> bool:
    """Whether the word is only a title."""
    return bare_prefix(word) in prefixes


FORMULA = tuple("=+-@|%")


def guard_cell(text: str) -> str:
    """Text for a CSV cell that no spreadsheet takes for a formula: an apostrophe in front of what looks like one.

    Blanks, invisible and full-width characters in front do not help an attacker. Write the file with every cell quoted,
    or a cell may be cut in two by a reader that takes another separator. `unguard_cell` reads it back.
    """
    if text[:1].isascii() and text[:1].isalnum():
        return text
    if text[:1] in ("\t", "\r", "\n") or _visible_start(text).startswith(FORMULA) or re.match(r"'+[^\w\s]", text):
        return "'" + text
    return text


def unguard_cell(text: str) -> str:
    """What stood in the cell before `guard_cell`."""
    return text[1:] if text.startswith("'") and guard_cell(text[1:]) == text else text


def _visible_start(text: str) -> str:
    for at, c in enumerate(text):
        if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Mn", "Zs"):
            return unicodedata.normalize("NFKC", text[at : at + 1])
    return ""


WINDOWS_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST_FILE_NAME = 180


def clean_file_name(name: str) -> str:
    """A name for a download that every system takes: no path, no invisible characters, no device, not too long."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(" " if c.isspace() else c for c in name if unicodedata.category(c) not in ("Cf", "Cs", "Cn", "Co"))
    name = re.sub(r"[\x00-\x1f\x7f-\x9f<>:\"|?*;]", "", name)
    name = re.sub(r"\s+", " ", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 20:
        stem, ending = name, ""
    stem = _within(stem.strip(" .") or "file", LONGEST_FILE_NAME - len(ending.encode()) - 1)
    name = f"{stem}.{ending}" if ending else stem
    return f"_{name}" if WINDOWS_DEVICES.fullmatch(name) else name


def _within(text: str, size: int) -> str:
    """As much of it as fits into so many bytes."""
    return text.encode()[:size].decode(errors="ignore").strip(" .") or "file"
