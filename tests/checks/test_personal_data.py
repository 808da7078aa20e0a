"""Personal data in links is found in every disguise and never repeated."""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.checks.landing import at_landing
from tests.checks.workspace import docstring_is_the_file, find_problems, only, with_changes

BAG = "https://northwind.example/bag"
HIDDEN = base64.b64encode(b"ana@example.com").decode()
UNPADDED = base64.urlsafe_b64encode(b"ana.lopez@example.com").decode().rstrip("=")


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        pytest.param(f"{BAG}?for=ana@example.com", "an e-mail address (`for`)", id="plain"),
        pytest.param(f"{BAG}?for=ana%40example.com", "an e-mail address (`for`)", id="encoded"),
        pytest.param(f"{BAG}?for=ana%2540example.com", "an e-mail address (`for`)", id="encoded-twice"),
        pytest.param(f"{BAG}?for=ana%252Blist%2540example.com", "an e-mail address (`for`)", id="encoded-twice-plus"),
        pytest.param(f"{BAG}?for={HIDDEN}", "an e-mail address (`for`)", id="base64"),
        pytest.param(f"{BAG}?for={HIDDEN.replace('=', '%3D')}", "an e-mail address (`for`)", id="base64-encoded"),
        pytest.param(f"{BAG}?for={UNPADDED}", "an e-mail address (`for`)", id="base64-for-urls"),
        pytest.param(f"{BAG}/ana@example.com/welcome", "an e-mail address", id="in-the-path"),
        pytest.param(f"{BAG}/u/{UNPADDED}/x", "an e-mail address", id="base64-in-the-path"),
        pytest.param(f"{BAG}#ana@example.com", "an e-mail address", id="in-the-fragment"),
        pytest.param(f"{BAG}?ana@example.com=1", "an e-mail address", id="as-the-name"),
        pytest.param(f"{BAG}?a=1&a=ana@example.com", "an e-mail address (`a`)", id="the-second-of-a-name"),
        pytest.param(f"{BAG}?email_md5=0cc175b9c0f1b6a831c399e269772661", "an e-mail address (`email_md5`)", id="hash"),
        pytest.param(f"{BAG}?email=%7B%7Bemail%7D%7D", "an e-mail address (`email`)", id="blank-of-a-mail-tool"),
        pytest.param(f"{BAG}?email=%2A%7CEMAIL%7C%2A", "an e-mail address (`email`)", id="merge-tag"),
        pytest.param(f"{BAG}?call=%2B49%2030%201234567", "a phone number (`call`)", id="phone"),
        pytest.param(f"{BAG}?phone=0301234567", "a phone number (`phone`)", id="phone-by-name"),
        pytest.param(f"{BAG}?call=tel:+493012345678", "a phone number (`call`)", id="phone-link"),
        pytest.param(f"{BAG}?PHPSESSID=8f3a2b1c9d", "a session id or secret (`phpsessid`)", id="session"),
        pytest.param(f"{BAG};jsessionid=8F3A2B1C", "a session id or secret", id="session-in-the-path"),
        pytest.param(f"{BAG}?access_token=abc123XYZ", "a session id or secret (`access_token`)", id="token"),
        pytest.param(
            f"{BAG}?t=eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "a session id or secret (`t`)", id="signed-token"
        ),
        pytest.param(f"{BAG}?X-Amz-Signature=9f8e7d6c", "a session id or secret (`x-amz-signature`)", id="signed-page"),
        pytest.param(f"{BAG}?first_name=Ana", "a person's name (`first_name`)", id="name"),
        pytest.param(f"{BAG}?dob=1990-01-02", "a date of birth (`dob`)", id="birth"),
    ],
)
def test_what_a_landing_page_tells_of_a_person(url: str, kind: str, tmp_path: Path) -> None:
    problem = only(at_landing(tmp_path, url))

    assert problem.code == "XP163"
    assert problem.message == f"the landing page holds {kind}"


@pytest.mark.parametrize(
    "query",
    [
        "?ref=@northwind",
        "?email=weekly",
        "?email=",
        "?phone=case",
        "?phone=1",
        "?mobile=true",
        "?email=weekly-2026-48",
        "?session=2026-12-02",
        "?token=2026-12-02",
        "?sid=SUMMER2026",
        "?username=northwind",
        "/img/bag@2x.png/",
        "?name=bag",
        "?v=10.0.20300456",
        "?sku=001234567890",
        "?ean=4006381333931",
        "?date=2026-11-30",
        "?price=%2B10",
        "?size=2+3",
        "?id=bm9ydGh3aW5kLWNvZmZlZQ",
        "/@northwind/bag",
        "/bag@2x",
        "?token=welcome",
        "?map=52.5200,13.4050",
        "?t=2026-11-30T09:00:00%2B01:00",
    ],
)
def test_what_only_looks_like_it(query: str, tmp_path: Path) -> None:
    assert at_landing(tmp_path, f"https://northwind.example/x{query}") == []


@docstring_is_the_file
def test_what_a_mail_tool_fills_in_belongs_on_the_unsubscribe_page() -> None:
    """
    # campaigns/brand.yaml
    mail: {from: Northwind <hello@northwind.example>, postal_address: Musterstraße 1, unsubscribe: "https://northwind.example/u?email=%7B%7Bemail%7D%7D&token=%2A%7CID1234567%7C"}
    """


@docstring_is_the_file
def test_a_user_name_in_a_url_is_the_finding_of_url_grammar() -> None:
    """
    # campaigns/brand.yaml
    mail: {from: Northwind <hello@northwind.example>, postal_address: Musterstraße 1, unsubscribe: "https://ana@example.com/u"}
    #                                                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP153
    """


@docstring_is_the_file
def test_further_tags_the_unsubscribe_page_and_ids_of_other_tools() -> None:
    """
    # campaigns/brand.yaml
    mail: {from: Northwind <hello@northwind.example>, postal_address: Musterstraße 1, unsubscribe: "https://northwind.example/u?m=ana@example.com"}
    #                                                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP163
    utm:
      extra: {utm_term: ana@example.com}
    #                   ^^^^^^^^^^^^^^^ XP163
    properties:
      - {id: northwind-weekly, name: Northwind Weekly, channel: email, external: {crm: "+49 30 1234567"}}
    #                                                                                  ^^^^^^^^^^^^^^^^ XP163
      - {id: northwind-app, name: the app, channel: in_app, external: {mailchimp: a1b2c3, send: 2026-11-30 09:00}}
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, external: {list: ana@example.com}}
    #                                                                                                                                            ^^^^^^^^^^^^^^^ XP163
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@pytest.mark.parametrize(
    "change",
    [
        f'offers:\n  - {{id: first-bag, title: A, landing: "http://northwind.example/?m=ana@example.com&n={HIDDEN}"}}\n  - {{id: mug-gift, title: A, landing: https://greenmug.example/gift}}',
        f'offers:\n  - {{id: first-bag, title: A, landing: "https://stranger.example/{HIDDEN}?token=s3cr3tValue"}}\n  - {{id: mug-gift, title: A, landing: https://greenmug.example/gift}}',
        'offers:\n  - {id: first-bag, title: A, landing: "https://ana@example.com/"}\n  - {id: mug-gift, title: A, landing: https://greenmug.example/gift}',
    ],
)  # fmt: skip
def test_no_finding_of_any_check_repeats_it(change: str, tmp_path: Path) -> None:
    problems = find_problems(tmp_path, with_changes(f"# campaigns/swap.yaml\n{change}\n"))

    assert problems
    for problem in problems:
        for secret in ("ana@", "ana%40", HIDDEN, "s3cr3t"):
            assert secret not in problem.message + problem.hint


def test_a_further_tag_with_an_address_in_base64_is_not_repeated(tmp_path: Path) -> None:
    files = with_changes(f"# campaigns/brand.yaml\nutm: {{extra: {{utm_term: {UNPADDED}}}}}\n")
    problem = only(find_problems(tmp_path, files))

    assert (problem.code, problem.message) == ("XP163", "`utm_term` holds an e-mail address")
