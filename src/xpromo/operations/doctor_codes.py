"""Whether the ledger in use is the one that the lock file of codes speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xpromo.definitions.project import load_project
from xpromo.definitions.promising import promises
from xpromo.definitions.workspace import LOCK_FILE
from xpromo.errors import StorageError, XpromoError
from xpromo.mint.issuing import pools
from xpromo.operations.doctor_findings import Finding, Verdict
from xpromo.operations.intent import issued_codes
from xpromo.operations.locking import load_locks
from xpromo.report.diagnosing import plural


def look_at_lock(root: Path, ledger: Path, wait: float) -> Iterator[Finding]:
    """Yield what `xpromo codes` would say of the pools in the lock file; nothing where there is none."""
    project, _ = load_project(root)
    try:
        locks = load_locks(root)
        if not locks.exists or project.brand is None:
            return
        promised = promises(project, sorted(project.campaigns))
        wanted = pools(tuple(project.campaigns.values()), promised)
        locks.hold_against(wanted, issued_codes(ledger, promised, wait=wait), promised)
    except XpromoError as error:
        verdict = Verdict.NOTE if isinstance(error, StorageError) else Verdict.WRONG
        said = [problem.message for problem in error.problems] or [str(error)]
        mend = error.hint or error.problems[0].hint
        yield Finding("codes", verdict, f"{LOCK_FILE}: {'; '.join(said)}", mend)
    else:
        detail = f"{plural(len(locks.locks), 'pool')} locked in {LOCK_FILE}; this ledger holds what was issued"
        yield Finding("codes", Verdict.WELL, detail)
