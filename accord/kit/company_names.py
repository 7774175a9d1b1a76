"""Company names made comparable: `ACME, Inc.`, `Acme GmbH & Co. KG` and `ООО «Акме»` each lose what the law added."""

import re
from functools import lru_cache

from accord.kit.names import latin
from accord.kit.text import normalise

TRAILING = """
    ab ag aktiengesellschaft aktiebolag and aps as asa bv bvba cjsc cie co company corp corporation cv doo dooel eeig eg
    ehf ek eurl ev gbr gesmbh ggmbh gmbh hf hb inc incorporated jsc kb kft kg kgaa kk ks kommanditgesellschaft limited
    limitada limitadas llc llp lp ltd ltda mbh nv oao oeg og ohg ojsc ooo oy oyj pao pc pjsc plc pllc pte pty pvt
    private sa sab sapi sarl sas sc sca se sia sl slu snc spa spj spk spzoo sro srl sti tov ug vof zao zrt ltée
"""
EASTERN = """
    ооо оао зао пао ао ип чп тов нко фгуп гуп муп тоо одо сооо уп чуп фоп пп ат прат ooo oao zao pao tov
    общество с ограниченной ответственностью акционерное публичное закрытое открытое
    株式会社 有限会社 有限公司 股份有限公司 주식회사
"""
# Forms whose parts mean something else by themselves: Sp. z o.o., Sp. k.
SPLIT_FORMS = re.compile(r"\bsp\.?\s?z\.?\s?o\.?\s?o\b\.?|\bsp\.?\s?[kj]\b\.?(?=\s*$)")
LEADING_FORMS = frozenset(normalise(EASTERN).split())
LEGAL_FORMS = frozenset(normalise(TRAILING).split()) | LEADING_FORMS


@lru_cache(4096)
def company_key(name: str) -> str:
    """What two spellings of one company have in common. Never empty where the name has a letter or a digit."""
    words = _words(name)
    kept = _without_forms(words)
    return " ".join(kept or words)


def company_fold(name: str) -> str:
    """The key in Latin letters and one piece: Sky-Net is found by Skynet, and Ромашка by Romashka."""
    key = company_key(name)
    return re.sub(r"[\W_]+", "", latin(key)) or key


def _words(name: str) -> list[str]:
    """Words without punctuation; letters with dots between them are one word: s. r. o. is sro."""
    text = SPLIT_FORMS.sub(lambda form: re.sub(r"[\W_]", "", form[0]), normalise(name))
    if not any(character.isalnum() for character in text):
        return []  # a lone & is no word
    text = text.replace("&", " and ")
    text = re.sub(r"(?<![^\W_])([^\W_])\.\s?(?=[^\W_](?:\W|_|$))", r"\1", text)
    text = re.sub(r"(?<=[^\W_])\.\s?(?=[^\W_]\.)", "", text) if re.search(r"\b\w\.\s?\w\.", text) else text
    return re.findall(r"[^\W_]+", re.sub(r"['’`´]", "", text))


def _without_forms(words: list[str]) -> list[str]:
    """Legal forms stand at the end, in the east also in front; in the middle they belong to the name."""
    first, last = 0, len(words)
    while last > first and words[last - 1] in LEGAL_FORMS:
        last -= 1
    while first < last and words[first] in LEADING_FORMS:
        first += 1
    return words[first:last]
