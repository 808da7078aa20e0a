"""Access logs of networks and hosts: what of them is a touch, and which of a request's lines counts."""

# ruff: noqa: E501 - headers and rows are one line each

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from tests.sources.test_formats import HASHING, skipped
from xpromo.records import Batch, Evidence

TEN = 1795168800  # 2026-11-20T10:00:00Z
AGENT = "Mozilla/5.0 (Macintosh) Safari/605.1"
WINTER = Evidence(campaign="2026-winter-bundle")


def touches(batches: list[Batch]) -> list[tuple[int, int, Evidence, bytes | None]]:
    """Line, moment, evidence and visitor of every touch."""
    evidence = [entry for batch in batches for entry in batch.evidence]
    return [
        (line, at, evidence[number], visitor)
        for batch in batches
        if (found := batch.touches)
        for line, at, number, visitor in zip(found.line, found.at, found.evidence, found.visitor, strict=True)
    ]


def visitor(network: str) -> bytes:
    return HASHING.keyed("visitor", f"{network}\0{AGENT}")


# --------------------------------------------------------------------------------------------------------- CloudFront


FIELDS = "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol"
REQUEST = {
    "date": "2026-11-20",
    "time": "10:00:00",
    "c-ip": "192.0.2.7",
    "cs-method": "GET",
    "cs(Host)": "d1.cloudfront.example",
    "cs-uri-stem": "/first-bag",
    "sc-status": "200",
    "cs(Referer)": "https://green-mug.example/x",
    "cs(User-Agent)": "Mozilla/5.0%20(Macintosh)%20Safari/605.1",
    "cs-uri-query": "utm_campaign=2026-winter-bundle",
    "x-edge-result-type": "Miss",
    "x-edge-request-id": "r1==",
    "x-host-header": "northwind.example",
}


def cloudfront(*changes: dict[str, str], fields: str = FIELDS, sign: str = "\t") -> str:
    rows = [REQUEST | change for change in changes]
    lines = [sign.join(row.get(name, "-") for name in fields.split()) for row in rows]
    return "\n".join(["#Version: 1.0", f"#Fields: {fields}", *lines, ""])


def test_the_fields_line_names_the_cells(write: Write) -> None:
    path = write(cloudfront({}, {"x-edge-request-id": "r2", "cs(Referer)": "-"}), "E1.log")
    batches = read(path)

    assert recognised(path) == "cloudfront-log"
    assert touches(batches) == [(3, TEN, WINTER, visitor("c00002")), (4, TEN, WINTER, visitor("c00002"))]
    assert (batches[0].texts, records(batches)) == (["green-mug.example", "safari"], 2)


@pytest.mark.parametrize(
    "fields",
    [
        "x-edge-request-id c-ip cs(User-Agent) cs-uri-query sc-status cs-uri-stem cs-method time date",
        FIELDS + " c-port",
    ],
)
@pytest.mark.parametrize("sign", ["\t", " "])
def test_fields_in_any_order_between_tabs_or_spaces(write: Write, fields: str, sign: str) -> None:
    path = write(cloudfront({}, fields=fields, sign=sign).replace("\n", "\r\n"))

    assert recognised(path) == "cloudfront-log"
    assert touches(read(path)) == [(3, TEN, WINTER, visitor("c00002"))]


def test_a_query_encoded_twice_is_decoded_once(write: Write) -> None:
    path = write(cloudfront({"cs-uri-query": "utm_campaign=2026%252Dwinter%2520x&amp;ref=a"}))

    assert touches(read(path))[0][2].campaign == "2026-winter x"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"cs-method": "HEAD"}, "prefetch"),
        ({"cs-method": "POST"}, "method"),
        ({"sc-status": "000"}, "status"),
        ({"x-edge-result-type": "Error"}, "status"),
        ({"sc-status": "301", "x-edge-result-type": "Redirect"}, "redirect"),
        ({"cs-uri-query": "-", "cs-uri-stem": "/a.css"}, "asset"),
        ({"cs-uri-query": "-"}, "page"),
        ({"cs-uri-query": "-", "cs(User-Agent)": "Googlebot/2.1"}, "bot-agent"),
    ],
)
def test_requests_that_are_no_touch(write: Write, cells: dict[str, str], reason: str) -> None:
    batches = read(write(cloudfront(cells)))

    assert (touches(batches), skipped(batches), records(batches)) == ([], {reason: 1}, 1)


def test_short_paths_lines_of_another_width_and_a_second_fields_line(write: Write) -> None:
    short = {"cs-uri-query": "-", "cs-uri-stem": "/go/mug", "sc-status": "302"}
    text = cloudfront(short) + "2026-11-20\t10:00:00\n" + cloudfront({}, fields="x-edge-location " + FIELDS)
    batches = read(write(text), short_paths=("/go/",), domains=("northwind.example",))

    assert [(line, evidence) for line, _, evidence, _ in touches(batches)] == [
        (3, Evidence(short="northwind.example/go/mug")),
        (7, WINTER),
    ]
    assert refusals(batches) == [(4, "too-few-cells")]


# --------------------------------------------------------------------------------------------------------- Cloudflare


def logpush(**changes: Any) -> dict[str, Any]:
    return {
        "ClientIP": "2001:db8:1:2::3",
        "ClientRequestHost": "northwind.example",
        "ClientRequestMethod": "GET",
        "ClientRequestPath": "/",
        "ClientRequestURI": "/?utm_campaign=2026-winter-bundle",
        "ClientRequestUserAgent": AGENT,
        "ClientCountry": "de",
        "EdgeStartTimestamp": "2026-11-20T10:00:00Z",
        "EdgeResponseStatus": 200,
        "RayID": "ray1",
    } | changes


@pytest.mark.parametrize(
    "at", ["2026-11-20T10:00:00Z", "2026-11-20T10:00:00.123Z", TEN, TEN * 1000, str(TEN * 10**6), TEN * 10**9]
)
def test_a_moment_is_text_or_any_unit_since_1970(write: Write, at: object) -> None:
    path = write(json.dumps(logpush(EdgeStartTimestamp=at)) + "\n", "log.json")

    assert recognised(path) == "cloudflare-logpush"
    assert touches(read(path)) == [(1, TEN, WINTER, visitor("20010db80001"))]


def test_a_list_of_requests_and_those_that_are_no_touch(write: Write) -> None:
    requests = [
        logpush(),
        logpush(RayID="ray2", ClientRequestMethod="HEAD"),
        logpush(RayID="ray3", EdgeResponseStatus=404),
        logpush(RayID="ray4", ClientRequestURI="/a"),
        logpush(RayID=""),
        logpush(RayID="ray6", EdgeStartTimestamp="soon"),
    ]
    batches = read(write(json.dumps(requests), "log.json"))

    assert len(touches(batches)) == 1
    assert skipped(batches) == {"prefetch": 1, "status": 1, "page": 1}
    assert sorted(reason for _, reason in refusals(batches)) == ["bad-time", "no-id"]


# ------------------------------------------------------------------------------------------------------------- Vercel


VERCEL = "TimeUTC,timestampInMs,requestPath,requestMethod,requestQueryString,responseStatusCode,requestId,requestUserAgent,level,environment,branch,vercelCache,type,function,host,message"


def vercel(number: str, status: str = "200", query: str = "utm_campaign=2026-winter-bundle", **more: str) -> str:
    path, method, where = more.get("path", "/"), more.get("method", "GET"), more.get("where", "production")
    return f'2026-11-20 10:00:00,{TEN}000,{path},{method},{query},{status},{number},{AGENT},info,{where},main,MISS,fn,/,northwind.example,"a, b"'


def test_a_request_counts_once_however_much_it_logged(write: Write) -> None:
    rows = [vercel("a", ""), vercel("a"), vercel("b", query=""), vercel("a"), vercel("c", where="preview")]
    path = write("\ufeff" + "\r\n".join([VERCEL, *rows, ""]))
    batches = read(path)

    assert recognised(path) == "vercel-logs"
    assert touches(batches) == [(3, TEN, WINTER, None)]
    assert skipped(batches) == {"status": 1, "page": 1, "test": 1}
    assert records(batches) == 4


def test_older_logs_have_no_query_of_their_own(write: Write) -> None:
    path = write(
        "timestampInMs;requestPath;requestMethod;responseStatusCode;requestId\n"
        f"{TEN}000;/?utm_campaign=2026-winter-bundle;GET;200;a\n"
    )

    assert touches(read(path)) == [(2, TEN, WINTER, None)]
