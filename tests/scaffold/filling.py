"""What a person does with a plan: every blank filled in, so that links, codes and kits can be made of it."""

from __future__ import annotations

import re
from itertools import count

_BLANK = re.compile(r"^ +(?:title|northwind-coffee|green-mug|slow-mornings|[a-z-]+):(?:  +#.*)?$")
_HEADS = ("secondary:",)


def filled(text: str) -> str:
    """Return the text with something in each blank; codes are different from each other."""
    numbers = count(1)
    text = text.replace("target: }", "target: 5}").replace("{amount: }", "{amount: 200.00}")
    text = re.sub(r"code: (?=\})", lambda _: f"code: SAVE{'ABCDEFGHJK'[next(numbers)]}", text)
    text = re.sub("count: , prefix: }", lambda _: f"count: 1000, prefix: {'ABCDEFGHJK'[next(numbers)]}X}}", text)
    text = text.replace("reach: , ", "reach: 9000, ").replace("clicks: }", "clicks: 600}")
    return "".join(f"{_line(line)}\n" for line in text.splitlines())


def _line(line: str) -> str:
    if line.endswith("landing:"):
        return f"{line} https://greenmug.example/"
    if not _BLANK.match(line) or line.strip() in _HEADS:
        return line
    key = line.partition(":")[0].strip()
    return f"{line.partition('#')[0].rstrip()} Something good, the {key}."
