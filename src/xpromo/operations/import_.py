"""Export file → ledger: look at it, recognise it, read it, record it; all of it or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from xpromo.errors import Findings, NeedsOption, Problem, UsageError, XpromoError
from xpromo.imported import BatchHeader
from xpromo.ledger.presence import holds_ledger
from xpromo.operations.import_request import choices_for, options_for, plain_mapping, settings_for
from xpromo.records import Kind

if TYPE_CHECKING:
    from xpromo.imported import ImportResult
    from xpromo.ledger.store import Ledger
    from xpromo.operations.import_request import ImportRequest, Place
    from xpromo.records import Batch, Settings
    from xpromo.sources.archives import Part
    from xpromo.sources.opening import FileFacts
    from xpromo.sources.process import Reader
    from xpromo.sources.reading import Opened
    from xpromo.sources.source import ReadOptions, Source

SHOWN = 20
STDIN = Path("-")
DESCRIPTORS = (Path("/dev/fd"), Path("/proc/self/fd"))  # where shells put what they pipe
ARCHIVES = frozenset({".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
DATA = frozenset({".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".log", ".gz", ".bz2"})
ADDRESS = re.compile(r"[^\s@]+@(?:[\w-]+\.)+[^\W\d_]{2,}")
HAVE_MONEY = frozenset({Kind.CONVERSIONS, Kind.COSTS})
LARGE = 8 << 20  # bytes of a file that is worth a thread
NO_KEY = "none"  # the fingerprint of no key there is


def import_path(
    path: Path, request: ImportRequest, place: Place, stdin: IO[bytes]
) -> Iterator[ImportResult | XpromoError]:
    """Import a file or a pipe (``-`` is ``stdin``), or each file in an archive or a folder on its own; yield what
    became of each.

    An error is Findings (no record in it, or refused rows under ``strict``), NeedsOption, UsageError or StorageError.
    """
    from xpromo.sources.archives import is_archive, parts_in, parts_of
    from xpromo.sources.opening import spooled

    try:
        with ExitStack() as open_files:
            if path.is_dir():
                yield from _import_parts(parts_in(path), str(path), request, place)
                return
            name, folder = str(path), place.ledger.parent
            found = path
            if path == STDIN:
                name, found = "standard input", open_files.enter_context(spooled(stdin, folder))
            elif path.is_fifo():  # can be read once only: `import <(zcat clicks.gz)`
                name = "a pipe" if path.parent in DESCRIPTORS else name
                found = open_files.enter_context(spooled(open_files.enter_context(path.open("rb")), folder))
            if is_archive(found):
                yield from _import_parts(open_files.enter_context(parts_of(found, name, folder)), name, request, place)
            else:
                yield _import(found, name, request, place)
    except XpromoError as error:
        yield error


def _import_parts(
    parts: Iterator[Part], name: str, request: ImportRequest, place: Place
) -> Iterator[ImportResult | XpromoError]:
    """Import what is in an archive or a folder. What no source recognises is passed over and named with the last file
    that one does, unless nothing was recognised.
    """
    from xpromo.sources.rules import NO_RECORDS, UNKNOWN_FORMAT

    passed: list[str] = []
    last: ImportResult | XpromoError | None = None
    try:
        for part, result in _import_each(parts, request, place):
            if isinstance(result, XpromoError) and result.code in {UNKNOWN_FORMAT.code, NO_RECORDS.code}:
                passed.append(part.name.removeprefix(f"{name}/"))
                continue
            if last:
                yield last
            last = result
    except XpromoError:  # the archive breaks off: what was recorded of it is said nevertheless
        if last:
            yield last
        raise
    yield _with_passed(last, passed) if last else _nothing_in(name, passed)


def _import_each(
    parts: Iterator[Part], request: ImportRequest, place: Place
) -> Iterator[tuple[Part, ImportResult | XpromoError]]:
    from xpromo.sources.archives import parts_of

    for part in parts:
        try:
            if part.is_archive:
                with parts_of(part.path, part.name, place.ledger.parent) as inner:
                    yield from ((part, result) for result in _import_parts(inner, part.name, request, place))
            else:
                stated = replace(request, days=part.period)
                yield part, _import(part.path, part.name, stated, place)
        except XpromoError as error:
            yield part, error


def _with_passed(result: ImportResult | XpromoError, passed: Sequence[str]) -> ImportResult | XpromoError:
    if isinstance(result, XpromoError) or not passed:
        return result
    more = f" and {len(passed) - SHOWN} more" if len(passed) > SHOWN else ""
    others = f"passed over, as no source recognises them: {', '.join(passed[:SHOWN])}{more}"
    return replace(result, notes=(*result.notes, others))


def _nothing_in(name: str, passed: Sequence[str]) -> Findings:
    from xpromo.sources.rules import UNKNOWN_FORMAT

    inside = ", ".join(passed[:SHOWN]) or "nothing"
    return Findings(
        f"{name}: no file in it is recognised ({inside})",
        hint="import one of them alone and name its source with --source; nothing was recorded",
        code=UNKNOWN_FORMAT.code,
    )


def _import(path: Path, file: str, request: ImportRequest, place: Place) -> ImportResult:
    from xpromo.sources.opening import look_at
    from xpromo.sources.process import reader_of

    facts = look_at(path, file)
    with reader_of(facts) as read:
        return _recorded(facts, read, request, place)


def _recorded(facts: FileFacts, read: Reader, request: ImportRequest, place: Place) -> ImportResult:
    from xpromo.ledger.importing import Manner, find_repeat, record_batch
    from xpromo.ledger.promising import read_link_ids
    from xpromo.ledger.same_file import holds_size
    from xpromo.operations.needed import all_needed
    from xpromo.operations.refused import with_texts
    from xpromo.operations.same_file import check_account, notes_on
    from xpromo.operations.unused import unused_options
    from xpromo.sources.detection import detect
    from xpromo.sources.reading import open_text, sample

    digest = _hash_beside(facts)
    settings = settings_for(place.workspace, request)
    options = options_for(request, settings, place)
    opened = open_text(facts, plain_mapping(request.mapping))
    name, source = detect(sample(opened), facts.name, request.source or None)
    _check_reported(source, facts.name, request)
    if source.kind is Kind.ANSWERS:
        options = replace(options, choices=choices_for(place.workspace, request))
    with _open(place, request) as (ledger, key):
        _check_zone(ledger, settings)
        options = replace(options, key=key, links=read_link_ids(ledger))
        batches = read(name, options)  # begins while the file is hashed, and is written meanwhile if it can't be known
        header = _header(facts, digest, name, source, options, request, opened)
        is_known = holds_size(ledger, facts.size)
        result = find_repeat(ledger, header) if is_known else None
        if result:
            _check(facts.name, request, result)
        else:
            same = check_account(ledger, header, request) if is_known else {}
            check = partial(_check, facts.name, request)
            manner = Manner(dry_run=request.dry_run, replace=request.replace, settings=settings, check=check)
            try:
                result = record_batch(ledger, header, _watched(batches, facts.name), place.now, manner)
            except NeedsOption as error:
                raise all_needed(error, facts, name, options, settings, place.now.date()) from error
            taken_as = filter(None, [source.taken_as(frozenset(opened.names))])
            notes = (*taken_as, *unused_options(source, request, result), *notes_on(same, header, result))
            result = replace(result, notes=(*result.notes, *notes))
        keep = request.keep_refused and result.refused and not request.dry_run
        return with_texts(ledger, result, opened) if keep else result


@contextmanager
def _open(place: Place, request: ImportRequest) -> Iterator[tuple[Ledger, bytes]]:
    """Open the ledger, made when it isn't there, and the key likewise; a dry run makes neither."""
    from xpromo.keys import KEY_BYTES, fingerprint, load_key, make_key
    from xpromo.ledger.store import looking, open_ledger

    key = load_key(place.key_path, place.stated_key)
    if holds_ledger(place.ledger):
        with looking(place.ledger, wait=place.wait, fingerprint=fingerprint(key) if key else NO_KEY):
            pass  # a ledger that was made with a key wants that one back, not another one beside it
    if request.dry_run:
        with _rehearsal(place) as ledger:
            yield ledger, key or bytes(KEY_BYTES)
        return
    key = key or make_key(place.key_path)
    with open_ledger(place.ledger, create=True, write=True, wait=place.wait, fingerprint=fingerprint(key)) as ledger:
        yield ledger, key


@contextmanager
def _rehearsal(place: Place) -> Iterator[Ledger]:
    """Open the ledger without telling it the key; where there is none, one that is thrown away."""
    from xpromo.ledger.store import open_ledger, scratch_ledger

    there = holds_ledger(place.ledger)
    with open_ledger(place.ledger, write=True, wait=place.wait) if there else scratch_ledger() as ledger:
        yield ledger


def _check_zone(ledger: Ledger, settings: Settings) -> None:
    """Refuse to count days in two zones."""
    from xpromo.ledger.promising import read_settings
    from xpromo.ledger.rules import OTHER_ZONE

    known = read_settings(ledger)
    if known and known.timezone != settings.timezone:
        raise UsageError(
            f"the ledger counts days in {known.timezone}, brand.yaml says {settings.timezone}",
            hint=f"put the old zone back, or count days anew: xpromo ledger rebuild --timezone {settings.timezone}",
            code=OTHER_ZONE.code,
        )


def _check_reported(source: Source, file: str, request: ImportRequest) -> None:
    """Refuse as a partner's report what they have no say in."""
    from xpromo.sources.rules import NOT_REPORTED

    if request.reported_by and source.kind is not Kind.CONVERSIONS:
        raise UsageError.of(NOT_REPORTED, f"{file} holds {source.kind}, which {request.reported_by} can't report")


def _hash_beside(facts: FileFacts) -> Callable[[], str]:
    """Begin to hash a file, a large one in a thread beside what is done meanwhile; return what waits for the hash."""
    from xpromo.sources.opening import hash_of

    if facts.size >= LARGE:
        from concurrent.futures import ThreadPoolExecutor

        with suppress(RuntimeError):  # no thread to be had
            return ThreadPoolExecutor(1).submit(hash_of, facts).result
    found = hash_of(facts)
    return lambda: found


def _header(
    facts: FileFacts,
    digest: Callable[[], str],
    name: str,
    source: Source,
    options: ReadOptions,
    request: ImportRequest,
    opened: Opened,
) -> BatchHeader:
    from xpromo.sources import agents, centres
    from xpromo.sources.reading import stated_zone

    zone, zone_from = _zone_of(source, options, stated_zone(opened, source))

    replaces = " replace" if request.replace else ""  # no answer from a batch whose counts were refused
    return BatchHeader(
        file=file_name(facts.name),
        digest=digest,
        size=facts.size,
        source=name,
        version=source.version,
        kind=source.kind,
        account=request.shop,
        timezone=zone,
        timezone_from=zone_from,
        currency=options.currency if source.kind in HAVE_MONEY else "",
        options=options.stable_text() + replaces,
        by_id=source.by_id(frozenset(opened.names)),
        reported_by=request.reported_by,
        agents=agents.as_of() if source.kind is Kind.CLICKS else "",
        centres=centres.as_of() if source.kind is Kind.CLICKS else "",
        filtered=source.filtered,
    )


def file_name(name: str) -> str:
    """Return a file's name without its folders, and without e-mail addresses; of a part of an archive the archive's
    name too.
    """
    whole = Path(name)
    inside = next((folder for folder in whole.parents if folder.suffix.lower() in ARCHIVES), None)
    kept = whole.relative_to(inside.parent) if inside else Path(whole.name)
    return str(Path(*map(_without_addresses, kept.parts)))


def _without_addresses(name: str) -> str:
    end = Path(name).suffix if Path(name).suffix.lower() in DATA | ARCHIVES else ""
    return ADDRESS.sub("(address)", name.removesuffix(end)) + end


def _zone_of(source: Source, options: ReadOptions, stated: str) -> tuple[str, str]:
    """Return the zone of a file's moments and where that is known from; each row's own offset leads to UTC.

    ``stated``: the zone in which the file says that its days are.
    """
    if stated:
        return stated, "file"
    if source.zone == "UTC":
        return "UTC", "stated"
    if source.zone == "offset":
        return "UTC", "column"
    if options.timezone:
        return str(options.timezone), "option"
    return (str(options.zone), "brand") if source.zone == "unstated" else ("UTC", "column")


def _watched(batches: Iterator[Batch], name: str) -> Iterator[Batch]:
    """Pass batches on; at the end refuse a file without records."""
    records = 0
    for batch in batches:
        records += batch.records
        yield batch
    if not records:
        from xpromo.sources.opening import refuse
        from xpromo.sources.rules import NO_RECORDS

        raise refuse(NO_RECORDS, name, "there is a header and no record")


def _check(name: str, request: ImportRequest, result: ImportResult) -> None:
    """Raise NeedsOption where no record can be read before somebody says how dates are written, and under ``strict``
    Findings for a file of which the reader or the ledger refuses a row.
    """
    from xpromo.sources.rules import NEEDS_ORDER

    unsettled = result.refusals.get("ambiguous-date", 0)
    if unsettled and unsettled == result.rows - result.excluded and not request.date_order:
        raise NeedsOption.in_file(NEEDS_ORDER, name)
    if request.strict and result.refused:
        good = f"batch {result.batch} holds the good rows" if result.repeated else "without --strict the good rows are"
        raise Findings(
            f"{name}: {result.refused} of {result.rows} records can't be taken",
            hint=f"nothing was recorded; {good}",
            problems=_problems(result, name),
        )


def _problems(result: ImportResult, name: str) -> list[Problem]:
    from xpromo.errors import Location
    from xpromo.sources.rules import ROWS

    rules = {rule.slug: rule for rule in ROWS}
    return [
        rules[item.reason].at(
            Location(name, item.line, 1, item.line, 1),
            rules[item.reason].title + (f" (column {item.column})" if item.column else ""),
            rules[item.reason].hint,
        )
        for item in result.examples
    ]
