"""What a page looks like to people: its colours, what lies beside the window, what the keyboard reaches."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

from tests.browser.chromium import Browser
from xpromo.colours import contrast

# Every text that can be seen, with its colour and what is behind it
WORDS = """
(() => {
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim(), element = walker.currentNode.parentElement;
    if (!text || element.closest('script,style,title,desc,.hidden') || !element.checkVisibility()) continue;
    const style = getComputedStyle(element), paper = (it) => getComputedStyle(it).backgroundColor;
    let behind = element;
    while (behind.parentElement && /, 0\\)$/.test(paper(behind))) behind = behind.parentElement;
    seen.push([text.slice(0, 40), element instanceof SVGElement ? style.fill : style.color, paper(behind)]);
  }
  return seen;
})()
"""
DRAWN = """
[...document.querySelectorAll('svg .line,svg .fill,svg .whisker circle,svg.plot .mark')].map((element) => {
  const style = getComputedStyle(element);
  return [element.getAttribute('class'), style.stroke === 'none' ? style.fill : style.stroke,
    getComputedStyle(document.body).backgroundColor];
})
"""
# Whatever lies outside of the window and isn't inside of something that scrolls
OUTSIDE = """
[...document.querySelectorAll('body *')].filter((element) => {
  const box = element.getBoundingClientRect();
  const isKept = element.closest('.hidden,.scroll:not(.cards),details,.cards thead');
  return box.width && !isKept && (box.right > innerWidth + 0.5 || box.left < -0.5);
}).map((element) => element.outerHTML.slice(0, 80))
"""
FOCUSED = """
(() => {
  const element = document.activeElement, box = element.getBoundingClientRect();
  if (element === document.body) return null;
  const ring = getComputedStyle(element.classList.contains('hit') ? element.parentElement : element);
  return {
    name: element.getAttribute('aria-label') || element.textContent.trim(), role: element.getAttribute('role'),
    tag: element.localName, ring: ring.outlineStyle, value: element.getAttribute('aria-valuetext'),
    isSeen: box.width > 0 && box.height > 0,
  };
})()
"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe(browser: Browser) -> list[str]:
    """Return what axe-core holds against the page: rule and place."""
    if not browser.evaluate("'axe' in window"):
        browser.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = browser.evaluate(f"axe.run(document, {{runOnly: {TAGS}, resultTypes: ['violations']}})")
    return [f"{rule['id']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]]


def weak(browser: Browser, expression: str, least: float) -> tuple[int, list[str]]:
    """Return how many things were looked at, and those with less contrast than ``least``."""
    found = browser.evaluate(expression)
    return len(found), [f"{what}: {one} on {two}" for what, one, two in found if contrast(_hex(one), _hex(two)) < least]


def _hex(colour: str) -> str:
    red, green, blue = (int(number) for number in re.findall(r"\d+", colour)[:3])
    return f"#{red:02x}{green:02x}{blue:02x}"


def walk(browser: Browser) -> list[dict[str, Any]]:
    """Press Tab until the page is left, and return what had the focus."""
    found: list[dict[str, Any]] = []
    browser.evaluate("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)")
    for _ in range(300):
        browser.press("Tab")
        here = browser.evaluate(FOCUSED)
        if here is None or (found and here == found[0]):
            return found
        found.append(here)
    raise AssertionError("Tab never leaves the page")
