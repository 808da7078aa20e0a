"""A plug-in of somebody else's package is found by its entry point, as the guides say."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.conftest import REPO
from tests.docs.pages import Step, blocks
from tests.docs.terminal import checkout, run

GUIDES = REPO / "docs" / "how-to"
pytestmark = pytest.mark.slow


def install(guide: str, folder: Path) -> None:
    """Put a guide's module and entry point into a folder, as pip would."""
    page = blocks((GUIDES / guide).read_text(encoding="utf-8"))
    (toml,) = [block for block in page if block.language == "toml"]
    module = next(block.file for block in page if block.language == "python" and block.file)
    for group, entries in tomllib.loads(toml.text)["project"]["entry-points"].items():
        for name, value in entries.items():
            path = folder / (value.partition(":")[0].replace(".", "/") + ".py")
            path.parent.mkdir(parents=True)
            path.write_text(module[1], encoding="utf-8")
            _describe(folder, f"[{group}]\n{name} = {value}\n")


def _describe(folder: Path, entry_points: str) -> None:
    place = folder / "ours-1.0.dist-info"
    place.mkdir()
    (place / "METADATA").write_text("Metadata-Version: 2.1\nName: ours\nVersion: 1.0\n", encoding="utf-8")
    (place / "entry_points.txt").write_text(entry_points, encoding="utf-8")


@pytest.mark.parametrize(
    ("guide", "command", "expected"),
    [
        pytest.param("add-a-check.md", "xpromo explain quiet-days", "XP199 quiet-days", id="check"),
        pytest.param(
            "add-a-source.md", "xpromo import --source nobody campaigns/brand.yaml", "kiosk-sales", id="source"
        ),
        pytest.param(
            "add-an-asset.md", "xpromo kit 2026-winter-bundle --dry-run --format json", "/card.en.txt", id="asset"
        ),
    ],
)
def test_a_plug_in_from_outside_is_found(guide: str, command: str, expected: str, tmp_path: Path) -> None:
    package = checkout(tmp_path)
    install(guide, package)
    (tmp_path / "templates" / "card.txt").write_text("{{ link.url|link }} {{ disclosure }}\n", encoding="utf-8")
    (done,) = run([Step(command, 0)], tmp_path, package=package)
    assert expected in "\n".join(done.printed)
