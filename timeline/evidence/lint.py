"""What a careful reader would ask about: entries, sources and speakers that deserve a second look.

Nothing here is an error, everything is something to know before it is quoted. Each finding has a code that stays.
"""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from timeline.dates import PartialDate
from timeline.errors import DateError
from timeline.evidence import passages


class Finding(NamedTuple):
    """Something to look at: its code, what it is about and the number of that, and what it is."""

    code: str
    #: ``entry``, ``speaker`` or ``source``
    about: str
    number: int
    what: str


_Rows = Iterator[Finding]
#: two texts at least this alike, in per cent, may be one
_ALIKE = 88
#: with how many that follow it in date order an entry is compared, and with how many of those that share a rare word
_NEIGHBOURS, _SHARERS = 50, 20
#: how many of its rarest words stand for a text
_RAREST = 4
_LABEL = "coalesce(s.title, s.publisher, s.url)"
_WORDS = "coalesce(e.title, e.text)"


def findings(connection: sqlite3.Connection, only: tuple[str, ...], ignore: tuple[str, ...]) -> Iterator[Finding]:
    """Yield all findings, of some codes or all but some, each kind in the order of its numbers."""
    for code, (find, _) in CODES.items():
        if code not in ignore and (code in only or not only):
            yield from find(connection)


def _unsourced(connection: sqlite3.Connection) -> _Rows:
    for number, said in connection.execute(
        f"SELECT e.id, {_WORDS} FROM entries AS e WHERE NOT EXISTS (SELECT 1 FROM citations WHERE entry_id = e.id)"
        " ORDER BY e.id"
    ):
        yield Finding("unsourced", "entry", number, f"cites no source: {said}")


def _single_sourced(connection: sqlite3.Connection) -> _Rows:
    for number, source, label in connection.execute(
        f"SELECT c.entry_id, s.id, {_LABEL} FROM citations AS c JOIN sources AS s ON s.id = c.source_id"
        " WHERE c.stance = 'supports' GROUP BY c.entry_id HAVING count(DISTINCT c.source_id) = 1 ORDER BY c.entry_id"
    ):
        yield Finding("single-sourced", "entry", number, f"rests on source {source} alone: {label}")


def _no_snapshot(connection: sqlite3.Connection) -> _Rows:
    for number, label, direct in connection.execute(
        f"SELECT s.id, {_LABEL}, EXISTS (SELECT 1 FROM citations WHERE source_id = s.id) FROM sources AS s"
        " WHERE NOT EXISTS (SELECT 1 FROM snapshots WHERE source_id = s.id)"
        " AND EXISTS (SELECT 1 FROM citations WHERE s.id IN (source_id, via_id)) ORDER BY s.id"
    ):
        how = "is cited" if direct else "is cited through"
        yield Finding("no-snapshot", "source", number, f"{how}, and nothing of it is stored: {label}")


def _no_archive(connection: sqlite3.Connection) -> _Rows:
    for number, label in connection.execute(
        f"SELECT s.id, {_LABEL} FROM sources AS s WHERE s.url IS NOT NULL AND s.archive_url IS NULL ORDER BY s.id"
    ):
        yield Finding("no-archive", "source", number, f"has an address and no archived copy: {label}")


def _after_publication(connection: sqlite3.Connection) -> _Rows:
    for number, date, earliest, source, published in connection.execute(
        "SELECT e.id, e.date, e.date_earliest, s.id, s.published FROM entries AS e"
        " JOIN citations AS c ON c.entry_id = e.id JOIN sources AS s ON s.id = c.source_id"
        " WHERE e.date IS NOT NULL AND s.published IS NOT NULL AND e.date_earliest > substr(s.published, 1, 4)"
        " GROUP BY e.id, s.id ORDER BY e.id, s.id"
    ):
        day = _date(published)
        if day and earliest > day.latest:
            what = f"is dated {_human(date)}, after source {source} was published, {day.human()}"
            yield Finding("after-publication", "entry", number, what)


def _no_office(connection: sqlite3.Connection) -> _Rows:
    for number, speaker, name, date in connection.execute(
        "SELECT t.id, t.speaker_id, t.speaker, t.date FROM statements AS t JOIN speakers AS s ON s.id = t.speaker_id"
        " WHERE s.kind = 'person' AND t.date IS NOT NULL AND t.office IS NULL ORDER BY t.id"
    ):
        what = f"speaker {speaker}, {name}, held no office that is known on {_human(date)}"
        yield Finding("no-office", "entry", number, what)


def _near_duplicates(connection: sqlite3.Connection) -> _Rows:
    """Compare the texts of entries that may be one: of the same speaker, with dates that overlap."""
    from rapidfuzz import fuzz

    rows = connection.execute(
        "SELECT id, kind, speaker_id, coalesce(date_earliest, ''), coalesce(date_latest, '9999-12-31'),"
        " iif(kind = 'event', title, text) FROM entries ORDER BY id"
    ).fetchall()
    texts = {row[0]: row[5].casefold() for row in rows}
    found: dict[tuple[int, int], float] = {}
    for one, other in _neighbours(rows, texts):
        if likeness := fuzz.ratio(texts[one], texts[other], score_cutoff=_ALIKE):
            found[min(one, other), max(one, other)] = likeness
    for (one, other), likeness in sorted(found.items()):
        yield Finding("near-duplicate", "entry", other, f"is {likeness:.0f} % like entry {one} in words and date")


def _neighbours(rows: list[sqlite3.Row], texts: dict[int, str]) -> Iterator[tuple[int, int]]:
    """Pair entries of one speaker whose dates overlap: those next to each other, and those that share a rare word.

    The first finds all pairs but where very many entries lie on one day; there, texts that are almost the same nearly
    always share one of the rarest words that others have too.
    """
    bags = {number: frozenset(re.findall(r"\w+", text)) for number, text in texts.items()}
    seen = Counter(word for bag in bags.values() for word in bag)
    blocks: defaultdict[tuple[object, ...], list[tuple[str, str, int]]] = defaultdict(list)
    for number, kind, speaker, earliest, latest, _ in rows:
        shared = sorted((word for word in bags[number] if seen[word] > 1), key=lambda word: (seen[word], word))
        for word in (None, *shared[:_RAREST]):
            blocks[kind, speaker, word].append((earliest, latest, number))
    for (*_, word), block in blocks.items():
        block.sort()
        reach = _NEIGHBOURS if word is None else _SHARERS
        for i, (_, latest, number) in enumerate(block):
            yield from ((number, n) for earliest, _, n in block[i + 1 : i + 1 + reach] if earliest <= latest)


def _dates_differ(connection: sqlite3.Connection) -> _Rows:
    rows = connection.execute(
        "SELECT c.entry_id, e.date, c.source_id, c.date FROM citations AS c JOIN entries AS e ON e.id = c.entry_id"
        " WHERE c.date IS NOT NULL ORDER BY c.entry_id, c.id"
    )
    given: defaultdict[int, list[tuple[str, PartialDate]]] = defaultdict(list)
    for entry, own, source, date in rows:
        if not given[entry] and (read := _date(own)):
            given[entry].append((f"the entry {read.human()}", read))
        if read := _date(date):
            given[entry].append((f"source {source} {read.human()}", read))
    for entry, dates in given.items():
        latest_start = max(date.earliest for _, date in dates)
        if latest_start > min(date.latest for _, date in dates):
            yield Finding(
                "dates-differ", "entry", entry, f"is dated differently: {'; '.join(said for said, _ in dates)}"
            )


def _words_differ(connection: sqlite3.Connection) -> _Rows:
    """Find verbatim statements of which two sources in one language have different words."""
    rows = connection.execute(
        "SELECT e.id, coalesce(s.lang, ''), s.id, c.exact FROM entries AS e JOIN citations AS c ON c.entry_id = e.id"
        " JOIN sources AS s ON s.id = c.source_id WHERE e.mode = 'verbatim' AND c.exact IS NOT NULL ORDER BY e.id, c.id"
    )
    cited: defaultdict[tuple[int, str], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for entry, lang, source, exact in rows:
        cited[entry, lang.partition("-")[0]][source].append(exact)
    for (entry, _), sources in cited.items():
        (first, said), *others = sources.items()
        for source, has in others:
            if not any(passages.contains(a, b) or passages.contains(b, a) for a in said for b in has):
                what = f"is worded differently: source {first} “{said[0]}”; source {source} “{has[0]}”"
                yield Finding("words-differ", "entry", entry, what)


def _rewritten(connection: sqlite3.Connection) -> _Rows:
    rows = connection.execute(
        "SELECT c.entry_id, c.source_id, c.exact, n.id, n.text FROM citations AS c JOIN snapshots AS n ON n.id ="
        " (SELECT id FROM snapshots WHERE source_id = c.source_id ORDER BY retrieved_at DESC, id DESC LIMIT 1)"
        " WHERE c.exact IS NOT NULL AND c.snapshot_id <> n.id ORDER BY c.entry_id, c.id"
    )
    for entry, source, exact, snapshot, text in rows:
        if not passages.contains(text, exact):
            what = f"cites words that source {source} has no more since snapshot {snapshot}: “{exact}”"
            yield Finding("rewritten", "entry", entry, what)


def _orphaned_speakers(connection: sqlite3.Connection) -> _Rows:
    for number, name in connection.execute(
        "SELECT id, name FROM speakers AS s WHERE NOT EXISTS (SELECT 1 FROM entries WHERE speaker_id = s.id)"
        " AND NOT EXISTS (SELECT 1 FROM participants WHERE speaker_id = s.id) ORDER BY id"
    ):
        yield Finding("orphaned-speaker", "speaker", number, f"says and does nothing here: {name}")


def _orphaned_sources(connection: sqlite3.Connection) -> _Rows:
    for number, label in connection.execute(
        f"SELECT s.id, {_LABEL} FROM sources AS s WHERE NOT EXISTS (SELECT 1 FROM citations WHERE source_id = s.id)"
        " AND NOT EXISTS (SELECT 1 FROM citations WHERE via_id = s.id) ORDER BY s.id"
    ):
        yield Finding("orphaned-source", "source", number, f"is cited nowhere: {label}")


def _date(edtf: str | None) -> PartialDate | None:
    """Read a date; one that plain SQL wrote and nobody can read is none (``timeline db check`` finds it)."""
    try:
        return PartialDate.parse(edtf) if edtf else None
    except DateError:
        return None


def _human(edtf: str) -> str:
    date = _date(edtf)
    return date.human() if date else edtf


#: code → what finds it, and what it means, in the order in which they are told
CODES: dict[str, tuple[Callable[[sqlite3.Connection], _Rows], str]] = {
    "unsourced": (_unsourced, "an entry cites no source"),
    "single-sourced": (_single_sourced, "an entry rests on one source"),
    "no-snapshot": (_no_snapshot, "nothing of a cited source is stored"),
    "no-archive": (_no_archive, "a source has an address and no archived copy"),
    "after-publication": (_after_publication, "an entry is dated after its source was published"),
    "no-office": (_no_office, "a person held no known office at the time of a statement"),
    "near-duplicate": (_near_duplicates, "two entries are almost the same"),
    "dates-differ": (_dates_differ, "sources give an entry different dates"),
    "words-differ": (_words_differ, "sources give a verbatim statement different words"),
    "rewritten": (_rewritten, "the latest snapshot of a source has the cited words no more"),
    "orphaned-speaker": (_orphaned_speakers, "a speaker neither says nor does anything"),
    "orphaned-source": (_orphaned_sources, "a source is cited nowhere"),
}
