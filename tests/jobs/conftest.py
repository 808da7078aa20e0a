from __future__ import annotations

from pathlib import Path

import pytest

from tests.jobs.runner import Runner


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A job of GitHub in a copy of the example workspace."""
    return Runner(tmp_path)
