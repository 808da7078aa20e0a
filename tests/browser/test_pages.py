"""Pages in a real browser: they ask for nothing, say nothing, fit every window, and everybody can read and use them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import time
from collections import Counter
from dataclasses import replace
from html import unescape as html_text
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import Browser
from tests.browser.conftest import CAMPAIGN, NOW
from tests.browser.looking import DRAWN, OUTSIDE, WORDS, axe, walk, weak
from tests.conftest import run_here
from tests.report.paging import FACTS, RECEIVED, html, paged

pytestmark = pytest.mark.slow

PAGES = ["scorecard", "program", "table"]
READOUT = "document.querySelector('.readout').textContent"
WIDTHS = [360, 390, 600, 704, 705, 992, 993, 1280, 1600]


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_page_asks_for_nothing_and_says_nothing(browser: Browser, page: Path, *, script: bool) -> None:
    browser.open(page, script=script)
    assert browser.requests() == [page.as_uri()]
    assert browser.complaints() == []


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)], ids=["dark-phone", "light-window"])
def test_axe_finds_nothing(browser: Browser, page: Path, width: int, *, dark: bool) -> None:
    browser.open(page, width=width, dark=dark)
    browser.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
    assert axe(browser) == []


def test_axe_would_find_something(browser: Browser, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text("<!doctype html><html><title>Bad</title><main><h1>Bad</h1><img src='data:,'></main></html>")
    browser.open(bad)
    assert {line.partition(":")[0] for line in axe(browser)} == {"html-has-lang", "image-alt"}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_word_and_every_line_can_be_told_from_the_paper(browser: Browser, program: Path, *, dark: bool) -> None:
    browser.open(program, dark=dark)
    browser.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
    words, too_weak = weak(browser, WORDS, 4.5)
    assert words > 500
    assert too_weak == []
    lines, too_faint = weak(browser, DRAWN, 3)
    assert lines > 50
    assert too_faint == []


def test_nothing_lies_beside_the_window(browser: Browser, page: Path) -> None:
    browser.open(page)
    for width in WIDTHS:
        browser.resize(width)
        assert browser.evaluate("document.documentElement.scrollWidth") <= width
        assert browser.evaluate(OUTSIDE) == [], width


def test_names_without_a_space_break_rather_than_push(browser: Browser, tmp_path: Path) -> None:
    name = "w" * 200
    named: Any = {"placement": name, "campaign": name, "property": name}
    ours = replace(RECEIVED, **named, campaign_name=name, partner_name=name, channel=name)
    page = tmp_path / "long.html"
    page.write_text(html(paged([replace(fact, **named) for fact in FACTS], [ours])), encoding="utf-8")
    browser.open(page)
    for width in WIDTHS:
        browser.resize(width)
        assert browser.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_everything_that_does_something(browser: Browser, scorecard: Path) -> None:
    browser.open(scorecard)
    stops = walk(browser)
    assert all(stop["name"] and stop["isSeen"] and stop["ring"] != "none" for stop in stops), stops
    names = [stop["name"] for stop in stops]
    assert names[:4] == ["Dark colours", "Day by day", "The same as a table", "Download these as CSV"]
    assert {"Placement", "Clicks", "Download as CSV"} <= set(names)
    reached = len(stops)
    assert reached == browser.evaluate(
        "[...document.querySelectorAll('button,a,summary,[tabindex]')].filter((it) => it.checkVisibility()).length"
    )


def _rows(browser: Browser) -> list[list[str]]:
    found: list[list[str]] = browser.evaluate(
        "[...document.querySelectorAll('.days tr')].map((row) => [...row.children].map((cell) => cell.textContent))"
    )
    return found


def test_arrow_keys_read_out_every_day(browser: Browser, scorecard: Path) -> None:
    browser.open(scorecard)
    (names, *rows) = _rows(browser)
    browser.press("Tab")
    browser.press("Tab")
    told = [_told(browser)]
    for _ in rows[1:]:
        browser.press("ArrowRight")
        told.append(_told(browser))
    assert len(rows) > 50
    for row, (spoken, shown) in zip(rows, told, strict=True):
        assert spoken == shown
        for name, cell in zip(names[1:], row[1:], strict=True):
            assert not cell or f"{name} {'unknown' if cell == chr(0x2013) else cell}" in shown
    browser.press("Home")
    assert _told(browser) == told[0]
    browser.press("PageDown")
    assert _told(browser) == told[0]
    browser.press("PageUp")
    assert _told(browser) == told[7]
    browser.press("End")
    browser.press("ArrowRight")
    assert _told(browser) == told[-1]
    browser.press("Escape")
    assert browser.evaluate(READOUT).startswith("Move over the chart")
    assert browser.evaluate("document.querySelector('.cross').getAttribute('visibility')") == "hidden"


def _told(browser: Browser) -> tuple[str, str]:
    spoken: str = browser.evaluate("document.activeElement.getAttribute('aria-valuetext')")
    shown: str = browser.evaluate(READOUT)
    return spoken, shown


def test_the_mouse_finds_the_day_below_it(browser: Browser, scorecard: Path) -> None:
    browser.open(scorecard)
    _, *rows = _rows(browser)
    browser.evaluate("document.querySelector('.plot').scrollIntoView({block: 'center'})")
    left, width, top = _box(browser, ".plot")
    for place in (0, 2, len(rows) - 1):
        browser.move(left + (width - 1) * place / (len(rows) - 1), top + 20)
        day = int(rows[place][0][-2:])
        assert re.search(rf"\b{day} \w{{3}} {rows[place][0][:4]}:", browser.evaluate(READOUT))
    cross = browser.evaluate("document.querySelector('.cross').getBoundingClientRect().left")
    assert cross == pytest.approx(left + width, abs=1)


def _box(browser: Browser, query: str) -> tuple[float, float, float]:
    box = f"document.querySelector('{query}').getBoundingClientRect()"
    left, width, top = browser.evaluate(f"(({{left, width, top}}) => [left, width, top])({box})")
    return left, width, top


def test_a_dot_sits_on_its_line(browser: Browser, scorecard: Path) -> None:
    browser.open(scorecard)
    browser.press("Tab")
    browser.press("Tab")
    for _ in range(2):
        browser.press("ArrowRight")
    on_line = browser.evaluate("""
      (() => {
        const plot = document.querySelector('.plot'), path = plot.querySelector('path:not(.second)');
        const at = plot.querySelector('.at:not(.second)').getBoundingClientRect(), box = plot.getBoundingClientRect();
        const [, point] = path.getAttribute('d').match(/(?:^M| )(2 \\d+)/);
        return [at.top + at.height / 2, box.top + box.height * point.split(' ')[1] / 1000];
      })()""")
    assert on_line[0] == pytest.approx(on_line[1], abs=1)


GROUPED = "[...document.querySelectorAll('section > .cards')].find((it) => it.querySelector('.group'))"


def test_a_table_sorts_inside_of_its_groups(browser: Browser, program: Path) -> None:
    browser.open(program)
    column = f"""[...{GROUPED}.querySelectorAll('tbody')].map((body) =>
      [...body.querySelectorAll('tr:not(.group)')].map((row) => row.children[3].textContent))"""
    press = f"{GROUPED}.querySelectorAll('th button')[3].click()"
    before = _numbers(browser.evaluate(column))
    browser.evaluate(press)
    assert _numbers(browser.evaluate(column)) == [sorted(group, reverse=True) for group in before]
    browser.evaluate(press)
    assert _numbers(browser.evaluate(column)) == [sorted(group) for group in before]
    assert browser.evaluate("document.querySelectorAll('[aria-sort]').length") == 1
    assert len(before) == 3


def _numbers(groups: list[list[str]]) -> list[list[int]]:
    return [[int(text.replace(",", "")) for text in group] for group in groups]


def test_what_is_missing_is_sorted_last(browser: Browser, program: Path) -> None:
    browser.open(program)
    browser.evaluate(f"{GROUPED}.querySelectorAll('th button')[4].click()")
    rows = f"[...{GROUPED}.querySelectorAll('tbody tr:not(.group)')]"
    assert browser.evaluate(f"{rows}.slice(0, 8).map((row) => row.children[4].textContent)") == [
        "45",
        "24",
        "7",
        "3",
        *4 * ["\u2013"],
    ]


def test_the_button_changes_the_colours(browser: Browser, scorecard: Path) -> None:
    browser.open(scorecard)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = browser.evaluate(paper)
    left, width, top = _box(browser, "#theme")
    browser.click(left + width / 2, top + 5)
    assert browser.evaluate(paper) != light
    assert browser.evaluate("document.getElementById('theme').textContent") == "Light colours"
    browser.press("Enter")
    assert browser.evaluate(paper) == light


def test_a_click_saves_the_table_that_csv_prints(browser: Browser, shop: Path, scorecard: Path, tmp_path: Path) -> None:
    browser.open(scorecard)
    browser.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    browser.evaluate("document.querySelectorAll('[download]').forEach((link) => link.click())")
    saved = tmp_path / "xpromo-report.csv"
    for _ in range(200):
        if saved.exists() and (tmp_path / "xpromo-report-days.csv").exists():
            break
        time.sleep(0.05)
    printed = run_here("report", CAMPAIGN, "--format", "csv", cwd=shop, env=NOW).out
    assert saved.read_bytes().decode() == printed
    days = list(csv.DictReader(io.StringIO((tmp_path / "xpromo-report-days.csv").read_text(encoding="utf-8"))))
    totals = run_here("report", CAMPAIGN, "--format", "json", cwd=shop, env=NOW).json()["data"]["totals"]
    assert sum(int(row[name] or 0) for row in days for name in ("clicks", "given")) == totals[0]["clicks"]
    assert sum(int(row["conversions"] or 0) for row in days) == totals[0]["conversions"]
    assert browser.complaints() == []


def test_without_a_script_everything_can_be_read(browser: Browser, scorecard: Path) -> None:
    browser.open(scorecard, script=False)
    tree = json.dumps(browser.call("Accessibility.getFullAXTree"))
    for text in ("Sales", "mug-weekly-launch", "The same as a table", "Download as CSV", "What the numbers mean"):
        assert text in tree
    assert "Dark colours" not in tree
    assert "slider" not in tree


# ------------------------------------------------------------------------------------------------ paper

A4 = 210 - 2 * 14  # millimetres between the margins
EDGE = 7 * 72 / 25.4  # seven millimetres in points; printers leave up to five of them blank


def test_printed_pages_cut_nothing_off(browser: Browser, page: Path) -> None:
    browser.open(page, dark=True)
    wishes = [{"name": "prefers-color-scheme", "value": "dark"}]
    browser.call("Emulation.setEmulatedMedia", media="print", features=wishes)
    browser.resize(round(A4 * 96 / 25.4))
    outside = browser.evaluate("""
      [...document.querySelectorAll('body *')].filter((element) => {
        const box = element.getBoundingClientRect(), style = getComputedStyle(element);
        const isCut = style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
        return box.width > 1 && !element.closest('.hidden') && (box.right > innerWidth + 1 || isCut);
      }).map((element) => element.outerHTML.slice(0, 80))""")
    paper = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    browser.call("Emulation.setEmulatedMedia", media="")
    assert outside == []
    assert paper == "rgb(253, 252, 250)"


@pytest.mark.parametrize(("name", "pages"), [("scorecard", 4), ("program", 6)])
def test_a_page_is_printed_on_few_sheets(
    browser: Browser, request: pytest.FixtureRequest, name: str, pages: int
) -> None:
    browser.open(request.getfixturevalue(name))
    printed = browser.printed()
    assert printed.startswith(b"%PDF")
    assert 1 < len(re.findall(rb"/Type ?/Page\b(?!s)", printed)) <= pages
    sizes: Any = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox ?\[([^\]]*)\]", printed)}
    (size,) = sizes
    assert size == pytest.approx((0, 0, 595, 842), abs=1.5)


def _lost_on_paper(browser: Browser, page: Path, folder: Path) -> tuple[list[str], str]:
    """Return the words of a printed page that lie where printers don't reach, and the signs that aren't on paper."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("no pdftotext on PATH (poppler-utils)")
    browser.open(page)
    browser.call("Emulation.setEmulatedMedia", media="print")
    browser.evaluate("document.querySelectorAll('.hidden').forEach((it) => { it.style.display = 'none'; })")
    seen = browser.evaluate("document.body.innerText")
    browser.call("Emulation.setEmulatedMedia", media="")
    (folder / "page.pdf").write_bytes(browser.printed())
    subprocess.run([program, "-bbox", "page.pdf", "page.html"], cwd=folder, check=True)
    outside, told = [], ""
    for sheet in (folder / "page.html").read_text(encoding="utf-8").split("<page ")[1:]:
        width, height = map(float, re.findall(r'(?:width|height)="([\d.]+)"', sheet)[:2])
        for *box, word in re.findall(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', sheet):
            left, top, right, bottom = map(float, box)
            told += html_text(word)
            if not (EDGE < left < right < width - EDGE and EDGE < top < bottom < height - EDGE):
                outside.append(word)
    return outside, "".join((Counter("".join(seen.split())) - Counter(told)).elements())


def test_every_word_of_a_page_is_on_paper_where_printers_reach(browser: Browser, page: Path, tmp_path: Path) -> None:
    assert _lost_on_paper(browser, page, tmp_path) == ([], "")


def test_a_word_that_paper_cuts_off_would_be_found(browser: Browser, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    style = "@page { size: A4; margin: 14mm } p { margin-left: -12mm }"
    bad.write_text(f"<!doctype html><style>{style}</style><p>twelve thousand", encoding="utf-8")
    outside, lost = _lost_on_paper(browser, bad, tmp_path)
    assert "w" in lost or outside


# ------------------------------------------------------------------------------------------------ size


def test_the_page_of_a_campaign_is_small(scorecard: Path) -> None:
    assert len(scorecard.read_bytes()) < 60_000
