from __future__ import annotations

from pathlib import Path

import pytest

from tests.adopting.workspace import Workspace, make
from tests.conftest import CommandLine


@pytest.fixture
def workspace(cli: CommandLine, tmp_path: Path) -> Workspace:
    """One campaign of two placements, nothing minted."""
    return make(cli, tmp_path)
