"""Files of paths, as attribution tools write them, and what is wrong with some of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xpromo.errors import Findings, NeedsOption, StorageError, XpromoError
from xpromo.paths import Paths, PathsFound
from xpromo.sources import grouped, lines
from xpromo.sources.journeys import Outcome, paths_of
from xpromo.sources.opening import look_at
from xpromo.sources.path_cells import PathOptions
from xpromo.sources.paths import read_paths

DAY = 86_400
MONTH = PathOptions(window=30 * DAY)
EURO = PathOptions(currency="EUR", window=30 * DAY)


def read(folder: Path, text: str | bytes, options: PathOptions | None = None) -> PathsFound:
    file = folder / "paths.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_paths(look_at(file, "paths.csv"), options or MONTH)[0]


def spelled(paths: Paths) -> dict[str, tuple[int, int]]:
    """Return path → (conversions, nulls), as people write paths."""
    found: dict[str, tuple[int, int]] = {}
    for word, conversions, nulls in zip(paths.words, paths.conversions, paths.nulls, strict=True):
        name = " > ".join(paths.names[ord(sign) - 1] for sign in word)
        before = found.get(name, (0, 0))
        found[name] = (before[0] + conversions, before[1] + nulls)
    return found


# ------------------------------------------------------------------------------------------------ one row a path


@pytest.mark.parametrize(
    "header",
    [
        "path,conversions,nulls",
        "Path,Conversions,Null",
        "path,total_conversions,total_null",
        "\ufeffpath,conversion,nulls",
    ],
)
def test_columns_may_be_named_as_other_tools_do(tmp_path: Path, header: str) -> None:
    found = read(tmp_path, f"{header}\nmail > app,2,7\nmail,0,1\n")
    assert found.paths.names == ("app", "mail")
    assert spelled(found.paths) == {"mail > app": (2, 7), "mail": (0, 1)}


def test_blanks_around_channels_and_rows_of_the_same_path_make_no_difference(tmp_path: Path) -> None:
    found = read(tmp_path, "path,conversions\nmail>app,1\n mail > app ,2\n'mail','3'\n".replace("'", '"'))
    assert spelled(found.paths) == {"mail > app": (3, 0), "mail": (3, 0)}


def test_lines_that_are_equal_are_read_once_and_count_as_often_as_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouped, "BATCH", 3)
    monkeypatch.setattr(lines, "CHUNK", 1)
    rows = ["a > b,1,2,5.00", "a > b,1,2,5.00", "b,x,0,", "b,0,1,", "b,x,0,", "c", "b,0,1,", "a > b,1,2,5.00", "c"]
    found = read(tmp_path, "\n".join(["path,conversions,nulls,value", *rows]), EURO)
    assert spelled(found.paths) == {"a > b": (3, 6), "b": (0, 2)}
    assert sum(found.paths.values["EUR"]) == 1500
    bad, short = ("bad-count", "conversions"), ("too-few-cells", "")
    assert found.refusals == [(4, *bad), (6, *bad), (7, *short), (10, *short)]


def test_lines_of_quoted_rows_stay_as_they_follow_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouped, "BATCH", 3)
    monkeypatch.setattr(lines, "CHUNK", 1)
    rows = ["a,1", "a,1", "b,1", '"a\n', '",x', "a,1", '"a', '",2']
    assert read(tmp_path, "\n".join(["path,conversions", *rows])).refusals == [(5, "bad-count", "conversions")]
    assert spelled(read(tmp_path, "\n".join(["path,conversions", *rows])).paths) == {"a": (5, 0), "b": (1, 0)}


def test_quoted_lines_that_are_rows_are_read_once_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouped.Grouped, "_read_in_order", None)
    rows = ['"a > ""b""",1,2', "b,1,0", '"a > ""b""",1,2', 'b,1,"x"', '"b",1', 'b,1,"x"', 'say "b",0,1']
    found = read(tmp_path, "\n".join(["path,conversions,nulls", *rows]))
    assert spelled(found.paths) == {'a > "b"': (2, 4), "b": (1, 0), 'say "b"': (0, 1)}
    bad = ("bad-count", "nulls")
    assert found.refusals == [(5, *bad), (6, "too-few-cells", ""), (7, *bad)]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('"a', "a quote is opened on line 4 and never closed"),
        ('"a\nb" > c,1\n"', "quotes don't match between lines 4 and 5"),
        ("a" * ((1 << 20) + 1) + ",1", "a cell that begins on line 4 is longer than 1 MiB"),
    ],
)
def test_where_a_table_goes_wrong_is_said_in_lines_of_the_file(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(StorageError, match=message):
        read(tmp_path, f"path,conversions\na,1\na,1\n{row}")


def test_bad_rows_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, 'path,conversions\n,1\n"a\nb",1\na,1,2\n>,1\n')
    assert found.refusals == [(2, "no-channel", "path"), (5, "too-many-cells", ""), (6, "no-channel", "path")]


def test_other_delimiters_columns_and_encodings(tmp_path: Path) -> None:
    text = "id;path;conversions;nulls;note\r\n1;Käse > mail;4.0;;x\r\n"
    for data in (text.encode(), text.encode("utf-16")):
        assert spelled(read(tmp_path, data).paths) == {"Käse > mail": (4, 0)}


def test_values_are_minor_units_by_currency(tmp_path: Path) -> None:
    rows = "path,conversions,value,currency\na > b,2,10.50,EUR\na,1,1000,JPY\nb,1,3.999999999,\nb,1,,\n"
    found = read(tmp_path, rows, EURO)
    assert {currency: sum(values) for currency, values in found.paths.values.items()} == {"EUR": 1450, "JPY": 1000}


def test_values_beside_bad_rows_and_rows_without_any(tmp_path: Path) -> None:
    rows = ["a,1,0,2.00", "a,1,0,2.00", "b,0,1,0.00", "b,0,3,", "c,1,0,-0.50"]
    for more, refused in ([], []), (["a,x,0,1.00"], [(7, "bad-count", "conversions")]):
        found = read(tmp_path, "\n".join(["path,conversions,nulls,value", *rows, *more]), EURO)
        words = zip(found.paths.words, found.paths.values["EUR"], strict=True)
        assert sorted(words) == [("\1", 400), ("\2", 0), ("\2", 0), ("\3", -50)]
        assert found.refusals == refused


def test_values_without_a_currency_ask_for_one(tmp_path: Path) -> None:
    with pytest.raises(NeedsOption, match="currency"):
        read(tmp_path, "path,conversions,value\na,1,5\n")


@pytest.mark.parametrize(
    ("row", "reason", "column"),
    [
        ("a > > b,1,0,", "no-channel", "path"),
        (",1,0,", "no-channel", "path"),
        ("a >,1,0,", "no-channel", "path"),
        ("a,-1,0,", "bad-count", "conversions"),
        ("a,1.5,0,", "bad-count", "conversions"),
        ("a,.,0,", "bad-count", "conversions"),
        ("a,1e3,0,", "bad-count", "conversions"),
        ("a,1,x,", "bad-count", "nulls"),
        ('a,1,0,"1,5"', "bad-amount", "value"),
        ("a,0,1,5.00", "bad-amount", "value"),
        ("a,1", "too-few-cells", ""),
        ("a,1,0,1,2,3", "too-many-cells", ""),
    ],
)
def test_a_bad_row_is_refused_and_the_others_are_taken(tmp_path: Path, row: str, reason: str, column: str) -> None:
    found = read(tmp_path, f"path,conversions,nulls,value\nmail,1,0,\n{row}\napp,2,0,\n", EURO)
    assert found.refusals == [(3, reason, column)]
    assert spelled(found.paths) == {"mail": (1, 0), "app": (2, 0)}


def test_hours_to_the_conversion_may_stand_beside_a_path(tmp_path: Path) -> None:
    rows = "a > b,2,0,36 > 0.5\nb,0,1,\na,1,0, 7. \n"
    for header in ("hours", "time_till_conv"):
        found = read(tmp_path, f"path,conversions,nulls,{header}\n{rows}")
        assert found.paths.ages == [36 * 3600, 1800, 7 * 3600]
    assert read(tmp_path, "path,conversions\na,1\n").paths.ages is None


@pytest.mark.parametrize("hours", ["", "1", "1 > ", "1 > x", "1 > -2", "1 > 1e3", "1>2>3", "1 > 1 1", "1 > 9999999"])
def test_hours_are_one_number_for_each_touch(tmp_path: Path, hours: str) -> None:
    found = read(tmp_path, f"path,conversions,nulls,hours\na > b,1,0,{hours}\nb,1,0,3\n")
    assert found.refusals == [(2, "bad-hours", "hours")]
    assert (spelled(found.paths), found.paths.ages) == ({"b": (1, 0)}, [3 * 3600])


def test_a_currency_that_is_none_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, "path,conversions,value,currency\nb,1,2,€\na,1,2,EUR\n")
    assert found.refusals == [(2, "bad-currency", "currency")]


@pytest.mark.parametrize(
    "text",
    [
        "channel,clicks\nmail,3\n",
        "path,nulls\nmail,3\n",
        "person,at,channel\np,2026-11-20T09:00:00Z,mail\n",
        '{"path": "a", "conversions": 1}\n{"path": "b", "conversions": 1}\n',
    ],
)
def test_another_file_is_refused_by_its_header(tmp_path: Path, text: str) -> None:
    with pytest.raises(Findings) as caught:
        read(tmp_path, text)
    assert caught.value.code == "XP440"


def test_a_column_of_ids_is_no_column_of_channels(tmp_path: Path) -> None:
    with pytest.raises(Findings, match="more than 1,000 different channels"):
        read(tmp_path, "path,conversions\n" + "".join(f"visitor-{number},1\n" for number in range(1002)))


@pytest.mark.parametrize("text", ["path,conversions\n", "path,conversions\n>,1\n", "", "person,at,channel,converted\n"])
def test_a_file_without_a_path_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(XpromoError) as caught:
        read(tmp_path, text)
    assert caught.value.code == "XP301"
    assert not text or "a period that has data" not in str(caught.value.hint)  # advice for an export


# ------------------------------------------------------------------------------------------------ two halves at once


@pytest.mark.parametrize(
    "text",
    [
        "path,conversions,nulls\n" + "b > a,1,0\na,0,2\nc,x,0\n" * 4 + "d > c,1,0",
        "\ufeffpath,conversions,value\r\n" + "b,1,5.00\r\na > Käse,2,1.50\r\nb > ,1,\r\n" * 4,
        "path,conversions,hours\na > b,1,3 > 2\nc,1,9\nb,0,\n" * 4,
        'path,conversions\na,1\nb,1\nc,1\n"a > b",2\n',
        'path,conversions\n"a > b",1\n"b",1\n"c",1\n"a > b","2"\n"b",1\n',
        'path,conversions\na,1\n"a > \nb",1\n',
        "path,conversions\n\n",
        "person,at,channel,converted\np,2026-11-20T09:00:00Z,mail,\np,2026-11-20T10:00:00Z,app,1\n",
    ],
)
def test_halves_of_a_file_are_what_the_whole_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    outcomes = []
    for large in (1 << 20, 0):
        monkeypatch.setattr("xpromo.sources.paths.LARGE", large)
        try:
            found = read(tmp_path, text, EURO)
            values = {currency: sum(column) for currency, column in found.paths.values.items()}
            ages = None if found.paths.ages is None else Counter(found.paths.ages)
            outcomes.append((spelled(found.paths), values, ages and set(ages), found.refusals))
        except Findings as error:
            outcomes.append((error.code, str(error)))  # type: ignore[arg-type]  # what is compared
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(
    ("row", "error"), [("a,1,5.00\n", NeedsOption), ("".join(f"{n},1,\n" for n in range(1002)), Findings)]
)
def test_what_is_wrong_with_the_other_half_is_said_as_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str, error: type[Exception]
) -> None:
    monkeypatch.setattr("xpromo.sources.paths.LARGE", 0)
    with pytest.raises(error):
        read(tmp_path, "path,conversions,value\n" + "b,1,\n" * len(row) + row)


# ------------------------------------------------------------------------------------------------ one row a touch


def test_touches_become_paths_in_the_order_of_time(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "person,at,channel,converted,value\n"
        "ann,2026-11-03T09:00:00Z,app,true,20.00\n"
        "ann,2026-11-01T09:00:00Z,mail,,\n"
        "bob,2026-11-01T09:00:00Z,mail,no,\n"
        "cem,2026-11-09T09:00:00Z,,yes,5.00\n",
        EURO,
    )
    assert spelled(found.paths) == {"mail > app": (1, 0), "mail": (0, 1)}
    assert (found.conversions, found.paths.converted, sum(found.paths.values["EUR"])) == (2, 1, 2000)
    assert found.paths.ages is not None
    assert found.paths.ages == [2 * DAY, 0]


def test_touches_of_one_moment_stand_by_name_whatever_comes_first(tmp_path: Path) -> None:
    rows = [f"ann,2026-11-01T09:00:00Z,{channel}," for channel in ("mail", "app")] + ["ann,2026-11-01T10:00:00Z,,1"]
    other = "bob,2026-11-01T09:00:00Z,mail,"
    for order in (rows, rows[::-1], [other, *rows]):
        found = read(tmp_path, "\n".join(["person,at,channel,converted", *order]))
        assert spelled(found.paths)["app > mail"] == (1, 0)


def test_a_window_is_half_open(tmp_path: Path) -> None:
    rows = "person,at,channel,converted\nann,2026-11-01T09:00:00Z,mail,\nann,2026-11-08T08:59:59Z,app,1\n"
    later = rows.replace("08:59:59", "09:00:00")
    week = PathOptions(window=7 * DAY)
    assert spelled(read(tmp_path, rows, week).paths) == {"mail > app": (1, 0)}
    assert spelled(read(tmp_path, later, week).paths) == {"app": (1, 0), "mail": (0, 1)}


def test_moments_without_an_offset_need_a_zone(tmp_path: Path) -> None:
    rows = "person,at,channel,converted\nann,2026-11-01 09:00,mail,1\n"
    with pytest.raises(NeedsOption):
        read(tmp_path, rows)
    assert read(tmp_path, rows, PathOptions(zone=ZoneInfo("Europe/Berlin"), window=DAY)).paths.converted == 1


@pytest.mark.parametrize(
    ("row", "reason", "column"),
    [
        (",2026-11-01T09:00:00Z,mail,1,", "no-id", "person"),
        ("ann,2026-13-01T09:00:00Z,mail,1,", "bad-time", "at"),
        ("ann,2026-11-01T09:00:00Z,mail,maybe,", "bad-flag", "converted"),
        ("ann,2026-11-01T09:00:00Z, ,no,", "no-channel", "channel"),
        ("ann,2026-11-01T09:00:00Z,mail,1,much", "bad-amount", "value"),
    ],
)
def test_a_bad_touch_is_refused(tmp_path: Path, row: str, reason: str, column: str) -> None:
    good = "bob,2026-11-01T09:00:00Z,mail,1,"
    found = read(tmp_path, f"person,at,channel,converted,value\n{row}\n{good}\n", EURO)
    assert found.refusals == [(2, reason, column)]
    assert found.conversions == 1


# ------------------------------------------------------------------------------------------------ journeys


def test_a_touch_may_belong_to_several_conversions() -> None:
    found = list(paths_of([(0, "a"), (10, "b")], [Outcome(5), Outcome(12)], 100))
    assert [(path.word, path.outcome, path.ages) for path in found] == [
        ("a", Outcome(5), (5,)),
        ("ab", Outcome(12), (12, 2)),
    ]


def test_what_led_to_nothing_is_cut_where_a_window_passes() -> None:
    found = list(paths_of([(0, "a"), (99, "b"), (199, "c"), (250, "d")], [], 100))
    assert [path.word for path in found] == ["ab", "cd"]


@given(
    st.lists(st.tuples(st.integers(0, 50), st.sampled_from("ab")), max_size=8),
    st.lists(st.builds(Outcome, st.integers(0, 60)), max_size=3),
    st.integers(1, 30),
)
def test_every_touch_is_in_a_path_and_its_order_in_the_file_is_nothing(
    touches: list[tuple[int, str]], outcomes: list[Outcome], window: int
) -> None:
    found = sorted(paths_of(touches, outcomes, window), key=repr)
    assert found == sorted(paths_of(reversed(touches), reversed(outcomes), window), key=repr)
    for at, _ in touches:
        converted = [outcome for outcome in outcomes if at <= outcome.at < at + window]
        assert converted or any(path.outcome is None for path in found)
    for path in found:
        assert all(0 <= age < window for age in path.ages)
