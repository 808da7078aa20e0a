"""What doctor finds in an installation and a workspace, and what it says to do."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.report.workspace import MINT_DAY
from xpromo.ledger.migrations import VERSION
from xpromo.operations.doctor_ledger import served_as, synced_by
from xpromo.operations.doctor_program import extras, install_words


@pytest.fixture
def workspace(repo: Path, tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    shutil.copytree(repo / "campaigns", root / "campaigns")
    (root / ".gitignore").write_text(".xpromo/\n", encoding="utf-8")
    return root


def look(cli: CommandLine, folder: Path, **env: str) -> dict[str, Any]:
    done = cli("doctor", "--format", "json", cwd=folder, env=MINT_DAY | env)
    found = {item["topic"]: item for item in done.json()["data"]}
    assert done.code == (1 if any(item["verdict"] == "wrong" for item in found.values()) else 0)
    assert all(item["mend"] for item in found.values() if item["verdict"] != "well")
    return found


def test_what_xpromo_itself_prepared_is_well(cli: CommandLine, workspace: Path) -> None:
    for command in ("schema", "links", "codes", "kit"):
        assert cli(command, cwd=workspace, env=MINT_DAY).code == 0
    (workspace / "clicks.csv").write_text("at,url\n2026-11-24T10:00:00Z,https://northwind.example/\n")
    assert cli("import", "clicks.csv", cwd=workspace, env=MINT_DAY).code == 0
    found = look(cli, workspace, SHELL="", XPROMO_LEDGER=str(workspace / ".xpromo" / "ledger.db"))
    assert {topic: item["verdict"] for topic, item in found.items() if item["verdict"] != "well"} == {}
    assert {"sqlite", "definitions", "modelines", "key", "ledger", "kits"} <= found.keys()
    assert found["sqlite"]["detail"] == sqlite3.sqlite_version
    assert f"schema {VERSION};" in found["ledger"]["detail"]


def test_a_definition_without_a_modeline_gets_its_own(cli: CommandLine, workspace: Path) -> None:
    partner = workspace / "campaigns" / "partners" / "green-mug.yaml"
    partner.write_text(partner.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")
    found = look(cli, workspace)["modelines"]
    line = "# yaml-language-server: $schema=../../.xpromo/schema/partner.json"
    assert found["mend"] == f"write into the first line of campaigns/partners/green-mug.yaml: {line}"
    partner.write_text(f"{line}\n{partner.read_text(encoding='utf-8')}", encoding="utf-8")
    assert look(cli, workspace)["modelines"]["verdict"] == "well"


def test_errors_in_definitions_are_counted_and_left_to_check(cli: CommandLine, workspace: Path) -> None:
    (workspace / "campaigns" / "broken.yaml").write_text("campaign: [A]\n", encoding="utf-8")
    found = look(cli, workspace)["definitions"]
    assert (found["verdict"], found["mend"]) == ("wrong", "run `xpromo check`, which names each place")


def test_kits_that_the_definitions_have_outrun_are_named(cli: CommandLine, workspace: Path) -> None:
    cli("kit", "2026-winter-bundle", cwd=workspace, env=MINT_DAY)
    campaign = workspace / "campaigns" / "2026-winter-bundle.yaml"
    text = campaign.read_text(encoding="utf-8")
    campaign.write_text(text.replace("15 % off the bundle", "A sixth off the bundle"), encoding="utf-8")
    found = look(cli, workspace)["kits"]
    assert (found["verdict"], found["detail"]) == ("note", "older than the definitions: 2026-winter-bundle")


def test_a_kit_changed_by_hand_is_said_to_be(cli: CommandLine, workspace: Path) -> None:
    cli("kit", "2026-winter-bundle", cwd=workspace, env=MINT_DAY)
    (workspace / ".xpromo/kits/2026-winter-bundle/green-mug/brief.md").write_text("mine\n", encoding="utf-8")
    assert "changed by hand" in look(cli, workspace)["kits"]["detail"]


@pytest.mark.parametrize("file", ["key", "ledger.db"])
def test_what_others_can_read_is_told(cli: CommandLine, workspace: Path, file: str) -> None:
    cli("links", cwd=workspace, env=MINT_DAY)
    path = workspace / ".xpromo" / file
    if file == "key":
        path.write_text("ab" * 32, encoding="ascii")
    path.chmod(0o644)
    found = look(cli, workspace)[path.stem]
    assert found["mend"] == f"chmod 600 {path}"
    assert "abab" not in str(found)


def test_a_ledger_of_the_future_is_wrong(cli: CommandLine, workspace: Path) -> None:
    cli("links", cwd=workspace, env=MINT_DAY)
    with sqlite3.connect(workspace / ".xpromo" / "ledger.db") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    found = look(cli, workspace)["ledger"]
    assert found["verdict"] == "wrong"
    assert "schema 999" in found["detail"]


def test_a_ledger_that_is_locked_is_waited_for_as_long_as_was_said(cli: CommandLine, workspace: Path) -> None:
    cli("links", cwd=workspace, env=MINT_DAY)
    with sqlite3.connect(workspace / ".xpromo" / "ledger.db", isolation_level=None) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        found = look(cli, workspace, XPROMO_WAIT="0.1")
    connection.close()

    assert found["ledger"]["verdict"] == "wrong"
    assert "didn't finish within 0.1 s" in found["ledger"]["detail"]


@pytest.mark.parametrize(
    ("shell", "file", "text"),
    [
        ("bash", ".bash_completions/xpromo.sh", ""),
        ("zsh", ".zfunc/_xpromo", ""),
        ("fish", ".config/fish/completions/xpromo.fish", ""),
        ("bash", ".bashrc", 'eval "$(_XPROMO_COMPLETE=source_bash xpromo)"'),
    ],
)
def test_completion_is_looked_for_where_it_is_installed(
    cli: CommandLine, tmp_path: Path, shell: str, file: str, text: str
) -> None:
    env = {"SHELL": f"/usr/bin/{shell}", "HOME": str(tmp_path)}
    assert look(cli, tmp_path, **env)["completion"]["mend"].startswith("run `xpromo --install-completion`")
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert look(cli, tmp_path, **env)["completion"]["verdict"] == "well"


def test_a_ledger_in_a_synced_folder_is_a_note(cli: CommandLine, workspace: Path) -> None:
    shared = workspace / "Dropbox (Work)"
    shared.mkdir()
    found = look(cli, workspace, XPROMO_LEDGER=str(shared / "ledger.db"))["place"]
    assert (found["verdict"], found["detail"]) == ("note", "the ledger lies in a folder that is synced: Dropbox (Work)")


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/home/ada/Dropbox/shop", "Dropbox"),
        ("/Users/ada/Library/Mobile Documents/shop", "Mobile Documents"),
        ("/mnt/c/Users/ada/OneDrive - Northwind/shop", "OneDrive - Northwind"),
        ("/home/ada/dropouts/shop", ""),
        ("/srv/shop", ""),
    ],
)
def test_synced_folders_are_known_by_name(path: str, named: str) -> None:
    assert synced_by(Path(path)) == named


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
files:/export /mnt/team nfs4 rw 0 0
//files/ads /mnt/our\\040ads cifs rw 0 0
tmpfs /mnt/team/local tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mnt/team/shop/.xpromo", "nfs4"),
        ("/mnt/our ads/.xpromo", "cifs"),
        ("/mnt/team/local/shop", ""),
        ("/mnt/teams", ""),
        ("/home/ada", ""),
    ],
)
def test_network_drives_are_known_by_their_mount(path: str, kind: str) -> None:
    assert served_as(Path(path), MOUNTS) == kind


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("/home/ada/.local/share/uv/tools/xpromo", "uv tool install --force 'xpromo[excel,stats]'"),
        ("/home/ada/.local/share/pipx/venvs/xpromo", "pipx install --force 'xpromo[excel,stats]'"),
        ("/srv/shop/.venv", "pip install 'xpromo[excel,stats]'"),
    ],
)
def test_extras_are_installed_with_what_installed_xpromo(prefix: str, words: str) -> None:
    assert install_words(["excel", "stats"], prefix) == words


def test_extras_are_those_of_the_package() -> None:
    found = extras()
    assert {"excel", "banners", "email", "stats", "quasi", "warehouse", "semantic"} <= found.keys()
    assert "all" not in found
    assert found["excel"] == ["python-calamine"]


def test_outside_of_a_workspace_it_says_how_to_begin(cli: CommandLine, tmp_path: Path) -> None:
    assert look(cli, tmp_path)["workspace"]["mend"] == "run `xpromo init` to start one"
