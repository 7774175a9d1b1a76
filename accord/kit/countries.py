"""Countries: ISO codes in the table, names from Babel in the reader's language, and a forgiving way back from a name.

What people and files write is not what the standard says: *Korea*, *USA*, *Czech Republic*, *Philipines*.
`country_code` knows the codes, the names in three dozen languages, and the usual other names.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache

from babel import Locale
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accord.kit.money import babel_locale
from accord.kit.text import normalise, sort_key

NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})

# A name is understood in these languages, English first: Deutschland, Allemagne and Германия are one country.
LANGUAGES = (
    "en ru de fr es it pt nl pl cs sk hu ro bg uk el tr sv da nb fi et lv lt hr sl ar he fa hi ja ko zh id vi th"
)

OTHER_NAMES = {
    "AE": "uae, emirates",
    "BN": "brunei darussalam",
    "BO": "bolivia, plurinational state of",
    "CD": "democratic republic of the congo, dr congo, zaire",
    "CG": "congo, republic of the congo",
    "CI": "ivory coast",
    "CV": "cape verde",
    "CZ": "czech republic",
    "GB": "uk, great britain, england, scotland, wales, northern ireland, britain",
    "HK": "hong kong",
    "IR": "iran, islamic republic of",
    "KP": "democratic people's republic of korea",
    "KR": "korea, republic of korea, korea, republic of",
    "LA": "lao people's democratic republic",
    "MD": "moldova, republic of",
    "MK": "macedonia",
    "MM": "burma",
    "MO": "macau, macao",
    "NL": "holland, the netherlands",
    "PH": "philipines",
    "PS": "palestine",
    "RU": "russian federation",
    "SY": "syrian arab republic",
    "SZ": "swaziland",
    "TR": "turkey",
    "TW": "taiwan, province of china",
    "TZ": "tanzania, united republic of",
    "US": "usa, u.s.a., u.s., united states of america, america",
    "VA": "vatican, holy see",
    "VE": "venezuela, bolivarian republic of",
    "VN": "viet nam",
}


@cache
def codes() -> frozenset[str]:
    """Every country, by its two letters."""
    territories = Locale("en").territories
    return frozenset(code for code in map(str, territories) if len(code) == 2 and code.isalpha()) - NO_COUNTRIES


def country_name(code: str, language: str | None = None) -> str:
    """The country's name for this reader; the code itself where nobody knows it, nothing for nothing."""
    return str(_names(language or get_language() or "en").get(code, code))


def choices() -> list[tuple[str, str]]:
    """Code and name, in the reader's alphabetical order."""
    return _choices(get_language() or "en")


@cache
def _names(language: str) -> dict[str, str]:
    territories = babel_locale(language).territories
    return {code: territories.get(code, code) for code in codes()}


@cache
def _choices(language: str) -> list[tuple[str, str]]:
    return sorted(_names(language).items(), key=lambda pair: sort_key(pair[1]))


def country_code(text: str) -> str:
    """The country somebody meant, or nothing. A slip of the pen in a long name is forgiven."""
    asked = normalise(text.replace("&", " and ")).strip(" .,")
    if not asked:
        return ""
    if asked.upper() in codes():
        return asked.upper()
    known = _by_name()
    if asked in known:
        return known[asked]
    near = get_close_matches(asked, known, n=1, cutoff=0.9) if len(asked) >= 6 else []
    return known[near[0]] if near else ""


@cache
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, name in _every_name():
        found.setdefault(normalise(name.replace("&", " and ")), code)
    return found


def _every_name() -> Iterator[tuple[str, str]]:
    for code, names in OTHER_NAMES.items():
        for name in [names, *names.split(",")]:
            yield code, name.strip()
    for language in LANGUAGES.split():
        yield from _names(language).items()


def read_country(text: str) -> str:
    """The code of the country that a cell of a file means, or a ValidationError in words."""
    code = country_code(text)
    if text.strip() and not code:
        raise ValidationError(_("No country is called “%(text)s”."), code="invalid", params={"text": text[:60]})
    return code


def check_country(code: str) -> None:
    """Validator for a column that holds a country."""
    if code not in codes():
        raise ValidationError(_("There is no country with this code."), code="invalid")
