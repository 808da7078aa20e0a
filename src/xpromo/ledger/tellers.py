"""Which tools tell of sales, and whose word counts where several tell of one: shop, payment, affiliate network, others.

A scope is a source with an account: the shop, the Stripe account, the network's programme that a file came from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.ledger.temporary import empty_table

if TYPE_CHECKING:
    import sqlite3

SHOP, PAYMENT, AFFILIATE, OTHER = "shop", "payment", "affiliate", "other"
ORDER = (SHOP, PAYMENT, AFFILIATE, OTHER)  # who knows a sale best
SORTS = {  # tool → what it is; every other tool only heard of the sale
    **dict.fromkeys(("shopify", "woocommerce", "gumroad", "lemonsqueezy", "paddle", "eventbrite"), SHOP),
    **dict.fromkeys(("stripe", "paypal"), PAYMENT),
    **dict.fromkeys(("awin", "dub", "impact", "rakuten", "rewardful", "tapfiliate"), AFFILIATE),
}
SCOPES = """
SELECT t.id, b.source, b.account FROM (SELECT DISTINCT source, account FROM batches WHERE kind = 'conversions') b
JOIN texts t ON t.text = b.source || ' ' || b.account"""


def tool_of(source: str) -> str:
    """Return the tool that a source's files come from: ``shopify`` of ``shopify-orders-json``."""
    return source.partition("-")[0]


def note_tellers(connection: sqlite3.Connection) -> int:
    """Note in ``temp.tellers`` who ever told of conversions; ``place`` is whose word counts first. Return how many."""
    layout = "(scope INTEGER PRIMARY KEY, source TEXT, account TEXT, tool TEXT, sort TEXT, place INTEGER)"
    empty_table(connection, "tellers", layout)
    found = [
        (ORDER.index(SORTS.get(tool_of(source), OTHER)), source, account, scope)
        for scope, source, account in connection.execute(SCOPES)
    ]
    connection.executemany(
        "INSERT INTO temp.tellers VALUES (?, ?, ?, ?, ?, ?)",
        [
            (scope, source, account, tool_of(source), ORDER[sort], place)
            for place, (sort, source, account, scope) in enumerate(sorted(found))
        ],
    )
    return len(found)
