"""The lock installs anywhere: hashes for everything, no index, and it holds what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def lock(repo: Path) -> str:
    return (repo / "requirements.txt").read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def wanted(repo: Path) -> list[Requirement]:
    config = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))
    groups = config["project"]["dependencies"], config["dependency-groups"]["dev"], config["build-system"]["requires"]
    return [Requirement(text) for group in groups for text in group]


def test_the_lock_meets_every_requirement_of_the_project(repo: Path, lock: str) -> None:
    locked = pins(lock)
    needs = [(need, locked.get(canonicalize_name(need.name), "missing")) for need in wanted(repo)]
    assert needs
    assert [str(need) for need, pin in needs if pin == "missing" or pin not in need.specifier] == []


def test_the_lock_names_no_index_and_no_host(lock: str) -> None:
    assert re.findall(r"://|^\s*--?(?!hash=)[a-z]|\bindex\b|@ ", lock, re.MULTILINE) == []


def test_every_pin_is_followed_by_a_hash(lock: str) -> None:
    lines = [line for line in lock.splitlines() if line and not line.startswith("#")]
    bare = [line for line, following in pairwise([*lines, ""]) if "==" in line and "--hash=sha256:" not in following]
    assert lines
    assert bare == []
