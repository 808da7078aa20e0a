"""What a kit says because of its campaign's form."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import REPO, CommandLine
from tests.scaffold.filling import filled


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shutil.copytree(REPO / "campaigns", tmp_path / "campaigns")
    for old in (tmp_path / "campaigns").glob("2026*.yaml"):
        old.unlink()
    return tmp_path


def kits(cli: CommandLine, folder: Path, form: str) -> Path:
    """The kits of a filled plan; nothing is warned of."""
    call = ("plan", form, "--partner", "green-mug", "--start", "2027-03-01", "--campaign", "spring")
    assert cli(*call, cwd=folder).code == 0
    path = folder / "campaigns" / "spring.yaml"
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    done = cli("kit", cwd=folder)
    assert (done.code, "warning" in done.err) == (0, False), done.err
    return folder / ".xpromo" / "kits" / "spring"


def test_a_webinar_says_when_it_is_and_asks_to_register(cli: CommandLine, shop: Path) -> None:
    found = kits(cli, shop, "webinar")
    mail = (found / "green-mug" / "spring-get-day" / "email.en.txt").read_text(encoding="utf-8")
    post = (found / "green-mug" / "spring-get-teaser" / "instagram.en.txt").read_text(encoding="utf-8")
    assert "Save your seat:\n" in mail
    assert "Until 31 March 2027." in mail
    assert "Live on 31 March 2027, 17:00 Europe/Berlin." in mail
    assert "Live on 31 March 2027, 17:00 Europe/Berlin." in post


def test_a_replay_is_watched(cli: CommandLine, shop: Path) -> None:
    brief = (kits(cli, shop, "webinar") / "northwind-coffee" / "brief.md").read_text(encoding="utf-8")
    assert "The recording of 31 March 2027" in brief


def test_a_guide_has_no_end(cli: CommandLine, shop: Path) -> None:
    mail = (kits(cli, shop, "content") / "green-mug" / "spring-get-launch" / "email.en.txt").read_text(encoding="utf-8")
    assert "Read the guide:\n" in mail
    assert "Until" not in mail
    assert "\n\n\n" not in mail


def test_co_selling_comes_with_a_brief_and_no_mail(cli: CommandLine, shop: Path) -> None:
    found = kits(cli, shop, "co-selling")
    brief = (found / "green-mug" / "brief.md").read_text(encoding="utf-8")
    assert "· co-selling ·" in brief
    assert "## How to do it well\n\n- Introduce people by name" in brief
    assert not list(found.rglob("email.*"))


def test_who_sends_nothing_needs_no_posts(cli: CommandLine, shop: Path) -> None:
    brief = (kits(cli, shop, "sponsored") / "northwind-coffee" / "brief.md").read_text(encoding="utf-8")
    assert "Nothing: Northwind Coffee hosts no placement of this campaign." in brief
