"""What a partner's stage still needs."""

from __future__ import annotations

from typing import Any

from xpromo.definitions.readiness import needs_of
from xpromo.definitions.schema import Partner

LETTER = {"id": "green-mug-weekly", "name": "The Green Letter", "channel": "email"}
BARE = {"schema_version": "1", "partner": "green-mug", "name": "Green Mug", "properties": [LETTER]}
CONTACTS = {"approver": {"email": "lena@greenmug.example"}}


def keys_needed(**more: Any) -> list[str]:
    return [need.key for need in needs_of(Partner.model_validate(BARE | more))]


def test_a_prospect_needs_nothing() -> None:
    assert keys_needed(stage="prospect") == []


def test_somebody_recruited_can_be_written_to() -> None:
    assert keys_needed(stage="recruited") == ["contacts"]
    assert keys_needed(stage="recruited", contacts={"editor": {"email": "tom@greenmug.example"}}) == []


def test_onboarding_asks_who_approves_where_links_lead_and_how_many_people_there_are() -> None:
    contacts = {"editor": {"email": "tom@greenmug.example"}}
    needed = ["contacts.approver", "domains", "properties[0].audience"]
    assert keys_needed(stage="onboarding", contacts=contacts) == needed


def test_an_active_partner_has_an_agreement_with_a_first_day() -> None:
    whole: dict[str, Any] = {
        "contacts": CONTACTS,
        "domains": ["greenmug.example"],
        "properties": [LETTER | {"audience": "26000"}],
    }
    assert keys_needed(stage="active", **whole) == ["agreement"]
    assert keys_needed(stage="active", agreement={}, **whole) == ["agreement.start"]
    assert keys_needed(stage="active", agreement={"start": "2026-10-01"}, **whole) == []
    assert keys_needed(stage="ended", agreement={"start": "2026-10-01"}, **whole) == ["agreement.end"]


def test_every_need_says_what_to_write() -> None:
    needs = needs_of(Partner.model_validate(BARE | {"stage": "ended"}))
    assert needs
    assert all(need.message and need.hint.startswith("add `") for need in needs)
