"""A refund is counted where its sale is counted, whichever of the two came first."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.conftest import CommandLine

LAUNCH = {"XPROMO_NOW": "2026-11-01T00:00:00+00:00"}
LATER = {"XPROMO_NOW": "2026-12-20T00:00:00+00:00"}
HEADER = "id,at,kind,amount,currency,code,url,customer,refund_of,new_customer\n"


def workspace(folder: Path, repo: Path, cli: CommandLine) -> str:
    """The example, minted; returns the URL of a link of mug-weekly-launch."""
    import shutil

    shutil.copytree(repo / "campaigns", folder / "campaigns")
    rows = cli("links", "--format", "json", cwd=folder, env=LAUNCH).json()["data"]
    return str(next(row["url"] for row in rows if row["placement"] == "mug-weekly-launch"))


def files(folder: Path, url: str) -> list[str]:
    rows = {
        "sale.csv": f"o1,2026-12-02T12:00:00Z,sale,20.00,EUR,,{url},a@example.com,,\n",
        "refund.csv": "r1,2026-12-05T12:00:00Z,refund,5.00,EUR,,,,o1,\n",
        "other.csv": "r9,2026-12-06T12:00:00Z,refund,1.00,EUR,,,,nobody,\n",
    }
    for name, row in rows.items():
        (folder / name).write_text(HEADER + row)
    return list(rows)


def revenue(folder: Path, cli: CommandLine) -> tuple[int, int]:
    data = cli("report", "--format", "json", cwd=folder, env=LATER).json()["data"]
    row = next(row for row in data["rows"] if row["placement"] == "mug-weekly-launch")
    return row["revenue"], row["refunds"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_in_any_order(order: tuple[int, ...], tmp_path: Path, repo: Path, cli: CommandLine) -> None:
    url = workspace(tmp_path, repo, cli)
    names = files(tmp_path, url)
    for number in order:
        assert cli("import", names[number], cwd=tmp_path, env=LATER).code == 0
    assert revenue(tmp_path, cli) == (1500, 500)
    assert cli("ledger", "verify", cwd=tmp_path, env=LATER).code == 0


def test_without_its_sale_again_when_the_sale_is_undone(tmp_path: Path, repo: Path, cli: CommandLine) -> None:
    url = workspace(tmp_path, repo, cli)
    cli("import", *files(tmp_path, url), cwd=tmp_path, env=LATER)
    assert cli("import", "--undo", "1", cwd=tmp_path, env=LATER).code == 0
    assert revenue(tmp_path, cli) in {(0, 0), (None, None)}
    assert cli("ledger", "verify", cwd=tmp_path, env=LATER).code == 0
    assert cli("import", "sale.csv", cwd=tmp_path, env=LATER).code == 0
    assert revenue(tmp_path, cli) == (1500, 500)


@pytest.mark.parametrize("number", range(6))
def test_a_sign_up_with_the_id_of_the_sale_gets_none_of_it(
    number: int, tmp_path: Path, repo: Path, cli: CommandLine
) -> None:
    """Ids are told apart by kind, so a person's sign-up and order may share one."""
    url = workspace(tmp_path, repo, cli)
    (tmp_path / "all.csv").write_text(
        f"{HEADER}o{number},2026-12-02T12:00:00Z,sale,20.00,EUR,,{url},,,\n"
        f"o{number},2026-12-01T12:00:00Z,signup,,,SLOW50,,,,\n"
        f"r1,2026-12-05T12:00:00Z,refund,5.00,EUR,,,,o{number},\n"
    )
    assert cli("import", "all.csv", cwd=tmp_path, env=LATER).code == 0
    assert revenue(tmp_path, cli) == (1500, 500)
