"""A URL is one that every parser reads alike."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.personal import personal_in_url
from xpromo.definitions.schema import Definition
from xpromo.errors import Edit, Problem, Rule
from xpromo.known import Known
from xpromo.urls import parse_landing

RULE = Rule(
    "XP153",
    "url-grammar",
    "A URL that not everybody reads alike",
    why="A landing page is printed into every link, mail and QR code of a campaign. A space, a user name or a missing "
    "`https://` works in one browser and leads elsewhere in the next tool.",
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: "http://northwind.example/bag"}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: "https://northwind.example/bag"}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Write a whole https:// URL. Percent-encode what isn't plain: a space is %20. Query and fragment "
    "stay as they are.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield landing pages and the unsubscribe page that are no plain URL."""
    mail = project.brand.mail if project.brand else None
    if mail and isinstance(reason := parse_landing(mail.unsubscribe), str):
        yield _problem(project, mail, "unsubscribe", f"the unsubscribe page {reason}", mail.unsubscribe)
    for campaign in project.campaigns.values():
        for offer in campaign.offers:
            if isinstance(reason := parse_landing(offer.landing), str):
                yield _problem(project, offer, "landing", f"the landing page {reason}", offer.landing)


def _problem(project: Project, item: Definition, key: str, message: str, url: str) -> Problem:
    place = project.locate(item, key)
    meant = _meant(url)
    only_scheme = meant.partition("://")[2] == url.partition("://")[2]
    edits = (Edit(place, f'"{meant}"'),) if meant and only_scheme else ()
    # A hint shows what was typed, and an address in its query is nobody's business
    hint = (
        f"did you mean `{meant}`?"
        if meant and not personal_in_url(meant)
        else "write it with https://"
        if meant
        else ""
    )
    return RULE.at(place, message, hint, edits=edits)


def _meant(url: str) -> str:
    """Return the URL that was probably meant, when that is a good one, else ""."""
    bare = url.strip().replace(" ", "%20")
    scheme, mark, rest = bare.partition("://")
    meant = f"https://{rest if mark else bare}"
    fits = (not mark or scheme.lower() in {"http", "https"}) and not isinstance(parse_landing(meant), str)
    return meant if fits else ""


check = Check(RULE, find, ignorable=False)
