"""Who signed up: what lists of subscribers say, and that nobody can be read out of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.sources.conftest import Write, options, read, recognised, refusals
from xpromo.errors import NeedsOption
from xpromo.records import Batch, Evidence

BERLIN = ZoneInfo("Europe/Berlin")
AUDIENCE = (
    '"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,'
    "LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n"
)
KIT: dict[str, Any] = {
    "id": 101,
    "first_name": "Reader",
    "email_address": "reader-1@example.com",
    "state": "active",
    "created_at": "2026-11-05T10:00:00Z",
    "attribution": {
        "referrer": "https://www.partnerco.example/p",
        "utm_source": "mug-weekly",
        "utm_medium": None,
        "utm_campaign": "winter",
        "utm_content": "mug-launch",
        "source_mechanism": "recommendations",
    },
    "tags": [],
}
BEEHIIV: dict[str, Any] = {
    "id": "sub_1",
    "email": "reader-1@example.com",
    "status": "active",
    "created": 1793872800,
    "subscription_tier": "free",
    "utm_source": "mug-weekly",
    "utm_medium": "",
    "utm_campaign": "winter",
    "utm_channel": "email",
    "referring_site": "https://partnerco.example/",
    "referral_code": "R1",
}
TIED = Evidence("", "mug-weekly", "", "winter", "mug-launch")


def found(batches: list[Batch]) -> list[tuple[str, str, int, Evidence]]:
    """Kind, id, moment and evidence of every conversion."""
    known = [entry for batch in batches for entry in batch.evidence]
    return [
        (kind, number, at, known[entry])
        for batch in batches
        if (c := batch.conversions)
        for kind, number, at, entry in zip(c.kind, c.source_id, c.at, c.evidence, strict=True)
    ]


def skipped(batches: list[Batch]) -> dict[str, int]:
    return {reason: n for batch in batches for reason, n in batch.skipped.items()}


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())


def test_mailchimps_contacts_with_quotes_in_quotes(write: Write) -> None:
    path = write(
        AUDIENCE
        + 'a@example.com,,,2,,,"2026-11-05 14:40:47",192.0.2.1,,,,,,,,"2026-11-06 14:40:47",90,c2,,"""VIP"",""B"""\n'
        "b@example.com,,,2,2026-11-05 15:00:00,,,,,,,,,,,2026-11-06 14:40:47,91,,,\n"
        "c@example.com,,,2,,,,,,,,,,,,2026-11-06 14:40:47,92,c4,,\n"
    )
    batches = read(path, timezone=ZoneInfo("UTC"))

    assert recognised(path) == "mailchimp-audience"
    assert found(batches) == [
        ("signup", "c2", at(2026, 11, 5, 14, 40, 47), Evidence()),
        ("signup", "91", at(2026, 11, 5, 15), Evidence()),
    ]
    assert skipped(batches) == {"pending": 1}
    assert batches[0].conversions
    assert batches[0].conversions.customer[0] == options().hashing.person("a@example.com")
    with pytest.raises(NeedsOption):
        read(path)


def test_mailchimps_unsubscribed_contacts_name_columns_twice_and_signed_up_too(write: Write) -> None:
    header = AUDIENCE.strip() + ",UNSUB_TIME,UNSUB_REASON,UNSUB_REASON,UTM_SOURCE,UTM_CAMPAIGN\n"
    row = "a@example.com,,,2,,,2026-11-05 14:40:47,,,,,,,,,,90,c2,,,2026-11-07 10:00:00,x,y,mug-weekly,winter\n"
    path = write(header + row)

    assert recognised(path) == "mailchimp-audience"
    assert found(read(path, timezone=BERLIN)) == [
        ("signup", "c2", at(2026, 11, 5, 13, 40, 47), Evidence(source="mug-weekly", campaign="winter"))
    ]


def test_kits_attribution_says_where_somebody_came_from(write: Write) -> None:
    untagged = KIT | {"id": 102, "attribution": {"referrer": "https://www.partnerco.example/p", "utm_source": ""}}
    unconfirmed = KIT | {"id": 103, "state": "inactive"}
    left = KIT | {"id": 104, "state": "cancelled", "attribution": None}
    path = write(json.dumps({"subscribers": [KIT, untagged, unconfirmed, left], "pagination": {}}), "kit.json")
    batches = read(path)

    assert recognised(path) == "kit-subscribers"
    assert found(batches) == [
        ("signup", "101", at(2026, 11, 5, 10), TIED),
        ("signup", "102", at(2026, 11, 5, 10), Evidence(referrer="partnerco.example")),
        ("signup", "104", at(2026, 11, 5, 10), Evidence()),
    ]
    assert skipped(batches) == {"pending": 1}


def test_beehiivs_moments_are_seconds(write: Write) -> None:
    others = [BEEHIIV | {"id": status, "status": status} for status in ("pending", "validating", "invalid")]
    odd = [BEEHIIV | {"id": "sub_2", "created": "soon"}, BEEHIIV | {"id": "sub_3", "created": 1999999999}]
    again = BEEHIIV | {"id": "sub_4", "status": "inactive", "utm_source": "", "utm_campaign": None}
    path = write(json.dumps({"data": [BEEHIIV, *others, *odd, again]}), "beehiiv.json")
    batches = read(path)

    assert recognised(path) == "beehiiv-subscriptions"
    assert found(batches) == [
        ("signup", "sub_1", 1793872800, TIED._replace(content="")),
        ("signup", "sub_4", 1793872800, Evidence(referrer="partnerco.example")),
    ]
    assert skipped(batches) == {"pending": 2, "failed": 1}
    assert [reason for _, reason in refusals(batches)] == ["bad-time", "future"]


def test_beehiivs_subscriptions_one_a_line_and_one_alone(write: Write) -> None:
    line = json.dumps(BEEHIIV)
    several = write(f"{line}\n{line.replace('sub_1', 'sub_2')}\n", "some.jsonl")
    alone = write(json.dumps({"data": BEEHIIV}, indent=1), "one.json")

    assert recognised(several) == "beehiiv-subscriptions"
    assert [item[1] for item in found(read(several))] == ["sub_1", "sub_2"]
    assert [item[1] for item in found(read(alone, "beehiiv-subscriptions"))] == ["sub_1"]


SUBSTACK = "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at\n"


def test_substack_has_no_id_but_the_address_and_no_source(write: Write) -> None:
    path = write(
        SUBSTACK + "Reader@Example.com,false,,other,false,2026-11-05T00:00:00.000Z,\n"
        "reader@example.com,true,,yearly,false,2026-11-09T00:00:00.000Z,2026-11-09T00:00:00.000Z\n"
        ",true,,yearly,false,2026-11-09T00:00:00.000Z,\n"
    )
    batches = read(path)
    one, two = found(batches)

    assert recognised(path) == "substack-subscribers"
    assert one[1] == two[1]
    assert one[1].startswith("h:")
    assert "reader" not in one[1]
    assert one[2:] == (at(2026, 11, 5), Evidence())
    assert refusals(batches) == [(4, "no-id")]
    assert batches[0].conversions
    assert len(set(batches[0].conversions.key)) == 1
    assert len(set(batches[0].conversions.cells)) == 1  # so that the second isn't another event


def test_the_list_of_substacks_dashboard_tells_of_the_same_people(write: Write) -> None:
    header = "Email,Name,Stripe plan,Cancel date,Start date,Activity,Type,Subscription source (free)\n"
    path = write(header + "Reader@Example.com,F,,,2026-11-05T00:00:00.000Z,4,Free,direct\n")
    (row,) = found(read(path))
    (exported,) = found(read(write(SUBSTACK + "reader@example.com,false,,other,false,2026-11-05T00:00:00.000Z,\n")))

    assert recognised(path) == "substack-subscribers"
    assert row == exported


def test_substacks_broken_bytes_cost_a_row_and_dates_need_a_zone(write: Write) -> None:
    rows = b"r\xff@example.com,false,,other,false,2026-11-05T00:00:00.000Z,\nb@example.com,,,,,2026-11-05,\n"
    path = write(SUBSTACK.encode() + rows)

    with pytest.raises(NeedsOption):
        read(path)
    batches = read(path, timezone=BERLIN)
    assert refusals(batches) == [(2, "bad-encoding")]
    assert [item[2] for item in found(batches)] == [at(2026, 11, 4, 23)]


@pytest.mark.parametrize("address", ["no address", "1.67E+13"])
def test_what_is_no_address_is_hashed_all_the_same(write: Write, address: str) -> None:
    ((_, number, _, _),) = found(read(write(SUBSTACK + f"{address},false,,other,false,2026-11-05T00:00:00.000Z,\n")))

    assert number.startswith("h:")
