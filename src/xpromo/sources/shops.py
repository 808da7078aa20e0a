"""What the formats of one shop have in common: which states of an order mean money, and lists of names and values."""

from __future__ import annotations

from xpromo.sources.objects import as_text, listed
from xpromo.sources.sales import Bad, Conversion
from xpromo.sources.source import plain_name

GROSS = "gross_incl_tax_shipping"


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
    return Conversion(
        sale.line,
        "cancellation",
        at,
        (sale.id, "cancellation", str(at)),
        id=f"{sale.id}#cancellation",
        evidence=sale.evidence,
        customer=sale.customer,
        parent=sale.id,
        status="cancelled",
        primary=False,
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
