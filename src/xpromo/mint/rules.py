"""The problems that minting can have: XP2xx."""

from __future__ import annotations

from xpromo.errors import Rule
from xpromo.utm import CAMPAIGN, SOURCE

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
BAD_LIST = Rule(
    "XP240",
    "bad-list",
    "A list of what was handed out can't be read",
    why="Links and codes that are adopted are promised for ever, so a row that can't be read stops the whole list.",
    bad="a spreadsheet, or a table without the column `url`",
    good=f"url,placement\nhttps://northwind.example/bundle?{SOURCE}=mug,mug-weekly-launch",
    fix="Save it as CSV in UTF-8 with a header: url, placement for links; code, offer for codes.",
)
BAD_HANDED_LINK = Rule(
    "XP241",
    "bad-handed-link",
    "A link that was handed out can't be told from others",
    why="A click is known by what its URL carries: a link id, tags, or the path of a short link. Without any of them "
    "it looks like everybody's visit.",
    bad="url,placement\nhttps://northwind.example/bundle,mug-weekly-launch",
    good=f"url,placement\nhttps://northwind.example/bundle?{SOURCE}=mug&{CAMPAIGN}=winter,mug-weekly-launch",
    fix="Give the URL as it was handed out, with its tags; a page of ours that only redirects belongs under "
    "`short_paths` in brand.yaml.",
)
UNDEFINED = Rule(
    "XP242",
    "handed-out-for-nothing",
    "Something was handed out for a placement or an offer that isn't defined",
    why="What comes back is counted for a placement. Only what is defined has a partner, an offer and days.",
    bad=f"url,placement\nhttps://northwind.example/bundle?{SOURCE}=mug,mug-weekly-lunch",
    good=f"url,placement\nhttps://northwind.example/bundle?{SOURCE}=mug,mug-weekly-launch",
    fix="Name a placement of a campaign file, or write the campaign down first.",
)
HANDED_TWICE = Rule(
    "XP243",
    "handed-out-twice",
    "The same link or code was handed out for two things",
    why="A click or an order that carries it could belong to either. What is in the ledger never moves.",
    bad="url,placement\nhttps://go.example/mug,mug-weekly-launch\nhttps://go.example/mug,mug-weekly-reminder",
    good="url,placement\nhttps://go.example/mug,mug-weekly-launch\nhttps://go.example/mug-2,mug-weekly-reminder",
    fix="Keep the row of the placement or offer that shall have the numbers, and leave the other out.",
)
BAD_HANDED_CODE = Rule(
    "XP244",
    "bad-handed-code",
    "A code that was handed out can't be taken as it is written",
    why="Shops take A-Z and 0-9, at most 32 of them; a code is good for some days, for one use or for many.",
    bad="code,offer,valid_from\nMUG15,winter15,3.11.2026",
    good="code,offer,valid_from\nMUG15,winter15,2026-11-03",
    fix="Write the code as the shop has it, days as 2026-11-03, single_use as true or false.",
)
ISSUED_ELSEWHERE = Rule(
    "XP245",
    "issued-elsewhere",
    "A pool of codes was issued in another ledger",
    why="campaigns/codes.lock says that these codes were drawn. The ledger in use doesn't hold them: drawn again they "
    "would be two sets of codes, of which the shop knows one.",
    bad="a fresh clone, and `xpromo codes`",
    good="XPROMO_LEDGER=/srv/shared/ledger.db xpromo codes",
    fix="Get the ledger that holds them: name it with XPROMO_LEDGER, or restore its last backup.",
)
BAD_LOCK = Rule(
    "XP246",
    "bad-lock",
    "The lock file of codes doesn't fit the ledger",
    why="campaigns/codes.lock holds how many codes of each pool were issued and a digest of them. Where the ledger "
    "holds other codes, one of the two is not what was handed out.",
    bad="campaigns/codes.lock of another branch",
    good="campaigns/codes.lock as the last `xpromo codes` left it",
    fix="Put the file back as it was committed, or use the ledger that it was written with.",
)

RULES: tuple[Rule, ...] = (
    LINK_COLLISION,
    FLIGHT_OVER,
    CODE_TOO_LONG,
    SHORT_BODY,
    BAD_LIST,
    BAD_HANDED_LINK,
    UNDEFINED,
    HANDED_TWICE,
    BAD_HANDED_CODE,
    ISSUED_ELSEWHERE,
    BAD_LOCK,
)
