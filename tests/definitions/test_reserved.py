"""A campaign can't be called like a view of `report`."""

from __future__ import annotations

from xpromo.definitions.schema.campaign import RESERVED
from xpromo.operations.report import view_names


def test_every_view_is_reserved() -> None:
    assert set(view_names()) == RESERVED
