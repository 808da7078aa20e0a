"""What lies where in a workspace, and how one is found. Light, because every command begins here."""

from __future__ import annotations

from pathlib import Path

FOLDER = "campaigns"
BRAND_FILE = f"{FOLDER}/brand.yaml"
LOCK_FILE = f"{FOLDER}/codes.lock"  # committed: which pools of codes were issued
PARTNERS = f"{FOLDER}/partners"
STATE = ".xpromo"  # made by xpromo, ignored by git


def find_workspace(start: Path) -> Path | None:
    """Return the nearest folder, from ``start`` upwards, that holds campaigns/brand.yaml."""
    folder = start.resolve()
    return next((place for place in (folder, *folder.parents) if (place / BRAND_FILE).is_file()), None)


def campaign_file(name: str) -> str:
    """Return the path, below the workspace, of a campaign's file."""
    return f"{FOLDER}/{name}.yaml"


def partner_file(name: str) -> str:
    """Return the path, below the workspace, of a partner's file."""
    return f"{PARTNERS}/{name}.yaml"


def schema_file(name: str) -> str:
    """Return the path, below the workspace, of the JSON Schema of brand, partner or campaign."""
    return f"{STATE}/schema/{name}.json"


def ledger_file(root: Path) -> Path:
    """Return where a workspace's ledger is, or will be."""
    return root / STATE / "ledger.db"


def key_file(root: Path) -> Path:
    """Return where a workspace's key is, or will be."""
    return root / STATE / "key"


def maps_folder(root: Path) -> Path:
    """Return where a workspace's saved mappings are."""
    return root / STATE / "maps"


def kits_folder(root: Path) -> Path:
    """Return where a workspace's kits go unless told otherwise."""
    return root / STATE / "kits"
