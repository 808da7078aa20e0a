"""Pages that a machine drafts and people write into: not a byte of theirs is lost."""

from __future__ import annotations

from random import Random

import pytest

from xpromo.report.keeping import Part, drafted, redrafted

FIRST = [Part("goals", "Goals", ["- 3 of 4 sales"]), Part("open", "What is open", ["Nothing.", "", "Really."])]
SECOND = [Part("goals", "Goals", ["- 4 of 4 sales", "- reached"]), Part("open", "What is open", ["Nothing."])]
PAGE = drafted(["# Retro", ""], FIRST, ["## Next time", "", "- "])


def again(text: str, parts: list[Part] = SECOND, *, force: bool = False) -> str:
    found = redrafted(text, parts, "page.md", force=force)
    assert isinstance(found, str), found
    return found


def codes(text: str) -> list[tuple[str, int]]:
    found = redrafted(text, SECOND, "page.md")
    assert not isinstance(found, str)
    return [(problem.code, problem.location.line if problem.location else 0) for problem in found]


def test_a_new_page_is_what_was_drafted() -> None:
    assert again(PAGE, FIRST) == PAGE
    assert again(PAGE) == drafted(["# Retro", ""], SECOND, ["## Next time", "", "- "])


@pytest.mark.parametrize("seed", range(30))
def test_whatever_people_write_outside_of_marks_stays_byte_for_byte(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same words each time
    words = [
        "",
        "We were late.",
        "  indented  ",
        "<!-- a comment -->",
        "`code`\t",
        "é 名",
        "## A heading",
        "<!-- xpromo x -->",
    ]
    lines, new, inside = [], [], False
    for line in PAGE.splitlines():
        if not inside:
            for word in random.choices(words, k=random.randint(0, 2)):
                lines.append(word)
                new.append(word)
        lines.append(line)
        if line.startswith("<!-- xpromo "):
            inside, part = True, next(item for item in SECOND if item.name in line)
            new += drafted([], [part], []).splitlines()[2:-1]
        elif line.startswith("<!-- /xpromo"):
            inside = False
        elif not inside:
            new.append(line)
    assert again("\n".join(lines) + "\n") == "\n".join(new) + "\n"


def test_the_ends_of_lines_stay_as_they_are() -> None:
    assert again(PAGE.replace("\n", "\r\n")) == again(PAGE).replace("\n", "\r\n")
    assert not again(PAGE.rstrip("\n")).endswith("\n")


def test_a_part_that_was_taken_out_stays_out() -> None:
    start, end = PAGE.index("## Goals"), PAGE.index("## What is open")
    assert "4 of 4" not in again(PAGE[:start] + PAGE[end:])


def test_words_between_marks_are_noticed_before_they_are_lost() -> None:
    changed = PAGE.replace("- 3 of 4 sales", "- 3 of 4 sales, thanks to Ann")
    assert codes(changed) == [("XP471", 6)]
    assert again(changed, force=True) == again(PAGE)


@pytest.mark.parametrize(
    "damaged",
    [
        PAGE.replace("<!-- /xpromo goals -->\n", ""),
        PAGE.replace("<!-- /xpromo goals -->\n", "<!-- /xpromo goals -->\n" * 2),
        "".join(line for line in PAGE.splitlines(keepends=True) if not line.startswith("<!-- xpromo goals")),
        "".join(line for line in PAGE.splitlines(keepends=True) if not line.startswith("<!-- /xpromo")),
    ],
)
def test_damaged_marks_stop_it(damaged: str) -> None:
    found = codes(damaged)
    assert {code for code, _ in found} == {"XP470"}
    assert redrafted(damaged, SECOND, "page.md", force=True) != damaged  # still problems, never a page
    assert not isinstance(redrafted(damaged, SECOND, "page.md", force=True), str)
