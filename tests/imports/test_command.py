"""``xpromo import`` as people and scripts meet it."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.imports.conftest import KEY, Import, facts, outcomes
from xpromo.imported import ImportResult
from xpromo.operations.import_ import import_path
from xpromo.operations.import_request import ImportRequest, Place
from xpromo.sources.opening import FileFacts, hash_of

HEADER = "id,at,url,referrer,user_agent,country,visitor\n"
GOOD = "{0},2026-11-20T10:{0:02d}:00Z,https://northwind.example/bundle?xp=0123456789,,,DE,v{0}\n"
CLICKS = HEADER + "".join(GOOD.format(n) for n in range(10))
FIXED = (
    "batch", "file", "source", "kind", "account", "period", "timezone", "currency", "rows", "recorded", "known",
    "refused", "excluded", "resolved", "refusals", "totals",
)  # fmt: skip


@pytest.fixture
def clicks(tmp_path: Path) -> Path:
    path = tmp_path / "clicks.csv"
    path.write_text(CLICKS)
    return path


def test_the_shape_that_scripts_rely_on(importing: Import, clicks: Path) -> None:
    (batch,) = importing(clicks)

    assert set(FIXED) <= set(batch)
    assert {name: batch[name] for name in ("batch", "file", "source", "kind", "account", "rows", "recorded")} == {
        "batch": 1, "file": "clicks.csv", "source": "clicks", "kind": "clicks", "account": "default", "rows": 10,
        "recorded": 10,
    }  # fmt: skip
    assert batch["period"] == {"start": "2026-11-20", "end": "2026-11-20"}


def test_minted_links_resolve_and_import_before_minting_ends_the_same(
    cli: CommandLine, importing: Import, workspace: Path, tmp_path: Path
) -> None:
    env = {"XPROMO_KEY": KEY}
    urls = [row["url"] for row in cli("links", "--format", "json", "--dry-run", cwd=workspace, env=env).json()["data"]]
    path = tmp_path / "c.csv"
    path.write_text(HEADER + "".join(f"{n},2026-11-20T10:00:00Z,{url},,,,\n" for n, url in enumerate(urls)))
    (before,) = importing(path)
    cli("links", cwd=workspace, env=env)
    (dry,) = importing(path, "--dry-run", "--account", "other")

    assert before["resolved"] == 0
    assert dry["resolved"] == len(urls)


def test_a_dry_run_says_the_same_and_writes_nothing(importing: Import, clicks: Path, workspace: Path) -> None:
    (dry,) = importing(clicks, "--dry-run")
    assert not (workspace / ".xpromo").exists()

    (real,) = importing(clicks)
    (dry_again,) = importing(clicks, "--dry-run")

    assert outcomes(dry) == outcomes(real) == (10, 10, 0, 0, 0)
    assert dry["batch"] is None
    assert outcomes(dry_again) == (10, 0, 10, 0, 0)


def test_a_dry_run_beside_a_ledger_without_a_key_leaves_both_as_they_are(
    cli: CommandLine, clicks: Path, workspace: Path
) -> None:
    cli("links", cwd=workspace)
    before = (workspace / ".xpromo" / "ledger.db").read_bytes()
    done = cli("import", clicks, "--dry-run", cwd=workspace)

    assert done.code == 0
    assert [path.name for path in (workspace / ".xpromo").iterdir()] == ["ledger.db"]
    assert (workspace / ".xpromo" / "ledger.db").read_bytes() == before


def test_an_overlapping_file_brings_only_what_is_new(importing: Import, clicks: Path, tmp_path: Path) -> None:
    importing(clicks)
    later = tmp_path / "later.csv"
    later.write_text(HEADER + "".join(GOOD.format(n) for n in range(5, 15)))

    assert outcomes(importing(later)[0]) == (10, 5, 5, 0, 0)


def test_equal_clicks_without_ids_are_counted_and_overlaps_take_the_larger_count(
    importing: Import, tmp_path: Path
) -> None:
    row = "2026-11-20T10:00:00Z,https://northwind.example/?xp=0123456789\n"
    two, three = tmp_path / "two.csv", tmp_path / "three.csv"
    two.write_text("at,url\n" + row * 2)
    three.write_text("at,url\n" + row * 3)

    (first,), (second,) = importing(two), importing(three)

    assert first["recorded"] + first["excluded"] == 2
    assert second["recorded"] + second["excluded"] == 1
    assert second["known"] == 2


def test_another_row_under_a_known_id_is_refused(importing: Import, clicks: Path, tmp_path: Path) -> None:
    importing(clicks)
    other = tmp_path / "other.csv"
    other.write_text(CLICKS.replace("10:03:00", "11:03:00"))

    (batch,) = importing(other)

    assert outcomes(batch) == (10, 0, 9, 1, 0)
    assert batch["refusals"] == {"id-conflict": 1}
    assert [(item["line"], item["reason"]) for item in batch["examples"]] == [(5, "id-conflict")]


def test_refusals_name_line_and_reason_and_never_a_cell(cli: CommandLine, workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(CLICKS + "11,secret-cell,https://northwind.example/jane@example.com,,,,\n")
    done = cli("import", path, cwd=workspace)

    assert done.code == 0
    assert "c.csv:12: bad-time (at)" in done.err
    assert "secret" not in done.out + done.err
    assert "jane" not in done.out + done.err


def test_strict_records_nothing_of_a_file_with_refused_rows(
    cli: CommandLine, importing: Import, workspace: Path, tmp_path: Path
) -> None:
    path = tmp_path / "c.csv"
    path.write_text(CLICKS + "11,nope,https://northwind.example/,,,,\n")
    done = cli("import", path, "--strict", cwd=workspace, env={"XPROMO_KEY": KEY})

    assert done.code == 1
    assert "XP330" in done.err
    assert "c.csv:12" in done.err
    assert outcomes(importing(path)[0]) == (11, 10, 0, 1, 0)


def test_strict_refuses_a_file_that_was_taken_without_it(cli: CommandLine, importing: Import, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,at,url\n1,2026-11-20T10:00:00Z,https://northwind.example/\n2,soon,https://northwind.example/\n")
    (first,) = importing(path)

    done = cli("import", path, "--strict", cwd=tmp_path / "workspace", env={"XPROMO_KEY": KEY})

    assert done.code == 1
    assert "1 of 2 records can't be taken" in done.err
    assert f"nothing was recorded; batch {first['batch']} holds the good rows" in done.err


def test_strict_sees_what_the_ledger_refuses_too(cli: CommandLine, importing: Import, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    importing(path.write_text(CLICKS) and path)
    other = GOOD.format(3).replace("T10", "T11")
    path.write_text(HEADER + other + GOOD.format(20) + "21,nope,/,,,,\n")
    done = cli("import", path, "--strict", cwd=tmp_path / "workspace", env={"XPROMO_KEY": KEY})

    assert (done.code, "2 of 3 records can't be taken" in done.err) == (1, True)
    assert all(text in done.err for text in ("c.csv:2", "XP336", "c.csv:4", "XP330"))
    assert outcomes(importing(path)[0]) == (3, 1, 0, 2, 0)


def test_a_file_of_which_nothing_could_be_taken_is_a_finding(importing: Import, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(HEADER + "1,nope,/,,,,\n2,nope,/,,,,\n")
    (batch,) = importing(path, code=1)

    assert outcomes(batch) == (2, 0, 0, 2, 0)


def test_several_files_stand_each_on_its_own_and_the_highest_code_wins(
    importing: Import, clicks: Path, tmp_path: Path
) -> None:
    empty, cut = tmp_path / "empty.csv", tmp_path / "cut.csv.gz"
    empty.write_bytes(b"")
    cut.write_bytes(gzip.compress(CLICKS.encode())[:-9])
    batches = importing(empty, clicks, cut, tmp_path / "missing.csv", code=3)

    assert [batch["file"] for batch in batches] == ["clicks.csv"]
    assert importing(empty, clicks, code=1)[0]["recorded"] == 0


def test_standard_input_is_read_and_leaves_nothing_behind(importing: Import, workspace: Path) -> None:
    (batch,) = importing("-", stdin=gzip.compress(CLICKS.encode()))

    assert (batch["recorded"], batch["file"]) == (10, "standard input")
    assert sorted(path.name for path in (workspace / ".xpromo").iterdir()) == ["ledger.db"]


def test_undo_takes_a_batch_out_and_the_same_file_brings_it_back(
    cli: CommandLine, importing: Import, clicks: Path, workspace: Path
) -> None:
    importing(clicks)
    before = facts(workspace / ".xpromo" / "ledger.db")
    done = cli("import", "--undo", "1", "--format", "json", cwd=workspace, env={"XPROMO_KEY": KEY})
    assert done.json()["data"] == [{"batch": 1, "facts": 10, "overlapping": []}]
    assert facts(workspace / ".xpromo" / "ledger.db")["touches"] == []

    assert importing(clicks)[0]["recorded"] == 10
    assert facts(workspace / ".xpromo" / "ledger.db") == before


def test_an_undo_names_the_files_that_must_come_again(
    cli: CommandLine, importing: Import, clicks: Path, workspace: Path, tmp_path: Path
) -> None:
    importing(clicks)
    (tmp_path / "more.csv").write_text(CLICKS + GOOD.format(11))
    importing(tmp_path / "more.csv")
    done = cli("import", "--undo", "1", cwd=workspace, env={"XPROMO_KEY": KEY})
    assert "known in other files, too; import them again: more.csv (batch 2)" in done.err


def test_a_file_from_the_shell_is_called_a_pipe(cli: CommandLine, clicks: Path, workspace: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, clicks.read_bytes())
    os.close(writing)
    results = list(import_path(Path(f"/dev/fd/{reading}"), ImportRequest(dry_run=True), place(workspace), io.BytesIO()))
    os.close(reading)
    assert [result.file for result in results if isinstance(result, ImportResult)] == ["a pipe"]


def place(workspace: Path) -> Place:
    folder = workspace / ".xpromo"
    return Place(workspace, folder / "ledger.db", folder / "key", KEY, 0.0, datetime(2026, 11, 30, tzinfo=UTC))


def test_a_foreign_file_is_mapped_and_the_mapping_kept(importing: Import, workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "tool.csv"
    path.write_text("Clicked On;Landing Page;url\n2026-11-20 10:00;https://northwind.example/?xp=0123456789;ignored\n")
    options = ["--map", "clicked on=at", "--map", "Landing-Page=url", "--tz", "Europe/Berlin", "--source", "clicks"]
    importing(path, code=2)
    (batch,) = importing(path, *options, "--save-map", "their-tool")
    (again,) = importing(path, "--map", "their-tool")

    assert (batch["recorded"], batch["account"], batch["timezone"]) == (1, "their-tool", "Europe/Berlin")
    assert again["repeated"]
    saved = json.loads((workspace / ".xpromo" / "maps" / "their-tool.json").read_text())
    assert saved["map"] == {"clicked on": "at", "Landing-Page": "url"}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--map", "nothing=url"], "no column"),
        (["--map", "=url"], "theirs=ours"),
        (["--map", "unknown-mapping"], "no mapping"),
        (["--map", "../../x"], "name"),
        (["--map", "url=at", "--save-map", "../x"], "name"),
        (["--tz", "Mars/Olympus"], "time zone"),
        (["--tz", "../../etc/passwd"], "time zone"),
        (["--currency", "euro"], "currency"),
        (["--account", "shop@example.com"], "name the shop"),
        (["--source", "facebook"], "no source"),
        (["--placement", "mug-weekly-lunch"], "did you mean `mug-weekly-launch`"),
    ],
)
def test_wrong_usage_says_what_to_do_and_writes_nothing(
    cli: CommandLine, workspace: Path, clicks: Path, arguments: list[str], word: str
) -> None:
    done = cli("import", clicks, *arguments, cwd=workspace)

    assert done.code == 2
    assert word in done.err
    assert not (workspace / ".xpromo" / "ledger.db").exists()


def test_without_files_or_workspace(cli: CommandLine, workspace: Path, clicks: Path, tmp_path: Path) -> None:
    assert cli("import", cwd=workspace).code == 2
    unset = cli("import", "--yes", "", cwd=workspace)
    assert (unset.code, unset.err.splitlines()[0]) == (2, "error: the name of a file is empty")
    assert cli("import", clicks, cwd=tmp_path).code == 2
    (workspace / "campaigns" / "brand.yaml").write_text("schema_version: 1\nbrand: [\n")
    assert cli("import", clicks, cwd=workspace).code == 2


def test_a_placement_named_by_hand_takes_what_nothing_else_ties(
    importing: Import, cli: CommandLine, workspace: Path, tmp_path: Path
) -> None:
    cli("links", cwd=workspace, env={"XPROMO_KEY": KEY})
    path = tmp_path / "c.csv"
    path.write_text("id,at,url\n1,2026-11-20T10:00:00Z,https://northwind.example/\n")
    (without,) = importing(path, "--dry-run")
    (named,) = importing(path, "--placement", "mug-weekly-launch")

    assert (without["resolved"], named["resolved"]) == (0, 1)


def test_three_files_in_any_order_make_the_same_ledger(cli: CommandLine, workspace: Path, tmp_path: Path) -> None:
    orders = (
        "Name,Email,Financial Status,Currency,Total,Discount Code,Created at,Lineitem name,Refunded Amount,Id\n"
        "#1,a@example.com,{0},EUR,10.00,MUG15,2026-11-20 10:00:00 +0100,x,{1},1\n"
        "#2,a@example.com,paid,EUR,7.00,,2026-11-21 10:00:00 +0100,x,0,2\n"
    )
    files = {
        "a.csv": orders.format("paid", "0.00") + "#3,b@example.com,paid,EUR,1.00,,2026-11-18 10:00:00 +0100,x,0,3\n",
        "b.csv": orders.format("partially_refunded", "4.00") + "#4,,pending,EUR,2,,2026-11-18 10:00:00 +0100,x,0,4\n",
        "c.csv": CLICKS + "99,2026-11-20T10:00:01Z,https://northwind.example/bundle?xp=0123456789,,,DE,v0\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    results = []
    for number, order in enumerate(itertools.permutations(files)):
        ledger = tmp_path / f"{number}.db"
        for name in order:
            assert cli("--ledger", ledger, "import", tmp_path / name, cwd=workspace, env={"XPROMO_KEY": KEY}).code == 0
        results.append(facts(ledger))
    assert len(results) == 6
    assert all(result == results[0] for result in results)
    assert len(results[0]["conversions"]) == 4


def test_help_shows_an_example(cli: CommandLine) -> None:
    done = cli("import", "--help")

    assert done.code == 0
    assert "xpromo import clicks.csv" in done.out


def test_outcomes_always_add_up(importing: Import, tmp_path: Path) -> None:
    rows = [GOOD.format(n) for n in range(50)]
    rows[3] = "x\n"
    rows[4] = rows[5]
    rows[6] = rows[6].replace(",,,DE", ",,Googlebot/2.1,DE")
    rows[7] = ",,,,,,\n"
    path = tmp_path / "c.csv"
    path.write_text(HEADER + "".join(rows))
    (batch,) = importing(path)
    counts: Any = outcomes(batch)

    assert counts[0] == sum(counts[1:]) == 50
    assert counts == (50, 46, 1, 1, 2)
    assert sum(batch["refusals"].values()) == 1
    assert batch["exclusions"] == {"bot-agent": 1, "blank": 1}


def test_days_are_never_counted_in_two_zones_even_before_anything_is_minted(
    importing: Import, workspace: Path, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text("id,at,url\na,2026-11-10T23:30:00Z,/?xp=zzzzzzzzz0\n")
    other.write_text("id,at,url\nb,2026-11-10T23:30:00Z,/?xp=zzzzzzzzz0\n")
    importing(one)
    brand = workspace / "campaigns" / "brand.yaml"
    brand.write_text(brand.read_text().replace("Europe/Berlin", "UTC"))

    importing(other, code=2)


def test_a_file_is_called_what_was_typed_and_kept_by_its_name(cli: CommandLine, workspace: Path) -> None:
    (workspace / "data").mkdir()
    (workspace / "data" / "clicks.csv").write_text(CLICKS + "x,soon,https://northwind.example/,,,,\n")
    missing = cli("import", "data/nope.csv", cwd=workspace)
    assert "can't read data/nope.csv: no such file" in missing.err
    done = cli("import", "data/clicks.csv", "--format", "json", cwd=workspace)
    assert done.json()["data"][0]["file"] == "clicks.csv"
    assert "data/clicks.csv:12: bad-time" in done.err
    assert "data/clicks.csv: 1 record refused in all" not in done.err


def test_of_a_file_that_grows_meanwhile_nothing_is_recorded(
    importing: Import, workspace: Path, clicks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hash_later(found: FileFacts) -> str:
        with clicks.open("a") as file:
            file.write("99,2026-11-20T11:00:00Z,https://northwind.example/,,,,\n")
        return hash_of(found)

    monkeypatch.setattr("xpromo.sources.opening.hash_of", hash_later)
    assert importing(clicks, code=3) is None
    assert not (workspace / ".xpromo" / "ledger.db").exists()
    monkeypatch.undo()
    assert importing(clicks)[0]["recorded"] == 11


def test_the_name_of_a_file_is_no_order_to_whoever_reads_the_log(cli: CommandLine, workspace: Path) -> None:
    (workspace / "::error::x.csv").write_text("id,at,url\n1,never,https://northwind.example/\n")
    done = cli("import", "::error::x.csv", cwd=workspace)
    assert done.code == 1
    assert not any(line.startswith("::") for line in (done.out + done.err).splitlines())


def test_a_misspelt_source_is_recognised(cli: CommandLine, workspace: Path, clicks: Path) -> None:
    done = cli("import", "--source", "shopyfi", clicks, cwd=workspace)
    assert done.code == 2
    assert "did you mean `shopify-orders`? `xpromo help sources` lists them" in done.err


def test_columns_that_say_nothing_are_left_out_of_the_table(cli: CommandLine, workspace: Path, clicks: Path) -> None:
    first, _, *_ = cli("import", clicks, cwd=workspace).out.splitlines()
    assert first.split() == ["Batch", "File", "Source", "Records", "Recorded", "Resolved"]


def test_a_count_takes_the_place_of_others_only_when_asked_to(importing: Import, tmp_path: Path) -> None:
    head = "# Start date: 202611{}\n# End date: 202611{}\nSession campaign,Sessions\n2026-winter-bundle,{}\n"
    week, month = tmp_path / "week.csv", tmp_path / "month.csv"
    week.write_text(head.format("02", "08", 40), encoding="utf-8")
    month.write_text(head.format("01", "20", 90), encoding="utf-8")

    importing(week)
    (refused,) = importing(month, code=1)
    (taken,) = importing(month, "--replace")
    (again,) = importing(month, "--replace")

    assert (refused["refusals"], refused["recorded"]) == ({"overlap": 1}, 0)
    assert (taken["recorded"], taken["refused"]) == (1, 0)
    assert (again["recorded"], again["known"], again["repeated"]) == (0, 1, True)


def test_a_saved_mapping_holds_the_options_that_every_such_file_needs(
    importing: Import, workspace: Path, tmp_path: Path
) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text("When;What;Total\n2026-11-03 10:00;sale;1234.50\n2026-11-04 10:00;renewal;nothing\n")
    options = ["--tz", "Europe/Berlin", "--currency", "EUR", "--decimal", ",", "--date-order", "dmy", "--keep-refused"]
    maps = ["--map", "When=at", "--map", "What=kind", "--map", "Total=amount", "--save-map", "till"]
    (first,) = importing(orders, *maps, *options, "--source", "conversions")
    (again,) = importing(orders, "--map", "till")

    assert json.loads((workspace / ".xpromo" / "maps" / "till.json").read_text()) == {
        "map": {"When": "at", "What": "kind", "Total": "amount"},
        "source": "conversions", "timezone": "Europe/Berlin", "currency": "EUR", "decimal": ",", "date_order": "dmy",
        "keep_refused": True,
    }  # fmt: skip
    assert (again["repeated"], again["batch"]) == (True, first["batch"])


def test_what_is_stated_beside_a_saved_mapping_wins(importing: Import, clicks: Path, workspace: Path) -> None:
    importing(clicks, "--save-map", "till", "--tz", "Asia/Tokyo", "--account", "kiosk", "--dry-run")
    assert not (workspace / ".xpromo" / "maps").exists()
    importing(clicks, "--save-map", "till", "--account", "kiosk")
    assert importing(clicks, "--map", "till", "--dry-run")[0]["account"] == "kiosk"
    assert importing(clicks, "--map", "till", "--account", "fair", "--dry-run")[0]["account"] == "fair"


@pytest.mark.parametrize(
    "text", ['{"map": {}, "decimal": 1}', '{"map": {}, "strict": "yes"}', '{"map": {"a": 1}}', "[]"]
)
def test_a_mapping_that_was_edited_badly_is_named(cli: CommandLine, clicks: Path, workspace: Path, text: str) -> None:
    path = workspace / ".xpromo" / "maps" / "till.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    done = cli("import", clicks, "--map", "till", cwd=workspace)
    assert (done.code, "till.json isn't a mapping" in done.err) == (2, True)


# ------------------------------------------------------------------------------------------------ partners' reports

THEIRS = "id,at,kind,amount,currency,url\nT1,2026-11-20T10:00:00Z,sale,20.00,EUR,{url}\n"


@pytest.fixture
def theirs(cli: CommandLine, workspace: Path, tmp_path: Path) -> Path:
    """A report of Green Mug's shop, with one sale through a link that we gave them."""
    rows = cli("links", "--format", "json", cwd=workspace, env={"XPROMO_KEY": KEY}).json()["data"]
    url = next(row["url"] for row in rows if row["direction"] == "given" and row["partner"] == "green-mug")
    path = tmp_path / "theirs.csv"
    path.write_text(THEIRS.format(url=url))
    return path


def test_a_partners_report_is_kept_apart_and_shown_as_such(
    cli: CommandLine, importing: Import, workspace: Path, theirs: Path
) -> None:
    (batch,) = importing(theirs, "--reported-by", "green-mug")
    assert (batch["reported_by"], batch["resolved"], batch["totals"]) == ("green-mug", 1, {"EUR": 2000})
    report = cli("report", "--format", "json", cwd=workspace, env={"XPROMO_KEY": KEY}).json()["data"]
    assert {row["conversions"] for row in report["rows"]} <= {0, None}
    info = cli("ledger", "info", cwd=workspace, env={"XPROMO_KEY": KEY}).out
    assert "Reported by" in info
    assert importing(theirs, "--reported-by", "green-mug")[0]["repeated"]
    (ours,) = importing(theirs)
    assert (ours["recorded"], ours["reported_by"]) == (1, None)


def test_the_page_of_a_report_says_whose_it_is(cli: CommandLine, workspace: Path, theirs: Path) -> None:
    done = cli("import", theirs, "--reported-by", "green-mug", "--dry-run", cwd=workspace, env={"XPROMO_KEY": KEY})
    assert "Reported by  green-mug: kept apart, never added to our own numbers" in done.out
    assert "placement" in done.out


def test_an_unknown_reporter_is_named_with_the_nearest(cli: CommandLine, workspace: Path, theirs: Path) -> None:
    done = cli("import", theirs, "--reported-by", "green-mugs", cwd=workspace, env={"XPROMO_KEY": KEY})
    assert (done.code, "XP360" in done.err, "did you mean `green-mug`?" in done.err) == (2, True, True)


def test_a_partner_reports_conversions_only(cli: CommandLine, workspace: Path, clicks: Path) -> None:
    done = cli("import", clicks, "--reported-by", "green-mug", cwd=workspace, env={"XPROMO_KEY": KEY})
    assert (done.code, "XP361" in done.err) == (2, True)


def test_a_balance_knows_what_was_given_from_the_partners_report(
    cli: CommandLine, importing: Import, workspace: Path, theirs: Path
) -> None:
    importing(theirs, "--reported-by", "green-mug")
    rows = cli("balance", "--format", "json", cwd=workspace, env={"XPROMO_KEY": KEY}).json()["data"]
    given = next(row["given"] for row in rows if row["partner"] == "green-mug")
    assert given["revenue"] == {"EUR": 2000}


def test_what_the_ledger_exported_does_not_count_again(cli: CommandLine, workspace: Path) -> None:
    (workspace / "orders.csv").write_text("id,at,kind\n1,2026-11-20T10:00:00Z,sale\n", encoding="utf-8")
    for words in (("import", "orders.csv"), ("ledger", "export", "tables")):
        assert cli(*words, cwd=workspace, env={"XPROMO_KEY": KEY}).code == 0
    done = cli("import", "tables/conversions.csv", cwd=workspace, env={"XPROMO_KEY": KEY})
    assert (done.code, "`xpromo ledger export` wrote this" in done.err) == (2, True), done.err


def test_an_address_in_the_name_of_a_file_is_not_kept(importing: Import, workspace: Path) -> None:
    path = workspace / "ann@example.com orders.csv"
    path.write_text("id,at,kind\n1,2026-11-20T10:00:00Z,sale\n", encoding="utf-8")
    (batch,) = importing(path)
    assert batch["file"] == "(address) orders.csv"
    assert b"ann@" not in (workspace / ".xpromo" / "ledger.db").read_bytes()
