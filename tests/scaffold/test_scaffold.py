"""``init``, ``plan`` and ``schema``: files to go on with, never over what somebody has."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CommandLine, clean_environment
from xpromo.definitions.scaffold import scalar
from xpromo.definitions.words import slug

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


@pytest.mark.parametrize(
    "folder",
    [
        "null",
        "true",
        "2027",
        "first-partner",
        "日本",
        "-",
        "#&: {x}",
        "a " * 60,
        "Grün & Söhne, Werkstatt für alles",
        "x.y",
    ],
)
def test_init_passes_in_a_folder_of_any_name(cli: CommandLine, tmp_path: Path, folder: str) -> None:
    root = tmp_path / folder
    root.mkdir()
    assert cli("init", cwd=root).code == 0
    assert cli("check", "--strict", cwd=root).out == ""


@pytest.mark.parametrize("identity", ["null", "true", "no", "12", "a" * 40])
def test_init_takes_any_id(cli: CommandLine, tmp_path: Path, identity: str) -> None:
    assert cli("init", "--brand", identity, "--partner", f"{identity}-2", cwd=tmp_path).code == 0
    assert cli("check", "--strict", cwd=tmp_path).out == ""


@pytest.mark.parametrize(
    ("name", "identity"),
    [("Größe & Söhne", "grosse-sohne"), ("Łódź", "lodz"), ("Ærø", "aero"), ("Œuvre", "oeuvre"), ("日本", "")],
)
def test_an_id_keeps_the_letters_of_a_name(name: str, identity: str) -> None:
    assert slug(name) == identity


def test_a_person_is_asked_again_when_an_answer_is_wrong(tmp_path: Path) -> None:
    answers = "Coffee|coffee|coffee.example|euro|EUR|Berlin|Europe/Berlin|Coffee|Mug|mug.example"
    typed = answers.replace("|", "\n") + "\n"
    main, other = os.openpty()
    command = [sys.executable, "-m", "xpromo", "init"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=clean_environment(), stdin=other, stdout=other, stderr=other
    ) as process:
        os.close(other)
        os.write(main, typed.encode())
        said = b"".join(iter(lambda: read_terminal(main), b"")).decode()
    os.close(main)
    assert process.returncode == 0, said
    assert [said.count(word) for word in ("not a domain", "not a currency", "not a time zone", "can't both be")] == [
        1
    ] * 4
    brand = (tmp_path / "campaigns/brand.yaml").read_text(encoding="utf-8")
    assert "currency: EUR\n" in brand
    assert (tmp_path / "campaigns/partners/mug.yaml").is_file()


def read_terminal(main: int) -> bytes:
    try:
        return os.read(main, 4096)
    except OSError:  # the other end was closed
        return b""


def test_init_leaves_what_a_folder_holds(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "campaigns" / "partners").mkdir(parents=True)
    (tmp_path / "campaigns" / "partners" / "first-partner.yaml").write_text("# mine\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("mine\n", encoding="utf-8")
    (tmp_path / ".xpromo").mkdir()
    found = {row["path"]: row["state"] for row in cli("init", "--format", "json", cwd=tmp_path).json()["data"]}
    assert found["campaigns/partners/first-partner.yaml"] == "kept"
    assert (tmp_path / "campaigns" / "partners" / "first-partner.yaml").read_text(encoding="utf-8") == "# mine\n"
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine\n"


def test_init_says_when_there_is_a_workspace_already(cli: CommandLine, started: Path) -> None:
    assert cli("init", cwd=started).err == "this is a workspace already; nothing was changed\n"
    assert f"there is a workspace around this one, in {started}" in cli("init", "inner", cwd=started).err


def test_what_init_leaves_as_a_comment_passes_too(cli: CommandLine, started: Path) -> None:
    for path in started.rglob("campaigns/**/*.yaml"):
        text = path.read_text(encoding="utf-8")
        bare = re.sub(r"^# (?=contacts:|mail:|  )", "", text, flags=re.MULTILINE)
        assert bare != text
        path.write_text(bare, encoding="utf-8")
    assert cli("check", "--strict", cwd=started).out == ""


def test_init_makes_the_schemas_that_the_first_lines_name(started: Path) -> None:
    paths = [*started.rglob("campaigns/**/*.yaml")]
    assert len(paths) > 1
    for path in paths:
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
