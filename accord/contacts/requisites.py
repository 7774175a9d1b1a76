"""Whether the numbers of a company can be right: shapes and check digits by country, never a question to anybody.

What is not known to be wrong is right: a country without a rule here says nothing about its numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.utils.translation import gettext_lazy as _

# The kinds of tax number of each country that python-stdnum knows; a number has to be one of them.
TAX = {
    "AR": "ar.cuit", "AT": "at.uid at.tin", "AU": "au.abn", "BE": "be.vat", "BG": "bg.vat", "BR": "br.cnpj br.cpf",
    "BY": "by.unp", "CA": "ca.bn", "CH": "ch.vat ch.uid", "CL": "cl.rut", "CN": "cn.uscc", "CZ": "cz.dic",
    "DE": "de.vat de.stnr de.idnr", "DK": "dk.cvr", "EE": "ee.kmkr", "ES": "es.nif", "FI": "fi.alv",
    "FR": "fr.tva fr.siren fr.nif", "GB": "gb.vat gb.utr", "GR": "gr.vat", "HR": "hr.oib", "HU": "hu.anum",
    "IE": "ie.vat", "IN": "in_.gstin in_.pan", "IT": "it.iva it.codicefiscale", "LT": "lt.pvm", "LV": "lv.pvn",
    "MX": "mx.rfc", "NL": "nl.btw", "NO": "no.mva no.orgnr", "PL": "pl.nip", "PT": "pt.nif", "RO": "ro.cf",
    "RU": "ru.inn", "SE": "se.vat se.orgnr", "SI": "si.ddv", "SK": "sk.dph", "TR": "tr.vkn", "UA": "ua.edrpou ua.rntrc",
    "US": "us.tin",
}  # fmt: skip
NUMBERS = frozenset({
    "tax_number", "registration_number", "branch_code", "statistics_code", "insurance_number", "gln",
    "bank_account", "bank_code", "swift", "correspondent_account",
})  # fmt: skip
REGISTRATION = {"DK": "dk.cvr", "FI": "fi.ytunnus", "FR": "fr.siren fr.siret", "NO": "no.orgnr",
                "SE": "se.orgnr"}  # fmt: skip

INN_DIGITS = {"legal": 10, "public": 10, "entrepreneur": 12, "individual": 12}
OGRN_DIGITS = {"legal": 13, "public": 13, "entrepreneur": 15}

WRONG = _("The check digits do not fit, or the number has another shape.")


@dataclass(frozen=True)
class Account:
    """What a payment needs to arrive."""

    country: str
    account: str = ""
    bank_code: str = ""
    swift: str = ""
    correspondent: str = ""


def faults(company: Any) -> dict[str, Any]:
    """What is wrong with the requisites of a company, by field; nothing for empty ones."""
    if not any(getattr(company, name) for name in NUMBERS):  # as most are
        return {}
    country, kind = company.country, company.legal_kind
    checks: dict[str, Callable[[str], bool]] = {
        "tax_number": lambda number: _tax(number, country, kind),
        "registration_number": lambda number: _registration(number, country, kind),
        "branch_code": lambda code: country != "RU" or bool(re.fullmatch(r"\d{4}[\dA-Z]{2}\d{3}", code)),
        "statistics_code": lambda code: country != "RU" or okpo(code),
        "insurance_number": lambda number: country != "RU" or snils(number),
        "gln": lambda number: _is("ean", number) and len(number) == 13,
    }
    said = {name: getattr(company, name) for name in checks}
    found = {name: WRONG for name in checks if said[name] and (bare := _bare(said[name])) and not checks[name](bare)}
    account = Account(country, company.bank_account, company.bank_code, company.swift, company.correspondent_account)
    names = {"account": "bank_account", "correspondent": "correspondent_account"}
    return found | {names.get(name, name): said for name, said in account_faults(account).items()}


def account_faults(account: Account) -> dict[str, Any]:
    """The same for one bank account."""
    bare = {name: _bare(getattr(account, name)) for name in ("account", "bank_code", "swift", "correspondent")}
    if not any(bare.values()):
        return {}
    russian = account.country == "RU"
    right = {
        "swift": _is("bic", bare["swift"]),
        "bank_code": _bank_code(bare["bank_code"], account.country),
        "account": _account(bare["account"], bare["bank_code"], russian),
        "correspondent": not russian or key_fits(bare["correspondent"], bare["bank_code"]),
    }
    return {name: WRONG for name, fits in right.items() if bare[name] and not fits}


# ── rules that python-stdnum does not know ──


def snils(number: str) -> bool:
    """The pension insurance number of a person in Russia."""
    if not re.fullmatch(r"\d{11}", number):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=False)) % 101
    return (0 if rest == 100 else rest) == int(number[9:])


def ogrn(number: str) -> bool:
    """The state registration number of an organisation (13 digits) or a sole trader (15 digits) in Russia."""
    if not re.fullmatch(r"\d{13}|\d{15}", number):
        return False
    return int(number[:-1]) % (len(number) - 2) % 10 == int(number[-1])


def okpo(code: str) -> bool:
    """The statistical code of an organisation (8 digits) or a sole trader (10 digits) in Russia."""
    if not re.fullmatch(r"\d{8}|\d{10}", code):
        return False
    for first in (1, 3):
        rest = sum(int(digit) * ((place + first - 1) % 10 + 1) for place, digit in enumerate(code[:-1])) % 11
        if rest < 10:
            return rest == int(code[-1])
    return code[-1] == "0"


def key_fits(account: str, bank_code: str) -> bool:
    """The key inside a Russian account, weighed together with the end of the bank's code."""
    if not re.fullmatch(r"\d{20}", account):
        return False
    if not re.fullmatch(r"\d{9}", bank_code):
        return True  # without the bank nobody can tell
    at_the_central_bank = account.startswith("301") and bank_code[6:] in ("000", "001", "002")
    in_front = f"0{bank_code[4:6]}" if at_the_central_bank or bank_code[6:] == "000" else bank_code[6:]
    weights = (7, 1, 3)
    total = sum(int(digit) * weights[place % 3] % 10 for place, digit in enumerate(in_front + account))
    return total % 10 == 0


# ── private ──


def _tax(number: str, country: str, kind: str) -> bool:
    if country == "RU" and len(number) != INN_DIGITS.get(kind, len(number)):
        return False
    return _is(TAX.get(country, ""), number)


def _registration(number: str, country: str, kind: str) -> bool:
    if country == "RU":
        return len(number) == OGRN_DIGITS.get(kind, len(number)) and ogrn(number)
    return _is(REGISTRATION.get(country, ""), number)


def _bank_code(code: str, country: str) -> bool:
    if country == "RU":
        return bool(re.fullmatch(r"\d{9}", code))
    if country == "US" and code.isdecimal():
        return _is("us.rtn", code)
    return code.isdecimal() or _is("bic", code)


def _account(account: str, bank_code: str, russian: bool) -> bool:
    if re.match(r"[A-Z]{2}\d{2}", account):
        return _is("iban", account)
    return not russian or key_fits(account, bank_code)


def _is(modules: str, number: str) -> bool:
    """Whether the number is one of these; nothing is asked where there is none."""
    return not modules or any(_module(name).is_valid(number) for name in modules.split())


@cache
def _module(name: str) -> Any:
    return import_module(f"stdnum.{name}")


def _bare(text: str) -> str:
    return re.sub(r"[\s\-]", "", text).upper()
