"""A directory of companies and people, and requests of which we know who wrote them.

Everything follows from the seed. The cases are the ways in which customers really differ from the card that we keep of
them, and the traps in which somebody only looks like a customer. A case answers with the fields of a request and with
who wrote it: a contact, a company whose people we do not know, a lead, or nobody we know.
"""

# ruff: noqa: SIM905, E501 - lists of words are easier to read and change as words; a case fits on a line

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

LATIN_FIRST = """
    Thomas Michael Andreas Stefan Christian Martin Peter Wolfgang William Robert James Richard Elizabeth Margaret
    Catherine Susan Patricia Jennifer Philippe Laurent Isabelle Camille Marek Tomasz Agnieszka Piotr Giuseppe Francesca
    Alessandro Carlos Miguel Lucia Ingrid Birgit Torsten Ralf Uwe Detlef Silke Heike Ulrike Volker Bettina Fabien
    Thierry Soizic Gaël Aurélie Zbigniew Bożena Grażyna Wioletta Gianluca Ornella Iñaki Begoña Nigel Trevor Gareth Fiona
""".split()
SHORT = {
    "Thomas": "Tom", "Michael": "Mike", "Andreas": "Andy", "Stefan": "Steffen", "Christian": "Chris", "Peter": "Pete",
    "William": "Bill", "Robert": "Bob", "James": "Jim", "Richard": "Dick", "Elizabeth": "Liz", "Margaret": "Peggy",
    "Catherine": "Kate", "Susan": "Sue", "Patricia": "Pat", "Jennifer": "Jenny", "Philippe": "Phil", "Piotr": "Peter",
    "Giuseppe": "Beppe", "Francesca": "Franca", "Alessandro": "Sandro", "Tomasz": "Tomek", "Agnieszka": "Aga",
    "Miguel": "Mike", "Ulrike": "Uli", "Torsten": "Toto", "Александр": "Саша", "Дмитрий": "Дима", "Сергей": "Серёжа",
    "Екатерина": "Катя", "Анастасия": "Настя", "Владимир": "Вова", "Николай": "Коля", "Елена": "Лена", "Юрий": "Юра",
}  # fmt: skip
LATIN_LAST = """
    Müller Schneider Fischer Weber Schäfer Hoffmann Köhler Krüger Zimmermann Vogel Lindqvist Sørensen Håkansson Smith
    Johnson Whitaker Ashworth Pemberton Carrington Dubois Lefèvre Moreau Girard Rousseau Nowak Kowalczyk Wiśniewska
    Zieliński Dąbrowski Rossi Bianchi Ferrari Esposito García Fernández Muñoz Ibáñez Oberländer Grünewald Strohmeier
    Achterberg Van-Houten Delacroix O'Connor McAllister Brightman Holloway Thornbury Castellani Montefiore Wróblewski
""".split()
CYRILLIC_FIRST = """
    Александр Дмитрий Сергей Владимир Николай Юрий Артём Екатерина Анастасия Елена Ольга Ирина Виталий Тимур Руслан
""".split()
CYRILLIC_LAST = """
    Иванов Петров Щербаков Хасанов Журавлёв Цветков Юрьев Яковлев Кузнецов Чернышёв Шевченко Гайдамак Осипов Белов
""".split()
ROMAN = {
    "Александр": "Alexander", "Дмитрий": "Dmitry", "Сергей": "Sergei", "Владимир": "Wladimir", "Николай": "Nikolay",
    "Юрий": "Yuri", "Артём": "Artem", "Екатерина": "Ekaterina", "Анастасия": "Anastasia", "Елена": "Elena",
    "Ольга": "Olga", "Ирина": "Irina", "Виталий": "Vitaly", "Тимур": "Timur", "Руслан": "Ruslan", "Иванов": "Ivanov",
    "Петров": "Petrov", "Щербаков": "Scherbakov", "Хасанов": "Khasanov", "Журавлёв": "Zhuravlev", "Цветков": "Tsvetkov",
    "Юрьев": "Yuryev", "Яковлев": "Yakovlev", "Кузнецов": "Kuznetsov", "Чернышёв": "Chernyshev",
    "Шевченко": "Shevchenko", "Гайдамак": "Gaidamak", "Осипов": "Osipov", "Белов": "Belov",
}  # fmt: skip
# Used from seed 2 on: short forms that nobody had in mind when the rules were made.
SHORT_UNSEEN = {
    "Wolfgang": "Wolle", "Martin": "Tino", "Laurent": "Lolo", "Isabelle": "Isa", "Camille": "Cam", "Lucia": "Lucy",
    "Carlos": "Charlie", "Birgit": "Gitte", "Nigel": "Nige", "Trevor": "Trev", "Bettina": "Tina", "Volker": "Volki",
    "Gareth": "Gaz", "Thierry": "Titi", "Zbigniew": "Zbyszek", "Bożena": "Bożenka", "Detlef": "Dete", "Ralf": "Ralle",
    "Ольга": "Оля", "Ирина": "Ира", "Виталий": "Виталик", "Артём": "Тёма", "Дмитрий": "Митя", "Сергей": "Серый",
    "William": "Will", "Robert": "Rob", "Richard": "Rick", "Elizabeth": "Betty", "Margaret": "Maggie", "James": "Jimmy",
}  # fmt: skip
STEMS = """
    Nord Süd Hansa Alba Terra Vita Opti Mega Inter Euro Rhein Baltic Atlas Delta Sigma Nova Prima Astra Kron Stahl
    Aqua Ferro Litho Poly Mono Vector Orion Polar Zenit Granit Kobalt Lumen Merid Octo Penta Quant Regal Solar Tekno
""".split()
ENDS = "bau tec chem pack trans lift plan soft mar werk form data line med press cast log fab dyn gas".split()
TRADES = """
    Logistics Maschinenbau Engineering Foods Energy Systems Textiles Pumps Tools Packaging Robotics Optics Plastics
""".split()
CYRILLIC_STEMS = "Ромашка Сталь Север Восток Горизонт Прогресс Гранит Вектор Рассвет Заря Маяк Кедр Алмаз".split()
CYRILLIC_TRADES = "Трейд Строй Сервис Логистик Инвест Пром Монтаж Снаб".split()
FORMS = {
    "DE": ("GmbH", "AG", "GmbH & Co. KG"), "GB": ("Ltd", "PLC", "LLP"), "US": ("Inc.", "LLC"), "FR": ("SAS", "SARL"),
    "PL": ("Sp. z o.o.",), "IT": ("S.r.l.", "S.p.A."), "ES": ("S.L.",), "RU": ("ООО", "АО"),
}  # fmt: skip
CITIES = {
    "DE": ("Hamburg", "Köln", "Bremen"), "GB": ("Leeds", "Bristol"), "US": ("Boston", "Denver"), "FR": ("Lyon", "Lille"),
    "PL": ("Gdynia", "Poznań"), "IT": ("Torino", "Bari"), "ES": ("Bilbao", "Vigo"), "RU": ("Москва", "Пермь"),
}  # fmt: skip
# Country code, prefix inside the country, area codes, digits behind the area code.
PHONES = {
    "DE": ("49", "0", ("40", "221", "421"), 7), "GB": ("44", "0", ("113", "117"), 7), "US": ("1", "", ("617", "303"), 7),
    "FR": ("33", "0", ("4", "3"), 8), "PL": ("48", "", ("58", "61"), 7), "IT": ("39", "", ("011", "080"), 7),
    "ES": ("34", "", ("94", "98"), 7), "RU": ("7", "8", ("495", "342"), 7),
}  # fmt: skip
PROVIDERS = "gmail.com web.de mail.ru yahoo.com gmx.de outlook.com wp.pl libero.it".split()


@dataclass
class Firm:
    name: str
    bare: str
    country: str
    kept_country: str  # as the directory has it; it may be left open
    city: str
    domain: str
    website: str
    email: str
    phone: str
    people: list[Human] = field(default_factory=list)


@dataclass
class Human:
    """Known as a contact of a firm, or as a lead without one."""

    first: str
    last: str
    country: str
    email: str
    phone: str
    firm: Firm | None = None
    company_name: str = ""


@dataclass
class World:
    firms: list[Firm]
    people: list[Human]
    leads: list[Human]

    short: dict[str, str] = field(default_factory=lambda: SHORT)


Truth = Human | Firm | None
Values = dict[str, str]
Case = Callable[[Random, World], tuple[Values, Truth]]
CASES: dict[str, tuple[int, Case]] = {}


def case(name: str, weight: int) -> Callable[[Case], Case]:
    """How often it occurs among a hundred requests, roughly."""

    def register(make: Case) -> Case:
        CASES[name] = (weight, make)
        return make

    return register


# ── the directory ──


def world(seed: int, firms: int = 1200, people: int = 3000, leads: int = 400) -> World:
    rng = Random(f"world {seed}")
    made = World([], [], [], SHORT if seed == 1 else SHORT | SHORT_UNSEEN)
    names: set[tuple[str, str]] = set()
    while len(made.firms) < firms:
        firm = _firm(rng, len(made.firms))
        if not {(firm.bare, firm.country), (firm.bare, firm.kept_country)} & names:
            names |= {(firm.bare, firm.country), (firm.bare, firm.kept_country)}
            made.firms.append(firm)
    for _number in range(people):
        firm = rng.choice(made.firms)
        human = _human(rng, firm.country, firm)
        if not _is_double(human, firm.people):
            firm.people.append(human)
            made.people.append(human)
    for _number in range(leads):
        human = _human(rng, rng.choice(list(FORMS)), None)
        human.company_name = _names(rng, human.country)[0]
        made.leads.append(human)
    return made


def _firm(rng: Random, number: int) -> Firm:
    country = rng.choice(list(FORMS))
    bare, name = _names(rng, country)
    site = f"{_ascii(bare)}{number if rng.random() < 0.4 else ''}.{country.lower()}.example"
    return Firm(
        name=name,
        bare=bare,
        country=country,
        kept_country=country if rng.random() < 0.95 else "",
        city=rng.choice(CITIES[country]),
        domain=site,
        website=rng.choice((f"https://www.{site}", f"http://{site}/about", site)) if rng.random() < 0.8 else "",
        email=f"info@{site}" if rng.random() < 0.6 else "",
        phone=_number(rng, country) if rng.random() < 0.7 else "",
    )


def _names(rng: Random, country: str) -> tuple[str, str]:
    """A name without and with its legal form."""
    form = rng.choice(FORMS[country])
    if country == "RU":
        bare = rng.choice(CYRILLIC_STEMS) + rng.choice(["", rng.choice(CYRILLIC_TRADES).lower()])
        bare += rng.choice(["", f" {rng.choice(CYRILLIC_TRADES)}"])
        return bare, f"{form} «{bare}»"
    bare = rng.choice(STEMS) + rng.choice(ENDS) + rng.choice(["", f" {rng.choice(TRADES)}"])
    return bare, f"{bare} {form}"


def _human(rng: Random, country: str, firm: Firm | None) -> Human:
    eastern = country == "RU"
    first = rng.choice(CYRILLIC_FIRST if eastern else LATIN_FIRST)
    last = rng.choice(CYRILLIC_LAST if eastern else LATIN_LAST)
    if eastern and first[-1] in "ая" and last[-1] == "в":
        last += "а"
    name = _ascii(f"{roman(first)}.{roman(last)}")
    host = firm.domain if firm and rng.random() < 0.8 else rng.choice(PROVIDERS)
    serial = "" if firm and host == firm.domain else str(rng.randrange(10_000))
    has_phone = rng.random() < 0.75
    return Human(
        first, last, country, f"{name}{serial}@{host}", _number(rng, country) if has_phone else "", firm
    )  # fmt: skip


def _is_double(human: Human, others: list[Human]) -> bool:
    return any((human.first, human.last) == (other.first, other.last) for other in others)


def _number(rng: Random, country: str) -> str:
    code, _inside, areas, length = PHONES[country]
    return f"+{code} {rng.choice(areas)} {rng.randrange(2 * 10 ** (length - 1), 10**length)}"


def roman(word: str) -> str:
    return ROMAN.get(word) or (f"{ROMAN[word[:-1]]}a" if word[:-1] in ROMAN else word)


def _ascii(text: str) -> str:
    from anyascii import anyascii

    return "".join(c for c in anyascii(text).lower() if c.isalnum() or c == ".")


# ── how people write what we know otherwise ──


def rewritten(rng: Random, phone: str, country: str) -> str:
    """The same telephone as somebody else writes it."""
    code, area, rest = phone.lstrip("+").split()
    inside = PHONES[country][1]
    ways = [
        f"+{code} ({area}) {rest[:3]}-{rest[3:5]}-{rest[5:]}",
        f"00{code} {area} {rest}",
        f"+{code}{area}{rest}",
        f"{inside}{area} {rest[:3]} {rest[3:]}",
        f"({inside}{area}) {rest[:3]}-{rest[3:]}",
        f"{inside}{area}/{rest}" if country == "DE" else f"{inside}{area}.{rest[:4]}.{rest[4:]}",
        f"Tel. +{code} {area} {rest} ext. 12",
        f"{code} {area} {rest}" if country in ("DE", "RU", "US") else f"+{code}-{area}-{rest}",
    ]
    return rng.choice(ways)


def slip(rng: Random, word: str) -> str:
    """One letter wrong, left out, doubled, or changed with its neighbour, behind the first two."""
    if len(word) < 5:
        return word
    at = rng.randrange(2, len(word) - 1)
    ways = [
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + rng.choice("aeionrst") + word[at + 1 :],
    ]
    return rng.choice(ways)


def variant(rng: Random, firm: Firm) -> str:
    """The name of a firm as its people write it."""
    bare = firm.bare
    ways = [
        bare,
        firm.name.upper(),
        firm.name.lower(),
        firm.name.replace("«", '"').replace("»", '"').replace(".", ""),
        bare.replace(" ", "-"),
        f"{bare}, {rng.choice(FORMS[firm.country])}",
        _ascii(bare).title() if firm.country == "RU" else bare.replace("ü", "ue"),
    ]
    return rng.choice(ways)


def loose(rng: Random, firm: Firm) -> str:
    """More than the name, or a slip in it: a hint to a firm, and not yet the firm."""
    return rng.choice([f"{firm.bare} Group", f"{firm.bare} {firm.city}", slip(rng, firm.bare), slip(rng, firm.bare)])


def stranger(rng: Random, country: str) -> tuple[str, str]:
    eastern = country == "RU"
    firsts = ["Бронислав", "Эльдар", "Нонна"] if eastern else ["Leopold", "Ottilie", "Xaver", "Quentin", "Bjarne"]
    lasts = ["Трубецкой", "Аверченко"] if eastern else ["Unterberger", "Fitzwilliam", "Kjeldsen", "Papadakis"]
    return rng.choice(firsts), rng.choice(lasts)


def said(human: Human, **more: str) -> Values:
    return {"first_name": human.first, "last_name": human.last, "country": human.country} | more


def called(rng: Random, people: list[Human]) -> Human:
    while True:
        human = rng.choice(people)
        if human.phone:
            return human


def employed(rng: Random, made: World) -> Human:
    """Somebody who writes from the address of the firm."""
    while True:
        human = rng.choice(made.people)
        if human.firm and human.email.endswith(human.firm.domain):
            return human


# ── known people ──


@case("same e-mail", 8)
def _same_mail(rng: Random, made: World) -> tuple[Values, Truth]:
    human = rng.choice(made.people)
    return said(human, email=rng.choice([human.email, human.email.upper(), human.email.title()])), human


@case("same e-mail, first name only", 4)
def _mail_and_first(rng: Random, made: World) -> tuple[Values, Truth]:
    human = rng.choice(made.people)
    return {"first_name": human.first, "email": human.email}, human


@case("same e-mail with a tag, short first name", 3)
def _mail_and_short(rng: Random, made: World) -> tuple[Values, Truth]:
    human = rng.choice([one for one in made.people if one.first in made.short])
    return said(human, first_name=made.short[human.first], email=human.email.replace("@", "+web@")), human


@case("same phone, other format", 7)
def _same_phone(rng: Random, made: World) -> tuple[Values, Truth]:
    human = called(rng, made.people)
    return said(human, phone=rewritten(rng, human.phone, human.country)), human


@case("same phone, short first name", 4)
def _phone_and_short(rng: Random, made: World) -> tuple[Values, Truth]:
    human = called(rng, [one for one in made.people if one.first in made.short])
    return said(human, first_name=made.short[human.first], phone=rewritten(rng, human.phone, human.country)), human


@case("name in other letters", 4)
def _roman(rng: Random, made: World) -> tuple[Values, Truth]:
    human = called(rng, [one for one in made.people if one.country == "RU"])
    reach = {"email": human.email} if rng.random() < 0.5 else {"phone": rewritten(rng, human.phone, "RU")}
    return said(human, first_name=roman(human.first), last_name=roman(human.last), **reach), human


@case("slip in the last name", 4)
def _slip_in_name(rng: Random, made: World) -> tuple[Values, Truth]:
    human = called(rng, made.people)
    reach = {"email": human.email} if rng.random() < 0.5 else {"phone": rewritten(rng, human.phone, human.country)}
    return said(human, last_name=slip(rng, human.last), **reach), human


@case("last name first", 3)
def _swapped(rng: Random, made: World) -> tuple[Values, Truth]:
    human = rng.choice(made.people)
    return said(human, first_name=human.last, last_name=human.first, email=human.email), human


@case("patronymic or second name", 2)
def _patronymic(rng: Random, made: World) -> tuple[Values, Truth]:
    human = rng.choice(made.people)
    if human.country == "RU":
        return said(
            human, first_name=human.last, middle_name=human.first, last_name="Иванович", email=human.email
        ), human
    return said(human, middle_name="Maria", first_name=f"Dr. {human.first}", email=human.email), human


@case("initial only", 2)
def _initial(rng: Random, made: World) -> tuple[Values, Truth]:
    human = rng.choice(made.people)
    return said(human, first_name=f"{human.first[0]}.", email=human.email), human


@case("slip in the e-mail, phone right", 3)
def _slip_in_mail(rng: Random, made: World) -> tuple[Values, Truth]:
    human = called(rng, made.people)
    local, _at, host = human.email.partition("@")
    return said(human, email=f"{slip(rng, local)}@{host}", phone=rewritten(rng, human.phone, human.country)), human


@case("private e-mail, company named", 5)
def _private(rng: Random, made: World) -> tuple[Values, Truth]:
    human = employed(rng, made)
    assert human.firm
    mail = f"{_ascii(human.last)}{rng.randrange(9999)}@{rng.choice(PROVIDERS)}"
    return said(human, email=mail, company_name=variant(rng, human.firm)), human


@case("new e-mail of the firm, short or roman name", 3)
def _new_mail(rng: Random, made: World) -> tuple[Values, Truth]:
    human = employed(rng, made)
    assert human.firm
    first, last = made.short.get(human.first, roman(human.first)), roman(human.last)
    return said(human, first_name=first, last_name=last, email=f"office7@{human.firm.domain}"), human


@case("another last name since", 1)
def _married(rng: Random, made: World) -> tuple[Values, Truth]:
    human = called(rng, made.people)
    _first, last = stranger(rng, human.country)
    return said(human, last_name=last, email=human.email, phone=rewritten(rng, human.phone, human.country)), human


@case("changed the firm", 1)
def _moved(rng: Random, made: World) -> tuple[Values, Truth]:
    human = rng.choice([one for one in made.people if one.firm and not one.email.endswith(one.firm.domain)])
    return said(human, email=human.email, company_name=rng.choice(made.firms).name), human


# ── leads ──


@case("lead: e-mail or phone", 6)
def _lead(rng: Random, made: World) -> tuple[Values, Truth]:
    human = called(rng, made.leads)
    reach = {"email": human.email} if rng.random() < 0.5 else {"phone": rewritten(rng, human.phone, human.country)}
    return said(human, first_name=made.short.get(human.first, human.first), **reach), human


@case("lead: name and company", 2)
def _lead_by_company(rng: Random, made: World) -> tuple[Values, Truth]:
    human = rng.choice(made.leads)
    mail = f"new{rng.randrange(9999)}@{rng.choice(PROVIDERS)}"
    return said(human, email=mail, company_name=human.company_name.upper()), human


# ── a known company, somebody new ──


@case("company: name as people write it", 7)
def _company_name(rng: Random, made: World) -> tuple[Values, Truth]:
    firm = rng.choice(made.firms)
    first, last = stranger(rng, firm.country)
    mail = f"{_ascii(roman(last))}{rng.randrange(9999)}@{rng.choice(PROVIDERS)}"
    return {
        "first_name": first, "last_name": last, "email": mail, "country": firm.country, "company_name": variant(rng, firm)
    }, firm  # fmt: skip


@case("company: mail domain", 5)
def _company_domain(rng: Random, made: World) -> tuple[Values, Truth]:
    firm = rng.choice(made.firms)
    first, last = stranger(rng, firm.country)
    named = rng.choice(["", variant(rng, firm), loose(rng, firm)])
    return {"first_name": first, "last_name": last, "email": f"einkauf{rng.randrange(99)}@{firm.domain}", "company_name": named}, firm  # fmt: skip


@case("company: slip in the name", 3)
def _company_slip(rng: Random, made: World) -> tuple[Values, Truth]:
    firm = rng.choice(made.firms)
    first, last = stranger(rng, firm.country)
    mail = f"{_ascii(roman(last))}{rng.randrange(9999)}@{rng.choice(PROVIDERS)}"
    return {
        "first_name": first, "last_name": last, "email": mail, "country": firm.country, "city": firm.city,
        "company_name": loose(rng, firm),
    }, firm  # fmt: skip


@case("company: shared mailbox, another person", 4)
def _shared_mailbox(rng: Random, made: World) -> tuple[Values, Truth]:
    human = employed(rng, made)
    first, last = stranger(rng, human.country)
    return {"first_name": first, "last_name": last, "email": human.email, "country": human.country}, human.firm


@case("company: switchboard", 2)
def _switchboard(rng: Random, made: World) -> tuple[Values, Truth]:
    firm = rng.choice([one for one in made.firms if one.phone])
    first, last = stranger(rng, firm.country)
    return {"first_name": first, "last_name": last, "phone": rewritten(rng, firm.phone, firm.country), "country": firm.country}, firm  # fmt: skip


# ── nobody we know ──


@case("nobody: a stranger", 5)
def _stranger(rng: Random, made: World) -> tuple[Values, Truth]:
    country = rng.choice(list(FORMS))
    first, last = stranger(rng, country)
    mail = f"{_ascii(roman(last))}@{rng.choice(PROVIDERS)}"
    return {"first_name": first, "last_name": last, "email": mail, "phone": _number(rng, country), "country": country}, None  # fmt: skip


@case("nobody: namesake", 4)
def _namesake(rng: Random, made: World) -> tuple[Values, Truth]:
    human = rng.choice(made.people)
    mail = f"{_ascii(roman(human.last))}.{rng.randrange(99999)}@{rng.choice(PROVIDERS)}"
    return said(human, email=mail, company_name=rng.choice(["", "Privat", "Unknown Widgets Ltd"])), None


@case("nobody: family on one telephone", 2)
def _family(rng: Random, made: World) -> tuple[Values, Truth]:
    human = called(rng, [one for one in made.people if one.firm and not one.email.endswith(one.firm.domain)])
    first, _last = stranger(rng, human.country)
    return said(human, first_name=first, email=human.email), None


@case("nobody: telephone given to somebody else", 2)
def _given_away(rng: Random, made: World) -> tuple[Values, Truth]:
    human = called(rng, made.people)
    first, last = stranger(rng, human.country)
    return {"first_name": first, "last_name": last, "phone": rewritten(rng, human.phone, human.country), "country": human.country}, None  # fmt: skip


@case("nobody: company of the same name elsewhere", 3)
def _elsewhere(rng: Random, made: World) -> tuple[Values, Truth]:
    nowhere = {one.bare for one in made.firms if not one.kept_country}
    firm = rng.choice([one for one in made.firms if one.bare not in nowhere])
    taken = {one.country for one in made.firms if one.bare == firm.bare}
    country = rng.choice([one for one in ("NO", "SE", "BR", "JP", "NL") if one not in taken])
    first, last = stranger(rng, country)
    mail = f"{_ascii(roman(last))}@{_ascii(firm.bare)}.{country.lower()}.example"
    return {"first_name": first, "last_name": last, "email": mail, "country": country, "company_name": firm.bare}, None  # fmt: skip


@case("nobody: company that is nearly called so", 3)
def _nearly(rng: Random, made: World) -> tuple[Values, Truth]:
    firm = rng.choice([one for one in made.firms if one.country != "RU"])
    taken = {_ascii(one.bare) for one in made.firms}
    name = next(name for name in iter(lambda: slip(rng, firm.bare), "") if _ascii(name) not in taken)
    first, last = stranger(rng, firm.country)
    mail = f"{_ascii(roman(last))}@{_ascii(name)}-works.example"
    return {"first_name": first, "last_name": last, "email": mail, "country": firm.country, "company_name": name}, None


@case("nobody: mail of one and phone of another", 2)
def _crossed(rng: Random, made: World) -> tuple[Values, Truth]:
    first = called(rng, made.people)
    others = [one for one in made.people if one.first == first.first and one.firm is not first.firm]
    other = called(rng, others)
    return {"first_name": first.first, "email": first.email, "phone": rewritten(rng, other.phone, other.country), "country": other.country}, None  # fmt: skip


@case("nobody: public provider", 2)
def _public(rng: Random, made: World) -> tuple[Values, Truth]:
    first, last = stranger(rng, "DE")
    return {"first_name": first, "last_name": last, "email": f"{_ascii(last)}{rng.randrange(999)}@{rng.choice(PROVIDERS)}", "company_name": rng.choice(["", "-", "privat"])}, None  # fmt: skip


def requests(seed: int, made: World, count: int = 2000) -> list[tuple[str, Values, Truth]]:
    rng = Random(f"requests {seed}")
    names = list(CASES)
    weights = [CASES[name][0] for name in names]
    drawn = rng.choices(names, weights, k=count)
    return [(name, *CASES[name][1](rng, made)) for name in drawn]
