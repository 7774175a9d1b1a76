"""Translations without GNU gettext: `compile` makes .mo files, `collect` renews the .po files, `check` reviews them.

The catalogue is complete when no entry is empty, fuzzy, or equal to its English source, save for the few words that
are the same in both languages and stand in tools/same_in_both_languages.txt.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "accord/locale"
SAME = ROOT / "tools/same_in_both_languages.txt"
PROMISED = {"ru"}
HEADER = "# Translations of Accord.\n# Renewed by tools/translations.py collect; edit the msgstr lines only.\n#"

PYTHON_WORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}

TAG = re.compile(r"{%-?\s*(.*?)\s*-?%}", re.S)
STRING = r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')"""
ONE = re.compile(rf"(?:translate|trans)\s+{STRING}(.*)", re.S)
CONTEXT = re.compile(rf"\bcontext\s+{STRING}")
MARKED_ARGUMENT = re.compile(rf"_\({STRING}\)")
VARIABLE = re.compile(r"{{\s*([^}|\s]+)[^}]*}}")
FIELD = re.compile(r"%\((\w+)\)[sd]|{(\w*)}")

Found = tuple[str | tuple[str, ...], str | None]


def main(words: list[str]) -> int:
    verbs = {"compile": compile_all, "collect": collect_all, "check": check_all}
    if len(words) != 1 or words[0] not in verbs:
        print(f"usage: tools/translations.py {'|'.join(verbs)}", file=sys.stderr)
        return 2
    return verbs[words[0]]()


def compile_all() -> int:
    """Make each .mo file that is older than its .po file."""
    for po in catalogues():
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            compiled = io.BytesIO()
            write_mo(compiled, read(po))
            beside = mo.with_suffix(".mo.new")
            beside.write_bytes(compiled.getvalue())
            beside.replace(mo)
    return 0


def collect_all() -> int:
    """Write each .po file anew with every string of the sources, keeping the translations that are there."""
    template = sources()
    for po in catalogues():
        catalogue = read(po)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.header_comment = HEADER
        with po.open("wb") as file:
            write_po(file, catalogue, width=120, sort_output=True, omit_header=False, no_location=True)
    return compile_all()


def check_all() -> int:
    """Print what is missing or wrong; the status says whether anything is."""
    problems = [f"{LOCALE.relative_to(ROOT)}: nothing for {language}" for language in sorted(missing_languages())]
    problems += [problem for po in catalogues() for problem in problems_of(po)]
    print("\n".join(problems) if problems else "Translations are complete.")
    return 1 if problems else 0


def missing_languages() -> set[str]:
    """Languages that the product promises and nobody has begun."""
    return PROMISED - {po.parts[-3] for po in catalogues()}


def problems_of(po: Path) -> Iterator[str]:
    catalogue, wanted = read(po), sources()
    same = set(SAME.read_text().splitlines()) if SAME.exists() else set()
    where = po.relative_to(ROOT)
    for message in wanted:
        if message.id and catalogue.get(message.id, message.context) is None:
            yield f"{where}: not there (run tools/translations.py collect): {shown(message)}"
    for message in catalogue:
        if message.id:
            yield from (f"{where}: {fault}: {shown(message)}" for fault in faults(message, same))


def faults(message: Message, same: set[str]) -> Iterator[str]:
    sources_, translations = forms(message.id), forms(message.string)
    if not translations or not all(translations):
        yield "empty"
        return
    if message.fuzzy:
        yield "fuzzy"
    if translations[0] == sources_[0] and sources_[0] not in same and re.search("[A-Za-z]{2}", bare(sources_[0])):
        yield "the same as in English"
    if any(fields(text) - fields(" ".join(sources_)) for text in translations):
        yield "names a field that the source does not have"
    if fields(sources_[-1]) - fields(translations[-1]):
        yield "lacks a field of the source"


def bare(text: str) -> str:
    return FIELD.sub("", text)


def fields(text: str) -> set[str]:
    return {first or second for first, second in FIELD.findall(text)}


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def shown(message: Message) -> str:
    return repr(forms(message.id)[0])


def catalogues() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale=po.parts[-3])


def sources() -> Catalog:
    """Every string that the product may show, from Python files and templates."""
    catalogue = Catalog(project="Accord", charset="utf-8", creation_date=datetime(2026, 1, 1, tzinfo=UTC))
    for file in sorted((ROOT / "accord").rglob("*.py")):
        if not {"tests", "migrations"} & set(file.parts):
            add(catalogue, file, python_strings(file))
    for file in sorted((ROOT / "accord").glob("*/templates/**/*")):
        if file.is_file():
            add(catalogue, file, template_strings(file.read_text()))
    return catalogue


def add(catalogue: Catalog, file: Path, found: Iterator[Found]) -> None:
    for text, context in found:
        python_format = "python-format" if re.search(r"%\(\w+\)[sd]", forms(text)[0]) else ""
        catalogue.add(text, context=context, locations=[], flags=[python_format] if python_format else [])


def python_strings(file: Path) -> Iterator[Found]:
    with file.open("rb") as source:
        for _line, text, _comments, context in extract("python", source, keywords=PYTHON_WORDS):
            if text:
                yield text, context


def template_strings(text: str) -> Iterator[Found]:
    """Strings of `translate`, `blocktranslate` and of `_("…")` in the arguments of any tag or variable."""
    yield from ((unescaped(match), None) for match in MARKED_ARGUMENT.finditer(text))
    tags = list(TAG.finditer(text))
    for number, tag in enumerate(tags):
        words = tag[1]
        if one := ONE.match(words):
            yield unescaped(one), context_of(one[3])
        elif re.match(r"blocktrans(late)?\b", words):
            yield block(text, tags[number:], words)


def block(text: str, tags: list[re.Match[str]], words: str) -> Found:
    end = next(at for at, tag in enumerate(tags) if re.match(r"endblocktrans", tag[1]))
    plural_at = next((at for at in range(1, end) if tags[at][1] == "plural"), None)
    trimmed = bool(re.search(r"\btrimmed\b", words))
    first = content(text[tags[0].end() : tags[plural_at or end].start()], trimmed)
    if plural_at is None:
        return first, context_of(words)
    return (first, content(text[tags[plural_at].end() : tags[end].start()], trimmed)), context_of(words)


def content(text: str, trimmed: bool) -> str:
    if trimmed:
        text = " ".join(line.strip() for line in text.strip().splitlines())
    return VARIABLE.sub(r"%(\1)s", text.replace("%", "%%"))


def context_of(words: str) -> str | None:
    found = CONTEXT.search(words)
    return unescaped(found) if found else None


def unescaped(match: re.Match[str]) -> str:
    text = match[1] if match[1] is not None else match[2]
    return re.sub(r"\\(.)", r"\1", text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
