"""``xpromo check --fix`` as it is called: what is mended, and that not a byte is touched elsewhere."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from tests.conftest import REPO, CommandLine

BUNDLE = "campaigns/2026-winter-bundle.yaml"
SLIPS = {"end: 2026-12-20": "end: 2026/12/20", "form: bundle": "form: Bundle", "qr: true": "qr: Yes"}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    shutil.copytree(REPO / "campaigns", tmp_path / "campaigns")
    return tmp_path


def slip(path: Path, slips: dict[str, str] | None = None) -> bytes:
    """Put mistakes into a file; return what it held before."""
    right = path.read_bytes()
    text = right.decode()
    for old, new in (slips or SLIPS).items():
        assert old in text
        text = text.replace(old, new)
    path.write_bytes(text.encode())
    return right


def test_a_file_is_mended_to_the_byte(cli: CommandLine, workspace: Path) -> None:
    right = slip(workspace / BUNDLE)
    outcome = cli("check", "--fix", cwd=workspace)

    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err == "mended 3 findings in 1 file\nchecked 5 files: no findings\n"
    assert (workspace / BUNDLE).read_bytes() == right


def test_the_second_time_nothing_is_written(cli: CommandLine, workspace: Path) -> None:
    slip(workspace / BUNDLE)
    cli("check", "--fix", cwd=workspace)
    before = (workspace / BUNDLE).stat().st_mtime_ns
    outcome = cli("check", "--fix", cwd=workspace)

    assert outcome.err.startswith("mended 0 findings\n")
    assert (workspace / BUNDLE).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "dressed",
    [
        pytest.param(lambda content: content.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(lambda content: b"\xef\xbb\xbf" + content, id="a byte order mark"),
        pytest.param(lambda content: content.rstrip(b"\n"), id="no last line end"),
        pytest.param(lambda content: content + "# 名前\t😀 e\u0301 \n\n\n".encode(), id="wide, combining, tabs"),
        pytest.param(
            lambda content: content.replace(b"name: Winter bundle", "name: 😀 Wi\u0301nter".encode()),
            id="wide characters before the place",
        ),
    ],
)  # fmt: skip
def test_everything_else_stays_as_it_is(cli: CommandLine, workspace: Path, dressed: object) -> None:
    assert callable(dressed)
    path = workspace / BUNDLE
    path.write_bytes(dressed(path.read_bytes()))
    right = slip(path)

    assert cli("check", "--fix", cwd=workspace).code == 0
    assert path.read_bytes() == right


def test_what_needs_a_person_is_left_and_counted(cli: CommandLine, workspace: Path) -> None:
    slip(workspace / BUNDLE, {"form: bundle": "form: Bundle", "offer: app-thanks": "offer: app-thank"})
    outcome = cli("check", "--fix", "--format", "concise", cwd=workspace)

    assert outcome.code == 1
    assert outcome.out == f"{BUNDLE}:83:12: XP150 references: this campaign has no offer `app-thank`\n"
    assert outcome.err == "mended 1 finding in 1 file; 1 finding left\n"


def test_a_dry_run_prints_a_difference_and_writes_nothing(cli: CommandLine, workspace: Path) -> None:
    slip(workspace / BUNDLE, {"form: bundle": "form: Bundle"})
    before = (workspace / BUNDLE).read_bytes()
    outcome = cli("check", "--fix", "--dry-run", cwd=workspace)

    assert outcome.code == 1
    assert outcome.out == (
        f"--- a/{BUNDLE}\n"
        f"+++ b/{BUNDLE}\n"
        "@@ -3,7 +3,7 @@\n"
        " \n"
        " campaign: 2026-winter-bundle\n"
        " name: Winter bundle\n"
        "-form: Bundle\n"
        "+form: bundle\n"
        " partners: [green-mug]\n"
        " flight: {start: 2026-11-30, end: 2026-12-20}   # both days count\n"
        " \n"
    )
    assert outcome.err == "would mend 1 finding in 1 file\n"
    assert (workspace / BUNDLE).read_bytes() == before


def test_patch_takes_the_difference(cli: CommandLine, workspace: Path) -> None:
    import subprocess

    if shutil.which("patch") is None:
        pytest.skip("no `patch` here")
    path = workspace / BUNDLE
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    right = slip(path)
    difference = cli("check", "--fix", "-n", cwd=workspace).out
    subprocess.run(["patch", "-p1"], input=difference.encode(), cwd=workspace, check=True, capture_output=True)
    assert path.read_bytes() == right


def test_a_mending_may_bring_more_to_light(cli: CommandLine, workspace: Path) -> None:
    slip(workspace / BUNDLE, {"assets:": "Assets:", "qr: true": "qr: Yes"})
    assert cli("check", "--fix", cwd=workspace).err.startswith("mended 2 findings in 1 file\n")


def test_two_that_would_become_one_key_are_left(cli: CommandLine, workspace: Path) -> None:
    slip(workspace / BUNDLE, {"form: bundle": "Form: bundle\nfoorm: bundle"})
    before = (workspace / BUNDLE).read_bytes()
    outcome = cli("check", "--fix", cwd=workspace)

    assert (outcome.code, outcome.err) == (1, "mended 0 findings; 2 findings left\n")
    assert (workspace / BUNDLE).read_bytes() == before


def test_only_what_was_asked_for_is_mended(cli: CommandLine, workspace: Path) -> None:
    slip(workspace / BUNDLE)
    cli("check", "--fix", "--ignore", "bad-date,XP114", cwd=workspace)
    text = (workspace / BUNDLE).read_text(encoding="utf-8")
    assert ["form: bundle" in text, "2026/12/20" in text, "qr: Yes" in text] == [True, True, True]


def test_only_files_that_were_named_are_mended(cli: CommandLine, workspace: Path) -> None:
    slip(workspace / BUNDLE)
    slip(workspace / "campaigns" / "brand.yaml", {"currency: EUR": "currency: eur"})
    cli("check", "--fix", "campaigns/brand.yaml", cwd=workspace)

    assert "form: Bundle" in (workspace / BUNDLE).read_text(encoding="utf-8")
    assert "currency: EUR" in (workspace / "campaigns" / "brand.yaml").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="links and modes are another matter there")
def test_a_link_out_of_the_workspace_is_never_written(cli: CommandLine, workspace: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.yaml"
    shutil.move(workspace / BUNDLE, outside)
    slip(outside)
    before = outside.read_bytes()
    (workspace / BUNDLE).symlink_to(outside)
    outcome = cli("check", "--fix", cwd=workspace)

    assert outcome.err == "mended 0 findings; 3 findings left\n"
    assert outside.read_bytes() == before
    assert (workspace / BUNDLE).is_symlink()


@pytest.mark.skipif(os.name != "posix", reason="links and modes are another matter there")
def test_the_rights_of_a_file_stay(cli: CommandLine, workspace: Path) -> None:
    slip(workspace / BUNDLE)
    (workspace / BUNDLE).chmod(0o664)
    cli("check", "--fix", cwd=workspace)
    assert stat.S_IMODE((workspace / BUNDLE).stat().st_mode) == 0o664


def test_a_dry_run_without_fix_is_wrong_usage(cli: CommandLine, workspace: Path) -> None:
    outcome = cli("check", "--dry-run", cwd=workspace)
    assert (outcome.code, "--fix --dry-run" in outcome.err) == (2, True)


def test_nothing_else_lies_in_the_folder_afterwards(cli: CommandLine, workspace: Path) -> None:
    before = sorted(path.name for path in (workspace / "campaigns").iterdir())
    slip(workspace / BUNDLE)
    cli("check", "--fix", cwd=workspace)
    assert sorted(path.name for path in (workspace / "campaigns").iterdir()) == before
