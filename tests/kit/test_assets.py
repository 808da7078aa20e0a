from __future__ import annotations

import json
import re
import struct
import zlib
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.kit import sample
from xpromo.colours import colours_of, contrast
from xpromo.errors import Severity
from xpromo.kit.assets.qr import drawn
from xpromo.kit.building import build
from xpromo.kit.content import ASSETS, Kit, KitLink, Mail
from xpromo.kit.environment import Templates
from xpromo.kit.naming import bad_names, file_name
from xpromo.kit.networks import NETWORKS, clusters
from xpromo.kit.rules import RULES


def pages_of(kit: Kit, templates: Templates | None = None) -> dict[str, bytes]:
    pieces, problems = build(kit, templates or sample.built_in())
    assert not [problem for problem in problems if problem.is_error], problems
    return {piece.path: piece.content for piece in pieces}


def codes_of(kit: Kit, templates: Templates | None = None) -> list[str]:
    return [problem.code for problem in build(kit, templates or sample.built_in())[1]]


class Addresses(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found += [value or "" for name, value in attrs if name in {"href", "src", "action"}]


def test_a_partner_gets_everything_that_was_asked_for() -> None:
    assert sorted(pages_of(sample.kit(languages=("en",)))) == [
        "brief.md",
        "faq.md",
        "landing/landing-mug-gift.en.html",
        "landing/landing.js",
        "links.csv",
        "manifest.json",
        "mug-instagram-teaser/instagram.en.txt",
        "mug-instagram-teaser/linkedin.en.txt",
        "mug-instagram-teaser/qr.png",
        "mug-instagram-teaser/qr.svg",
        "mug-weekly-launch/email-a.en.html",
        "mug-weekly-launch/email-a.en.txt",
        "mug-weekly-launch/email-b.en.html",
        "mug-weekly-launch/email-b.en.txt",
        "mug-weekly-launch/qr-a.png",
        "mug-weekly-launch/qr-a.svg",
        "mug-weekly-launch/qr-b.png",
        "mug-weekly-launch/qr-b.svg",
    ]


def test_a_property_called_after_a_network_gets_its_posts_only() -> None:
    kit = sample.kit(languages=("en",), sends=(sample.post(networks=("instagram",)),))
    assert [path for path in pages_of(kit) if path.endswith(".txt")] == ["mug-instagram-teaser/instagram.en.txt"]


def test_links_are_exactly_the_minted_ones() -> None:
    kit = sample.kit()
    minted = {link.url for item in kit.sends for link in item.links}
    pages = pages_of(kit)
    for path, content in pages.items():
        if path.startswith("mug-") and path.endswith((".txt", ".html")):
            text = content.decode()
            found = Addresses(text).found if path.endswith(".html") else re.findall(r"https?://\S+", text)
            assert len(found) == 1, path
            assert set(found) < minted, path
    assert set(re.findall(r"<(https?://[^>]+)>", pages["brief.md"].decode())) == minted
    assert {row.rsplit('","', 1)[1].rstrip('"') for row in pages["links.csv"].decode().split("\r\n")[1:-1]} == minted


def test_our_own_mail_has_one_link_more_the_way_out() -> None:
    page = pages_of(sample.our_kit(networks=()))["nw-weekly-launch/email.en.html"].decode()
    assert Addresses(page).found == [sample.ours().links[0].url, "https://northwind.example/u"]
    assert "Musterstraße 1, 10115 Berlin" in page


def test_a_partners_mail_leaves_the_footer_to_the_partner() -> None:
    page = pages_of(sample.kit())["mug-weekly-launch/email-a.en.html"].decode()
    assert "[your unsubscribe link]" in page
    assert "[your postal address]" in page
    assert "Musterstraße" not in page


def test_each_language_has_its_own_words_and_disclosure() -> None:
    pages = pages_of(sample.kit())
    german = pages["mug-weekly-launch/email-a.de.html"].decode()
    english = pages["mug-weekly-launch/email-a.en.html"].decode()
    assert '<html lang="de">' in german
    assert "Anzeige – Partnerangebot" in german
    assert "Dein Code" in german
    assert "Partner offer" in english
    assert "Your code" in english


def test_the_disclosure_stands_before_the_link() -> None:
    texts = {
        path: unescape(content.decode())
        for path, content in pages_of(sample.kit(languages=("en",))).items()
        if re.search(r"email|instagram|linkedin", path) and not path.endswith(("png", "svg"))
    }
    assert len(texts) == 6  # two mails, each as HTML and as text, and two posts
    for text in texts.values():
        assert text.index("Partner offer") < text.index("https://northwind.example/bundle")


def test_required_sentences_stand_where_the_brand_is_promoted() -> None:
    ours = pages_of(sample.our_kit(networks=()))
    assert "Mugs are fired in Portugal." in ours["nw-weekly-launch/email.en.txt"].decode()
    assert "Mugs are fired in Portugal." not in pages_of(sample.kit())["mug-weekly-launch/email-a.en.txt"].decode()


def test_a_placement_of_ones_own_names_one_brand_and_gets_its_form() -> None:
    own = sample.ours(promoted=sample.OURS, offer="own-offer")
    pages = pages_of(sample.our_kit(sends=(own,), arrives=(), networks=()))
    assert "Partner promotion · Northwind Coffee\n" in pages["nw-weekly-launch/email.en.txt"].decode()
    assert "landing/landing-own-offer.en.html" in pages


def test_a_placement_elsewhere_shows_both_clocks() -> None:
    brief = pages_of(sample.kit(sends=(sample.appearance(zone="Europe/Lisbon"), sample.post())))["brief.md"].decode()
    assert "2 December 2026, 08:00 Europe/Lisbon (09:00 Europe/Berlin)" in brief
    late = pages_of(sample.kit(sends=(sample.appearance(zone="Pacific/Auckland"), sample.post())))["brief.md"].decode()
    assert "2 December 2026, 21:00 Pacific/Auckland (09:00 Europe/Berlin)" in late


def test_no_e_mail_address_stands_in_a_partners_kit() -> None:
    for path, content in pages_of(sample.kit()).items():
        if not path.endswith(("png", "svg")):
            assert not re.search(rb"[\w.]+@[\w-]+\.\w", content), path


def test_issued_codes_are_a_private_file_and_missing_ones_a_warning() -> None:
    pool = sample.appearance(code=None, pool=("MUGB2", "MUGA1"))
    pieces, problems = build(sample.kit(sends=(pool, sample.post())), sample.built_in())
    sheet = next(piece for piece in pieces if piece.path.endswith("codes.csv"))
    assert (sheet.content, sheet.private, problems) == (b"code\r\nMUGA1\r\nMUGB2\r\n", True, [])
    mail = next(piece.content.decode() for piece in pieces if piece.path.endswith("email-a.en.txt"))
    assert "Your personal code: [code]" in mail
    problems = build(sample.kit(sends=(replace(pool, pool=()), sample.post())), sample.built_in())[1]
    assert [(problem.code, problem.severity) for problem in problems] == [("XP517", Severity.WARNING)]


@pytest.mark.parametrize(
    ("kit", "code"),
    [
        pytest.param(
            sample.kit(disclosure={}, sends=(sample.ours(),), languages=("en",), networks=()),
            "XP512",
            id="no disclosure",
        ),
        pytest.param(sample.our_kit(mail=Mail(), networks=()), "XP513", id="no footer"),
        pytest.param(sample.kit(languages=("en", "fr")), "XP515", id="no translation"),
        pytest.param(sample.kit(sends=(sample.appearance(),)), "XP516", id="no social placement"),
        pytest.param(sample.kit(sends=(sample.appearance(text="Guaranteed!"), sample.post())), "XP518", id="claim"),
        pytest.param(sample.kit(networks=("x",), sends=(sample.post(offer_title="a" * 270),)), "XP510", id="long"),
        pytest.param(sample.kit(sends=(sample.post(placement="con"),)), "XP520", id="name of a device"),
    ],
)
def test_what_a_kit_lacks_is_a_problem_of_its_own(kit: Kit, code: str) -> None:
    assert codes_of(kit)
    assert set(codes_of(kit)) == {code}


@pytest.mark.parametrize(
    ("template", "code"),
    [
        pytest.param("{{ disclosure }} https://northwind.example/", "XP511", id="another link"),
        pytest.param("{{ link.url|link }}", "XP512", id="no disclosure"),
    ],
)
def test_an_override_that_drops_something_is_found(tmp_path: Path, template: str, code: str) -> None:

    folder = tmp_path
    (folder / "email.txt").write_text(template)
    assert set(codes_of(sample.kit(), Templates(sample.BUILT_IN, folder))) == {code}


def test_an_override_that_links_to_a_script_is_found(tmp_path: Path) -> None:

    page = '{{ disclosure }} <a href="{{ link.url|href }}">x</a> <a href="{{ campaign.name }}">x</a>'
    (tmp_path / "email.html").write_text(page)
    kit = sample.kit(campaign_name="javascript:alert(1)")
    assert set(codes_of(kit, Templates(sample.BUILT_IN, tmp_path))) == {"XP514"}


def test_manifest_lists_every_file_with_its_hash() -> None:
    pages = pages_of(sample.kit())
    manifest = json.loads(pages.pop("manifest.json"))
    assert (manifest["campaign"], manifest["partner"]) == ("2026-winter-bundle", "green-mug")
    assert {file["path"]: file["sha256"] for file in manifest["files"]} == {
        path: sha256(content).hexdigest() for path, content in pages.items()
    }
    assert [file["path"] for file in manifest["files"]] == sorted(pages)
    mail = next(file for file in manifest["files"] if file["path"] == "mug-weekly-launch/email-a.en.html")
    assert (mail["asset"], mail["placement"], mail["links"], mail["code"]) == (
        "email",
        "mug-weekly-launch",
        ["aaaaaaaaaa"],
        "MUG15",
    )


# ------------------------------------------------------------------------------------------------ QR codes


def grey(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and one byte a pixel of a PNG with one bit a pixel."""
    at, data, head = 8, b"", b""
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        head = png[at + 8 : at + 8 + size] if kind == b"IHDR" else head
        data += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    width, height, depth, colour = struct.unpack(">IIBB", head[:10])
    assert (depth, colour) == (1, 0)
    raw, stride = zlib.decompress(data), (width + 7) // 8 + 1
    rows = [bytes(stride - 1)]
    for start in range(0, len(raw), stride):
        assert raw[start] in {0, 2}  # as it is, or added to the row above
        above = rows[-1] if raw[start] else bytes(stride - 1)
        rows.append(bytes((one + two) % 256 for one, two in zip(raw[start + 1 : start + stride], above, strict=True)))
    rows = rows[1:]
    return width, height, bytes(255 * (row[x // 8] >> (7 - x % 8) & 1) for row in rows for x in range(width))


@pytest.mark.parametrize(
    "url",
    [
        sample.url("mug-weekly-launch", "aaaaaaaaaa"),
        "https://a.example/?q=%C3%A4&x=~",
        "https://bücher.example/ä",
        "https://a.example/" + "x" * 900,
    ],
)
def test_a_qr_code_says_exactly_the_url(url: str) -> None:
    zxingcpp = pytest.importorskip("zxingcpp", reason="a QR reader of another author isn't installed")
    width, height, pixels = grey(drawn(KitLink("x", None, url))["png"])
    found = zxingcpp.read_barcodes(memoryview(pixels).cast("B", (height, width)))
    assert [code.text for code in found] == [url]
    assert found[0].bytes == url.encode()


def test_a_qr_code_has_its_quiet_zone() -> None:
    link = KitLink("x", None, "https://a.example/")
    width, _, pixels = grey(drawn(link)["png"])
    quiet = 4 * 10
    assert set(pixels[: quiet * width]) == {255}
    assert all(set(pixels[row * width : row * width + quiet]) == {255} for row in range(width))
    assert b"<svg" in drawn(link)["svg"]


# ------------------------------------------------------------------------------------------------ small rules


@pytest.mark.parametrize(
    ("network", "text", "count"),
    [
        ("x", "hello", 5),
        ("x", "hello " + "https://a.example/" + "x" * 300, 29),
        ("x", "日本", 4),
        ("x", "👩\u200d🚀", 2),
        ("x", "caf\u0065\u0301", 4),
        ("x", "–“”", 3),
        ("instagram", "a👍", 3),
        ("bluesky", "👩\u200d👩\u200d👧 ok 🇩🇪", 6),
        ("bluesky", "https://a.example/abcdefghijklmnopqrstuvwxyz", len("a.example/abcdefghijkl...")),
        ("threads", "a👍", 5),
        ("mastodon", "see https://a.example/" + "x" * 100, 27),
    ],
)
def test_a_network_counts_in_its_own_way(network: str, text: str, count: int) -> None:
    assert NETWORKS[network].count(text) == count


def test_clusters_keep_what_readers_see_together() -> None:
    assert clusters("e\u0301🇩🇪🇫🇷a") == ["e\u0301", "🇩🇪", "🇫🇷", "a"]


def test_every_network_of_the_schema_has_a_limit_and_a_template() -> None:
    from xpromo.definitions.schema.campaign import NETWORKS as NAMED

    assert set(NETWORKS) == set(NAMED)
    assert all((sample.BUILT_IN / "social" / f"{name}.txt").is_file() for name in NETWORKS)


@pytest.mark.parametrize(
    "palette",
    [
        ("#3b2417", "#f6efe6"),
        ("#ffffff",),
        ("#000", "#111"),
        (),
        ("#ffff00", "#00ffff"),
        ("#777777", "#888888"),
        ("#000000", "#808080"),
    ],
)
def test_colours_can_always_be_read(palette: tuple[str, ...]) -> None:
    chosen = colours_of(palette)
    assert contrast(chosen.ink, chosen.paper) >= 4.5
    assert contrast(chosen.ink, chosen.on_ink) >= 4.5
    assert contrast(chosen.ink, "#ffffff") >= 4.5
    assert contrast(chosen.quiet, chosen.paper) >= 4.5


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(
    "paths",
    [
        ["a/b.txt", "a/B.txt"],
        ["aux/x.txt"],
        ["a/nul.txt"],
        ["a/.hidden"],
        ["a/../b"],
        ["a/ü.txt"],
        ["x" * 81],
        ["a/b."],
    ],
)
def test_names_that_some_machine_refuses_are_found(paths: list[str]) -> None:
    assert bad_names(paths)


def test_file_names_are_made_of_ids() -> None:
    assert file_name("mug-weekly", "email.html", "a", "de-AT") == "mug-weekly/email-a.de-at.html"
    assert bad_names([file_name("a", "b.txt"), "manifest.json", "landing/landing.js"]) == []


def test_every_asset_is_found_and_every_rule_has_its_own_code() -> None:
    assert [name for name, _ in ASSETS.items()] == [
        "brief",
        "codes",
        "email",
        "faq",
        "landing",
        "qr",
        "social",
        "utm-sheet",
    ]
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert all(rule.code.startswith("XP5") and rule.why and rule.fix and rule.bad and rule.good for rule in RULES)
