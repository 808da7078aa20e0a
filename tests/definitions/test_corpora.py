"""Public torture files, when they lie beside the checkout: every one is read or refused in our words, at once."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from xpromo.definitions.positions import Document, load_document
from xpromo.definitions.rules import RULES
from xpromo.errors import Problem

Corpora = Callable[[str], Path]
CODES = {rule.code for rule in RULES}
AT_MOST = 2.0  # seconds, on any machine


def load(content: str | bytes) -> tuple[Document | None, list[Problem]]:
    """Load, and hold what is true of every file: quick, our codes, a place; a document or a problem."""
    begin = time.process_time()
    document, problems = load_document("doc.yaml", content)
    if document is not None:
        assert document.locate().path == "doc.yaml"
    assert time.process_time() - begin < AT_MOST
    assert {problem.code for problem in problems} <= CODES
    assert all(problem.location and problem.location.line >= 1 for problem in problems)
    assert document is not None or problems
    return document, problems


# ------------------------------------------------------------------------------------------------ yaml-test-suite

# Ways in which the suite writes what can't be seen
_SEEN = (("␣", " "), ("————»", "\t"), ("———»", "\t"), ("——»", "\t"), ("—»", "\t"), ("»", "\t"), ("↵", ""), ("∎\n", ""))


def cases(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """Name, text and whether it must be refused; a case takes over what it doesn't say from the one before."""
    for path in sorted(folder.glob("*.yaml")):
        text = ""
        for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            text = case.get("yaml", text)
            typed = text.replace("←", "\r").replace("⇔", "\ufeff")
            for sign, character in _SEEN:
                typed = typed.replace(sign, character)
            yield f"{path.stem}-{number}", typed, bool(case.get("fail"))


def test_the_yaml_test_suite_is_read_or_refused(corpora: Corpora) -> None:
    found = [(name, load(text), fail) for name, text, fail in cases(corpora("yaml-test-suite"))]
    accepted = [name for name, (_, problems), fail in found if fail and not problems]
    read = [name for name, (_, problems), fail in found if not fail and not problems]
    assert len(found) > 350
    assert accepted == []
    assert len(read) > 160  # the others hold tags, anchors, several documents, or what libyaml can't read


# ------------------------------------------------------------------------------------------------ yaml-pyyaml


@pytest.mark.parametrize("kind", ["*.loader-error", "*.stream-error", "construct-python-*"])
def test_what_a_safe_loader_must_refuse_is_refused(corpora: Corpora, kind: str) -> None:
    paths = sorted(corpora("yaml-pyyaml").glob(kind))
    assert len(paths) >= 3
    accepted = [path.name for path in paths if not load(path.read_bytes())[1]]
    assert accepted == []


def test_every_other_file_of_pyyaml_is_read_or_refused(corpora: Corpora) -> None:
    paths = sorted(corpora("yaml-pyyaml").iterdir())
    assert len(paths) > 130
    for path in paths:
        load(path.read_bytes())


# ------------------------------------------------------------------------------------------------ yaml-bombs


def bombs(folder: Path) -> dict[str, str]:
    """The recipes of the folder, as they are written there, built here."""
    kib = 1000 * 1024
    made = {
        "1000kb of maps with 100 aliases": (
            "{a: &a [{a}" + ",{a}" * (kib // 4 - 100) + "], b: &b [*a" + ",*a" * 99 + "]}"
        ),
        "1000kb of deeply nested slices": "[" * kib,
        "1000kb of deeply nested maps": "x: " + "{" * kib,
        "1000kb of deeply nested indents": "- " * kib,
        "1000kb of 1000-indent lines": ("- " * 1000 + "\n") * (1024 // 2),
        "1000kb slice nested at max-depth": "[" * 10000 + "1" + ",1" * (kib // 2 - 20000 - 1) + "]" * 10000,
        "1000kb of 10000-nested lines": ("- " + "[" * 10000 + "]" * 10000 + "\n") * (kib // 20000),
    }
    assert set(made) == {item["name"] for item in json.loads((folder / "go-yaml-limit-recipes.json").read_text())}
    return made | {"laughs": (folder / "billion-laughs.yaml").read_text()}


def test_bombs_are_refused_in_less_than_a_second(corpora: Corpora) -> None:
    found = bombs(corpora("yaml-bombs"))
    assert len(found) == 8
    for name, text in found.items():
        for cut in (text, text[: 256 * 1024]):
            begin = time.process_time()
            document, problems = load_document("doc.yaml", cut)
            assert (document, len(problems)) == (None, 1), name
            assert problems[0].code in {"XP002", "XP006", "XP007", "XP008", "XP013"}, name
            assert time.process_time() - begin < 1, name


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells a process its own peak")
def test_bombs_need_little_memory(corpora: Corpora, tmp_path: Path) -> None:
    program = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from xpromo.definitions.positions import load_document\n"
        "for path in Path(sys.argv[1]).iterdir():\n"
        "    assert load_document('doc.yaml', path.read_bytes())[0] is None\n"
        "print(int(re.search('VmHWM:\\\\s+([0-9]+)', Path('/proc/self/status').read_text())[1]) // 1024)\n"
    )
    for number, text in enumerate(bombs(corpora("yaml-bombs")).values()):
        (tmp_path / f"{number}a.yaml").write_text(text)
        (tmp_path / f"{number}b.yaml").write_text(text[: 256 * 1024])
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert int(done.stdout) < 150


# ------------------------------------------------------------------------------------------------ blns, utf8


def test_naughty_strings_come_back_as_they_were_or_are_refused(corpora: Corpora) -> None:
    strings = json.loads((corpora("blns") / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) > 500
    refused = 0
    for text in strings:
        for typed in (json.dumps(text, ensure_ascii=False), "'" + text.replace("'", "''") + "'"):
            document, problems = load(f"key: {typed}\n")
            refused += document is None
            if document is None:
                assert [problem.code for problem in problems] == ["XP004"]
            else:
                assert document.data == {"key": text}
    assert refused < 40  # seventeen hold control characters


def test_bytes_that_are_not_utf8_are_refused_at_their_offset(corpora: Corpora) -> None:
    lines = (corpora("utf8-invalid") / "utf8tests.txt").read_text(encoding="ascii").splitlines()
    tests = [line.split(":") for line in lines if line and not line.startswith("#")]
    invalid = [parts for parts in tests if "invalid" in parts[1]]
    valid = [parts for parts in tests if parts[1].strip() == "valid hex"]
    assert len(invalid) > 50
    assert len(valid) > 5
    for parts in invalid:
        content = b"key: " + bytes.fromhex(parts[2].split("(")[0])
        _, [problem] = load(content)
        with pytest.raises(UnicodeDecodeError) as error:
            content.decode()
        assert problem.code == "XP003", parts
        assert problem.message.startswith(f"byte {error.value.start} ")
    for parts in valid:
        content = bytes.fromhex(parts[2])
        document, problems = load(b"key: '" + content + b"'\n")
        assert {problem.code for problem in problems} <= {"XP004"}, parts
        assert document is None or document.data == {"key": content.decode()}
