"""One conversion explained, as a document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from xpromo.answers import Explained, Proof, Row, Terms
from xpromo.measure.cells import Place
from xpromo.measure.groups import UNDOING
from xpromo.measure.sourcing import Claimed
from xpromo.report.conflicts import place_text
from xpromo.report.document import CellKind, Column, Document, Section
from xpromo.report.outside import days_text, last_day
from xpromo.report.plain import instant, plain
from xpromo.report.wording import amount

DAY = 86_400
_BASES = {
    "stated": "as stated",
    "gross_incl_tax_shipping": "with tax and shipping",
    "gross_incl_tax": "with tax",
    "net_of_discount_excl_tax": "without tax",
    "processor_gross": "as it was paid",
    "affiliate_sale_amount": "what the commission is of",
}
SAME_PERSON = 6
_COLUMNS = (Column("what", "What", CellKind.ID), Column("says", "The ledger says", CellKind.TEXT))
_PROOFS = (
    Column("rank", "Rank", CellKind.INT),
    Column("method", "Evidence", CellKind.ID),
    Column("place", "Proves", CellKind.ID),
    Column("level", "Level", CellKind.ID, spare=1),
    Column("verdict", "Verdict", CellKind.ID),
)
_STEPS = (
    Column("at", "Touch (UTC)", CellKind.DAY),
    Column("placement", "Placement", CellKind.ID),
    Column("before", "Days before", CellKind.AMOUNT),
    Column("window_days", "Window", CellKind.INT),
)
_ROWS = (
    Column("source_id", "Id", CellKind.TEXT),
    Column("source", "Source", CellKind.ID),
    Column("kind", "Kind", CellKind.ID),
    Column("at", "At (UTC)", CellKind.DAY),
    Column("amount", "Amount", CellKind.AMOUNT),
    Column("counts", "Counts", CellKind.ID),
)


def explained_document(found: Explained, claimed: Claimed, timezone: str) -> Document:
    """Return why a conversion counts where it counts; who bought isn't in it."""
    sentence = because(found)
    rows = [{"what": what, "says": says} for what, says in _told(found, claimed, sentence, timezone) if says]
    return Document(
        schema="report-explain",
        title=f"Why {found.kind} {found.source_id} counts where it counts",
        columns=_COLUMNS,
        rows=rows,
        data=_data(found, claimed, sentence, timezone),
        more=tuple(_sections(found)),
    )


def because(found: Explained) -> str:
    """Return the rule that decided, in a sentence."""
    decides = next((proof for proof in found.proofs if proof.decides), None)
    if found.takes_back:
        does = f"takes {found.takes_back} back" if found.kind in UNDOING else f"belongs to {found.takes_back}"
        return f"it {does}, and counts where that counts"
    if decides is None:
        return "nothing that it carries is ours, and no touch of its person lies inside a window"
    if decides.rank == SAME_PERSON:
        return "it carries nothing better; the last touch of the same person inside its window decides (rank 6)"
    if decides.conflict:
        whose = f" for {found.rule_terms.placement}, where the link leads" if found.rule_terms else ""
        agreed = f"`{decides.conflict}` was agreed{whose}"
        return f"code and link contradict each other, and {agreed}: the {decides.method} decides"
    return f"{decides.method} is the best evidence that it carries (rank {decides.rank})"


def _told(found: Explained, claimed: Claimed, sentence: str, timezone: str) -> Iterator[tuple[str, str]]:
    decides = next((proof for proof in found.proofs if proof.decides), None)
    yield "counts for", place_text(decides.proved) if decides else "nobody"
    yield "because", sentence
    if found.aside:
        yield "but", "another source is the record of this campaign's sales (sales_from): this one isn't counted"
    elif not found.stands:
        yield "but", "another row of the same sale stands in its place: this one isn't counted"
    if terms := found.terms:
        whose = "" if decides and decides.proved.placement else "proved for no placement; as for "
        yield "agreement", whose + _agreement(terms, rules=found.rule_terms in {None, terms})
    if found.rule_terms and found.rule_terms != found.terms:
        yield "the link's", _agreement(found.rule_terms, rules=True)
    yield "sourced by", _place(claimed.sourced) if claimed.sourced else _why_nobody(found, claimed)
    yield "influenced by", ", ".join(sorted(map(_place, claimed.influenced))) if found.proofs or found.path else ""
    yield "amount", _amount(found)
    yield "at", f"{_moment(found.at)} UTC, counted on {found.day} ({timezone})"
    yield "customer", found.novelty
    yield "carries", ", ".join(f"{name} {value}" for name, value in found.carries.items()) or "nothing of ours"
    if found.code_days:
        yield "but", f"the code was issued for {days_text(found.code_days)}; it counts all the same"
    yield "status", ", then ".join(f"{seen.status} (batch {seen.batch})" for seen in found.statuses)
    yield "from", f"{found.source}, account {found.account}, batch {found.batch}: {found.file}"
    if found.settled:
        yield "path", f"{', '.join(found.path)}; its touches aren't known any more, keys were removed"


def _agreement(terms: Terms, *, rules: bool) -> str:
    """Return what was agreed; ``rules``: with the rule for code against link, where it is the one that counts."""
    rule = f" {terms.conflict}," if rules else ""
    return (
        f"{terms.placement}, revision {terms.revision} of {_moment(terms.minted_at)[:10]}: window"
        f" {terms.window_days} days,{rule} sources {_whose(terms.sourced_by)}"
    )


def _why_nobody(found: Explained, claimed: Claimed) -> str:
    if claimed.share.code_only:
        return "nobody: a shared code alone, and codes are passed on"
    if not claimed.counted.is_somewhere():
        return "nobody"
    return "nobody: a returning customer" if found.novelty == "returning" else "nobody: not known to be a new customer"


def _whose(sourced_by: str) -> str:
    return "anyone's conversions" if sourced_by == "anyone" else "those of new customers"


def _place(place: Place) -> str:
    return place.placement or " / ".join(name for name in (place.campaign, place.property or place.partner) if name)


def _amount(found: Explained) -> str:
    if found.amount is None:
        return ""
    counted = _BASES.get(found.basis, found.basis.replace("_", " "))
    return f"{amount(found.amount, found.currency)}{f', {counted}' if counted else ''}"


def _moment(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}"


def _sections(found: Explained) -> Iterator[Section]:
    if found.proofs:
        yield Section("Evidence, best first", _PROOFS, [_proof_row(proof) for proof in found.proofs])
    if found.steps:
        yield Section(
            "The person's way to it",
            _STEPS,
            [
                {
                    "at": _moment(step.at),
                    "placement": step.placement,
                    "before": f"{(found.at - step.at) / DAY:.1f}",
                    "window_days": step.window_days,
                }
                for step in found.steps
            ],
        )
    if found.later:
        yield Section("Taken back by", _ROWS, [*map(_row, found.later)])
    if len(found.same) > 1:
        yield Section("Told more than once; one stands", _ROWS, [*map(_row, found.same)])


def _proof_row(proof: Proof) -> dict[str, object]:
    verdict = "decides" if proof.decides else "overruled"
    return {
        "rank": proof.rank,
        "method": proof.method,
        "place": place_text(proof.proved),
        "level": proof.level,
        "verdict": f"{verdict}, recovered" if proof.recovered else verdict,
    }


def _row(row: Row) -> dict[str, object]:
    return {
        "source_id": row.source_id,
        "source": row.source,
        "kind": row.kind,
        "at": _moment(row.at),
        "amount": "" if row.amount is None else amount(row.amount, row.currency),
        "counts": "yes" if row.stands else "no",
    }


def _data(found: Explained, claimed: Claimed, sentence: str, timezone: str) -> dict[str, object]:
    return {
        "source_id": found.source_id,
        "kind": found.kind,
        "at": instant(found.at),
        "day": plain(found.day),
        "timezone": timezone,
        "amount": found.amount,
        "currency": found.currency or None,
        "basis": found.basis,
        "source": found.source,
        "account": found.account,
        "batch": found.batch,
        "file": found.file,
        "novelty": found.novelty or None,
        "counts": found.stands,
        "aside": found.aside,
        "takes_back": found.takes_back or None,
        "carries": dict(found.carries),
        "because": sentence,
        "evidence": [proof._asdict() | {"proved": proof.proved._asdict()} for proof in found.proofs],
        "agreement": _terms(found.terms),
        "rule_agreement": _terms(found.rule_terms),
        "sourced_by": plain(claimed.sourced),
        "influenced_by": [plain(place) for place in sorted(claimed.influenced, key=repr)],
        "code_only": claimed.share.code_only,
        "path": list(found.path),
        "touches": [step._asdict() | {"at": instant(step.at)} for step in found.steps],
        "settled": found.settled,
        "taken_back_by": [_fact(row) for row in found.later],
        "same": [_fact(row) for row in found.same],
        "code_days": found.code_days and [found.code_days[0].isoformat(), last_day(found.code_days).isoformat()],
        "statuses": [seen._asdict() | {"imported_at": instant(seen.imported_at)} for seen in found.statuses],
    }


def _terms(terms: Terms | None) -> dict[str, object] | None:
    return terms and terms._asdict() | {"minted_at": instant(terms.minted_at)}


def _fact(row: Row) -> dict[str, object]:
    return {**row._asdict(), "at": instant(row.at), "currency": row.currency or None}
