"""Checking every citation against its snapshot, and every word that is said to be verbatim against the citations.

Each check ends in one of six states, and only ``exact`` is proof:

=========== =========================================================================================
exact       the words stand where they are said to stand, and the snapshot is as it was retrieved
moved       they stand elsewhere: in another place of the snapshot, or outside the words that are cited
ambiguous   they stand in several places, and nothing tells which is meant
changed     other words stand there, however like they are; or the snapshot is not as it was retrieved
missing     nothing like them stands there, or no words, or no source, are cited at all
no snapshot there is nothing to look them up in
=========== =========================================================================================

White space, quotation marks and dashes are folded where words are looked for (:mod:`timeline.evidence.passages`);
nothing else is, and what is merely like is shown but never counted.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from timeline.evidence import passages
from timeline.evidence.integrity import flaw
from timeline.words.quotations import quoted_parts

STATES = ("exact", "moved", "ambiguous", "changed", "missing", "no snapshot")


class Check(NamedTuple):
    """What came of looking one thing up: of which entry, what, where, and in which state it is."""

    entry: int
    #: ``citation``, ``text`` (a verbatim statement), ``original`` (the same in its own language) or ``quotation``
    what: str
    state: str
    citation: int | None
    source: int | None
    snapshot: int | None
    start: int | None
    end: int | None
    words: str | None
    #: what is wrong, None where nothing is
    detail: str | None


class _Cited(NamedTuple):
    """A citation as far as the words of its entry may stand in it."""

    id: int
    source: int
    lang: str | None
    exact: str | None
    snapshot: int | None
    #: in which state it is itself
    state: str


class _Found(NamedTuple):
    state: str
    passage: passages.Passage | None = None
    detail: str | None = None


Step = Callable[[int], None]


def count(connection: sqlite3.Connection, numbers: tuple[int, ...] = ()) -> int:
    """Count the citations and statements that are to be checked."""
    of, at = _of("entry_id", numbers), _of("id", numbers)
    return int(
        connection.execute(
            f"SELECT (SELECT count(*) FROM citations{of}) + (SELECT count(*) FROM entries{at}"
            f" {'AND' if at else 'WHERE'} kind = 'statement')",
            numbers + numbers,
        ).fetchone()[0]
    )


def checks(connection: sqlite3.Connection, numbers: tuple[int, ...] = (), step: Step = lambda _: None) -> list[Check]:
    """Check the citations and words of entries, of all without numbers; ``step`` is called with how many are done."""
    run = _Verification(connection, numbers, step, _Texts(connection), defaultdict(list))
    found = [*_citations(run), *_statements(run)]
    return sorted(found, key=lambda check: (check.entry, check.what, check.citation or 0))


def _of(column: str, numbers: tuple[int, ...]) -> str:
    return f" WHERE {column} IN ({', '.join('?' * len(numbers))})" if numbers else ""


class _Texts:
    """The texts of snapshots, the last one kept: checks come in their order. With what is wrong with them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.number = 0
        self.text = ""
        self.wrong: dict[int, str | None] = {}
        rows = connection.execute("SELECT id, source_id FROM snapshots ORDER BY retrieved_at, id").fetchall()
        self.source: dict[int, int] = {row[0]: row[1] for row in rows}
        #: source → its latest snapshot
        self.latest: dict[int, int] = {row[1]: row[0] for row in rows}
        self.lang: dict[int, str | None] = dict(connection.execute("SELECT id, lang FROM sources").fetchall())

    def of(self, number: int) -> str:
        """Return the text of a snapshot; one that is not there is empty."""
        if number != self.number:
            row = self.connection.execute("SELECT text FROM snapshots WHERE id = ?", (number,)).fetchone()
            self.number, self.text = number, row[0] if row else ""
        return self.text

    def flaw(self, number: int) -> str | None:
        """Tell why a snapshot is no evidence, or None where it is as it was retrieved."""
        if number not in self.wrong:
            self.wrong[number] = flaw(self.connection, number)
        return self.wrong[number]


class _Verification(NamedTuple):
    """What is checked, and what has been learned on the way."""

    connection: sqlite3.Connection
    numbers: tuple[int, ...]
    step: Step
    texts: _Texts
    #: entry → what supports it
    cited: defaultdict[int, list[_Cited]]

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Read plain rows."""
        cursor = self.connection.cursor()
        cursor.row_factory = None
        yield from cursor.execute(sql, self.numbers)


def _citations(run: _Verification) -> Iterator[Check]:
    """Check the citations, and put what supports an entry into ``cited``."""
    texts = run.texts
    for row in run.rows(
        'SELECT entry_id, id, source_id, snapshot_id, start, "end", exact, prefix, suffix, stance FROM citations'
        f"{_of('entry_id', run.numbers)} ORDER BY coalesce(snapshot_id, (SELECT max(s.id) FROM snapshots AS s"
        " WHERE s.source_id = citations.source_id)), entry_id, id"
    ):
        entry, citation, source, anchored, start, end, exact, prefix, suffix, stance = row
        snapshot = anchored or texts.latest.get(source)
        span = (start, end) if anchored and start is not None else None
        found = _citation(texts, source, snapshot, span, exact, passages.Quote(prefix or "", exact or "", suffix or ""))
        if found.passage:
            start, end = found.passage.start, found.passage.end
        if stance == "supports":
            run.cited[entry].append(_Cited(citation, source, texts.lang.get(source), exact, snapshot, found.state))
        yield Check(entry, "citation", found.state, citation, source, snapshot, start, end, exact, found.detail)
        run.step(1)


def _citation(
    texts: _Texts,
    source: int,
    snapshot: int | None,
    span: tuple[int, int] | None,
    exact: str | None,
    quote: passages.Quote,
) -> _Found:
    """Look a citation up. ``span`` is where it says that its words stand, if it says so."""
    if snapshot is None:
        return _Found("no snapshot", None, f"source {source} has no snapshot: timeline source add URL --to {source}")
    if texts.source.get(snapshot) != source:
        return _Found("missing", None, f"snapshot {snapshot} is none of source {source}")
    if flaw := texts.flaw(snapshot):
        return _Found("changed", None, flaw)
    if exact is None:
        return _Found("missing", None, f"no words of source {source} are cited: timeline cite gives them")
    text = texts.of(snapshot)
    if span:
        there = passages.standing(text, exact, *span)
        if there and text.endswith(quote.prefix, 0, there.start) and text.startswith(quote.suffix, there.end):
            return _Found("exact", there)
    return _looked_up(text, exact, quote, span, snapshot)


def _looked_up(text: str, exact: str, quote: passages.Quote, span: tuple[int, int] | None, snapshot: int) -> _Found:
    """Look words up that do not stand, or are not said to stand, in one place."""
    found = passages.find(text, exact, quote.prefix or None, quote.suffix or None) or passages.find(text, exact)
    if len(found) > 1:
        return _Found("ambiguous", None, f"these words stand {len(found)} times in snapshot {snapshot}")
    if not found:
        return _unlike(text, exact, f"snapshot {snapshot}")
    if span is None:
        return _Found("exact", found[0])
    if (found[0].start, found[0].end) == span and found[0].words(text) != exact:
        return _Found("changed", found[0], f"snapshot {snapshot} has it so: “{found[0].words(text)}”")
    where = f"they stand at {found[0].start} to {found[0].end} of snapshot {snapshot}"
    return _Found("moved", found[0], f"{where}, not at {span[0]} to {span[1]} as it says; timeline cite mends that")


def _unlike(text: str, exact: str, where: str) -> _Found:
    near = passages.nearest(text, exact)
    if near:
        like = near.words(text)
        return _Found("changed", near, f"{where} has something like it: “{like}”{passages.told_apart(exact, like)}")
    return _Found("missing", None, f"nothing like it is in {where}")


def _statements(run: _Verification) -> Iterator[Check]:
    for entry, mode, text, original, lang in run.rows(
        f"SELECT id, mode, text, original_text, lang FROM entries{_of('id', run.numbers)}"
        f" {'AND' if run.numbers else 'WHERE'} kind = 'statement' ORDER BY id"
    ):
        for what, said, where in _claims(mode, text, original, lang, run.cited.get(entry, [])):
            yield _claim(run.texts, entry, what, said, where, lang)
        run.step(1)


def _claims(
    mode: str, text: str, original: str | None, lang: str | None, cited: list[_Cited]
) -> Iterator[tuple[str, str, list[_Cited]]]:
    """Yield what a statement says was said in these very words: what it is, the words, and where they should stand.

    A translation stands in sources of other languages than the original's, if any is cited; else it is our own.
    """
    if original is None:
        yield from _verbatim("text", text, mode, cited)
        return
    own = [c for c in cited if _language(c.lang or "") == _language(lang) or passages.contains(c.exact or "", original)]
    translated = [c for c in cited if c not in own]
    yield from _verbatim("original", original, mode, own or [c for c in cited if None in (c.lang, lang)])
    if translated:
        yield from _verbatim("text", text, mode, translated)


def _verbatim(what: str, text: str, mode: str, cited: list[_Cited]) -> Iterator[tuple[str, str, list[_Cited]]]:
    if mode == "verbatim":
        yield what, text, cited
        return
    for said in quoted_parts(text):
        yield "quotation", said, cited


def _language(code: str | None) -> str | None:
    return code.partition("-")[0].lower() if code else None


def _claim(texts: _Texts, entry: int, what: str, said: str, cited: list[_Cited], lang: str | None) -> Check:
    inner = passages.bare(said)  # the marks around a quotation may be in the citation or not
    has = [
        c
        for c in cited
        if c.exact is not None and (passages.contains(c.exact, said) or passages.contains(c.exact, inner))
    ]
    for c in sorted(has, key=lambda c: c.state != "exact")[:1]:  # a claim is no better than its citation
        detail = None if c.state == "exact" else "the citation that has these words is no proof itself"
        return Check(entry, what, c.state, c.id, c.source, c.snapshot, None, None, said, detail)
    if not cited:
        detail = f"no source in the language {lang} is cited" if what == "original" and lang else "no source is cited"
        return Check(entry, what, "missing", None, None, None, None, None, said, detail)
    found, citation = _elsewhere(texts, cited, said)
    at = found.passage
    return Check(
        entry, what, found.state, citation.id, citation.source, citation.snapshot,
        at.start if at else None, at.end if at else None, said, found.detail,
    )  # fmt: skip


def _elsewhere(texts: _Texts, cited: list[_Cited], said: str) -> tuple[_Found, _Cited]:
    """Look for words that no citation has: in the snapshots cited, else for what is like them."""
    snapshots = {c.snapshot: c for c in cited if c.snapshot is not None}
    for number, citation in snapshots.items():
        found = passages.find(texts.of(number), said)
        if len(found) > 1:
            detail = f"they stand {len(found)} times in snapshot {number}, and are not cited"
            return _Found("ambiguous", None, detail), citation
        if found:
            detail = f"they stand in snapshot {number} at {found[0].start} to {found[0].end}, outside the words cited"
            return _Found("moved", found[0], detail), citation
    for citation in cited:
        if citation.exact is not None and (like := _unlike(citation.exact, said, "what is cited")).state == "changed":
            return like._replace(passage=None), citation
    if not snapshots:
        return _Found("no snapshot", None, "the source has no snapshot, and no citation has these words"), cited[0]
    results = [(_unlike(texts.of(number), said, f"snapshot {number}"), c) for number, c in snapshots.items()]
    return next((result for result in results if result[0].state == "changed"), results[0])


def tally(found: Iterable[Check]) -> dict[str, int]:
    """Count the checks in each state, in the order of the states; states without any are left out."""
    states = dict.fromkeys(STATES, 0)
    for check in found:
        states[check.state] += 1
    return {state: number for state, number in states.items() if number}
