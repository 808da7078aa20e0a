"""``# xpromo: ignore[XP151] reason``: what it ignores, and what is said of one that doesn't."""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.workspace import FILES, docstring_is_the_file, find_problems, only, with_changes
from tests.conftest import CommandLine
from xpromo.definitions.checking import run_checks
from xpromo.definitions.file_rules import BAD_IGNORE, NOT_IGNORABLE, UNUSED_IGNORE
from xpromo.definitions.project import load_project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

# ------------------------------------------------------------------------------------------------ what is ignored


@docstring_is_the_file
def test_a_finding_is_ignored_on_its_line() -> None:
    """
    # campaigns/swap.yaml
    flight: {start: 2026-12-20, end: 2026-11-30} # xpromo: ignore[XP151] the partner's system wants it so
    """


@docstring_is_the_file
def test_a_finding_is_ignored_from_the_line_above_by_its_name() -> None:
    """
    # campaigns/swap.yaml
    flight:
      start: 2026-12-20
      # xpromo: ignore[dates] agreed on the phone
      end: 2026-11-30
    """


@docstring_is_the_file
def test_comments_may_stand_between_an_ignore_and_its_line() -> None:
    """
    # campaigns/swap.yaml
    flight:
      start: 2026-12-20
      # xpromo: ignore[dates] agreed on the phone
      # with Lena
      end: 2026-11-30
    """


@docstring_is_the_file
def test_one_comment_ignores_several_kinds() -> None:
    """
    # campaigns/swap.yaml
    offers:
      # xpromo: ignore[XP152, utm-policy] the page of a friend, whose tool wants the tag
      - {id: first-bag, title: A bag, landing: "https://a-friend.example/bag?utm_source=x"}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    """


@docstring_is_the_file
def test_another_line_is_not_ignored() -> None:
    """
    # campaigns/swap.yaml
    flight:
      start: 2026-12-20 # xpromo: ignore[dates] agreed on the phone
    #                                    ^^^^^ XP019
      end: 2026-11-30
    #      ^^^^^^^^^^ XP151
    """


@docstring_is_the_file
def test_the_rest_of_what_is_found_there_stays() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: "https://nortwind.example/bag?utm_source=x"} # xpromo: ignore[XP154] their tool wants it
    #                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP152
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    """


def in_the_head(line: str) -> dict[str, str]:
    text = with_changes("# campaigns/swap.yaml\nflight: {start: 2026-12-20, end: 2026-11-30}\n")["campaigns/swap.yaml"]
    return {**FILES, "campaigns/swap.yaml": f"# Our first swap\n\n{line}\n\n{text}"}


def test_a_whole_file_is_ignored_in_its_head(tmp_path: Path) -> None:
    assert find_problems(tmp_path, in_the_head("# xpromo: ignore-file[dates] a plan for the year after")) == []


def test_a_file_ignores_nothing_of_another(tmp_path: Path) -> None:
    files = with_changes("# campaigns/swap.yaml\nflight: {start: 2026-12-20, end: 2026-11-30}\n")
    files["campaigns/brand.yaml"] = "# xpromo: ignore-file[XP151] not ours\n" + files["campaigns/brand.yaml"]
    assert sorted(problem.code for problem in find_problems(tmp_path, files)) == ["XP019", "XP151"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('name: "A # xpromo: ignore[XP151] no comment"', id="in quotes"),
        pytest.param("name: A\nnotes: |\n  a\n  # xpromo: ignore[XP151] no comment", id="in a block"),
        pytest.param("name: A # xpromo: the tool that we use", id="prose about xpromo"),
        pytest.param("name: A # see docs/xpromo: ignore[XP151] x", id="in the middle of a word"),
    ],
)
def test_what_is_no_ignore_is_none(text: str, tmp_path: Path) -> None:
    assert find_problems(tmp_path, with_changes(f"# campaigns/swap.yaml\n{text}\n")) == []


# ------------------------------------------------------------------------------------------------ in vain


@pytest.mark.parametrize(
    ("comment", "code", "message", "hint"),
    [
        pytest.param("ignore[XP151]", "XP017", "this ignore has no reason", "say after the bracket", id="no reason"),
        pytest.param("ignore[XP151] --", "XP017", "this ignore has no reason", "say after the bracket", id="no word"),
        pytest.param("ignore[] why", "XP017", "this ignore names no code", "write `# xpromo", id="no code"),
        pytest.param("ignore why", "XP017", "this ignore names no code", "write `# xpromo", id="no bracket"),
        pytest.param("ignroe[XP151] why", "XP017", "`ignroe` is nothing that", "did you mean `ignore`?", id="a slip"),
        pytest.param("ignore-file[XP151] why", "XP017", "`ignore-file` stands below", "move it to the head", id="not in the head"),
        pytest.param("ignore[landing-domian] why", "XP018", "no check is called", "did you mean `landing-domain`?", id="a name with a slip"),
        pytest.param("ignore[XP999] why", "XP018", "no check is called `XP999`", "`xpromo explain` lists", id="an unknown code"),
        pytest.param("ignore[XP112] why", "XP018", "XP112 can't be ignored", "mend what it finds", id="an error of a value"),
        pytest.param("ignore[yaml-syntax] why", "XP018", "yaml-syntax can't be ignored", "mend", id="an error of a file"),
        pytest.param("ignore[xp150] why", "XP018", "XP150 can't be ignored", "mend", id="a reference"),
        pytest.param("ignore[XP019] why", "XP018", "XP019 can't be ignored", "mend", id="itself"),
        pytest.param("ignore[XP151] why", "XP019", "nothing here is found by XP151", "delete it", id="not needed"),
    ],
)  # fmt: skip
def test_an_ignore_in_vain_is_a_warning(comment: str, code: str, message: str, hint: str, tmp_path: Path) -> None:
    files = with_changes(f"# campaigns/swap.yaml\nname: Swap # xpromo: {comment}\n")
    problem: Problem = only(find_problems(tmp_path, files))

    assert (problem.code, problem.severity) == (code, Severity.WARNING)
    assert problem.message.startswith(message)
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize("rule", [BAD_IGNORE, NOT_IGNORABLE, UNUSED_IGNORE], ids=lambda rule: rule.slug)
def test_the_examples_show_it(rule: Rule, tmp_path: Path) -> None:
    assert [problem.code for problem in find_problems(tmp_path, with_changes(rule.bad))] == [rule.code]
    assert find_problems(tmp_path, with_changes(rule.good)) == []


def test_an_ignore_is_not_called_unused_in_a_file_that_could_not_be_used(tmp_path: Path) -> None:
    files = with_changes("# campaigns/swap.yaml\nform: swap # xpromo: ignore[XP151] why\n")
    assert [problem.code for problem in find_problems(tmp_path, files)] == ["XP104"]


def test_an_ignore_of_a_check_that_did_not_run_is_not_called_unused(tmp_path: Path) -> None:
    find_problems(tmp_path, with_changes("# campaigns/swap.yaml\nname: Swap # xpromo: ignore[XP151] why\n"))
    project, _ = load_project(tmp_path)
    assert run_checks(project, Known(), ["roles"]) == []


# ------------------------------------------------------------------------------------------------ before minting


FAR = "    landing: https://a-friends-page.example/bundle\n"


@pytest.fixture
def elsewhere(tmp_path: Path, repo: Path) -> Path:
    """A workspace with a landing page on nobody's domain, which stops `links`."""
    import shutil

    shutil.copytree(repo / "campaigns", tmp_path / "campaigns")
    path = tmp_path / "campaigns" / "2026-winter-bundle.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith("    landing: "))
    path.write_text("".join([*lines[:at], FAR, *lines[at + 1 :]]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        pytest.param("", 1, id="not ignored"),
        pytest.param(" # xpromo: ignore[XP152] their page, ours from May on", 0, id="ignored"),
        pytest.param(" # xpromo: ignore[XP152]", 1, id="without a reason"),
    ],
)
def test_what_was_ignored_with_a_reason_does_not_stop_links(
    cli: CommandLine, elsewhere: Path, reason: str, code: int
) -> None:
    text = elsewhere.read_text(encoding="utf-8")
    elsewhere.write_text(text.replace(FAR, FAR.replace("\n", f"{reason}\n")), encoding="utf-8")
    assert cli("links", "2026-winter-bundle", "--dry-run", cwd=elsewhere.parents[1]).code == code


def test_what_no_link_can_be_made_with_stops_links_all_the_same(cli: CommandLine, elsewhere: Path) -> None:
    text = elsewhere.read_text(encoding="utf-8")
    wrong = "    landing: https://northwind.example:8443/ # xpromo: ignore[XP153] it is only a port\n"
    elsewhere.write_text(text.replace(FAR, wrong), encoding="utf-8")
    outcome = cli("links", "2026-winter-bundle", cwd=elsewhere.parents[1])
    assert (outcome.code, "XP153" in outcome.err) == (1, True)
