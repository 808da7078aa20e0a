"""Where a touch comes from: the networks of data centres, and browsers that nobody reads with any more."""

from __future__ import annotations

import json
from datetime import datetime
from ipaddress import ip_network
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.sources.conftest import Write, read
from xpromo.sources.access import network_of, visitor_of
from xpromo.sources.centres import _DATA, centre_of, owner_of

OLD = "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/41.0.2272.118 Safari/537.36"
NEW = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("address", "owner"),
    [
        ("5.9.0.1", "hetzner"),
        ("5.9.255.255", "hetzner"),
        ("5.10.0.0", ""),
        ("5.8.255.255", ""),
        ("66.249.80.1", "google"),
        ("::ffff:66.249.80.1", "google"),  # the same address, as a server that knows both kinds writes it
        ("192.0.2.7", ""),
        ("2001:db8::1", ""),
        ("1.2.3.4", ""),
        ("not an address", ""),
    ],
)
def test_a_network_is_its_owners(address: str, owner: str) -> None:
    assert owner_of(network_of(address)) == owner


@pytest.mark.parametrize(
    ("visitor", "agent", "centre"),
    [
        (visitor_of("5.9.0.1", NEW), NEW, "hetzner"),
        (visitor_of("192.0.2.7", NEW), NEW, ""),
        (visitor_of("192.0.2.7", OLD), OLD, "old-browser"),
        ("050900", NEW, ""),  # a visitor's id that looks like a network
        ("", "", ""),
    ],
)
def test_the_network_says_it_and_else_the_agent(visitor: str, agent: str, centre: str) -> None:
    assert centre_of(visitor, agent) == centre


def test_the_list_is_whole_networks_that_do_not_overlap() -> None:
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    networks = sorted(ip_network(text) for texts in data["networks"].values() for text in texts)
    assert all(network.prefixlen <= 24 for network in networks)
    assert not any(one.overlaps(two) for one, two in pairwise(networks))


def test_a_log_names_them_and_others_leave_the_column_out(write: Write) -> None:
    line = '{} - - [20/Nov/2026:10:00:00 +0100] "GET /?utm_source=a HTTP/1.1" 200 12 "-" "' + NEW + '"\n'
    (batch,) = read(write(line.format("5.9.0.1") + line.format("192.0.2.7"), "access.log"))
    assert batch.touches
    assert [["", *batch.texts][number] for number in batch.touches.centre] == ["hetzner", ""]
    (batch,) = read(write(line.format("192.0.2.7"), "access.log"))
    assert batch.touches
    assert batch.touches.centre == []


def test_a_list_of_mailings_states_when_they_were_sent(write: Write) -> None:
    header = "Campaign Name,Campaign ID,Campaign Channel,Send Time,Total Recipients\n"
    rows = "One,k1,email,2026-11-20 09:30:00,5\nTwo,k2,email,2026-11-20,5\n"
    (batch,) = read(write(header + rows), timezone=ZoneInfo("Europe/Berlin"))
    assert batch.totals
    assert batch.totals.sent_at == [datetime.fromisoformat("2026-11-20T09:30:00+01:00").timestamp(), None]
