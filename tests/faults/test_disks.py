"""Disks that are full or can't be written to, as mounts of a namespace that ends with the command."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import clean_environment
from tests.faults.breaking import KEY, LONGEST, Done
from tests.faults.conftest import ROUNDS, Stage, chance_of
from tests.faults.jobs import LEDGER, renew
from tests.faults.judging import words_are_right
from tests.faults.oracle import files_of, state_of

WRITERS = (("import", "b.csv"), ("links", "--output", "links.csv"), ("codes",), ("kit",), ("ledger", "backup", "c.db"))
READERS = (("report",), ("status",), ("ledger", "info"), ("check",), ("links", "--dry-run"))


def inside(script: str, cwd: Path) -> Done:
    """Run a script in a namespace of its own, where ``xpromo`` is ours; its mounts end with it."""
    ours = f'xpromo() {{ {shlex.quote(sys.executable)} -m xpromo "$@"; }}\n'
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "bash", "-c", ours + script],
        capture_output=True,
        check=False,
        cwd=cwd,
        env=clean_environment({"XPROMO_KEY": KEY}),
        timeout=LONGEST * 4,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode(), 0.0)


@pytest.fixture(scope="module")
def mounting(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("mounting")
    if not shutil.which("unshare") or inside(f"mount -t tmpfs -o size=1m tmpfs {folder}", folder).code:
        pytest.skip("nothing can be mounted here")


def test_a_full_disk_takes_nothing_and_more_space_is_all_it_needs(stage: Stage, mounting: None, tmp_path: Path) -> None:
    golden, chance = stage.golden("import"), chance_of("tmpfs")
    renew(golden.folder, tmp_path / "start")
    used = sum(path.stat().st_size + 4096 for path in (tmp_path / "start").rglob("*"))
    for number in range(ROUNDS):
        size = used + chance.randrange(8 << 10, 160 << 10)
        done = inside(
            f"mkdir disk left later; mount -t tmpfs -o size={size} tmpfs disk; cp -a start/. disk; (cd disk\n"
            f"xpromo import a.csv --format json); code=$?; cp -a disk/. left; mount -o remount,size=64m disk\n"
            f"(cd disk; xpromo -q import a.csv --format json) >/dev/null || exit 99; cp -a disk/. later; exit $code",
            tmp_path,
        )
        words_are_right(done)
        assert done.code in {0, 3}, number
        assert state_of(tmp_path / "left" / LEDGER) == (golden.before if done.code else golden.after)
        assert set(files_of(tmp_path / "left")) == set(golden.files_before)
        assert state_of(tmp_path / "later" / LEDGER) == golden.after
        for name in ("disk", "left", "later"):
            shutil.rmtree(tmp_path / name)


def test_a_folder_that_is_read_only_is_named_and_readers_do_not_mind(stage: Stage, mounting: None) -> None:
    golden, work = stage.golden("undo"), stage.work
    renew(golden.folder, work)
    before = files_of(work)
    commands = {shlex.join(command): "3" for command in WRITERS} | {shlex.join(command): "0" for command in READERS}
    lines = [f"xpromo {command} >/dev/null; echo '{command}': $?" for command in commands]
    done = inside("\n".join(["mount --bind . . && mount -o remount,ro,bind . && cd $PWD", *lines]), work)
    codes = dict(line.rsplit(": ", 1) for line in done.out.splitlines())

    assert codes == commands, done.err
    assert "Traceback" not in done.err
    assert done.err.count("\n help: ") == len(WRITERS)
    assert (files_of(work), state_of(work / LEDGER)) == (before, golden.before)
