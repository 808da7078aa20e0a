"""What the formats of one shop have in common: which states of an order mean money, and lists of names and values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from xpromo.sources.evidence import NONE
from xpromo.sources.objects import as_text, listed
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import plain_name
from xpromo.urls import read_query

if TYPE_CHECKING:
    from xpromo.records import Evidence

GROSS, CANCELLED = "gross_incl_tax_shipping", "cancelled"


class Shopify:
    """States of an order of Shopify's, as plain names."""

    PAID = frozenset({"paid", "refunded", "partially refunded"})
    NOT_YET = frozenset({"pending", "authorized", "partially paid", "unpaid"})
    VOID = frozenset({"voided", "expired"})


class WooCommerce:
    """States of an order of WooCommerce's, as plain names."""

    PAID = frozenset({"completed", "processing", "refunded"})
    NOT_YET = frozenset({"pending", "pending payment", "on hold", "checkout draft", "draft", "auto draft"})
    FAILED = frozenset({"failed", "cancelled", "trash"})


def cancellation_of(sale: Conversion, at: int) -> Conversion:
    """Return the row that says when an order was cancelled. It has no money: what was given back is a refund."""
    row = cancelled_order(sale.line, sale.id, at, sale.evidence)
    return row._replace(cells=(sale.id, "cancellation", str(at)), customer=sale.customer, primary=False)


def cancelled_order(line: int, order: str, at: int, evidence: Evidence | int = NONE) -> Conversion:
    """Return the same of an order whose sale isn't told of any more, but may have been before."""
    return Conversion(
        line,
        "cancellation",
        at,
        (order, "cancellation"),
        id=f"{order}#cancellation",
        evidence=evidence,
        parent=order,
        status=CANCELLED,
    )


def attributed(reader: ConversionReader, meta: Mapping[str, str], codes: str) -> Evidence:
    """Return what an order of WooCommerce's carries: ``meta`` is its attribution (``session_entry``, ``utm_source`` …).

    It writes (direct) and search engines' names into the tags of visits that had none.
    """
    entry = meta.get("session_entry", "")
    tags = {name: value for name, value in meta.items() if name.startswith("utm_")}
    return reader.evidence.of_places(
        [read_query(entry), tags if meta.get("source_type", "utm") == "utm" else {}],
        code=codes,
        short=reader.evidence.short_link(entry),
        referrer=meta.get("referrer", ""),
    )


def woocommerce_status(text: str) -> tuple[str, str]:
    """Return an order's state as a plain name, and why it is no sale, "" where it is one; raises Bad."""
    status = plain_name(text).removeprefix("wc ")
    if status in WooCommerce.NOT_YET:
        return status, "pending"
    if status in WooCommerce.FAILED:
        return status, "failed"
    if status not in WooCommerce.PAID:
        raise Bad("bad-status", "status")
    return status, ""


def pairs(text: str, key: str) -> list[tuple[str, str]]:
    """Return a list of ``{"name": …, "value": …}`` as pairs; values that are no plain text are left out."""
    found = [(as_text(item.get(key)), item.get("value")) for item in listed(text)]
    return [(name, as_text(value)) for name, value in found if not isinstance(value, list | dict)]
