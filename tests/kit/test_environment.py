from __future__ import annotations

import html
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kit.sample import BUILT_IN
from xpromo.errors import Problem
from xpromo.kit.environment import Templates, is_web_address, plain
from xpromo.kit.text import escape_markdown, one_line, visible


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    (tmp_path / "templates").mkdir()
    return Templates(BUILT_IN, tmp_path / "templates")


def write(templates: Templates, name: str, text: str | bytes) -> None:
    assert templates.overrides
    path = templates.overrides / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, problems
    return problems[0]


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        pytest.param("one\ntwo {{ nobody }}\n", "XP501", 2, id="undefined name"),
        pytest.param("one\n\n{% if nobody %}x{% endif %}\n", "XP501", 3, id="undefined name in a condition"),
        pytest.param("{{ offer.titel }}\n", "XP501", 1, id="undefined key"),
        pytest.param("one\n{% if offer %}\n", "XP502", 2, id="block left open"),
        pytest.param("one\n{{ offer.title | safe }}\n", "XP502", 2, id="safe is switched off"),
        pytest.param("one\n{% autoescape false %}{{ offer.title }}{% endautoescape %}\n", "XP502", 2, id="autoescape"),
        pytest.param("{{ range(10) }}", "XP501", 1, id="range is gone"),
        pytest.param(b"one\n\xff\xfe", "XP502", 2, id="not UTF-8"),
        pytest.param(b"x" * 300_000, "XP502", 1, id="too large"),
        pytest.param("one\n{{ 'x' * 10000000000 }}", "XP503", 2, id="text multiplied"),
        pytest.param("{{ 9 ** 9 ** 9 }}", "XP503", 1, id="power"),
        pytest.param("{{ '%1000000000d' % 1 }}", "XP503", 1, id="percent of text"),
        pytest.param("one\ntwo\n{{ offer }}", "XP503", 3, id="a whole mapping printed"),
        pytest.param("one\n{{ 1 / 0 }}", "XP503", 2, id="an error of Python's own"),
        pytest.param("{% include 'nothing.txt' %}", "XP502", 1, id="include of nothing"),
        pytest.param("{% include '../../etc/passwd' %}", "XP502", 1, id="include from outside"),
        pytest.param("{{ offer.__class__.__mro__ }}", "XP503", 1, id="Python's insides"),
    ],
)
def test_a_bad_template_is_a_problem_with_its_path_and_line(
    templates: Templates, source: str | bytes, code: str, line: int
) -> None:
    write(templates, "email.txt", source)
    text, problems = templates.render("email.txt", {"offer": {"title": "T"}})
    problem = only(problems)
    assert (problem.code, text) == (code, "")
    assert problem.location
    assert (problem.location.path, problem.location.line) == ("templates/email.txt", line)


@pytest.mark.parametrize("source", ["{{ nobody }}", "{% if %}", "{{ offer }}", b"\xff", "{% include 'no.txt' %}"])
def test_a_fault_in_a_template_says_what_to_do(templates: Templates, source: str | bytes) -> None:
    write(templates, "email.txt", source)
    _, problems = templates.render("email.txt", {"offer": {"title": "T"}})
    assert only(problems).hint


@pytest.mark.parametrize(
    ("source", "place"),
    [
        pytest.param("one\n{{\n\n  nobody }}\n", (4, 3, 9), id="alone on its line"),
        pytest.param("{{\n\n  nobody }} {{ nobody }}", (3, 3, 9), id="twice"),
        pytest.param("{{ offer.title\n  ~ offer.title\n  ~ nobody }}\n", (3, 5, 11), id="end of an expression"),
        pytest.param("{% if offer.title\n  and nobody %}x{% endif %}", (2, 7, 13), id="a condition"),
        pytest.param("nobody {{ nobody }}", (1, 11, 17), id="the same word as text"),
        pytest.param("{{ offer.title }} {{ offer.titel }}", (1, 28, 33), id="a key"),
        pytest.param("one\n  {{ offer }}\n", (2, 3, 14), id="no name: the line"),
    ],
)
def test_a_missing_name_is_placed_where_it_stands(
    templates: Templates, source: str, place: tuple[int, int, int]
) -> None:
    write(templates, "email.txt", source)
    _, problems = templates.render("email.txt", {"offer": {"title": "T"}})
    found = only(problems).location
    assert found
    assert (found.line, found.column, found.end_column) == place


def test_an_override_of_the_same_path_wins_and_the_rest_stays_built_in(templates: Templates) -> None:
    write(templates, "faq.md", "ours: {{ campaign.name }}\n")
    assert templates.render("faq.md", {"campaign": {"name": "A *b*"}}) == ("ours: A \\*b\\*\n", [])
    assert templates.shown("brief.md") == "xpromo/_templates/brief.md"


def test_the_built_in_template_is_named_when_it_is_the_one_that_fails(templates: Templates) -> None:
    problem = only(templates.render("faq.md", {"campaign": {"name": "A"}})[1])
    assert str(problem.location).startswith("xpromo/_templates/faq.md:3")


def sandbox_templates(corpora: Callable[[str], Path]) -> list[str]:
    found: list[str] = json.loads((corpora("jinja-sandbox") / "templates.json").read_text())
    return found


def test_past_sandbox_escapes_as_templates_reach_nothing(templates: Templates, corpora: Callable[[str], Path]) -> None:
    for number, source in enumerate(sandbox_templates(corpora)):
        write(templates, "email.txt", source)
        text, problems = templates.render("email.txt", {"foo": {"a": "b"}, "cls": "c", "seq": [["a", "b"]]})
        if problems:
            assert only(problems).code in {"XP501", "XP502", "XP503"}, number
        else:
            assert "class" not in text, source
            assert "builtins" not in text, source


def test_past_sandbox_escapes_as_values_come_out_as_they_are(
    templates: Templates, corpora: Callable[[str], Path]
) -> None:
    write(templates, "v.html", "<p>{{ v }}</p>")
    write(templates, "v.txt", "{{ v }}")
    for value in [*sandbox_templates(corpora), "{{7*7}}", "${7*7}", "<%= 7*7 %>", "#{7*7}"]:
        in_html, problems = templates.render("v.html", {"v": value})
        assert not problems
        assert html.unescape(in_html) == f"<p>{value}</p>"
        assert templates.render("v.txt", {"v": value}) == (" ".join(value.split()), [])


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://a.example/x?y=1&z=2#f", True),
        ("http://a.example", True),
        ("https://bücher.example/ä", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        (" https://a.example", False),
        ("//a.example", False),
        ("https://a.example/\n", False),
        ('https://a.example/"onclick=', False),
        ("https://a.example/<b>", False),
        ("https://a.example/\u202e", False),
        ("data:text/html,x", False),
        ("", False),
    ],
)
def test_only_web_addresses_pass_the_filters(templates: Templates, address: str, good: bool) -> None:  # noqa: FBT001
    assert is_web_address(address) is good
    write(templates, "v.html", '<a href="{{ v|href }}">')
    text, problems = templates.render("v.html", {"v": address})
    assert (not problems) is good
    if not good:
        assert (text, only(problems).code) == ("", "XP503")


def test_templates_get_plain_values_only() -> None:
    class Sly(str):
        __slots__ = ()

    copied = plain({"a": (Sly("x"), 1, None, True)})
    assert copied == {"a": ["x", 1, None, True]}
    assert type(copied["a"][0]) is str
    with pytest.raises(TypeError):
        plain({"a": object()})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nBcc: x@example.com", "a Bcc: x@example.com"),
        ("a\x00\x1b[31mb", "a\ufffd\ufffd[31mb"),
        ("a\u202eb\u2066c", "a\ufffdb\ufffdc"),
        ("a\u2028b", "a\ufffdb"),
        ("👩\u200d🚀 \ud800", "👩\u200d🚀 \ufffd"),
        ("  a\t b  ", "a b"),
    ],
)
def test_other_peoples_words_are_one_clean_line(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_html_keeps_line_ends_but_nothing_that_steers() -> None:
    assert visible("a\nb\tc\x07\u202e") == "a\nb\tc\ufffd\ufffd"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain – words, 15 % off.", "plain – words, 15 % off."),
        ("*a* `b` [c](d) <e> |f|", "\\*a\\* \\`b\\` \\[c\\](d) \\<e\\> \\|f\\|"),
        ("# head", "\\# head"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("2026-11-30", "2026-11-30"),
        ("snake_case _em_", "snake_case \\_em\\_"),
        ("&copy; AT&T", "\\&copy; AT&T"),
        ("https://evil.example", "https:\\//evil.example"),
        ("www.evil.example", "www\\.evil.example"),
        ("a\\b", "a\\\\b"),
    ],
)
def test_markdown_is_escaped_where_it_would_be_markup_and_nowhere_else(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped
