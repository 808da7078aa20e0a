"""``xpromo codes``: issue the codes of offers, each once, and write them into the ledger.

Codes are drawn inside the transaction that records them, so two runs at one moment can't both issue what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from xpromo.errors import Findings, UsageError, by_place
from xpromo.ledger.presence import holds_ledger
from xpromo.mint.codes import Entropy, draw_pool
from xpromo.mint.issuing import Pool, Strength, by_pool, find_problems, pools, shared_codes, strengths
from xpromo.operations.intent import OF_CODES, Intent, issued_codes, load_intent, refuse_late
from xpromo.operations.locking import Locks, load_locks
from xpromo.records import PromoCode, State

if TYPE_CHECKING:
    from xpromo.ledger.store import Ledger

SHOWN_POOL = 1_000  # larger pools go to a file, or are asked for


@dataclass(frozen=True, slots=True)
class Issued:
    """Codes with their states; a dry run has none for what it would draw: ``undrawn`` says how many of which pool.

    ``locked``: how many pools the lock file holds, None where there is none.
    """

    codes: Sequence[PromoCode]
    states: Sequence[State]
    undrawn: Sequence[tuple[Pool, int]]
    strengths: Sequence[Strength]
    locked: int | None = None

    def rows(self) -> Iterator[dict[str, object]]:
        """The rows that ``codes`` shows; a code not yet drawn is null."""
        for code, state in zip(self.codes, self.states, strict=True):
            yield _row(code, code.code, state)
        for pool, missing in self.undrawn:
            for _ in range(missing):
                yield _row(pool.blank, None, State.NEW)

    def count(self, state: State) -> int:
        """Return how many codes are, or would be, in this state."""
        undrawn = sum(missing for _, missing in self.undrawn) if state is State.NEW else 0
        return undrawn + sum(found is state for found in self.states)


def _row(code: PromoCode, text: str | None, state: State) -> dict[str, object]:
    return {
        "code": text,
        "campaign": code.campaign,
        "placement": code.placement,
        "partner": code.partner,
        "offer": code.offer,
        "kind": code.kind,
        "single_use": code.single_use,
        "state": state.value,
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """What codes are asked for: of which campaigns (none named: of all), when, and how.

    ``length`` asks for bodies of that length, ``show_large`` says that pools of any size can be shown, ``after_end``
    that something new may be issued for campaigns that are over, ``lock`` that the lock file is to be begun.
    """

    campaigns: Sequence[str]
    now: datetime
    length: int | None = None
    show_large: bool = False
    after_end: bool = False
    lock: bool = False


def issue_codes(
    root: Path, ledger: Path, asked: Asked, entropy: Entropy, *, dry_run: bool = False, wait: float = 60.0
) -> Issued:
    """Issue what is missing and return all codes of these campaigns, old and new; ``entropy`` gives random bytes.

    Raises UsageError where a pool is too large to be shown, Findings for errors in the definitions, for codes that
    clash or are too easy to guess, and for something new after a campaign's end; StorageError.
    """
    intent = load_intent(root, ledger, asked.campaigns, OF_CODES, wait=wait)
    job = _Job(intent, pools(intent.campaigns, intent.promises), asked, load_locks(root))
    job.refuse_large()
    if dry_run or not holds_ledger(ledger):  # whatever forbids it is found before a ledger is made
        plan = job.look(issued_codes(ledger, intent.promises, wait=wait))
        if dry_run:
            return plan
    from xpromo.ledger.store import open_ledger

    with open_ledger(ledger, create=True, wait=wait) as opened, opened.writing():
        done = job.run(opened, entropy)
    return replace(done, locked=job.lock(done)) if asked.lock or job.locks.exists else done


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be issued, whatever the ledger holds already."""

    intent: Intent
    wanted: Sequence[Pool]
    asked: Asked
    locks: Locks

    @property
    def over(self) -> frozenset[str]:
        """The campaigns for which nothing new may be issued."""
        return frozenset() if self.asked.after_end else self.intent.over_by(self.asked.now)

    @property
    def today(self) -> date:
        """The day in the brand's zone."""
        return self.asked.now.astimezone(ZoneInfo(self.intent.brand.timezone)).date()

    def lock(self, issued: Issued) -> int:
        """Write down which pools are issued now; return how many are locked."""
        return self.locks.update(self.wanted, issued.codes, self.intent.promises, self.today)

    def refuse_large(self) -> None:
        """Raise UsageError when there is more than anybody wants to see."""
        largest = max((pool.count for pool in self.wanted), default=0)
        if largest > SHOWN_POOL and not self.asked.show_large:
            hint = "write them to a file with --output FILE, or see them all with --all"
            raise UsageError(f"a pool of {largest:,} codes is too large to show; nothing was issued", hint=hint)

    def look(self, issued: Sequence[PromoCode]) -> Issued:
        """Return what a run would do beside the codes issued so far; raises Findings for what forbids it."""
        campaigns, brand = self.intent.campaigns, self.intent.brand
        self.locks.hold_against(self.wanted, issued, self.intent.promises)
        strength = strengths(self.wanted, issued, self.today, brand.codes.guesses, self.asked.length)
        problems = sorted(find_problems(self.intent.project, campaigns, strength), key=by_place)
        if problems:
            raise Findings("these codes can't be issued; nothing was", problems=problems)
        shared = shared_codes(campaigns, self.intent.promises)
        states = _states(shared, issued)
        held = by_pool(issued)
        old = [code for pool in self.wanted for code in held.get(pool.key, ())]
        counts = [(pool, pool.count - len(held.get(pool.key, ()))) for pool in self.wanted]
        undrawn = [(pool, missing) for pool, missing in counts if missing > 0]
        new = [code for code, state in zip(shared, states, strict=True) if state is State.NEW]
        campaigns_of_new = [code.campaign for code in (*new, *(pool.blank for pool, _ in undrawn))]
        refuse_late(self.intent, [name for name in campaigns_of_new if name in self.over])
        return Issued([*shared, *old], [*states, *[State.KNOWN] * len(old)], undrawn, list(strength.values()))

    def run(self, ledger: Ledger, entropy: Entropy) -> Issued:
        """Draw and record what is missing; inside a transaction."""
        from xpromo.ledger.promising import read_codes, record_minting

        issued = read_codes(ledger, promised=self.intent.promises)
        plan = self.look(issued)
        taken = {code.code for code in (*issued, *plan.codes)}
        lengths = {found.prefix: found.length for found in plan.strengths}
        drawn: list[PromoCode] = []
        for pool, missing in plan.undrawn:
            texts = draw_pool(missing, pool.prefix, taken, entropy, length=lengths[pool.prefix])
            taken.update(texts)
            drawn += pool.fill(texts)
        new = [code for code, state in zip(plan.codes, plan.states, strict=True) if state is State.NEW]
        promises = [promise for promise in self.intent.promises if promise.campaign not in self.over]
        record_minting(ledger, self.intent.settings, promises, None, [*new, *drawn], self.asked.now)
        return Issued([*plan.codes, *drawn], [*plan.states, *[State.NEW] * len(drawn)], (), plan.strengths)


def _states(codes: Sequence[PromoCode], issued: Sequence[PromoCode]) -> list[State]:
    """Return the states of shared codes: ``changed`` where the text is issued for something else in the same days."""
    texts = {code.code for code in codes}
    same = [old for old in issued if old.code in texts]
    return [_state(code, [old for old in same if old.code == code.code]) for code in codes]


def _state(code: PromoCode, same_text: Sequence[PromoCode]) -> State:
    alike = [old for old in same_text if old.valid_from < code.valid_until and code.valid_from < old.valid_until]
    if not alike:
        return State.NEW
    bound = (code.campaign, code.placement, code.partner, code.offer, code.kind, code.single_use)
    fits = any(bound == (o.campaign, o.placement, o.partner, o.offer, o.kind, o.single_use) for o in alike)
    return State.KNOWN if fits else State.CHANGED
