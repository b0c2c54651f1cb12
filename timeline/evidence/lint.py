"""Find entries, sources and speakers that deserve a second look, because a careful reader would ask about them.

No finding is an error, but each is worth knowing before the entry is quoted. Its code never changes.
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
    """A finding: its code, the kind and number of the thing it is about, and a description."""

    code: str
    #: ``entry``, ``speaker`` or ``source``
    about: str
    number: int
    what: str


_Rows = Iterator[Finding]
#: two texts at least this similar may be the same
_SIMILAR_PERCENT = 88
#: how many later entries an entry is compared with, and how many of those that share a rare word
_NEIGHBOUR_ENTRIES, _SHARING_ENTRIES = 50, 20
#: by how many of its rarest words a text is grouped
_RAREST_WORDS = 4
_LABEL = "coalesce(s.title, s.publisher, s.url)"
_WORDS = "coalesce(e.title, e.text)"


def findings(connection: sqlite3.Connection, only: tuple[str, ...], ignore: tuple[str, ...]) -> Iterator[Finding]:
    """Yield the findings of some codes, or of all but some, in the order of the codes and numbers."""
    for code, (find, _) in CODES.items():
        if code not in ignore and (code in only or not only):
            yield from find(connection)


def _unsourced(connection: sqlite3.Connection) -> _Rows:
    for number, words in connection.execute(
        f"SELECT e.id, {_WORDS} FROM entries AS e WHERE NOT EXISTS (SELECT 1 FROM citations WHERE entry_id = e.id)"
        " ORDER BY e.id"
    ):
        yield Finding("unsourced", "entry", number, f"cites no source: {words}")


def _single_sourced(connection: sqlite3.Connection) -> _Rows:
    for number, source, label in connection.execute(
        f"SELECT c.entry_id, s.id, {_LABEL} FROM citations AS c JOIN sources AS s ON s.id = c.source_id"
        " WHERE c.stance = 'supports' GROUP BY c.entry_id HAVING count(DISTINCT c.source_id) = 1 ORDER BY c.entry_id"
    ):
        yield Finding("single-sourced", "entry", number, f"cites only source {source}: {label}")


def _unchecked(connection: sqlite3.Connection) -> _Rows:
    for number, doubt, by, words in connection.execute(
        f"SELECT e.id, k.doubt, k.checked_by, {_WORDS} FROM entries AS e LEFT JOIN checked AS k ON k.entry_id = e.id"
        " WHERE k.entry_id IS NULL OR k.doubt IS NOT NULL ORDER BY e.id"
    ):
        what = "has not been checked by a person as it is now" if doubt is None else f"is doubted by {by} (“{doubt}”)"
        yield Finding("unchecked", "entry", number, f"{what}: {words}")


def _no_snapshot(connection: sqlite3.Connection) -> _Rows:
    for number, label, direct in connection.execute(
        f"SELECT s.id, {_LABEL}, EXISTS (SELECT 1 FROM citations WHERE source_id = s.id) FROM sources AS s"
        " WHERE NOT EXISTS (SELECT 1 FROM snapshots WHERE source_id = s.id)"
        " AND EXISTS (SELECT 1 FROM citations WHERE s.id IN (source_id, via_id)) ORDER BY s.id"
    ):
        how = "is cited" if direct else "is cited through"
        yield Finding("no-snapshot", "source", number, f"{how}, but has no snapshot: {label}")


def _no_archive(connection: sqlite3.Connection) -> _Rows:
    for number, label in connection.execute(
        f"SELECT s.id, {_LABEL} FROM sources AS s WHERE s.url IS NOT NULL AND s.archive_url IS NULL ORDER BY s.id"
    ):
        yield Finding("no-archive", "source", number, f"has an address, but no archived copy: {label}")


def _after_publication(connection: sqlite3.Connection) -> _Rows:
    begun = "iif(substr(e.date, 1, 1) = '[', e.date_latest, e.date_earliest)"
    for number, date, earliest, source, published in connection.execute(
        f"SELECT e.id, e.date, {begun}, s.id, s.published FROM entries AS e"
        " JOIN citations AS c ON c.entry_id = e.id JOIN sources AS s ON s.id = c.source_id"
        f" WHERE e.date IS NOT NULL AND s.published IS NOT NULL AND {begun} > substr(s.published, 1, 4)"
        " GROUP BY e.id, s.id ORDER BY e.id, s.id"
    ):
        day = _date(published)
        if day and earliest > day.latest:
            what = f"is dated {_human(date)}, but source {source} was published earlier: {day.human()}"
            yield Finding("after-publication", "entry", number, what)


def _no_office(connection: sqlite3.Connection) -> _Rows:
    for number, speaker, name, date in connection.execute(
        "SELECT t.id, t.speaker_id, t.speaker, t.date FROM statements AS t JOIN speakers AS s ON s.id = t.speaker_id"
        " WHERE s.kind = 'person' AND t.date IS NOT NULL AND t.office IS NULL ORDER BY t.id"
    ):
        what = f"no office of speaker {speaker}, {name}, is known for {_human(date)}"
        yield Finding("no-office", "entry", number, what)


def _near_duplicates(connection: sqlite3.Connection) -> _Rows:
    """Compare the texts of entries that may be the same: those of one speaker, with dates that overlap."""
    from rapidfuzz import fuzz

    rows = connection.execute(
        "SELECT id, kind, speaker_id, coalesce(date_sort, ''), coalesce(date_latest, '9999-12-31'),"
        " iif(kind = 'event', title, text) FROM timeline ORDER BY id"
    ).fetchall()
    texts = {row[0]: row[5].casefold() for row in rows}
    similar: dict[tuple[int, int], float] = {}
    for one, other in _neighbours(rows, texts):
        if likeness := fuzz.ratio(texts[one], texts[other], score_cutoff=_SIMILAR_PERCENT):
            similar[min(one, other), max(one, other)] = likeness
    for (one, other), likeness in sorted(similar.items()):
        yield Finding("near-duplicate", "entry", other, f"is {likeness:.0f} % similar to entry {one}, at the same time")


def _neighbours(rows: list[sqlite3.Row], texts: dict[int, str]) -> Iterator[tuple[int, int]]:
    """Pair entries of one speaker whose dates overlap: those next to each other, and those that share a rare word.

    The first finds all pairs unless very many entries lie on one day. There, texts that are almost the same nearly
    always share one of their rarest words.
    """
    bags = {number: frozenset(re.findall(r"\w+", text)) for number, text in texts.items()}
    counts = Counter(word for bag in bags.values() for word in bag)
    blocks: defaultdict[tuple[object, ...], list[tuple[str, str, int]]] = defaultdict(list)
    for number, kind, speaker, listed, latest, _ in rows:
        shared = sorted((word for word in bags[number] if counts[word] > 1), key=lambda word: (counts[word], word))
        for word in (None, *shared[:_RAREST_WORDS]):
            blocks[kind, speaker, word].append((listed, latest, number))
    for (*_, word), block in blocks.items():
        block.sort()
        reach = _NEIGHBOUR_ENTRIES if word is None else _SHARING_ENTRIES
        for i, (_, latest, number) in enumerate(block):
            yield from ((number, n) for listed, _, n in block[i + 1 : i + 1 + reach] if listed <= latest)


def _dates_differ(connection: sqlite3.Connection) -> _Rows:
    rows = connection.execute(
        "SELECT c.entry_id, e.date, c.source_id, c.date, c.date_start IS NOT NULL"
        " FROM citations AS c JOIN entries AS e ON e.id = c.entry_id"
        " WHERE c.date IS NOT NULL ORDER BY c.entry_id, c.id"
    )
    dates_of: defaultdict[int, list[tuple[str, PartialDate]]] = defaultdict(list)
    for entry, own, source, date, is_its_own in rows:
        if not dates_of[entry] and (parsed := _date(own)):
            dates_of[entry].append((f"the entry {parsed.human()}", parsed))
        if parsed := _date(date):
            says = "" if is_its_own else ", as noted here,"
            dates_of[entry].append((f"source {source}{says} {parsed.human()}", parsed))
    for entry, dates in dates_of.items():
        latest_start = max(date.earliest for _, date in dates)
        if latest_start > min(date.latest for _, date in dates):
            yield Finding(
                "dates-differ", "entry", entry, f"is dated differently: {'; '.join(label for label, _ in dates)}"
            )


def _words_differ(connection: sqlite3.Connection) -> _Rows:
    """Find verbatim statements that two sources in one language word differently."""
    rows = connection.execute(
        "SELECT e.id, coalesce(s.lang, ''), s.id, c.exact FROM entries AS e JOIN citations AS c ON c.entry_id = e.id"
        " JOIN sources AS s ON s.id = c.source_id WHERE e.mode = 'verbatim' AND c.exact IS NOT NULL ORDER BY e.id, c.id"
    )
    cited: defaultdict[tuple[int, str], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for entry, lang, source, exact in rows:
        cited[entry, lang.partition("-")[0]][source].append(exact)
    for (entry, _), sources in cited.items():
        (first, first_words), *others = sources.items()
        for source, other_words in others:
            if not any(passages.contains(a, b) or passages.contains(b, a) for a in first_words for b in other_words):
                what = f"is worded differently: source {first} “{first_words[0]}”; source {source} “{other_words[0]}”"
                yield Finding("words-differ", "entry", entry, what)


def _rewritten(connection: sqlite3.Connection) -> _Rows:
    rows = connection.execute(
        "SELECT c.entry_id, c.source_id, c.exact, n.id, n.text FROM citations AS c JOIN snapshots AS n ON n.id ="
        " (SELECT id FROM snapshots WHERE source_id = c.source_id ORDER BY retrieved_at DESC, id DESC LIMIT 1)"
        " WHERE c.exact IS NOT NULL AND c.snapshot_id <> n.id ORDER BY c.entry_id, c.id"
    )
    for entry, source, exact, snapshot, text in rows:
        if not passages.contains(text, exact):
            what = f"cites words that are missing from source {source} since snapshot {snapshot}: “{exact}”"
            yield Finding("rewritten", "entry", entry, what)


def _orphaned_speakers(connection: sqlite3.Connection) -> _Rows:
    for number, name in connection.execute(
        "SELECT id, name FROM speakers AS s WHERE NOT EXISTS (SELECT 1 FROM entries WHERE speaker_id = s.id)"
        " AND NOT EXISTS (SELECT 1 FROM participants WHERE speaker_id = s.id) ORDER BY id"
    ):
        yield Finding("orphaned-speaker", "speaker", number, f"has no statements and takes part in nothing: {name}")


def _orphaned_sources(connection: sqlite3.Connection) -> _Rows:
    for number, label in connection.execute(
        f"SELECT s.id, {_LABEL} FROM sources AS s WHERE NOT EXISTS (SELECT 1 FROM citations WHERE source_id = s.id)"
        " AND NOT EXISTS (SELECT 1 FROM citations WHERE via_id = s.id) ORDER BY s.id"
    ):
        yield Finding("orphaned-source", "source", number, f"is not cited by any entry: {label}")


def _date(edtf: str | None) -> PartialDate | None:
    """Parse a date; return None if it is invalid (plain SQL can write such; ``timeline db check`` finds them)."""
    try:
        return PartialDate.parse(edtf) if edtf else None
    except DateError:
        return None


def _human(edtf: str) -> str:
    date = _date(edtf)
    return date.human() if date else edtf


#: code → its function and its meaning, in the order of the output
CODES: dict[str, tuple[Callable[[sqlite3.Connection], _Rows], str]] = {
    "unsourced": (_unsourced, "an entry cites no source"),
    "single-sourced": (_single_sourced, "an entry cites only one source"),
    "unchecked": (_unchecked, "no person has checked an entry as it is now, or somebody doubts it"),
    "no-snapshot": (_no_snapshot, "a cited source has no snapshot"),
    "no-archive": (_no_archive, "a source has an address, but no archived copy"),
    "after-publication": (_after_publication, "an entry is dated after its source was published"),
    "no-office": (_no_office, "no office of a person is known for the time of a statement"),
    "near-duplicate": (_near_duplicates, "two entries are almost the same"),
    "dates-differ": (_dates_differ, "sources give an entry different dates"),
    "words-differ": (_words_differ, "sources give a verbatim statement different words"),
    "rewritten": (_rewritten, "the latest snapshot of a source lacks the cited words"),
    "orphaned-speaker": (_orphaned_speakers, "a speaker has no statements and takes part in nothing"),
    "orphaned-source": (_orphaned_sources, "a source is not cited by any entry"),
}
