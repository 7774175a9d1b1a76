"""Who may do what is decided in `access` and nowhere else."""

import re

from tests.architecture.sources import ROOT, modules, package_of, templates

# Where roles are data to be kept, not questions to be asked.
KEEPING_ROLES = {"access", "administration"}
ASKING = re.compile(r"\.roles\b|\bhas_role\b|\bis_superuser\b|\bis_staff\b|Membership\.objects|Role\.objects")


def test_nobody_but_access_asks_for_a_role():
    asked = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in [*modules(), *templates()]
        if package_of(file) not in KEEPING_ROLES and "management" not in file.parts
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if ASKING.search(line)
    ]

    assert asked == []


def test_limits_by_state_stand_in_the_packages_rights():
    elsewhere = [
        str(file.relative_to(ROOT))
        for file in modules()
        if file.name != "rights.py" and package_of(file) != "access" and re.search(r"\bLimit\(", file.read_text())
    ]

    assert elsewhere == []
