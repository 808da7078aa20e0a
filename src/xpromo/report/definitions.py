"""What each number of a scorecard means, in one sentence; printed in JSON beside the numbers."""

from __future__ import annotations

from collections.abc import Mapping

DEFINITIONS: Mapping[str, str] = {
    "reach": "people or sends that a placement got to: the metric reach, else delivered, else sends (see reach_metric)",
    "clicks": "touches that weren't excluded, from one click source a placement; clicks_raw are all its touches",
    "ctr": "clicks / reach over placements of which both are known; Wilson 95 %",
    "unsubscribe_rate": "people who unsubscribed / reach over placements of which both are known; Wilson 95 %",
    "conversions": "conversions of the kind that the campaign's primary goal counts; sales where that is reach, "
    "clicks, revenue or new customers",
    "conversion_rate": "conversions / clicks over places of which we know what converted; Wilson 95 %",
    "revenue": "sales and renewals less refunds and chargebacks, minor units",
    "refunds": "refunds and chargebacks, minor units, positive",
    "cost": "money recorded as spent by us, else our share of the placement's budget; discounts aren't included",
    "cpa": "cost / conversions of campaigns whose cost is known, minor units; Poisson score 95 % of the count",
    "new_customers": "first-ever purchases, by customer key or as the export says; null where nobody can know",
    "new_customer_rate": "first-ever purchases / sales of which we know whose they are; Wilson 95 %",
    "sourced": "conversions whose known path the placement began, of new customers or, where the campaign says so, of "
    "anyone; a conversion has one such place or none",
    "influenced": "conversions of which the place has evidence and that it didn't source; a group's are counted once "
    "each, so rows don't add up",
    "code_only": "conversions by a shared code without any touch or link; nobody sourced them, because codes are "
    "passed on",
    "unowned": "conversions that count here and that nobody sourced; sourced + unowned are all conversions, "
    "in `report sourced` also those that reached nobody",
    "aov": "money of sales / sales, before refunds; Student 95 %",
    "epc": "revenue / clicks; 95 % from the sum of squares",
    "refund_rate": "refunds and chargebacks / sales, in rows; Wilson 95 %",
    "goals": "achieved / target of all that came so far, whatever the period, placements that we give left out; on "
    "pace means achieved / target is at least days over / days of the flight",
    "unresolved": "what was tied to no placement, property, campaign or partner; never in the rows",
}
