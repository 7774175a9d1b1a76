"""The translation tool finds every string a person may read, and every gap in its translation."""

import pytest
from babel.messages.catalog import Message

from tools import translations


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{% translate "Mark as won" %}', ("Mark as won", None)),
        ('{% translate "May" context "month" %}', ("May", "month")),
        ('{% include "x" with title=_("Deals") only %}', ("Deals", None)),
        ("{% blocktranslate %}Hello {{ name }}, 100%{% endblocktranslate %}", ("Hello %(name)s, 100%%", None)),
        (
            "{% blocktranslate count n=rows|length %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}",
            (("%(n)s row", "%(n)s rows"), None),
        ),
        ("{% blocktranslate trimmed %}\n  One\n  sentence\n{% endblocktranslate %}", ("One sentence", None)),
    ],
)
def test_strings_of_a_template_are_found(template, found):
    assert list(translations.template_strings(template)) == [found]


def test_strings_of_a_python_file_are_found(tmp_path):
    file = tmp_path / "words.py"
    file.write_text('a = _("One")\nb = ngettext("%(n)s row", "%(n)s rows", 2)\nc = pgettext("month", "May")\n')

    found = list(translations.python_strings(file))

    assert found == [("One", None), (("%(n)s row", "%(n)s rows"), None), ("May", "month")]


@pytest.mark.parametrize(
    ("message", "faults"),
    [
        (Message("Deal", "Сделка"), []),
        (Message("Deal", ""), ["empty"]),
        (Message(("%(n)s row", "%(n)s rows"), ("%(n)s строка", "", "%(n)s строк")), ["empty"]),
        (Message("Deal", "Сделка", flags=["fuzzy"]), ["fuzzy"]),
        (Message("Deal", "Deal"), ["the same as in English"]),
        (Message("CSV", "CSV"), []),
        (Message("%(a)s: %(b)s", "%(a)s: %(b)s"), []),
        (Message("Hello %(name)s", "Привет"), ["lacks a field of the source"]),
        (
            Message("Hello %(name)s", "Привет, %(nom)s"),
            ["names a field that the source does not have", "lacks a field of the source"],
        ),
    ],
)
def test_faults_of_an_entry(message, faults):
    assert list(translations.faults(message, same={"CSV"})) == faults
