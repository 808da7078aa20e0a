"""Problems of attribution."""

from __future__ import annotations

from xpromo.errors import Rule

UNKNOWN_MODEL = Rule(
    "XP443",
    "unknown-model",
    "There is no attribution model of this name",
    "A model is one file of `measure/attribution`, or a plug-in that is installed.",
    bad="xpromo attribution --model markov",
    good="xpromo attribution --model markov-global",
    fix="Choose one that `xpromo help attribution` lists.",
)
FEW_PATHS = Rule(
    "XP444",
    "few-paths",
    "Of too few conversions it is known by which touches they came",
    "A model of several touches would share out what a few people did as if everybody did so. Under 5 % only first and "
    "last touch are shown, by the evidence that conversions carry themselves.",
    bad="xpromo attribution --model linear",
    good="xpromo attribution --model first --model last",
    fix="Import conversions that carry the `visitor` of their clicks, or ask for first and last alone.",
)
NO_MOMENTS = Rule(
    "XP445",
    "no-moments",
    "The paths don't say when their touches were",
    "Time decay weighs each touch by the time to its conversion, and windows count from each touch on.",
    bad="xpromo attribution --paths grouped.csv --model time-decay",
    good="xpromo attribution --paths touches.csv --model time-decay",
    fix="Give a file with one row a touch (person, at, channel, converted), or for time decay a column `hours` (hours "
    "from each touch to the conversion, `>` between), or leave these out.",
)
BAD_TERMS = Rule(
    "XP446",
    "bad-terms",
    "A window, an order, a half-life or a number of draws can't be used",
    "Windows are whole days, the order of a Markov chain is 1, 2 or 3, a half-life is above 0, a bootstrap takes 20 to "
    "10,000 draws.",
    bad="xpromo attribution --windows a week",
    good="xpromo attribution --windows 7,30,90",
    fix="Write plain numbers; `xpromo attribution --help` shows which.",
)
RULES: tuple[Rule, ...] = (UNKNOWN_MODEL, FEW_PATHS, NO_MOMENTS, BAD_TERMS)
