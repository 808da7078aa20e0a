from __future__ import annotations

import json
import shutil
import zipfile
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from tests.conftest import CommandLine
from xpromo.kit.content import ASSETS, Asset, Kit, Piece, Rendered
from xpromo.kit.environment import Templates, templates_of
from xpromo.kit.packing import KitState, Parcel, deliver, zipped

BEFORE = {"XPROMO_NOW": "2026-10-20T09:00:00+00:00"}
BUNDLE = "2026-winter-bundle"


@pytest.fixture
def workspace(tmp_path: Path, repo: Path) -> Path:
    shutil.copytree(repo / "campaigns", tmp_path / "w" / "campaigns")
    return tmp_path / "w"


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_kit_for_each_side_and_everything_unchanged_the_second_time(
    workspace: Path, cli: CommandLine, cli_process: CommandLine
) -> None:
    first = cli("kit", BUNDLE, "--format", "json", cwd=workspace, env=BEFORE)
    assert first.code == 0
    kits = first.json()["data"]
    assert [(kit["partner"], kit["state"]) for kit in kits] == [("green-mug", "new"), ("northwind-coffee", "new")]
    written = files_of(workspace / ".xpromo" / "kits")
    assert {f"{BUNDLE}/{kit['partner']}/{file['path']}" for kit in kits for file in kit["files"]} == set(written)
    other_order_of_sets = BEFORE | {"PYTHONHASHSEED": "1"}
    second = cli_process("kit", BUNDLE, "--format", "json", cwd=workspace, env=other_order_of_sets)
    assert [kit["state"] for kit in second.json()["data"]] == ["unchanged", "unchanged"]
    assert files_of(workspace / ".xpromo" / "kits") == written


def test_json_has_the_shape_of_its_schema(workspace: Path, cli: CommandLine) -> None:
    schema = json.loads((files("xpromo.report") / "schemas" / "kit.json").read_text(encoding="utf-8"))
    jsonschema.validate(cli("kit", "--format", "json", cwd=workspace, env=BEFORE).json(), schema)


def test_links_and_shared_codes_of_a_kit_are_promised(workspace: Path, cli: CommandLine) -> None:
    assert cli("kit", cwd=workspace, env=BEFORE).code == 0
    links = cli("links", "--format", "json", cwd=workspace, env=BEFORE).json()["data"]
    assert {link["state"] for link in links} == {"known"}
    codes = cli("codes", "--format", "json", "--dry-run", cwd=workspace, env=BEFORE).json()["data"]
    assert {code["state"] for code in codes if code["kind"] == "shared"} == {"known"}
    kits = b"".join(files_of(workspace / ".xpromo" / "kits").values()).decode("utf-8", "replace")
    assert all(link["url"] in kits or link["url"].replace("&", "&amp;") in kits for link in links)


def test_pool_codes_come_from_the_ledger_into_a_private_file(workspace: Path, cli: CommandLine) -> None:
    before = cli("kit", BUNDLE, cwd=workspace, env=BEFORE)
    assert "XP517" in before.err
    codes = cli("codes", BUNDLE, "--format", "json", cwd=workspace, env=BEFORE).json()["data"]
    after = cli("kit", BUNDLE, cwd=workspace, env=BEFORE)
    assert (after.code, "XP517" in after.err) == (0, False)
    sheet = workspace / ".xpromo" / "kits" / BUNDLE / "green-mug" / "mug-app-reminder" / "codes.csv"
    assert sheet.stat().st_mode & 0o777 == 0o600
    assert sheet.read_text().split()[1:] == sorted(c["code"] for c in codes if c["placement"] == "mug-app-reminder")


def test_a_dry_run_writes_nothing_at_all(workspace: Path, cli: CommandLine) -> None:
    before = files_of(workspace)
    done = cli("kit", "--dry-run", "--format", "json", cwd=workspace, env=BEFORE)
    assert (done.code, {kit["state"] for kit in done.json()["data"]}) == (0, {"new"})
    assert files_of(workspace) == before


def test_a_kit_changed_by_hand_is_kept_unless_forced(workspace: Path, cli: CommandLine) -> None:
    cli("kit", cwd=workspace, env=BEFORE)
    brief = workspace / ".xpromo" / "kits" / BUNDLE / "green-mug" / "brief.md"
    original = brief.read_text()
    brief.write_text(original + "PS: see you on Tuesday\n")
    kept = cli("kit", cwd=workspace, env=BEFORE)
    assert (kept.code, "XP521" in kept.err, "PS:" in brief.read_text()) == (1, True, True)
    assert cli("kit", "--force", cwd=workspace, env=BEFORE).code == 0
    assert brief.read_text() == original


def test_a_changed_definition_makes_a_changed_kit_without_leftovers(workspace: Path, cli: CommandLine) -> None:
    cli("kit", BUNDLE, cwd=workspace, env=BEFORE)
    file = workspace / "campaigns" / f"{BUNDLE}.yaml"
    file.write_text(file.read_text().replace("qr: true", "qr: false"))
    done = cli("kit", BUNDLE, "--format", "json", cwd=workspace, env=BEFORE)
    assert {kit["state"] for kit in done.json()["data"]} == {"changed"}
    assert not [path for path in files_of(workspace / ".xpromo" / "kits") if "qr" in path]


def test_a_template_with_an_undefined_name_stops_everything(workspace: Path, cli: CommandLine) -> None:
    (workspace / "templates" / "social").mkdir(parents=True)
    (workspace / "templates" / "social" / "instagram.txt").write_text("{{ disclosure }}\n{{ offer.titel }}\n")
    done = cli("kit", cwd=workspace, env=BEFORE)
    assert done.code == 1
    assert "XP501" in done.err
    assert "templates/social/instagram.txt:2" in done.err
    assert not (workspace / ".xpromo").exists()


def test_the_line_of_a_template_is_shown_with_its_fault(workspace: Path, cli: CommandLine) -> None:
    (workspace / "templates").mkdir()
    (workspace / "templates" / "email.txt").write_text("Hello\n\n{{ offer.titel }}\n")
    done = cli("kit", BUNDLE, cwd=workspace / "campaigns", env=BEFORE)
    assert "--> templates/email.txt:3:10\n  |\n3 | {{ offer.titel }}\n  |          ^^^^^\n  = help: " in done.err


def test_zips_hold_the_manifests_names_and_no_time(workspace: Path, tmp_path: Path, cli: CommandLine) -> None:
    for folder in ("one", "two"):
        assert cli("kit", BUNDLE, "--zip", "--output", tmp_path / folder, cwd=workspace, env=BEFORE).code == 0
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")
    with zipfile.ZipFile(tmp_path / "one" / BUNDLE / "green-mug.zip") as archive:
        listed = json.loads(archive.read("manifest.json"))["files"]
        assert archive.namelist() == sorted(["manifest.json", *(file["path"] for file in listed)])
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    again = cli("kit", BUNDLE, "--zip", "--output", tmp_path / "one", "--format", "json", cwd=workspace, env=BEFORE)
    assert {kit["state"] for kit in again.json()["data"]} == {"unchanged"}


def test_a_strangers_file_is_not_replaced(workspace: Path, tmp_path: Path, cli: CommandLine) -> None:
    (tmp_path / "out" / BUNDLE).mkdir(parents=True)
    (tmp_path / "out" / BUNDLE / "green-mug.zip").write_text("mine")
    done = cli("kit", BUNDLE, "--zip", "--output", tmp_path / "out", cwd=workspace, env=BEFORE)
    assert (done.code, "XP521" in done.err) == (1, True)
    assert (tmp_path / "out" / BUNDLE / "green-mug.zip").read_text() == "mine"


def test_an_unknown_campaign_is_named(workspace: Path, cli: CommandLine) -> None:
    done = cli("kit", "2026-winter-bundel", cwd=workspace, env=BEFORE)
    assert (done.code, "2026-winter-bundle" in done.err) == (2, True)


def test_an_asset_that_fails_leaves_every_kit_as_it_was(
    workspace: Path, cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("kit", cwd=workspace, env=BEFORE)
    before = files_of(workspace / ".xpromo" / "kits")
    file = workspace / "campaigns" / f"{BUNDLE}.yaml"
    file.write_text(file.read_text().replace("15 % off the bundle", "16 % off the bundle"))

    def fail(kit: Kit, templates: Templates) -> Rendered:
        raise RuntimeError

    broken = {name: Asset(name, fail) if name == "utm-sheet" else asset for name, asset in ASSETS.items()}
    with monkeypatch.context() as patch:
        patch.setattr("xpromo.kit.building.ASSETS", broken)
        assert cli("kit", cwd=workspace, env=BEFORE).code == 70
    assert files_of(workspace / ".xpromo" / "kits") == before


# ------------------------------------------------------------------------------------------------ putting in place


def parcel(place: Path, text: str) -> Parcel:
    manifest = json.dumps({"files": [{"path": "a.txt", "sha256": "0"}]}).encode()
    return Parcel(place, (Piece("a.txt", text.encode()), Piece("manifest.json", manifest)))


def test_when_one_parcel_can_not_be_placed_the_others_are_put_back(tmp_path: Path) -> None:
    deliver([parcel(tmp_path / "one", "old")])
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Exception, match="file"):
        deliver([parcel(tmp_path / "one", "new"), parcel(tmp_path / "file" / "two", "new")])
    assert files_of(tmp_path)["one/a.txt"] == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "one"]


def test_when_a_move_fails_the_first_kit_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver([parcel(tmp_path / "one", "old"), parcel(tmp_path / "two", "old")])
    real = Path.replace

    def stubborn(self: Path, target: Path) -> Path:
        if target.name == "two" and self.name == "new":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", stubborn)
    with pytest.raises(Exception, match="no space left"):
        deliver([parcel(tmp_path / "one", "new"), parcel(tmp_path / "two", "new")])
    assert {path: text for path, text in files_of(tmp_path).items() if path.endswith("txt")} == {
        "one/a.txt": b"old",
        "two/a.txt": b"old",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_states_of_a_place(tmp_path: Path) -> None:
    one = parcel(tmp_path / "one", "text")
    assert one.state() is KitState.NEW
    deliver([one])
    assert one.state() is KitState.UNCHANGED
    (tmp_path / "one" / "note.txt").write_text("mine")
    assert one.state() is KitState.EDITED
    (tmp_path / "link").symlink_to(tmp_path / "one")
    assert parcel(tmp_path / "link", "text").state() is KitState.EDITED


def test_a_zip_is_the_same_whatever_the_order() -> None:
    pieces = [Piece("b", b"2"), Piece("a", b"1")]
    assert zipped(pieces) == zipped(pieces[::-1])


def test_the_checkout_has_no_overrides_and_a_workspace_has(repo: Path, tmp_path: Path) -> None:
    assert templates_of(repo).overrides is None
    assert templates_of(tmp_path).overrides == tmp_path / "templates"
    assert (templates_of(tmp_path).builtin / "email.html").is_file()
