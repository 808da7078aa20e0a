"""A code that people type is short, plain, and says what they get."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xpromo.bad_words import find_bad_word, is_bad_word
from xpromo.codes import canonical_code, is_portable
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.promising import offer_period
from xpromo.definitions.schema import Campaign, Codes, Offer
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP216",
    "code-legibility",
    "A code that is read or typed wrongly",
    why="Codes are read aloud, typed on telephones and printed on paper, and not every store takes a dash. One that "
    "says 15 where the offer says 20 is a complaint.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
offers:
  - id: first-bag
    title: A bag
    landing: https://northwind.example/bag
    terms: Once per customer.
    codes: {kind: shared, code: B0NUS}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - id: first-bag
    title: A bag
    landing: https://northwind.example/bag
    terms: Once per customer.
    codes: {kind: shared, code: BONUS}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Use up to 16 capital letters and digits, digits at the end, and the number that the offer's title has.",
)
LONGEST = 16  # characters that people type without a slip

# A 0 or 1 inside a word, an O, I or L inside a number, or two of one look next to each other: "0RANGE", "SAVE1O", "L1"
_MISREAD = re.compile(r"(?:^|[A-Z])[01](?=[A-Z])|(?:^|\d)[OIL](?:\d|$)|0O|O0|1[IL]|[IL]1")
_NUMBER = re.compile(r"\d+")
_AMOUNT = re.compile(r"(?:[€$£]\s?(\d+))|(\d+)(?:[.,]\d+)?\s?(?:%|€|\$|£|percent\b|per cent\b|EUR\b|USD\b|GBP\b)")
_YEAR = re.compile(r"20\d\d")
_FEW = 5  # a lower number in a code, as in MUG2, counts something else


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield the first thing that is wrong with each shared code, and prefixes that nobody wants to read."""
    for campaign in project.campaigns.values():
        for offer in campaign.offers:
            codes = offer.codes
            if codes and codes.prefix and find_bad_word(codes.prefix):
                message = "the prefix holds what reads like a word that no code may hold: L and 1 as I, 0 as O, V as U"
                place = project.locate(codes, "prefix")
                yield RULE.at(place, message, "choose another prefix", Severity.ERROR)
            elif codes and codes.code:
                yield from _shared(project, campaign, offer, codes, codes.code)


def _shared(project: Project, campaign: Campaign, offer: Offer, codes: Codes, code: str) -> Iterator[Problem]:
    text = canonical_code(code)
    found = (
        _unportable(code, text) or _rude(text) or _misread(text) or _long(text) or _contradicts(campaign, offer, text)
    )
    if found:
        yield RULE.at(project.locate(codes, "code"), *found)


def _rude(text: str) -> tuple[str, str] | None:
    return ("this is a rude word somewhere", "choose another code") if is_bad_word(text) else None


def _unportable(code: str, text: str) -> tuple[str, str] | None:
    if is_portable(code.upper()):  # every store takes small letters for capitals
        return None
    if is_portable(text):
        return "not every store takes a dash, and none is handed out", f"write `code: {text}`"
    return "not every store takes a code of more than letters A-Z and digits", "leave the other characters out"


def _misread(text: str) -> tuple[str, str] | None:
    found = _MISREAD.search(text)
    if found is None:
        return None
    twins = "0 and O" if set("0O") & set(found.group()) else "1, I and L"
    return f"{twins} are taken for each other in `{text}`", "put digits after the letters, and none that looks like one"


def _long(text: str) -> tuple[str, str] | None:
    if len(text) <= LONGEST:
        return None
    return f"{len(text)} characters are many to type", f"use at most {LONGEST}"


def _contradicts(campaign: Campaign, offer: Offer, text: str) -> tuple[str, str] | None:
    """Return what a number in the code says that the title or the days of the offer don't."""
    start, end = offer_period(campaign, offer)
    years = {str(year) for year in range(start.year, end.year + 1)}
    stale = next((year for year in _YEAR.findall(text) if year not in years), None)
    if stale:
        return f"the code says {stale}, and the offer is good in {' and '.join(sorted(years))}", "write that year"
    amounts = {one or other for one, other in _AMOUNT.findall(offer.title)}
    short_years = {year[-2:] for year in years}
    numbers = [n for n in _NUMBER.findall(text) if int(n) >= _FEW and n not in years | short_years]
    if amounts and numbers and amounts.isdisjoint(numbers):
        listed = " and ".join(sorted(amounts))
        return f"the code says {numbers[0]}, and the title {listed}", "change the one that is wrong"
    return None


check = Check(RULE, find)
