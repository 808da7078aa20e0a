"""Look at an installation and a workspace and say what is wrong with them, and how to mend it."""

from __future__ import annotations

from xpromo.definitions.workspace import key_file, ledger_file
from xpromo.operations.doctor_codes import look_at_lock
from xpromo.operations.doctor_findings import Finding, Surroundings, Verdict
from xpromo.operations.doctor_ledger import look_at_key, look_at_ledger, look_at_place
from xpromo.operations.doctor_program import look_at_completion, look_at_extras, look_at_program
from xpromo.operations.doctor_workspace import look_at_definitions, look_at_editor, look_at_git, look_at_kits

__all__ = ["Finding", "Surroundings", "Verdict", "examine"]


def examine(around: Surroundings) -> list[Finding]:
    """Return a finding for each thing looked at; reads files and the ledger, changes nothing."""
    findings = [*look_at_program(), look_at_extras(), *look_at_completion(around.env, around.home)]
    root = around.workspace
    if root is None:
        return [*findings, Finding("workspace", Verdict.NOTE, "none here or above", "run `xpromo init` to start one")]
    ledger = around.ledger or ledger_file(root)
    key = around.key if isinstance(around.key, bytes) else None
    return [
        *findings,
        Finding("workspace", Verdict.WELL, str(root)),
        *look_at_definitions(root),
        *look_at_editor(root),
        look_at_git(root),
        look_at_key(key_file(root), around.key, stated=around.stated_key),
        *look_at_place(ledger),
        look_at_ledger(ledger, key, around.wait),
        *look_at_lock(root, ledger, around.wait),
        *look_at_kits(root, ledger, around.now, around.wait),
    ]
