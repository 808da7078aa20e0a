"""The kinds of problem that a definition's keys and values can have: XP100 to XP149.

``bad`` and ``good`` are pieces of the file that their first line names.
"""

from __future__ import annotations

from xpromo.errors import Rule

_BRAND = "# campaigns/brand.yaml\n"
_CAMPAIGN = "# campaigns/swap.yaml\n"
_PARTNER = "# campaigns/partners/green-mug.yaml\n"


def _placement(more: str) -> str:
    start = "id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: winter15"
    return f"{_CAMPAIGN}placements:\n  - {{{start}, {more}}}\n"


def _codes(codes: str) -> str:
    start = "id: winter15, title: 15 % off, landing: https://northwind.example/bundle"
    return f"{_CAMPAIGN}offers:\n  - {{{start}, codes: {{{codes}}}}}\n"


UNKNOWN_KEY = Rule(
    "XP101",
    "unknown-key",
    "A key that xpromo doesn't know",
    why="A key with a slip in it would be passed over in silence: the goal, cap or date in it would not count.",
    bad=f"{_CAMPAIGN}flihgt: {{start: 2026-11-02, end: 2026-11-29}}\nflight: {{start: 2026-11-02, end: 2026-11-29}}\n",
    good=f"{_CAMPAIGN}flight: {{start: 2026-11-02, end: 2026-11-29}}\n",
    fix="Correct the key; `notes` takes what no other key does.",
    mends="A key that is a known one but for capitals or dashes, or for one slip in five letters or more.",
)
MISSING_KEY = Rule(
    "XP102",
    "missing-key",
    "A key that must be there is missing or empty",
    why="Without it nothing can be minted or measured, and xpromo invents nothing.",
    bad=f"{_CAMPAIGN}flight: {{start: 2026-11-02}}\n",
    good=f"{_CAMPAIGN}flight: {{start: 2026-11-02, end: 2026-11-29}}\n",
    fix="Add the key; the hint shows an example.",
)
WRONG_SHAPE = Rule(
    "XP103",
    "wrong-shape",
    "A list, a mapping or text where another of them belongs",
    why="A list holds items, a mapping keys with values; each key takes one of them.",
    bad=f"{_CAMPAIGN}partners: green-mug\n",
    good=f"{_CAMPAIGN}partners: [green-mug]\n",
    fix="Put a list in `[ ]` or begin its lines with `- `; put a mapping in `{ }` or on lines `key: value`.",
    mends="One word where a list belongs becomes a list of it.",
)
UNKNOWN_VALUE = Rule(
    "XP104",
    "unknown-value",
    "A word that isn't among the known ones",
    why="Channels, forms, phases and the like decide what is made and counted, so they come from a list.",
    bad=f"{_CAMPAIGN}form: newsletter\n",
    good=f"{_CAMPAIGN}form: newsletter-swap\n",
    fix="Use one of the known words; the hint names the nearest.",
    mends="A word that is a known one but for capitals, dashes or spaces: `Email`, `Newsletter swap`.",
)
BAD_NUMBER = Rule(
    "XP105",
    "bad-number",
    "Not a number that fits",
    why="`42.000` is forty-two to some and forty-two thousand to others, so numbers have digits only.",
    bad=f"{_CAMPAIGN}goals: {{primary: {{metric: signups, target: 1_000}}}}\n",
    good=f"{_CAMPAIGN}goals: {{primary: {{metric: signups, target: 1000}}}}\n",
    fix="Write digits, without separators or units, and `.` before decimals.",
    mends="Thousands in groups: `1_000`, `1 000`, `1'000`; never `1.000` or `1,000`.",
)
BAD_DATE = Rule(
    "XP106",
    "bad-date",
    "Not a date",
    why="`03/04/2026` is March or April, depending on who reads it.",
    bad=f"{_CAMPAIGN}flight: {{start: 02.11.2026, end: 2026-11-29}}\n",
    good=f"{_CAMPAIGN}flight: {{start: 2026-11-02, end: 2026-11-29}}\n",
    fix="Write year-month-day: 2026-11-02.",
    mends="The year first with other separators or without zeros: `2026/11/2`, `2026.11.02`.",
)
BAD_TIME = Rule(
    "XP107",
    "bad-moment",
    "Not a date and time",
    why="A placement that goes out twelve hours late is a missed one.",
    bad=_placement("at: 2026-11-05 9am"),
    good=_placement("at: 2026-11-05 09:00"),
    fix="Write 2026-11-05 09:00, with an offset (`+01:00`) if another zone than the property's is meant.",
    mends="The date in it, where the year comes first: `2026/11/05 09:00`.",
)
BAD_CURRENCY = Rule(
    "XP108",
    "bad-currency-code",
    "Not a currency code",
    why="Amounts of different currencies are never added, so each must be known by its ISO 4217 code.",
    bad=f"{_BRAND}currency: euro\n",
    good=f"{_BRAND}currency: EUR\n",
    fix="Write the three capital letters: EUR, USD, JPY.",
    mends="A code in small letters: `eur`.",
)
BAD_TIMEZONE = Rule(
    "XP109",
    "bad-timezone",
    "Not a time zone",
    why="The days of every count depend on it; `CEST` or `+01:00` do not say when the clocks change.",
    bad=f"{_BRAND}timezone: Berlin\n",
    good=f"{_BRAND}timezone: Europe/Berlin\n",
    fix="Write a name of the IANA list: Europe/Berlin, America/New_York, UTC.",
    mends="A name that is right but for capitals and spaces: `america/new york`.",
)
BAD_SHARE = Rule(
    "XP110",
    "bad-share",
    "Not a part of a whole",
    why="`15` could be 15 % or fifteen times as much; money is split by it.",
    bad=f"{_PARTNER}agreement: {{revenue_share: 15}}\n",
    good=f"{_PARTNER}agreement: {{revenue_share: 15 %}}\n",
    fix="Write 0.15 or 15 %; several shares of one thing are 1 together at most.",
)
TOO_LONG = Rule(
    "XP111",
    "too-long",
    "Text that is too long for its place",
    why="Names and titles stand in subject lines, tables and posts; 300 characters fit, 10,000 in texts of many lines.",
    bad=f"{_CAMPAIGN}name: {'A month of slow mornings. ' * 12}\n",
    good=f"{_CAMPAIGN}name: A month of slow mornings\n",
    fix="Shorten it; `notes` and `description` take more.",
)
BAD_ID = Rule(
    "XP112",
    "bad-id",
    "An id that isn't kebab-case",
    why="Ids stand in links and tags, where capitals, spaces and `_` get lost, change or mean something else.",
    bad=f"{_CAMPAIGN}campaign: Winter_Bundle\n",
    good=f"{_CAMPAIGN}campaign: winter-bundle\n",
    fix="Use lower-case letters and digits with single dashes between them, at most 64 characters.",
)
DUPLICATE_ID = Rule(
    "XP113",
    "duplicate-id",
    "An id is used twice",
    why="A click carries a placement's id; when two placements have it, nobody can say which of them was clicked.",
    bad=(
        f"{_CAMPAIGN}offers:\n"
        "  - {id: winter15, title: 15 % off, landing: https://northwind.example/a}\n"
        "  - {id: winter15, title: A gift, landing: https://northwind.example/b}\n"
    ),
    good=(
        f"{_CAMPAIGN}offers:\n"
        "  - {id: winter15, title: 15 % off, landing: https://northwind.example/a}\n"
        "  - {id: winter-gift, title: A gift, landing: https://northwind.example/b}\n"
    ),
    fix="Rename the one that was not handed out yet; the message names the other place.",
)
BAD_BOOLEAN = Rule(
    "XP114",
    "bad-boolean",
    "Neither true nor false",
    why="`yes`, `on` and `1` are true to some readers of YAML and text to others.",
    bad=f"{_CAMPAIGN}assets: {{qr: yes}}\n",
    good=f"{_CAMPAIGN}assets: {{qr: true}}\n",
    fix="Write `true` or `false`.",
    mends="`yes`, `on`, `True` and their opposites.",
)
BAD_DOMAIN = Rule(
    "XP115",
    "bad-domain",
    "Not a domain",
    why="Landing pages are compared with it, so it must be a bare host name.",
    bad=f"{_BRAND}domains: [https://northwind.example/]\n",
    good=f"{_BRAND}domains: [northwind.example]\n",
    fix="Leave out https://, path and port, use lower case, and write other scripts as `xn--…`.",
    mends="`https://`, capitals and a slash at the end; never a path or a port.",
)
BAD_EMAIL = Rule(
    "XP116",
    "bad-email",
    "Not an e-mail address",
    why="Kits and reminders go there.",
    bad=f"{_PARTNER}contacts: {{approver: {{email: lena at greenmug.example}}}}\n",
    good=f"{_PARTNER}contacts: {{approver: {{email: lena@greenmug.example}}}}\n",
    fix="Write the bare address; the name has a key of its own.",
)
BAD_COLOR = Rule(
    "XP117",
    "bad-color",
    "Not a colour",
    why="Mail programs agree on hexadecimal colours only, and an unquoted `#` begins a comment.",
    bad=f"{_BRAND}style: {{palette: [brown]}}\n",
    good=f'{_BRAND}style: {{palette: ["#3b2417"]}}\n',
    fix='Write six hexadecimal digits in quotes: "#3b2417".',
    mends="Six digits without their `#`: `3b2417`.",
)
BAD_SIZE = Rule(
    "XP118",
    "bad-size",
    "Not a banner size",
    why="Banners are made for exact places.",
    bad=f"{_CAMPAIGN}assets: {{banners: [300 x 250]}}\n",
    good=f"{_CAMPAIGN}assets: {{banners: [300x250]}}\n",
    fix="Write width x height in pixels without spaces: 300x250.",
    mends="Spaces and another sign between the two: `300 x 250`.",
)
BAD_LANGUAGE = Rule(
    "XP119",
    "bad-language",
    "Not a language or country code",
    why="Texts, disclosures and fit are matched by these codes.",
    bad=f"{_CAMPAIGN}audience: {{languages: [German]}}\n",
    good=f"{_CAMPAIGN}audience: {{languages: [de]}}\n",
    fix="Languages are written like de or pt-BR, countries like DE.",
    mends="Capitals and `_`: `EN`, `pt_br`, and `de` for a country.",
)
BAD_ROLE = Rule(
    "XP120",
    "bad-role",
    "Not a role",
    why="People change; campaigns name what somebody does at a brand, and the brand's file says who that is.",
    bad=f"{_CAMPAIGN}roles: {{timeline: lena@greenmug.example}}\n",
    good=f"{_CAMPAIGN}roles: {{timeline: green-mug/coordinator}}\n",
    fix="Write brand/role, and the person under `contacts` in the brand's or partner's file.",
)
BAD_VERSION = Rule(
    "XP121",
    "bad-schema-version",
    "A schema version that this xpromo doesn't read",
    why="A later version may give a key another meaning.",
    bad=f"{_CAMPAIGN}schema_version: 2\n",
    good=f"{_CAMPAIGN}schema_version: 1\n",
    fix="Write 1, or update xpromo.",
)
BAD_MONEY = Rule(
    "XP122",
    "bad-money",
    "Not an amount of money",
    why="Amounts are kept to the last cent, so they must be exact and have no more decimals than their currency.",
    bad=_placement("budget: {amount: 1.200}"),
    good=_placement("budget: {amount: 1200.00}"),
    fix="Write digits and `.` before the cents, without currency or separators.",
    mends="Thousands in groups: `1_200.00`, `1 200`.",
)
BAD_CODE = Rule(
    "XP123",
    "bad-code",
    "Not a promo code or prefix",
    why="Shops differ in what they take; letters and digits work in all of them.",
    bad=_codes("kind: shared, code: 15 % OFF"),
    good=_codes("kind: shared, code: MUG15"),
    fix="Use 2 to 32 letters, digits, dashes and underscores; a pool's prefix has capital letters and digits only.",
)
BAD_LOCAL_TIME = Rule(
    "XP124",
    "bad-local-time",
    "A local time that is skipped or comes twice",
    why="When the clocks change an hour is missing or repeated; a time inside it names no moment, or two.",
    bad=_placement("at: 2026-10-25 02:30"),
    good=_placement("at: 2026-10-25 02:30 +01:00"),
    fix="Add the offset, or choose another time.",
)
BAD_TEXT = Rule(
    "XP125",
    "bad-text",
    "Text that doesn't fit its place",
    why="Some keys hold one line, a parameter's name or a path: a line break in a subject line begins a new header.",
    bad=f'{_CAMPAIGN}name: "Slow\\nmornings"\n',
    good=f"{_CAMPAIGN}name: Slow mornings\n",
    fix="Write it on one line, in the form that the hint shows.",
)
RESERVED_ID = Rule(
    "XP126",
    "reserved-id",
    "A campaign id that `xpromo report` reads as a view",
    why="`xpromo report partners` is a view; a campaign of that name could never be reported.",
    bad=f"{_CAMPAIGN}campaign: partners\n",
    good=f"{_CAMPAIGN}campaign: winter-partners\n",
    fix="Choose another id.",
)
CODE_FIELDS = Rule(
    "XP127",
    "code-fields",
    "Keys that don't fit the kind of codes",
    why="A shared code is one text that everybody types; a pool has a count and perhaps a prefix.",
    bad=_codes("kind: pool, code: MUG15"),
    good=_codes("kind: pool, count: 500"),
    fix="Give `code` to a shared code, `count` (and `prefix`) to a pool.",
)
NOT_YET = Rule(
    "XP128",
    "not-yet",
    "A key that this version doesn't use yet",
    why="A plan written there would look as if it counted.",
    bad=f"{_CAMPAIGN}experiment: {{arms: [control, partner]}}\n",
    good=f"{_CAMPAIGN}experiment: null\n",
    fix="Delete it, or write `null`; `notes` takes plans.",
)

RULES = tuple(rule for rule in tuple(globals().values()) if isinstance(rule, Rule))
