"""``xpromo init``: a workspace of two files that pass ``check``."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import available_timezones

from xpromo.definitions.scaffold import NewBrand, NewPartner, brand_text, partner_text
from xpromo.definitions.words import meant, slug
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
    clash = wrong_partner(brand.id, partner.id)
    if clash:
        raise clash
    if (root / BRAND_FILE).exists():
        return write_new(root, {BRAND_FILE: ""}, dry_run=True)
    files = {BRAND_FILE: brand_text(brand), partner_file(partner.id): partner_text(partner)}
    return [
        *write_new(root, files, dry_run=dry_run),
        ignore_state(root, dry_run=dry_run),
        *write_all(root, dry_run=dry_run),
    ]


def _wrong_brand(brand: NewBrand) -> list[UsageError]:
    found = [wrong_currency(brand.currency), wrong_zone(brand.timezone)]
    return _wrong(brand.id, brand.name, brand.domain, "--brand") + [problem for problem in found if problem]


def wrong_partner(brand: str, partner: str) -> UsageError | None:
    """Return what is wrong with a partner's id beside that of the brand, or None."""
    if brand != partner:
        return None
    return UsageError(f"brand and partner can't both be `{brand}`", hint="name the partner with --partner")


def wrong_currency(code: str) -> UsageError | None:
    """Return what is wrong with a currency, or None."""
    return None if is_currency(code) else UsageError(f"{code!r} is not a currency", hint="three letters, such as EUR")


def wrong_zone(name: str) -> UsageError | None:
    """Return what is wrong with a time zone, or None."""
    zones = available_timezones()
    if name in zones:
        return None
    return UsageError(f"{name!r} is not a time zone", hint=meant(name, zones) or "such as Europe/Berlin")


def wrong_domain(domain: str) -> UsageError | None:
    """Return what is wrong with a domain, or None."""
    host = host_label(domain)
    if host is not None and "." in host:
        return None
    return UsageError(f"{domain!r} is not a domain", hint="the host alone, such as shop.example")


def _wrong(identity: str, name: str, domain: str, option: str) -> list[UsageError]:
    found = []
    if not identity or slug(identity) != identity:
        hint = f"lower case, digits and dashes, such as {slug(identity) or 'green-mug'}"
        found.append(UsageError(f"{option} {identity!r} is not an id", hint=hint))
    if not name.strip() or not name.isprintable():
        found.append(UsageError(f"the name of {identity} must be one line of text"))
    problem = wrong_domain(domain)
    return [*found, problem] if problem else found
