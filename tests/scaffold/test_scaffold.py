"""``init``, ``plan`` and ``schema``: files to go on with, never over what somebody has."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import CommandLine
from xpromo.definitions.scaffold import scalar
from xpromo.definitions.scaffold_campaign import FORMS, Plan, Side, campaign_text

OURS = ("--name", "Grün & Co: Kaffee", "--brand", "grun", "--domain", "grun.example", "--timezone", "Europe/Berlin")
THEIRS = ("--partner-name", "Green Mug", "--partner-domain", "greenmug.example")


@pytest.fixture
def started(cli: CommandLine, tmp_path: Path) -> Path:
    assert cli("init", *OURS, *THEIRS, cwd=tmp_path).code == 0
    return tmp_path


# ------------------------------------------------------------------------------------------------ init


def test_init_writes_two_files_that_pass(cli: CommandLine, started: Path) -> None:
    assert sorted(path.relative_to(started).as_posix() for path in started.rglob("*.yaml")) == [
        "campaigns/brand.yaml",
        "campaigns/partners/green-mug.yaml",
    ]
    outcome = cli("check", "--strict", cwd=started)
    assert (outcome.code, outcome.out) == (0, "")


def test_init_without_anything_stated_passes_too(cli: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "Mein Café"
    folder.mkdir()

    assert cli("init", cwd=folder).code == 0
    assert cli("check", "--strict", cwd=folder).code == 0
    assert "brand: mein-cafe\n" in (folder / "campaigns" / "brand.yaml").read_text(encoding="utf-8")


def test_what_init_leaves_as_a_comment_passes_too(cli: CommandLine, started: Path) -> None:
    for path in started.rglob("campaigns/**/*.yaml"):
        text = path.read_text(encoding="utf-8")
        bare = re.sub(r"^# (?=contacts:|mail:|  )", "", text, flags=re.MULTILINE)
        assert bare != text
        path.write_text(bare, encoding="utf-8")
    assert cli("check", "--strict", cwd=started).out == ""


def test_init_makes_the_schemas_that_the_first_lines_name(started: Path) -> None:
    for path in started.rglob("campaigns/**/*.yaml"):
        line = path.read_text(encoding="utf-8").splitlines()[0]
        assert (path.parent / line.partition("$schema=")[2]).is_file()


def test_init_adds_one_line_to_gitignore_and_keeps_the_others(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(b"*.tmp\n# \xff no UTF-8")
    cli("init", cwd=tmp_path)
    assert (tmp_path / ".gitignore").read_bytes() == b"*.tmp\n# \xff no UTF-8\n.xpromo/\n"


def test_init_never_overwrites(cli: CommandLine, started: Path) -> None:
    before = {path: path.read_bytes() for path in started.rglob("*") if path.is_file()}
    outcome = cli("init", "--name", "Other", "--format", "json", cwd=started)

    assert outcome.code == 0
    assert [(row["path"], row["state"]) for row in outcome.json()["data"]] == [("campaigns/brand.yaml", "kept")]
    assert {path: path.read_bytes() for path in started.rglob("*") if path.is_file()} == before


def test_a_dry_run_of_init_writes_nothing(cli: CommandLine, tmp_path: Path) -> None:
    outcome = cli("init", "--dry-run", "--format", "json", cwd=tmp_path)

    assert {row["state"] for row in outcome.json()["data"]} == {"would-write"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--brand", "Grün"], "is not an id", id="id"),
        pytest.param(["--domain", "https://x.example/"], "is not a domain", id="domain"),
        pytest.param(["--currency", "euro"], "is not a currency", id="currency"),
        pytest.param(["--timezone", "Europe/Berln"], "is not a time zone", id="zone"),
        pytest.param(["--name", "two\nlines"], "must be one line", id="name"),
        pytest.param(["--brand", "a", "--partner", "a"], "can't both be", id="same id"),
    ],
)
def test_init_refuses_what_would_not_pass(cli: CommandLine, tmp_path: Path, arguments: list[str], message: str) -> None:
    outcome = cli("init", *arguments, cwd=tmp_path)

    assert outcome.code == 2
    assert message in outcome.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Northwind Coffee", "Northwind Coffee"),
        ("null", '"null"'),
        ("True", '"True"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ('say "hi"', '"say \\"hi\\""'),
        ("- x", '"- x"'),
        ("12", '"12"'),
        ("x ", '"x "'),
        ("@us", '"@us"'),
        ("Kürbis", "Kürbis"),
    ],
)
def test_names_are_quoted_where_yaml_would_read_something_else(text: str, written: str) -> None:
    assert scalar(text) == written


# ------------------------------------------------------------------------------------------------ plan


def filled(text: str) -> str:
    """A plan with its blanks filled in, as a person would."""
    lines = []
    for line in text.splitlines():
        bare = line.rstrip()
        if bare.endswith("target: }"):
            lines.append(bare.replace("target: }", "target: 100}"))
        elif bare.startswith("  ") and bare.endswith(":") and bare.strip() != "secondary:":
            lines.append(f"{bare} Something good, the {bare.strip(' :')}.")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_plan_is_a_to_do_list_and_clean_once_it_is_done(cli: CommandLine, started: Path, form: str) -> None:
    outcome = cli("plan", form, "--partner", "green-mug", "--start", "2027-01-11", "--format", "json", cwd=started)
    [row] = outcome.json()["data"]
    path = started / row["path"]
    to_do = cli("check", "--format", "json", cwd=started).json()["data"]

    assert row["state"] == "written"
    assert {(item["path"], item["slug"]) for item in to_do} == {(row["path"], "missing-key")}
    assert len(to_do) == 7  # two values, three targets, two titles
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert cli("check", "--strict", cwd=started).out == ""


def test_a_plan_runs_four_phases_on_both_sides_inside_the_flight() -> None:
    text = campaign_text(plan(start=date(2027, 1, 11), end=date(2027, 2, 7)))

    assert text.count("phase: teaser") == text.count("phase: launch") == 2
    assert text.count("phase: reminder") == text.count("phase: recap") == 2
    assert [line.split()[1] for line in text.splitlines() if line.startswith("    at:")] == [
        *("2027-01-11", "2027-01-12", "2027-01-13", "2027-01-14"),
        *("2027-01-24", "2027-01-25", "2027-02-05", "2027-02-06"),
    ]


@pytest.mark.parametrize("days", [1, 2, 3, 5, 8])
def test_a_short_flight_holds_all_of_it(cli: CommandLine, started: Path, days: int) -> None:
    cli("plan", "bundle", "--partner", "green-mug", "--start", "2027-01-11", "--days", str(days), cwd=started)
    path = started / "campaigns" / "2027-01-green-mug-bundle.yaml"
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    found = cli("check", "--format", "json", cwd=started).json()["data"]
    assert {item["slug"] for item in found} <= {"clashes"}  # four phases on one property have no room in a day


def plan(start: date, end: date) -> Plan:
    ours = Side("nw", "Northwind", "nw.example", "nw-weekly", "nw-social", "social")
    theirs = Side("mug", "Green Mug", "mug.example", "mug-weekly", "mug-app", "in_app")
    return Plan("newsletter-swap", "spring", "Spring", ours, theirs, start, end)


def test_a_plan_never_overwrites(cli: CommandLine, started: Path) -> None:
    call = ("plan", "bundle", "--partner", "green-mug", "--start", "2027-01-11")
    assert cli(*call, cwd=started).code == 0
    path = started / "campaigns" / "2027-01-green-mug-bundle.yaml"
    path.write_text("# mine\n", encoding="utf-8")
    outcome = cli(*call, cwd=started)

    assert outcome.code == 2
    assert "--campaign ID" in outcome.err
    assert path.read_text(encoding="utf-8") == "# mine\n"


def test_a_dry_run_of_plan_prints_the_file_and_writes_nothing(cli: CommandLine, started: Path) -> None:
    call = ("plan", "bundle", "--partner", "green-mug", "--start", "2027-01-11")
    shown = cli(*call, "--dry-run", cwd=started).out
    assert not (started / "campaigns" / "2027-01-green-mug-bundle.yaml").exists()
    cli(*call, cwd=started)
    assert shown == (started / "campaigns" / "2027-01-green-mug-bundle.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param("webinar --partner green-mug --start 2027-01-11", "can't be planned yet", id="later"),
        pytest.param("bundel --partner green-mug --start 2027-01-11", "did you mean `bundle`", id="form"),
        pytest.param("bundle --partner green-mgu --start 2027-01-11", "did you mean `green-mug`", id="who"),
        pytest.param("bundle --partner green-mug --start 11.1.2027", "is not a day", id="day"),
        pytest.param("bundle --partner green-mug --start 9999-12-25", "is not a day to plan for", id="far day"),
        pytest.param("bundle --start 2027-01-11", "--partner ID is missing", id="nobody to ask"),
        pytest.param("bundle --partner green-mug --start 2027-01-11 --days 0", "1 to 1,000 days", id="no days"),
        pytest.param("bundle --partner green-mug --start 2027-01-11 --days 99999", "1 to 1,000 days", id="many days"),
        pytest.param("bundle --partner green-mug --start 2027-01-11 --campaign A_B", "is not an id", id="id"),
        pytest.param("bundle --partner green-mug --start 2027-01-11 --ours x", "no property", id="property"),
    ],
)
def test_what_can_not_be_planned_is_said(cli: CommandLine, started: Path, arguments: str, message: str) -> None:
    outcome = cli("plan", *arguments.split(), cwd=started)

    assert outcome.code == 2
    assert message in outcome.err
    assert list((started / "campaigns").glob("2*.yaml")) == []


# ------------------------------------------------------------------------------------------------ schema


def test_schema_writes_what_is_missing_once(cli: CommandLine, started: Path) -> None:
    (started / ".xpromo" / "schema" / "brand.json").unlink()
    states = [
        {row["path"][len(".xpromo/schema/") :]: row["state"] for row in outcome.json()["data"]}
        for outcome in (cli("schema", *more, "--format", "json", cwd=started) for more in (["--dry-run"], [], []))
    ]
    assert states == [
        {"brand.json": "would-write", "campaign.json": "kept", "partner.json": "kept"},
        {"brand.json": "written", "campaign.json": "kept", "partner.json": "kept"},
        {"brand.json": "kept", "campaign.json": "kept", "partner.json": "kept"},
    ]


def test_one_schema_is_printed(cli: CommandLine, started: Path) -> None:
    written = (started / ".xpromo" / "schema" / "campaign.json").read_text(encoding="utf-8")
    assert cli("schema", "campaign", cwd=started).out == written


def test_an_unknown_schema_is_said(cli: CommandLine, started: Path) -> None:
    outcome = cli("schema", "campain", cwd=started)
    assert outcome.code == 2
    assert "did you mean `campaign`?" in outcome.err
