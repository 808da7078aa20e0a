"""The installation: Python, SQLite, YAML, the extras, completion in the shell."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from xpromo import __version__
from xpromo.operations.doctor_findings import Finding, Verdict

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+).*extra == [\"']([\w-]+)[\"']")
_EVERYTHING = "all"  # of the extras, the one that stands for the others
_SCRIPTS = {
    "bash": ".bash_completions/xpromo.sh",
    "zsh": ".zfunc/_xpromo",
    "fish": ".config/fish/completions/xpromo.fish",
}
_START_FILES = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}


def look_at_program() -> Iterator[Finding]:
    """Yield xpromo itself, Python, SQLite and the YAML reader."""
    yield Finding("xpromo", Verdict.WELL, __version__)
    yield Finding("python", Verdict.WELL, f"{platform.python_version()} in {sys.prefix}")
    yield _sqlite()
    yield _yaml()


def _sqlite() -> Finding:
    from xpromo.ledger.store import OLDEST_SQLITE, SQLITE

    if tuple(map(int, SQLITE.split("."))) < tuple(map(int, OLDEST_SQLITE.split("."))):
        mend = "use a Python that was built with a newer one"
        return Finding("sqlite", Verdict.WRONG, f"{SQLITE}, and the ledger needs {OLDEST_SQLITE}", mend)
    return Finding("sqlite", Verdict.WELL, SQLITE)


def _yaml() -> Finding:
    try:
        found = version("pyyaml")
    except PackageNotFoundError:
        return Finding("yaml", Verdict.WRONG, "PyYAML is missing", "install xpromo again")
    from xpromo.definitions.positions import HAS_LIBYAML

    if HAS_LIBYAML:
        return Finding("yaml", Verdict.WELL, f"PyYAML {found} with libyaml")
    return Finding(
        "yaml",
        Verdict.NOTE,
        f"PyYAML {found} without libyaml: reading is about eight times slower",
        "pip install --force-reinstall --only-binary=:all: pyyaml",
    )


def look_at_extras() -> Finding:
    """Return which extras are installed whole, and the words that install the others."""
    wanted = extras()
    here = [name for name, packages in wanted.items() if all(map(_is_installed, packages))]
    missing = [name for name in wanted if name not in here]
    detail = f"installed: {', '.join(here) or 'none'}"
    words = f"for the others, when you need them: {install_words(missing, sys.prefix)}" if missing else ""
    return Finding("extras", Verdict.WELL, detail, words)


def extras() -> dict[str, list[str]]:
    """Return extra → the packages that it brings, as the installed xpromo declares them."""
    found: dict[str, list[str]] = {}
    for line in requires("xpromo") or ():
        matched = _REQUIREMENT.match(line)
        if matched and matched[2] != _EVERYTHING:
            found.setdefault(matched[2], []).append(matched[1])
    return found


def _is_installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def install_words(names: list[str], prefix: str) -> str:
    """Return what to type to get these extras, for the installer that made the environment at ``prefix``."""
    wanted = f"'xpromo[{','.join(names)}]'"
    parts = Path(prefix).parts
    if "uv" in parts and "tools" in parts:
        return f"uv tool install --force {wanted}"
    return f"pipx install --force {wanted}" if "pipx" in parts else f"pip install {wanted}"


def look_at_completion(env: Mapping[str, str], home: Path) -> Iterator[Finding]:
    """Yield whether the person's shell completes; nothing for a shell that xpromo has no script for."""
    shell = Path(env.get("SHELL", "")).name
    if shell not in _SCRIPTS:
        return
    if (home / _SCRIPTS[shell]).is_file() or "_XPROMO_COMPLETE" in _text(home / _START_FILES[shell]):
        yield Finding("completion", Verdict.WELL, f"{shell} completes commands and ids")
    else:
        mend = "run `xpromo --install-completion`, then open a new shell"
        yield Finding("completion", Verdict.NOTE, f"{shell} doesn't complete yet", mend)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    except OSError:
        return ""
