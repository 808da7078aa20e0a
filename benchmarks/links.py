"""Tagged links beside the loop that most people write, alone and as a whole command.

    python -m benchmarks links [PLACEMENTS [VARIANTS]]

*Columns*: ``mint_links`` on promises in memory. The peer gets the same values and, for each link, takes the URL apart
(``urlsplit``, ``parse_qsl``), makes the id with ``hashlib.sha256`` and puts it together again (``urlencode``,
``urlunsplit``). Both must give the same URLs.

*Command*: ``xpromo links --format csv --raw --output FILE`` in a new workspace. The peer is a script that reads the
same YAML files with ``yaml.CSafeLoader``, runs the same loop and writes the same columns with ``csv.writer``. It
doesn't validate or check anything, knows no line numbers, keeps no ledger and doesn't sync its file to disk: ours does
all of that within the time, and starts a command line (0.3 s), so it is ahead only where there are many links. Both
files must be the same but for the order of lines.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from benchmarks.measuring import command, compare
from xpromo.mint.links import mint_links
from xpromo.records import (
    BrandId,
    CampaignId,
    Direction,
    OfferId,
    PartnerId,
    PlacementId,
    Promise,
    PropertyId,
)  # fmt: skip
from xpromo.utm import CROCKFORD

LINKS = 50_000
EXTRA = {"utm_source_platform": "xpromo"}
LANDING = "https://northwind.example/bundle?ref=home&colour=dark-green#buy"
BRAND = """\
schema_version: 1
brand: northwind-coffee
name: Northwind Coffee
domains: [northwind.example]
currency: EUR
timezone: Europe/Berlin
utm: {extra: {utm_source_platform: xpromo}}
"""
PARTNER = """\
schema_version: 1
partner: green-mug
name: Green Mug
domains: [greenmug.example]
contacts: {approver: {email: ada@greenmug.example}}
properties:
  - {id: green-mug-weekly, name: Green Mug Weekly, channel: email, audience: 25000}
"""
CAMPAIGN = """\
schema_version: 1
campaign: campaign-NUMBER
name: Campaign NUMBER
form: dedicated-send
partners: [green-mug]
flight: {start: 2026-11-30, end: 2026-12-20}
goals: {primary: {metric: clicks, target: 300}}
offers: [{id: offer-NUMBER, title: 15 % off, landing: "LANDING"}]
placements:
"""
PEER = """
import csv, sys
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
import yaml

SYMBOLS = "0123456789abcdefghjkmnpqrstvwxyz"
root = Path(sys.argv[1]) / "campaigns"


def load(path):
    with path.open("rb") as stream:
        return yaml.load(stream, yaml.CSafeLoader)


brand = load(root / "brand.yaml")
partners = [load(path) for path in sorted((root / "partners").glob("*.yaml"))]
properties = {item["id"]: (partner, item) for partner in partners for item in partner["properties"]}
mediums = {"email": "email"}
campaigns = [load(path) for path in sorted(root.glob("campaign-*.yaml"))]
with open(sys.argv[2], "w", newline="", encoding="utf-8") as stream:
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow([
        "link", "campaign", "placement", "variant", "partner", "property", "channel", "direction", "offer", "url",
        "short_url", "state",
    ])
    for campaign in campaigns:
        offers = {offer["id"]: offer for offer in campaign["offers"]}
        for placement in campaign["placements"]:
            offer = offers[placement["offer"]]
            partner, place = properties[placement["property"]]
            for variant in placement.get("variants") or [None]:
                ids = ("xpromo-link-1", brand["brand"], campaign["campaign"], placement["id"], variant or "")
                digest = sha256("\\0".join((*ids, offer["landing"])).encode()).digest()
                link = "".join([SYMBOLS[byte & 31] for byte in digest[:10]])
                parts = urlsplit(offer["landing"])
                query = parse_qsl(parts.query, keep_blank_values=True)
                query += [
                    ("utm_source", place["id"]), ("utm_medium", mediums[place["channel"]]),
                    ("utm_campaign", campaign["campaign"]), ("utm_id", campaign["campaign"]),
                    ("utm_content", f"{placement['id']}_{variant}" if variant else placement["id"]),
                    *brand["utm"]["extra"].items(), ("xp", link),
                ]
                url = urlunsplit(parts._replace(query=urlencode(query)))
                writer.writerow([
                    link, campaign["campaign"], placement["id"], variant, partner["partner"], place["id"],
                    place["channel"], "received", offer["id"], url, "", "new",
                ])
"""


def promises(count: int) -> list[Promise]:
    """Return promises that differ in their placement."""
    return [
        Promise(
            placement=PlacementId(f"placement-{number}"), campaign=CampaignId("2026-winter-bundle"),
            campaign_name="Winter bundle", form="bundle", brand=BrandId("northwind-coffee"),
            partner=PartnerId("green-mug"), partner_name="Green Mug", property=PropertyId("green-mug-weekly"),
            property_name="Green Mug Weekly", channel="email", direction=Direction.RECEIVED,
            promotes="northwind-coffee", offer=OfferId("winter15"), offer_title="15 % off", landing=LANDING,
            flight_start=date(2026, 11, 30), flight_end=date(2026, 12, 21),
        )
        for number in range(count)
    ]  # fmt: skip


def loop(of: list[Promise], variants: dict[str, list[str]]) -> list[str]:
    """Return the same URLs one by one with the standard library."""
    urls = []
    for promise in of:
        for variant in variants.get(promise.placement) or [None]:
            content = f"{promise.placement}_{variant}" if variant else promise.placement
            fields = (
                "xpromo-link-1",
                promise.brand,
                promise.campaign,
                promise.placement,
                variant or "",
                promise.landing,
            )
            digest = sha256("\0".join(fields).encode()).digest()
            link = "".join([CROCKFORD[byte & 31] for byte in digest[:10]])
            parts = urlsplit(promise.landing)
            query = parse_qsl(parts.query, keep_blank_values=True)
            query += [
                ("utm_source", promise.property),
                ("utm_medium", "email"),
                ("utm_campaign", promise.campaign),
                ("utm_id", promise.campaign),
                ("utm_content", content),
                *EXTRA.items(),
                ("xp", link),
            ]
            urls.append(urlunsplit(parts._replace(query=urlencode(query))))
    return urls


def columns(variants: int) -> None:
    """Compare links in memory."""
    made = promises(LINKS // variants)
    names = {promise.placement: [f"v{n}" for n in range(variants)] for promise in made} if variants > 1 else {}
    if list(mint_links(made, extra=EXTRA, variants=names).url) != loop(made, names):
        raise SystemExit("the two mint different URLs")
    result = compare(lambda: mint_links(made, extra=EXTRA, variants=names), lambda: loop(made, names))
    print(f"columns, {LINKS:,} links, {variants} a placement: {result} (at least 5)")


def write_workspace(root: Path, placements: int, variants: int) -> None:
    """Write a workspace of campaigns with 50 placements each."""
    folder = root / "campaigns"
    (folder / "partners").mkdir(parents=True)
    (folder / "brand.yaml").write_text(BRAND)
    (folder / "partners" / "green-mug.yaml").write_text(PARTNER)
    names = f", variants: [{', '.join(f'v{n}' for n in range(variants))}]" if variants > 1 else ""
    for number, first in enumerate(range(0, placements, 50), 100_000):
        lines = [
            f"  - {{id: placement-{n}, property: green-mug-weekly, promotes: northwind-coffee, offer: offer-{number},"
            f" at: 2026-12-02 09:00{names}}}\n"
            for n in range(first, min(first + 50, placements))
        ]
        text = CAMPAIGN.replace("NUMBER", str(number)).replace("LANDING", LANDING)
        (folder / f"campaign-{number}.yaml").write_text(text + "".join(lines))


def whole(placements: int, variants: int) -> None:
    """Compare the whole command, each time with a new ledger."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write_workspace(root, placements, variants)
        (root / "peer.py").write_text(PEER)
        arguments = ["-q", "--now", "2026-11-22T09:00:00+00:00", "links", "--format", "csv", "--raw", "-o", "ours.csv"]
        ours = command([sys.executable, "-m", "xpromo", *arguments], cwd=root)
        peer = command([sys.executable, "peer.py", ".", "peer.csv"], cwd=root)
        result = compare(_fresh(root, ours), peer, rounds=5, warmup=1)
        if _lines(root / "ours.csv") != _lines(root / "peer.csv"):
            raise SystemExit("the two write different links")
        print(f"command, {placements:,} placements with {variants} links each: {result}")


def _fresh(root: Path, job: Callable[[], object]) -> Callable[[], object]:
    def run() -> None:
        shutil.rmtree(root / ".xpromo", ignore_errors=True)
        job()

    return run


def _lines(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return sorted(csv.reader(stream))


def main() -> None:
    """Print the ratios."""
    columns(1)
    columns(4)
    for placements, variants in ((50, 1), (2_000, 1), (2_000, 20), (2_000, 100)):
        whole(placements, variants)


if __name__ == "__main__":
    main()
