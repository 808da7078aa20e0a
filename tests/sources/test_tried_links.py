"""A link that somebody of ours tries says so in its address, and the click doesn't count."""

from __future__ import annotations

import pytest

from tests.sources.conftest import Write, read

LINK = "https://northwind.example/first-bag?utm_source=green-mug-weekly&xp=0123456789"


def reasons(write: Write, *rows: str) -> list[str]:
    batches = read(write("\n".join(["id,at,url,user_agent", *rows, ""])))
    texts = ["", *(text for batch in batches for text in batch.texts)]
    return [texts[number] for batch in batches if batch.touches for number in batch.touches.excluded]


@pytest.mark.parametrize(
    ("tail", "reason"),
    [("", ""), ("&xp_test", "test"), ("&xp_test=1", "test"), ("&xp_test#top", "test"), ("&my_xp_test=1", "")],
)
def test_the_parameter_marks_a_test(write: Write, tail: str, reason: str) -> None:
    assert reasons(write, f"a,2026-11-20T10:00:00Z,{LINK},Firefox/133.0", f"b,2026-11-20T10:01:00Z,{LINK}{tail},") == [
        "",
        reason,
    ]


def test_a_robot_that_follows_a_test_is_a_robot(write: Write) -> None:
    assert reasons(write, f"a,2026-11-20T10:00:00Z,{LINK}&xp_test,Googlebot/2.1") == ["bot-agent"]


def test_a_test_belongs_to_its_link(write: Write) -> None:
    rows = f"id,at,url\na,2026-11-20T10:00:00Z,{LINK}&xp_test\n"
    (batch,) = read(write(rows), links=frozenset({"0123456789"}))
    assert [item.link for item in batch.evidence] == ["0123456789"]
