"""How well requests find who wrote them: `python -m bench.matching` writes `bench/matching.json`.

A directory of companies and people is made, and requests of which we know who wrote them (`matching_world`). Each goes
through the product's own `find` and `choose`. *Linked* are those that Accord linked by itself; *right* among them are
those linked to who wrote, or to their company where only the contact was left open. *Shown* are those whose sender
stands among the matches on the page, linked or not. The rules were tuned on seed 1; the figures are of seeds that were
not looked at meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("matching.json")
UNSEEN = (2,)


@dataclass
class Tally:
    """What became of the requests of one case."""

    asked: int = 0
    known: int = 0
    linked: int = 0
    right: int = 0
    whole: int = 0
    shown: int = 0
    noted: list[str] = field(default_factory=list, repr=False)

    def add(self, other: Tally) -> None:
        for name in ("asked", "known", "linked", "right", "whole", "shown"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.noted += other.noted

    @property
    def precision(self) -> float:
        return self.right / self.linked if self.linked else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.known if self.known else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(UNSEEN))
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument(
        "--verbose", action="store_true", help="say which requests were linked to the wrong one or to nobody"
    )
    parser.add_argument("--keep", action="store_true", help="write the results file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="accord-matching-") as folder:
        os.environ |= {"ACCORD_DATA": folder, "DJANGO_SETTINGS_MODULE": "accord.config.settings"}
        os.environ.pop("ACCORD_DATABASE_URL", None)
        found = measured(options.seeds, options.requests)
    for name, tally in found["cases"].items():
        for line in tally["noted"] if options.verbose else ():
            sys.stdout.write(f"{name}: {line}\n")
        del tally["noted"]
    if options.keep:
        RESULTS.write_text(json.dumps(found, indent=1) + "\n")
    sys.stdout.write(section(found))


def measured(seeds: Iterable[int], count: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    from bench.matching_world import requests, world

    call_command("migrate", verbosity=0)
    cases: dict[str, Tally] = defaultdict(Tally)
    most = 0
    for seed in seeds:
        made = world(seed)
        directory = Directory(made)
        for name, values, truth in requests(seed, made, count):
            tally, queries = directory.asked(values, truth)
            cases[name].add(tally)
            most = max(most, queries)
        directory.cleared()
    return {
        "seeds": list(seeds),
        "requests": count,
        "queries": most,
        "cases": {name: asdict(cases[name]) for name in sorted(cases)},
    }


class Directory:
    """The world as the product keeps it."""

    def __init__(self, made: Any) -> None:
        from accord.accounts.models import Department
        from accord.contacts.models import Company, Contact
        from accord.dictionaries import shipped
        from accord.history.models import Actor, Door
        from accord.leads.models import Lead

        self.by = Actor.house(Door.CONSOLE)
        shipped.install(by=self.by)
        self.home = Department.objects.filter(name="Sales").first() or Department.objects.add(
            by=self.by, name="Sales", default_country="DE", default_currency="EUR"
        )
        firms = [_company(firm, self.home) for firm in made.firms]
        self._add(Company, firms)
        self.ids = {id(firm): ("company", row.pk) for firm, row in zip(made.firms, firms, strict=True)}
        people = [_contact(human, firms[made.firms.index(human.firm)], self.home) for human in made.people]
        self._add(Contact, people)
        self.ids |= {id(human): ("contact", row.pk) for human, row in zip(made.people, people, strict=True)}
        leads = [_lead(human, self.home) for human in made.leads]
        self._add(Lead, leads)
        self.ids |= {id(human): ("lead", row.pk) for human, row in zip(made.leads, leads, strict=True)}

    def asked(self, values: Mapping[str, str], truth: Any) -> tuple[Tally, int]:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from accord.inquiries.models import Inquiry
        from accord.inquiries.models.matching import choose
        from accord.inquiries.models.weighing import find

        with CaptureQueriesContext(connection) as queries:
            matches = find(Inquiry(department=self.home, subject="Offer", **values))
        return self._told(values, truth, choose(matches), matches), len(queries)

    def _told(self, values: Any, truth: Any, chosen: Any, matches: Any) -> Tally:
        wanted = self.ids[id(truth)] if truth is not None else None
        wider = self.ids.get(id(getattr(truth, "firm", None)))
        got = (chosen.kind, chosen.pk) if chosen is not None else None
        right = got is not None and got in (wanted, wider)
        return Tally(
            asked=1,
            known=int(truth is not None),
            linked=int(got is not None),
            right=int(right),
            whole=int(right and got == wanted),
            shown=int(wanted in [(match.record.kind, match.record.pk) for match in matches]),
            noted=[] if right or got == wanted else [f"{values} → {chosen}, not {truth}; {_told(matches)}"],
        )

    def cleared(self) -> None:
        """Before the next seed: to the trash, where nobody is found."""
        from accord.contacts.models import Company, Contact, Identity
        from accord.leads.models import Lead

        Identity.objects.all().delete()
        for model in (Lead, Contact, Company):
            model.objects.all().derive(deleted_at=self.by.now())

    def _add(self, model: Any, rows: list[Any]) -> None:
        for at in range(0, len(rows), 200):
            model.objects.add_all(rows[at : at + 200], by=self.by)


def _company(firm: Any, home: Any) -> Any:
    from accord.contacts.models import Company

    return Company(
        name=firm.name, country=firm.kept_country, city=firm.city, website=firm.website, email=firm.email,
        phone=firm.phone, department=home,
    )  # fmt: skip


def _contact(human: Any, company: Any, home: Any) -> Any:
    from accord.contacts.models import Contact

    return Contact(
        first_name=human.first, last_name=human.last, country=human.country, email=human.email, phone=human.phone,
        company=company, department=home,
    )  # fmt: skip


def _lead(human: Any, home: Any) -> Any:
    from accord.leads.models import Lead

    return Lead(
        subject="Offer", first_name=human.first, last_name=human.last, country=human.country, email=human.email,
        phone=human.phone, company_name=human.company_name, department=home,
    )  # fmt: skip


# ── telling ──


def _told(matches: Any) -> list[str]:
    return [f"{m.record.kind} {m.record}: {'+'.join(str(r.evidence) for r in m.reasons)}" for m in matches[:4]]


def section(found: Mapping[str, Any] | None = None) -> str:
    """The figures as a section of Markdown; of the kept results where none are given, empty where none are kept."""
    if found is None:
        if not RESULTS.exists():
            return ""
        found = json.loads(RESULTS.read_text())
    every = Tally()
    rows = []
    for name, counts in found["cases"].items():
        tally = Tally(**{key: value for key, value in counts.items() if key != "noted"})
        every.add(tally)
        rows.append(_row(name, tally))
    seeds = ", ".join(map(str, found["seeds"]))
    lines = [
        "\n## From whom a request is\n",
        f"`python -m bench.matching`, seeds {seeds}, on which the rules were not tuned: {found['requests']:,} requests "
        f"each, to 1,200 companies, 3,000 contacts and 400 leads. "
        f"At most {found['queries']} queries to find everybody.\n",
        f"**Precision of what links by itself {every.precision:.2%}, recall {every.recall:.1%}, "
        f"shown among the matches {every.shown / every.known:.1%}.**\n",
        "| case | requests | linked | right | the very person | shown | wrong |",
        "|---|--:|--:|--:|--:|--:|--:|",
        *rows,
        _row("**all**", every),
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, tally: Tally) -> str:
    shown = f"{tally.shown}" if tally.known else "–"
    wrong = tally.linked - tally.right
    return f"| {name} | {tally.asked} | {tally.linked} | {tally.right} | {tally.whole} | {shown} | {wrong} |"


if __name__ == "__main__":
    main()
