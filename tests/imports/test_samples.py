"""The samples of real export formats: recognised, counted as their README says, and nothing new the second time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.imports.conftest import KEY, Import, outcomes

DASHBOARD = "plausible_dashboard_export"
SEPTEMBER, BERLIN, UTC, USD = "--period=2026-09-01..2026-09-03", "--tz=Europe/Berlin", "--tz=UTC", "--currency=USD"
# file: source, what its options settle, (rows, recorded, known, refused, excluded), sales
SAMPLES: dict[str, tuple[str, tuple[str, ...], tuple[int, ...], dict[str, int]]] = {
    "appsflyer_in_app_events_SYNTHROWS.csv": ("appsflyer-events", (UTC,), (1, 1, 0, 0, 0), {"USD": 999}),
    # The zone was asked of the tool, and its file doesn't say so
    "awin_transactions_api_SYNTH.json": ("awin-transactions", (UTC,), (1, 1, 0, 0, 0), {"GBP": 5596}),
    "beehiiv_subscription_api_SYNTH.json": ("beehiiv-subscriptions", (), (1, 1, 0, 0, 0), {}),
    "bitly_link_clicks_api.json": ("bitly-clicks", ("--account=bit.ly/3abcdef",), (3, 3, 0, 0, 0), {}),
    "cloudflare_logpush_http_requests_SYNTH.jsonl": ("cloudflare-logpush", (), (1, 1, 0, 0, 0), {}),
    "dub_clicks_export_SYNTHROWS.csv": ("dub-clicks", (), (3, 3, 0, 0, 0), {}),
    "dub_commissions_export_SYNTHROWS.csv": ("dub-commissions", (), (2, 2, 0, 0, 0), {"USD": 4900}),
    "dub_links_export_SYNTHROWS.csv": ("dub-links", (), (1, 1, 0, 0, 0), {}),
    "ga4_bigquery_events_SYNTH.jsonl": ("ga4-bigquery", (USD,), (1, 1, 0, 0, 0), {"USD": 4900}),
    "ga4_exploration_free_form_SYNTH.csv": ("ga4-report", (), (5, 3, 0, 0, 2), {}),
    "ga4_traffic_acquisition_channel.csv": ("ga4-report", (), (4, 4, 0, 0, 0), {}),
    "ga4_traffic_acquisition_source_medium_SYNTH.csv": ("ga4-report", (), (5, 5, 0, 0, 0), {}),
    "gumroad_sales_SYNTHROWS.csv": ("gumroad-sales", (), (3, 2, 0, 0, 1), {"USD": 2000}),
    "hubspot_contacts_SYNTH.csv": ("hubspot-contacts", (BERLIN,), (2, 2, 0, 0, 0), {}),
    "klaviyo_campaigns.csv": ("klaviyo-campaigns", (UTC,), (1, 1, 0, 0, 0), {}),
    "lemonsqueezy_order_api.json": ("lemonsqueezy-orders", ("--period=2026-09-02",), (1, 1, 0, 0, 0), {"USD": 1800}),
    "mailchimp_audience.csv": ("mailchimp-audience", (UTC,), (1, 1, 0, 0, 0), {}),
    "mailchimp_campaigns.csv": ("mailchimp-campaigns", (UTC,), (1, 1, 0, 0, 0), {}),
    "mailerlite_classic_campaign_report.csv": ("mailerlite-report", (UTC,), (5, 3, 0, 0, 2), {}),
    "matomo_campaigns_utf16le_SYNTH.csv": ("matomo-campaigns", (SEPTEMBER,), (2, 2, 0, 0, 0), {}),
    "nginx_combined_access.log": ("combined-log", (), (4, 2, 0, 0, 2), {}),
    # Each of its dates reads two ways; an authorisation is no sale
    "paypal_activity_download_SYNTHROWS.csv": (
        "paypal-activity", ("--date-order=mdy",), (3, 2, 0, 0, 1), {"USD": 150_000},
    ),
    f"{DASHBOARD}/conversions_SYNTH.csv": ("plausible-dashboard", (SEPTEMBER,), (1, 1, 0, 0, 0), {}),
    f"{DASHBOARD}/sources.csv": ("plausible-dashboard", (SEPTEMBER,), (3, 3, 0, 0, 0), {}),
    f"{DASHBOARD}/utm_campaigns.csv": ("plausible-dashboard", (SEPTEMBER,), (2, 2, 0, 0, 0), {}),
    f"{DASHBOARD}/visitors.csv": ("plausible-visitors", (), (3, 3, 0, 0, 0), {}),
    "plausible_site_export_imported_sources.csv": ("plausible-site-export", (), (4, 4, 0, 0, 0), {}),
    "rakuten_signature_orders_SYNTHROWS.csv": ("rakuten-orders", (UTC, USD), (2, 2, 0, 0, 0), {"USD": 2998}),
    "rebrandly_links_api.json": ("rebrandly-links", (), (1, 1, 0, 0, 0), {}),
    "rewardful_commission_api.json": ("rewardful-commissions", (), (1, 1, 0, 0, 0), {"USD": 4900}),
    # A deal is no revenue; the total below is no deal
    "salesforce_opportunity_report_SYNTH.csv": ("salesforce-opportunities", (USD,), (2, 1, 0, 0, 1), {}),
    "segment_track_order_completed_SYNTH.jsonl": ("segment-events", (), (1, 1, 0, 0, 0), {"USD": 2500}),
    "shlink_short_urls_SYNTHROWS.csv": ("shlink-links", (), (1, 1, 0, 0, 0), {}),
    "shopify_orders_export.csv": ("shopify-orders", (), (2, 1, 0, 0, 1), {"AUD": 99}),
    "stripe_checkout_session_completed_event_SYNTH.json": ("stripe-objects", (), (1, 1, 0, 0, 0), {"USD": 4491}),
    "stripe_unified_payments_default_columns.csv": ("stripe-payments", (), (2, 2, 0, 0, 0), {"USD": 4200}),
    "substack_email_list_SYNTHROWS.csv": ("substack-subscribers", (), (2, 2, 0, 0, 0), {}),
    "tapfiliate_conversion_api.json": ("tapfiliate-conversions", (USD,), (1, 1, 0, 0, 0), {"USD": 4900}),
    # Site's zone and a mere sign of a currency; one of the two rows is a refund
    "woocommerce_analytics_orders_SYNTH.csv": (
        "woocommerce-analytics", (BERLIN, USD), (2, 2, 0, 0, 0), {"USD": 15_000},
    ),
    "yourls_log_table_SYNTH.csv": ("yourls-clicks", (UTC,), (2, 2, 0, 0, 0), {}),
    "zoom_webinar_attendee_report.csv": ("zoom-webinar", (BERLIN,), (2, 2, 0, 0, 0), {}),
}  # fmt: skip
HEADER_ONLY = {
    "stripe_payments_legacy_with_metadata_header_only.csv",
    "woocommerce_webtoffee_orders_header_only.csv",
}


def test_every_sample_is_in_the_table(exports: Path) -> None:
    found = {str(path.relative_to(exports)) for path in exports.rglob("*") if path.is_file() and path.suffix != ".md"}

    assert found == SAMPLES.keys() | HEADER_ONLY


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_recognised_counted_and_known_the_second_time(
    exports: Path, importing: Import, tmp_path: Path, name: str
) -> None:
    source, options, counts, totals = SAMPLES[name]
    if options:  # refused with what settles it: nothing is guessed
        importing(exports / name, code=1 if "lemonsqueezy" in name else 2)
    first = importing(exports / name, *options)[-1]
    (again,) = importing(exports / name, *options)
    touched = tmp_path / Path(name).name
    end = b"\n\0" if "utf16" in name else b"\n"
    touched.write_bytes((exports / name).read_bytes() + end)  # other bytes, same records
    (reread,) = importing(touched, *options)

    assert (first["source"], outcomes(first), first["totals"]) == (source, counts, totals)
    for later in (again, reread):
        assert outcomes(later) == (counts[0], 0, counts[1], counts[3], counts[4])
    assert again["repeated"]
    assert not reread["repeated"]


def test_a_folder_is_the_export_that_was_unpacked_into_it(exports: Path, importing: Import) -> None:
    first, again = importing(exports / DASHBOARD), importing(exports / DASHBOARD)

    assert [(batch["file"], batch["recorded"]) for batch in first] == [
        ("conversions_SYNTH.csv", 1),
        ("sources.csv", 3),
        ("utm_campaigns.csv", 2),
        ("visitors.csv", 3),
    ]
    assert {(batch["period"]["start"], batch["period"]["end"]) for batch in first} == {("2026-09-01", "2026-09-03")}
    assert [outcomes(batch)[1:3] for batch in again] == [(0, 1), (0, 3), (0, 2), (0, 3)]


def test_an_order_without_its_moment_is_dated_to_the_end_of_the_period(
    exports: Path, cli: CommandLine, workspace: Path
) -> None:
    path = exports / "lemonsqueezy_order_api.json"
    refused = cli("import", path, cwd=workspace, env={"XPROMO_KEY": KEY})
    taken = cli("import", path, "--period", "2026-09-02", cwd=workspace, env={"XPROMO_KEY": KEY})
    explained = cli("report", "explain", "1", "--format", "json", cwd=workspace, env={"XPROMO_KEY": KEY})

    assert "no-time: export with dates, or say the day" in refused.err
    assert "where a record states no moment, it is dated to the end of 2026-09-02" in taken.err
    assert "2026-09-02T21:59:59" in explained.out  # Berlin's midnight is two hours before that of UTC


def test_a_header_only_is_a_finding_and_records_nothing(exports: Path, importing: Import, workspace: Path) -> None:
    for name in HEADER_ONLY:
        importing(exports / name, code=1)
    (batch,) = importing(exports / "nginx_combined_access.log")

    assert batch["batch"] == 1


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
