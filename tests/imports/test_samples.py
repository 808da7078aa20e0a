"""The samples of real export formats: recognised, counted as their README says, and nothing new the second time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.imports.conftest import Import, outcomes

SAMPLES = [
    ("shopify_orders_export.csv", "shopify-orders", (2, 1, 0, 0, 1), {"AUD": 99}),
    ("stripe_unified_payments_default_columns.csv", "stripe-payments", (2, 2, 0, 0, 0), {"USD": 4200}),
    ("plausible_site_export_imported_sources.csv", "plausible-site-export", (4, 4, 0, 0, 0), {}),
    ("ga4_traffic_acquisition_channel.csv", "ga4-report", (4, 4, 0, 0, 0), {}),
    ("ga4_traffic_acquisition_source_medium_SYNTH.csv", "ga4-report", (5, 5, 0, 0, 0), {}),
    ("ga4_exploration_free_form_SYNTH.csv", "ga4-report", (5, 3, 0, 0, 2), {}),
    ("nginx_combined_access.log", "combined-log", (4, 2, 0, 0, 2), {}),
    ("segment_track_order_completed_SYNTH.jsonl", "segment-events", (1, 1, 0, 0, 0), {"USD": 2500}),
    ("rewardful_commission_api.json", "rewardful-commissions", (1, 1, 0, 0, 0), {"USD": 4900}),
    ("dub_clicks_export_SYNTHROWS.csv", "dub-clicks", (3, 3, 0, 0, 0), {}),
    ("dub_links_export_SYNTHROWS.csv", "dub-links", (1, 1, 0, 0, 0), {}),
    ("dub_commissions_export_SYNTHROWS.csv", "dub-commissions", (2, 2, 0, 0, 0), {"USD": 4900}),
    ("rebrandly_links_api.json", "rebrandly-links", (1, 1, 0, 0, 0), {}),
    ("shlink_short_urls_SYNTHROWS.csv", "shlink-links", (1, 1, 0, 0, 0), {}),
    ("beehiiv_subscription_api_SYNTH.json", "beehiiv-subscriptions", (1, 1, 0, 0, 0), {}),
    ("substack_email_list_SYNTHROWS.csv", "substack-subscribers", (2, 2, 0, 0, 0), {}),
    ("cloudflare_logpush_http_requests_SYNTH.jsonl", "cloudflare-logpush", (1, 1, 0, 0, 0), {}),
    ("gumroad_sales_SYNTHROWS.csv", "gumroad-sales", (3, 2, 0, 0, 1), {"USD": 2000}),
    ("stripe_checkout_session_completed_event_SYNTH.json", "stripe-objects", (1, 1, 0, 0, 0), {"USD": 4491}),
]


@pytest.mark.parametrize(("name", "source", "counts", "totals"), SAMPLES, ids=[sample[0] for sample in SAMPLES])
def test_a_sample_is_recognised_counted_and_known_the_second_time(
    exports: Path,
    importing: Import,
    tmp_path: Path,
    name: str,
    source: str,
    counts: tuple[int, ...],
    totals: dict[str, int],
) -> None:
    (first,) = importing(exports / name)
    (again,) = importing(exports / name)
    touched = tmp_path / name
    touched.write_bytes((exports / name).read_bytes() + b"\n")  # other bytes, same records
    (reread,) = importing(touched)

    assert (first["source"], outcomes(first), first["totals"]) == (source, counts, totals)
    for later in (again, reread):
        assert outcomes(later) == (counts[0], 0, counts[1], counts[3], counts[4])
    assert again["repeated"]
    assert not reread["repeated"]


@pytest.mark.parametrize(
    ("name", "options", "source", "counts", "totals"),
    [
        # Each of its dates reads two ways; an authorisation is no sale
        (
            "paypal_activity_download_SYNTHROWS.csv", ["--date-order", "mdy"], "paypal-activity", (3, 2, 0, 0, 1),
            {"USD": 150_000},
        ),
        # Site's zone and a mere sign of a currency; one of the two rows is a refund
        (
            "woocommerce_analytics_orders_SYNTH.csv", ["--tz", "Europe/Berlin", "--currency", "USD"],
            "woocommerce-analytics", (2, 2, 0, 0, 0), {"USD": 15_000},
        ),
        ("hubspot_contacts_SYNTH.csv", ["--tz", "Europe/Berlin"], "hubspot-contacts", (2, 2, 0, 0, 0), {}),
        ("zoom_webinar_attendee_report.csv", ["--tz", "Europe/Berlin"], "zoom-webinar", (2, 2, 0, 0, 0), {}),
        # The zone was asked of the tool, and its file doesn't say so
        (
            "awin_transactions_api_SYNTH.json", ["--tz", "Europe/London"], "awin-transactions", (1, 1, 0, 0, 0),
            {"GBP": 5596},
        ),
        ("appsflyer_in_app_events_SYNTHROWS.csv", ["--tz", "UTC"], "appsflyer-events", (1, 1, 0, 0, 0), {"USD": 999}),
        (
            "rakuten_signature_orders_SYNTHROWS.csv", ["--tz", "UTC", "--currency", "USD"], "rakuten-orders",
            (2, 2, 0, 0, 0), {"USD": 2998},
        ),
        (
            "tapfiliate_conversion_api.json", ["--currency", "USD"], "tapfiliate-conversions", (1, 1, 0, 0, 0),
            {"USD": 4900},
        ),
        # A deal is no revenue; the total below is no deal
        (
            "salesforce_opportunity_report_SYNTH.csv", ["--currency", "USD"], "salesforce-opportunities",
            (2, 1, 0, 0, 1), {},
        ),
    ],
)  # fmt: skip
def test_a_sample_that_leaves_something_to_options(
    exports: Path,
    importing: Import,
    name: str,
    options: list[str],
    source: str,
    counts: tuple[int, ...],
    totals: dict[str, int],
) -> None:
    importing(exports / name, code=2)
    (first,) = importing(exports / name, *options)
    (again,) = importing(exports / name, *options)

    assert (first["source"], outcomes(first), first["totals"]) == (source, counts, totals)
    assert outcomes(again) == (counts[0], 0, counts[1], *counts[3:])


def test_an_order_without_its_moment_is_refused(exports: Path, importing: Import, tmp_path: Path) -> None:
    path = exports / "lemonsqueezy_order_api.json"
    (refused,) = importing(path, code=1)
    whole = tmp_path / "order.json"
    whole.write_text(path.read_text().replace('"status"', '"created_at": "2026-09-02T10:00:00.000000Z",\n"status"'))
    (taken,) = importing(whole)

    assert refused["refusals"] == {"bad-time": 1}
    assert (taken["source"], outcomes(taken), taken["totals"]) == (
        "lemonsqueezy-orders",
        (1, 1, 0, 0, 0),
        {"USD": 1800},
    )


def test_a_header_only_is_a_finding_and_records_nothing(exports: Path, importing: Import, workspace: Path) -> None:
    importing(exports / "stripe_payments_legacy_with_metadata_header_only.csv", code=1)
    importing(exports / "woocommerce_webtoffee_orders_header_only.csv", code=1)
    (batch,) = importing(exports / "nginx_combined_access.log")

    assert batch["batch"] == 1


def test_samples_of_other_formats_ask_for_a_source_and_write_nothing(exports: Path, importing: Import) -> None:
    others = [
        path
        for path in sorted(exports.glob("*"))
        if path.is_file() and path.suffix != ".md" and path.name not in {sample[0] for sample in SAMPLES}
    ]
    for path in others:
        importing(path, code=1 if "header_only" in path.name or "lemonsqueezy" in path.name else 2)


PERSONAL = re.compile(rb"[\w.+-]+@[\w-]+\.\w+|Fake (?:Person|Street)|Faketown|203\.0\.113\.\d+|ZFAKE|pm_1FAKE")


def test_nothing_personal_of_any_sample_is_in_the_ledger_or_in_a_message(
    exports: Path, cli: Any, workspace: Path
) -> None:
    paths = [path for path in sorted(exports.rglob("*")) if path.is_file() and path.suffix != ".md"]
    said = ""
    for path in paths:
        for arguments in ([], ["--dry-run"], ["--strict"], ["--source", "conversions"], ["--source", "clicks"]):
            done = cli("import", path, "--currency", "EUR", "--tz", "UTC", *arguments, cwd=workspace)
            said += done.out + done.err
    ledger = (workspace / ".xpromo" / "ledger.db").read_bytes()

    assert not PERSONAL.findall(said.encode())
    assert not PERSONAL.findall(ledger)
    assert len(ledger) > 10_000
