"""The problems that minting can have: XP2xx."""

from __future__ import annotations

from xpromo.errors import Rule

LINK_COLLISION = Rule(
    "XP201",
    "link-collision",
    "Two links would have the same id",
    why="A link id is a digest of ten symbols. Two different placements that share one could not be told apart; it "
    "happens once in some 2,000 workspaces of a million links.",
    fix="Change the id of one of the placements or variants by a letter.",
)
FLIGHT_OVER = Rule(
    "XP202",
    "flight-over",
    "Something new for a campaign that is over",
    why="What is promised after the last day rewrites what was agreed. Links and codes that were minted in time stay "
    "as they are and can be listed at any time.",
    bad="flight: {start: 2026-11-02, end: 2026-11-29}   # and today is later",
    good="flight: {start: 2026-11-02, end: 2026-12-20}",
    fix="Correct the end of the flight, or mint on purpose with `--after-end`.",
)
CODE_TOO_LONG = Rule(
    "XP203",
    "code-too-long",
    "The codes of a pool would be too long",
    why="Shops take 32 characters at most. The part behind the prefix has to be long enough that nobody guesses a "
    "code, and only as long as the sum of its weighted symbols finds every slip.",
    bad="codes: {kind: pool, count: 5000, prefix: MUGSANDCOFFEEFORALLTHEFAMILY}",
    good="codes: {kind: pool, count: 5000, prefix: MUG}",
    fix="Shorten the prefix.",
)
SHORT_BODY = Rule(
    "XP206",
    "code-too-short",
    "Codes of that length would be too easy to guess",
    why="Live codes times guesses divided by all possible codes is the chance that somebody hits one; it may be one in "
    "a million at most, for as many guesses as brand.yaml says (`codes: {guesses: 100000}`).",
    fix="Leave `--length` out: the shortest length that is safe is found by itself.",
)

RULES: tuple[Rule, ...] = (LINK_COLLISION, FLIGHT_OVER, CODE_TOO_LONG, SHORT_BODY)
