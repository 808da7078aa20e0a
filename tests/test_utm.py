"""Tags and where GA4 files them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.mint.promises import promise
from xpromo import utm


@pytest.mark.parametrize(
    ("source", "medium", "campaign", "group"),
    [
        ("green-mug-weekly", "email", "2026-winter-bundle", "Email"),
        ("e_mail", "anything", "", "Email"),
        ("green-mug-app", "app", "", "Referral"),
        ("green-mug-blog", "referral", "", "Referral"),
        ("green-mug-show", "audio", "", "Audio"),
        ("green-mug-ig", "social", "", "Organic Social"),
        ("green-mug", "affiliate", "", "Affiliates"),
        ("green-mug", "sms", "", "SMS"),
        ("green-mug", "web-push", "", "Mobile Push Notifications"),
        ("green-mug", "mobile-card", "", "Mobile Push Notifications"),
        ("green-mug", "cpm", "", "Display"),
        ("green-mug", "cpc", "", "Paid Other"),
        ("google", "cpc", "", "Paid Search"),
        ("instagram", "paid-social", "", "Paid Social"),
        ("youtube", "ppc", "", "Paid Video"),
        ("etsy", "cpc", "", "Paid Shopping"),
        ("(direct)", "(none)", "", "Direct"),
        ("x", "organic", "", "Organic Search"),
        ("x", "video", "", "Organic Video"),
        ("x", "email", "coffee-shop-week", "Organic Shopping"),
        ("x", "email", "workshop-week", "Email"),
        ("x", "email", "cross-network-1", "Cross-network"),
        ("X", "Email", "", "Email"),
        ("x", "partner", "", "Unassigned"),
        ("x", "newsletter", "", "Unassigned"),
        ("x", "swap", "", "Unassigned"),
        ("x", "cross-promo", "", "Unassigned"),
        ("", "", "", "Unassigned"),
    ],
)
def test_ga4_default_channel_group(source: str, medium: str, campaign: str, group: str) -> None:
    assert utm.ga4_channel(source, medium, campaign) == group


@pytest.mark.parametrize(
    ("channel", "medium"),
    [
        ("email", "email"), ("social", "social"), ("in_app", "app"), ("site", "referral"), ("podcast", "audio"),
        ("webinar", "referral"), ("sms", "sms"), ("push", "push"), ("print", "referral"),
        ("referral", "affiliate"), ("display", "display"),
    ],
)  # fmt: skip
def test_every_channel_has_a_medium_that_ga4_knows(channel: str, medium: str) -> None:
    assert utm.medium_for(channel) == medium
    assert utm.ga4_channel("green-mug-weekly", medium) != utm.UNASSIGNED


def test_referral_programme_is_affiliate_on_every_channel() -> None:
    assert utm.medium_for("email", "referral") == "affiliate"


def test_rules_carry_their_date() -> None:
    assert date.fromisoformat(utm.rules_as_of()) >= date(2026, 11, 1)


@pytest.mark.parametrize(("text", "good"), [("a-b_1", True), ("", False), ("A", False), ("a b", False), ("ä", False)])
def test_value_that_every_tool_keeps(text: str, good: bool) -> None:  # noqa: FBT001
    assert utm.is_value(text) is good


def test_tags_of_a_placement() -> None:
    assert utm.tags(promise(), "email", "a") == {
        "utm_source": "green-mug-weekly",
        "utm_medium": "email",
        "utm_campaign": "2026-winter-bundle",
        "utm_id": "2026-winter-bundle",
        "utm_content": "mug-weekly-launch_a",
    }
    assert all(utm.is_value(value) for value in utm.tags(promise(), "email", "a").values())


def test_tags_as_a_query_are_the_tags() -> None:
    assert utm.tag_query(promise(), "email") == utm.query_of(utm.tags(promise(), "email"))


def test_content_is_split_where_it_was_joined() -> None:
    assert utm.split_content("mug-weekly-launch_a") == ("mug-weekly-launch", "a")
    assert utm.split_content("mug-weekly-launch") == ("mug-weekly-launch", None)


def test_query_is_percent_encoded_without_plus() -> None:
    assert utm.query_of({"a b": "c+d&ä"}) == "a%20b=c%2Bd%26%C3%A4"


def test_landing_page_that_is_tagged_already_is_seen() -> None:
    assert utm.already_tagged("https://a.example/?a=1&UTM_Source=x&utm_id=2#utm_term=3") == ["UTM_Source", "utm_id"]


def test_names_of_tags_stand_in_no_other_module(repo: object) -> None:
    from tests.conftest import REPO

    pattern = re.compile(r"utm_(?:source|medium|campaign|id|content|term)\b")
    guilty = [
        path.relative_to(REPO).as_posix()
        for path in sorted((REPO / "src/xpromo").rglob("*.py"))
        if path.name != "utm.py" and any(pattern.search(line.split("#")[0]) for line in _code(path.read_text("utf-8")))
    ]
    assert [path for path in guilty if "/mint/" in path or path.endswith(("urls.py", "codes.py"))] == []


def _code(text: str) -> list[str]:
    return re.sub(r'""".*?"""', "", text, flags=re.DOTALL).splitlines()
