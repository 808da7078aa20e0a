"""Landing pages are refused unless everybody reads them alike; clicked URLs are read as far as they can be."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ada_url
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xpromo.urls import (
    MAX_LANDING,
    Landing,
    host_label,
    host_of,
    joint,
    lies_under,
    parse_landing,
    path_of,
    read_parameters,
    read_query,
    readable_host,
    split_fragment,
    without_parameters,
)

QUERY = "utm_source=green-mug-weekly&utm_medium=email&xp=0123456789"
OURS = {"utm_source", "utm_medium", "xp"}


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://northwind.example", "northwind.example"),
        ("https://northwind.example/bundle?ref=home#buy", "northwind.example"),
        ("HTTPS://Shop.NORTHWIND.example:443/A", "shop.northwind.example"),
        ("https://kaffee-münchen.example/weiß?q=grüße", "xn--kaffee-mnchen-3ob.example"),
        ("https://xn--kaffee-mnchen-3ob.example/", "xn--kaffee-mnchen-3ob.example"),
        ("https://例え.example/", "xn--r8jz45g.example"),
        ("https://northwind.example/100%?a[]=1|2", "northwind.example"),
        ("https://a.example?x", "a.example"),
    ],
)
def test_landing_page_is_read_with_its_host_as_a_label(url: str, host: str) -> None:
    landing = parse_landing(url)
    assert isinstance(landing, Landing)
    assert (landing.text, landing.host) == (url, host)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("", "must be a whole URL", id="empty"),
        pytest.param("northwind.example/bundle", "must be a whole URL", id="no scheme"),
        pytest.param("https:northwind.example", "must be a whole URL", id="no slashes"),
        pytest.param("https:///northwind.example", "must name a host", id="no host"),
        pytest.param("http://northwind.example", "must begin with https://", id="http"),
        pytest.param("ftp://northwind.example/", "must begin with https://", id="ftp"),
        pytest.param("javascript://northwind.example/%0aalert(1)", "must begin with https://", id="script"),
        pytest.param("https://northwind.example@evil.example/", "user name", id="user"),
        pytest.param("https://a:b@northwind.example/", "user name", id="password"),
        pytest.param("https://northwind.example:8443/", "port other than 443", id="port"),
        pytest.param("https://northwind.example:/", "port other than 443", id="empty port"),
        pytest.param("https://northwind.example\\@evil.example/", "must not hold", id="backslash"),
        pytest.param("https://northwind.example/a b", "must not hold", id="space"),
        pytest.param(" https://northwind.example/", "must not hold", id="leading space"),
        pytest.param("https://north\twind.example/", "must not hold", id="tab"),
        pytest.param("https://northwind.example/\n", "must not hold", id="line break"),
        pytest.param("https://northwind.example/\x7f", "must not hold", id="delete"),
        pytest.param("https://northwind.example/\x85", "must not hold", id="C1"),
        pytest.param("https://northwind.example/\ud800", "must not hold", id="surrogate"),
        pytest.param("https://northwind.example/\u202egpj.exe", "must not hold", id="direction override"),
        pytest.param("https://northwind.example/{{name}}", "must not hold", id="template"),
        pytest.param('https://northwind.example/"onclick="', "must not hold", id="quote"),
        pytest.param("https://localhost/", "must name a host", id="one label"),
        pytest.param("https://127.0.0.1/", "must name a host", id="IPv4"),
        pytest.param("https://127.1/", "must name a host", id="short IPv4"),
        pytest.param("https://a.0x7f/", "must name a host", id="hexadecimal"),
        pytest.param("https://[::1]/", "port other than", id="IPv6"),
        pytest.param("https://northwind.example./", "must name a host", id="trailing dot"),
        pytest.param("https://north..wind.example/", "must name a host", id="empty label"),
        pytest.param("https://north%2ewind.example/", "must name a host", id="percent"),
        pytest.param("https://north_wind.example/", "must name a host", id="underscore"),
        pytest.param("https://-a.example/", "must name a host", id="leading hyphen"),
        pytest.param("https://ab--cd.example/", "must name a host", id="reserved hyphens"),
        pytest.param("https://xn--a.example/", "must name a host", id="punycode of nothing"),
        pytest.param("https://straße.example/", "must name a host", id="sharp s: two readings"),
        pytest.param("https://ΒΌΛΟΣ.example/", "must name a host", id="final sigma: two readings"),
        pytest.param("https://a\u200db.example/", "must not hold", id="joiner"),
        pytest.param("https://☕.example/", "must name a host", id="emoji: IDNA2008 has none"),
        pytest.param("https://a。example/", "must name a host", id="ideographic dot"),
        pytest.param("https://ｎorthwind.example/", "must name a host", id="full width"),
        pytest.param(f"https://{'a' * 64}.example/", "must name a host", id="long label"),
        pytest.param(f"https://{'a.' * 124}example/", "must name a host", id="long host"),
        pytest.param("https://a.example/" + "a" * MAX_LANDING, "longer than 2,048", id="long"),
    ],
)
def test_landing_page_is_refused_with_its_reason(url: str, reason: str) -> None:
    found = parse_landing(url)
    assert isinstance(found, str)
    assert reason in found


def test_http_is_taken_only_where_it_is_allowed() -> None:
    assert isinstance(parse_landing("http://northwind.example:80/", http=True), Landing)
    assert isinstance(parse_landing("http://northwind.example:443/", http=True), str)


# ------------------------------------------------------------------------------------------------- against browsers


def _cases(folder: Path, name: str) -> list[dict[str, Any]]:
    return [case for case in json.loads((folder / name).read_text()) if isinstance(case, dict)]


@pytest.mark.parametrize("name", ["urltestdata.json", "ada_long_urltestdata.json", "verifydnslength_tests.json"])
def test_what_browsers_refuse_is_refused_and_hosts_are_theirs(corpora: Callable[[str], Path], name: str) -> None:
    accepted = 0
    for case in _cases(corpora("url-wpt"), name):
        landing = parse_landing(case["input"], http=True)
        if isinstance(landing, Landing):
            accepted += 1
            assert not case.get("failure"), case["input"]
            assert landing.host == case.get("hostname", landing.host), case["input"]
            assert landing.host == ada_url.URL(case["input"]).hostname
            before, after = split_fragment(case["input"])
            assert without_parameters(f"{before}{joint(before)}{QUERY}{after}", OURS) == case["input"]
    assert accepted >= {"urltestdata.json": 40}.get(name, 0)


@pytest.mark.parametrize("name", ["IdnaTestV2.json", "toascii.json"])
def test_hosts_outside_ascii_become_what_the_standard_says_or_are_refused(
    corpora: Callable[[str], Path], name: str
) -> None:
    labels = [(host_label(case["input"]), case) for case in _cases(corpora("url-wpt"), name)]
    taken = [(label, case) for label, case in labels if label is not None]
    assert taken
    for label, case in taken:
        assert label == case["output"], case
        assert host_label(readable_host(label)) == label, case


def test_a_host_is_shown_as_it_is_read() -> None:
    assert readable_host("xn--kaffee-mnchen-3ob.example") == "kaffee-münchen.example"
    assert readable_host("shop.northwind.example") == "shop.northwind.example"


_DOTS = re.compile(r"/(?:\.|%2e)", re.IGNORECASE)  # which the standard takes away, and we leave as they are


@pytest.mark.parametrize("name", ["urltestdata.json", "ada_extra_urltestdata.json"])
def test_path_and_parameters_are_those_of_the_standard(corpora: Callable[[str], Path], name: str) -> None:
    compared = 0
    for case in _cases(corpora("url-wpt"), name):
        landing = parse_landing(case["input"], http=True)
        if isinstance(landing, Landing) and landing.text.isascii() and not _DOTS.search(landing.text):
            theirs = ada_url.URL(landing.text)
            assert path_of(landing.text) == theirs.pathname, case
            pairs = ada_url.URLSearchParams(theirs.search).items()
            assert read_parameters(landing.text) == [(name.lower(), value) for name, value in pairs], case
            compared += 1
    assert compared >= {"urltestdata.json": 25}.get(name, 0)


@pytest.mark.parametrize(
    ("url", "parameters"),
    [
        ("https://a.example/?A=1&b=%20x+y&b&&c=", [("a", "1"), ("b", " x y"), ("b", ""), ("c", "")]),
        ("https://a.example/#?a=1", []),
        ("https://a.example", []),
    ],
)
def test_all_parameters_of_a_page(url: str, parameters: list[tuple[str, str]]) -> None:
    assert read_parameters(url) == parameters


@pytest.mark.parametrize(
    ("url", "path"),
    [("https://a.example", "/"), ("https://a.example?b", "/"), ("https://a.example/b.pdf?c#d", "/b.pdf"), ("no", "/")],
)
def test_the_path_of_a_page(url: str, path: str) -> None:
    assert path_of(url) == path


def test_every_letter_taken_alone_is_read_by_a_browser_as_we_read_it() -> None:
    taken = 0
    for point in range(0x80, 0x30000, 7):
        label = host_label(f"a{chr(point)}b.example")
        if label is not None:
            taken += 1
            assert label == ada_url.URL(f"https://a{chr(point)}b.example/").hostname, unicodedata.name(chr(point))
    assert taken > 5_000


@pytest.mark.parametrize("name", ["blns", "xss-h5sc", "csv-injection"])
def test_torture_strings_are_refused_or_read_as_a_browser_reads_them(corpora: Callable[[str], Path], name: str) -> None:
    files = [file for file in sorted(corpora(name).iterdir()) if file.suffix != ".md"]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        for text in (line, f"https://{line}", f"https://a.example/{line}?{line}#{line}"):
            found = parse_landing(text)
            if isinstance(found, Landing):
                assert ada_url.URL(text).hostname == found.host
            read_query(text)
            host_of(text)


@given(st.text(max_size=60), st.sampled_from(["https://a.example/", "https://", "", "https://a.example/?"]))
def test_any_landing_page_taken_is_read_alike_by_a_browser(text: str, start: str) -> None:
    found = parse_landing(start + text)
    if isinstance(found, Landing):
        assert ada_url.URL(found.text).hostname == found.host


# ------------------------------------------------------------------------------------------------------- parameters


@pytest.mark.parametrize(
    ("url", "tagged"),
    [
        ("https://a.example", f"https://a.example?{QUERY}"),
        ("https://a.example/", f"https://a.example/?{QUERY}"),
        ("https://a.example/?", f"https://a.example/?&{QUERY}"),
        ("https://a.example/?a=1&", f"https://a.example/?a=1&&{QUERY}"),
        ("https://a.example/?b=%C3%A4+%2f&a", f"https://a.example/?b=%C3%A4+%2f&a&{QUERY}"),
        ("https://a.example/#buy?now", f"https://a.example/?{QUERY}#buy?now"),
        ("https://a.example/?ref=home#", f"https://a.example/?ref=home&{QUERY}#"),
    ],
)
def test_parameters_are_taken_out_byte_for_byte(url: str, tagged: str) -> None:
    assert without_parameters(tagged, OURS) == url
    assert without_parameters(url, OURS) == url


_PARTS = st.text("abc=&%/?;+ü[]", max_size=12)


@given(_PARTS, st.none() | _PARTS, st.none() | st.text("abc=&?#/ü", max_size=8))
def test_taking_out_keeps_query_and_fragment(path: str, query: str | None, fragment: str | None) -> None:
    url = "https://a.example/" + path.replace("?", "") + (f"?{query}" if query is not None else "")
    after = f"#{fragment}" if fragment is not None else ""
    assert without_parameters(f"{url}{joint(url)}{QUERY}{after}", OURS) == url + after


@pytest.mark.parametrize(
    ("url", "parameters"),
    [
        ("https://a.example/?xp=0123456789&utm_source=a%2Db", {"xp": "0123456789", "utm_source": "a-b"}),
        ("/bundle?ref=home&via=green+mug#x?xp=1", {"ref": "home", "via": "green mug"}),
        ("https://a.example/?UTM_Source=a&amp;utm_medium=email", {"utm_source": "a", "utm_medium": "email"}),
        ("https://a.example/?xp=1&xp=2", {"xp": "1"}),
        ("https://a.example/?xp=%FF%zz&=1&b", {"xp": "\ufffd%zz", "b": ""}),
        ("not a url", {}),
        ("", {}),
    ],
)
def test_clicked_url_gives_its_parameters(url: str, parameters: dict[str, str]) -> None:
    assert read_query(url) == parameters


def test_long_clicked_url_is_read_only_so_far() -> None:
    assert read_query("https://a.example/?" + "a=1&" * 3_000_000 + "xp=1") == {"a": "1"}


# ------------------------------------------------------------------------------------------------------------- hosts


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://News.Example.com/a?b", "news.example.com"),
        ("//example.com:8080/", "example.com"),
        ("www.example.com", "www.example.com"),
        ("https://user:secret@example.com./", "example.com"),
        ("android-app://com.example.mail/", "com.example.mail"),
        ("", ""),
        ("/path", ""),
    ],
)
def test_host_of_a_clicked_url(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("host", "domains", "verdict"),
    [
        ("northwind.example", ["northwind.example"], True),
        ("shop.northwind.example", ["green-mug.example", "Northwind.Example"], True),
        ("notnorthwind.example", ["northwind.example"], False),
        ("northwind.example.evil.example", ["northwind.example"], False),
        ("xn--kaffee-mnchen-3ob.example", ["kaffee-münchen.example"], True),
        ("northwind.example", [], False),
        ("northwind.example", [""], False),
    ],
)
def test_host_lies_under_a_domain_only_at_a_dot(host: str, domains: list[str], verdict: bool) -> None:  # noqa: FBT001
    assert lies_under(host, domains) is verdict
