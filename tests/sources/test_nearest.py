"""What the refusal of an unknown file says it is nearest to: rare columns tell, common ones don't."""

from __future__ import annotations

import pytest

from tests.sources.conftest import Write, recognised
from xpromo.errors import NeedsOption

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,"
    "Discount Code,Discount Amount,Created at,Lineitem name,Notes,Note Attributes,Cancelled at,Id,Source"
)
STRIPE = (
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Description,Fee,Status,Customer ID,"
    "Customer Email,Invoice ID"
)
AUDIENCE = "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LAST_CHANGED,LEID,EUID,NOTES,TAGS"
CAMPAIGNS = (
    "Title,Subject,List,Send Date,Total Recipients,Successful Deliveries,Total Bounces,Unique Opens,Total Opens,"
    "Unique Clicks,Total Clicks,Unsubscribes,Unique Id"
)


def hint(write: Write, header: str) -> str:
    with pytest.raises(NeedsOption, match="no source recognises") as caught:
        recognised(write(f"{header}\n{',' * header.count(',')}\n"))
    return caught.value.hint


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("Date,Station,Temperature,Rain,Wind", id="weather"),
        pytest.param("Id,Date,Account,Description,Amount,Currency,Balance", id="bookkeeping"),
        pytest.param("Date,Ad group,Impressions,Clicks,Status", id="advertisements"),
        pytest.param("Id,Created at,Type,Status,Subject,URL", id="tickets"),
    ],
)
def test_columns_that_many_tables_have_are_near_to_nothing(write: Write, header: str) -> None:
    found = hint(write, header)
    assert ("The nearest" in found, "`xpromo help sources` lists them" in found) == (False, True)


@pytest.mark.parametrize(
    ("header", "column", "source", "lacks"),
    [
        (SHOPIFY, "Total", "shopify-orders", "total"),
        (SHOPIFY, "Financial Status", "shopify-orders", "financial status"),
        (STRIPE, "Amount Refunded", "stripe-payments", "amount refunded"),
        (STRIPE, "id", "stripe-payments", "id"),
        (AUDIENCE, "Email Address", "mailchimp-audience", "email address"),
        (CAMPAIGNS, "Unique Id", "mailchimp-campaigns", "unique id"),
        (CAMPAIGNS, "Send Date", "mailchimp-campaigns", "send date"),
    ],
)
def test_an_export_without_a_column_is_nearest_to_its_source(
    write: Write, header: str, column: str, source: str, lacks: str
) -> None:
    names = header.split(",")
    names[names.index(column)] = "Something else"
    nearest = hint(write, ",".join(names)).partition("The nearest:\n")[2].splitlines()
    assert nearest[0].split(maxsplit=1) == [source, f"lacks {lacks}"]
    assert not any(line.split()[0] in {"dub-clicks", "bitly-clicks"} for line in nearest)
