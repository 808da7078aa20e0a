"""``xpromo init``: a workspace of two files that pass ``check``."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import available_timezones

from xpromo.definitions.scaffold import NewBrand, NewPartner, brand_text, partner_text
from xpromo.definitions.words import nearest, slug
from xpromo.definitions.workspace import BRAND_FILE, partner_file
from xpromo.errors import UsageError
from xpromo.money import is_currency
from xpromo.operations.new_files import NewFile, ignore_state, write_new
from xpromo.operations.schema import write_all
from xpromo.urls import host_label


def start_workspace(root: Path, brand: NewBrand, partner: NewPartner, *, dry_run: bool) -> list[NewFile]:
    """Write brand and partner, the schemas for the editor, and the line of .gitignore; what is there is kept.

    Raises UsageError for a value that can't be what it should be, StorageError when a file can't be written.
    """
    for problem in (*_wrong_brand(brand), *_wrong(partner.id, partner.name, partner.domain, "--partner")):
        raise problem
    if brand.id == partner.id:
        raise UsageError(f"brand and partner can't both be `{brand.id}`", hint="name the partner with --partner")
    if (root / BRAND_FILE).exists():
        return write_new(root, {BRAND_FILE: ""}, dry_run=True)
    files = {BRAND_FILE: brand_text(brand), partner_file(partner.id): partner_text(partner)}
    return [
        *write_new(root, files, dry_run=dry_run),
        ignore_state(root, dry_run=dry_run),
        *write_all(root, dry_run=dry_run),
    ]


def _wrong_brand(brand: NewBrand) -> list[UsageError]:
    found = _wrong(brand.id, brand.name, brand.domain, "--brand")
    if not is_currency(brand.currency):
        found.append(UsageError(f"{brand.currency!r} is not a currency", hint="three letters, such as EUR"))
    zones = available_timezones()
    if brand.timezone not in zones:
        close = nearest(brand.timezone, zones)
        hint = f"did you mean {close}?" if close else "such as Europe/Berlin"
        found.append(UsageError(f"{brand.timezone!r} is not a time zone", hint=hint))
    return found


def _wrong(identity: str, name: str, domain: str, option: str) -> list[UsageError]:
    found = []
    if not identity or slug(identity) != identity:
        hint = f"lower case, digits and dashes, such as {slug(identity) or 'green-mug'}"
        found.append(UsageError(f"{option} {identity!r} is not an id", hint=hint))
    if not name.strip() or not name.isprintable():
        found.append(UsageError(f"the name of {identity} must be one line of text"))
    host = host_label(domain)
    if host is None or "." not in host:
        found.append(UsageError(f"{domain!r} is not a domain", hint="the host alone, such as shop.example"))
    return found
