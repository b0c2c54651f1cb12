"""Check every citation against its snapshot, and all verbatim words of statements against their citations.

Each check ends in one of six states, and only ``exact`` is proof:

=========== =========================================================================================
exact       the words are at the stored place, and the snapshot is still as it was retrieved
moved       the words are elsewhere: at another place of the snapshot, or outside the cited words
ambiguous   the words occur in several places, and the citation does not say which
changed     the source has other words, however similar; or the snapshot was changed after retrieval
missing     the source has nothing similar, or the entry cites no words or no source
no snapshot the source has no snapshot to search
=========== =========================================================================================

The search folds only white space, quotation marks and dashes (:mod:`timeline.evidence.passages`). Similar words are
shown, but never count as proof. A note says so if the sentence of a citation does not name the speaker; it changes no
state.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from timeline.evidence import passages
from timeline.evidence.integrity import flaw
from timeline.evidence.naming import Named, NamedText
from timeline.words.quotations import quoted_parts

#: the kinds of check that concern the words of a statement
CLAIMS = ("text", "original", "quotation")
#: note on a citation: neither its sentence nor the one before names the speaker of the entry
NOT_NAMED = "speaker not named"
STATES = ("exact", "moved", "ambiguous", "changed", "missing", "no snapshot")


class Check(NamedTuple):
    """The result of one check: the entry, the kind of check, the place and the state."""

    entry: int
    #: ``citation``, ``date`` (words for a date that a source is not known to have), ``text`` (of a verbatim statement),
    #: ``original`` (its original text) or ``quotation``
    what: str
    state: str
    citation: int | None
    source: int | None
    snapshot: int | None
    start: int | None
    end: int | None
    words: str | None
    #: the problem; None if there is none
    detail: str | None
    #: :data:`NOT_NAMED`, or None: something that does not change the state
    note: str | None = None


class _Cited(NamedTuple):
    """A citation that may prove the words of its entry."""

    id: int
    source: int
    lang: str | None
    exact: str | None
    snapshot: int | None
    #: the state of its own check
    state: str


class _Result(NamedTuple):
    state: str
    passage: passages.Passage | None = None
    detail: str | None = None


Step = Callable[[int], None]


def count(connection: sqlite3.Connection, numbers: tuple[int, ...] = ()) -> int:
    """Count the citations and statements to check."""
    of, at = _of("entry_id", numbers), _of("id", numbers)
    return int(
        connection.execute(
            f"SELECT (SELECT count(*) FROM citations{of}) + (SELECT count(*) FROM entries{at}"
            f" {'AND' if at else 'WHERE'} kind = 'statement')",
            numbers + numbers,
        ).fetchone()[0]
    )


def checks(connection: sqlite3.Connection, numbers: tuple[int, ...] = (), step: Step = lambda _: None) -> list[Check]:
    """Check the citations and words of some entries, or of all; call ``step`` with the count of checks done."""
    texts, speakers = _Texts(connection), _Speakers(connection)
    verification = _Verification(connection, numbers, step, texts, defaultdict(list), speakers)
    done = [*_citations(verification), *_statements(verification)]
    return sorted(done, key=lambda check: (check.entry, check.what, check.citation or 0))


def _of(column: str, numbers: tuple[int, ...]) -> str:
    return f" WHERE {column} IN ({', '.join('?' * len(numbers))})" if numbers else ""


class _Texts:
    """The texts and flaws of snapshots. Only the last text is cached, for checks are ordered by snapshot."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.number = 0
        self.text = ""
        self.names: NamedText | None = None
        self.wrong: dict[int, str | None] = {}
        rows = connection.execute("SELECT id, source_id FROM snapshots ORDER BY retrieved_at, id").fetchall()
        self.source: dict[int, int] = {row[0]: row[1] for row in rows}
        #: source → its latest snapshot
        self.latest: dict[int, int] = {row[1]: row[0] for row in rows}
        self.lang: dict[int, str | None] = dict(connection.execute("SELECT id, lang FROM sources").fetchall())

    def of(self, number: int) -> str:
        """Return the text of a snapshot; empty if the snapshot is missing."""
        if number != self.number:
            row = self.connection.execute("SELECT text FROM snapshots WHERE id = ?", (number,)).fetchone()
            self.number, self.text, self.names = number, row[0] if row else "", None
        return self.text

    def named(self, number: int) -> NamedText:
        """Return the text of a snapshot with its sentences and names."""
        text = self.of(number)
        if self.names is None:
            self.names = NamedText(text)
        return self.names

    def flaw(self, number: int) -> str | None:
        """Return the reason why a snapshot is not evidence, or None if it is."""
        if number not in self.wrong:
            self.wrong[number] = flaw(self.connection, number)
        return self.wrong[number]


class _Speakers:
    """The names of speakers, read once each."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.names: dict[int, Named] = {}
        self.has_verdicts = connection.execute("SELECT 1 FROM verdicts LIMIT 1").fetchone() is not None

    def is_named(self, entry: int, speaker: int, snapshot: int, text: NamedText, span: tuple[int, int]) -> bool:
        """Return whether the sentence of a passage, or the one before, names the speaker of an entry.

        If not, an accepted proposal may have recorded other words for the speaker, such as a pronoun.
        """
        named = self._named(speaker)
        return text.is_named(*span, named) or (self.has_verdicts and self._is_recorded(entry, snapshot, named))

    def _named(self, speaker: int) -> Named:
        if speaker not in self.names:
            kind, country = self.connection.execute(
                "SELECT kind, country FROM speakers WHERE id = ?", (speaker,)
            ).fetchone()
            rows = self.connection.execute("SELECT name FROM speaker_names WHERE speaker_id = ?", (speaker,))
            self.names[speaker] = Named.of((row[0] for row in rows), kind == "person", country)
        return self.names[speaker]

    def _is_recorded(self, entry: int, snapshot: int, speaker: Named) -> bool:
        """Return whether the proposal that the entry was made from has words for this speaker in the snapshot."""
        rows = self.connection.execute(
            "SELECT p.speaker FROM entries AS e JOIN verdicts AS v ON v.entry_uid = e.uid"
            " JOIN proposals AS p ON p.id = v.proposal_id"
            " WHERE e.id = ? AND p.snapshot_id = ? AND p.source_spans <> '[]' AND p.speaker IS NOT NULL"
            " AND v.id = (SELECT max(id) FROM verdicts WHERE proposal_id = p.id)",
            (entry, snapshot),
        )
        return any(Named.of(row, speaker.is_person).keys[0] in speaker.keys for row in rows)


class _Verification(NamedTuple):
    """One run of the checks, and the citations that they have collected."""

    connection: sqlite3.Connection
    numbers: tuple[int, ...]
    step: Step
    texts: _Texts
    #: entry → the citations that support it
    cited: defaultdict[int, list[_Cited]]
    speakers: "_Speakers"

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query as tuples."""
        cursor = self.connection.cursor()
        cursor.row_factory = None
        yield from cursor.execute(sql, self.numbers)


def _citations(verification: _Verification) -> Iterator[Check]:
    """Check the citations, and collect those that support an entry in ``cited``."""
    texts = verification.texts
    for row in verification.rows(
        'SELECT entry_id, id, source_id, snapshot_id, start, "end", exact, prefix, suffix, stance,'
        " date_text, date_start, date_end, (SELECT speaker_id FROM entries WHERE id = entry_id) FROM citations"
        f"{_of('entry_id', verification.numbers)} ORDER BY coalesce(snapshot_id, (SELECT max(s.id) FROM snapshots AS s"
        " WHERE s.source_id = citations.source_id)), entry_id, id"
    ):
        entry, citation, source, anchored, start, end, exact, prefix, suffix, stance, *dated, speaker = row
        snapshot = anchored or texts.latest.get(source)
        span = (start, end) if anchored and start is not None else None
        result = _citation(
            texts, source, snapshot, span, exact, passages.Quote(prefix or "", exact or "", suffix or "")
        )
        if result.passage:
            start, end = result.passage.start, result.passage.end
        if stance == "supports":
            verification.cited[entry].append(
                _Cited(citation, source, texts.lang.get(source), exact, snapshot, result.state)
            )
        note = None
        if speaker is not None and stance == "supports" and snapshot is not None and result.passage is not None:
            is_named = verification.speakers.is_named(entry, speaker, snapshot, texts.named(snapshot), (start, end))
            note = None if is_named else NOT_NAMED
        yield Check(entry, "citation", result.state, citation, source, snapshot, start, end, exact, result.detail, note)
        if dated[0] is not None and (date := _date(texts, (entry, citation, source, anchored), dated)).state != "exact":
            yield date
        verification.step(1)


def _citation(
    texts: _Texts,
    source: int,
    snapshot: int | None,
    span: tuple[int, int] | None,
    exact: str | None,
    quote: passages.Quote,
) -> _Result:
    """Check one citation. ``span`` is the stored place of its words, if it has one."""
    if snapshot is None:
        return _Result("no snapshot", None, f"source {source} has no snapshot; add one with timeline source add")
    if texts.source.get(snapshot) != source:
        return _Result("missing", None, f"snapshot {snapshot} does not belong to source {source}")
    if flaw := texts.flaw(snapshot):
        return _Result("changed", None, flaw)
    if exact is None:
        return _Result("missing", None, f"no words of source {source} are cited; add them with timeline cite")
    text = texts.of(snapshot)
    if span:
        there = passages.passage_at(text, exact, *span)
        if there and text.endswith(quote.prefix, 0, there.start) and text.startswith(quote.suffix, there.end):
            return _Result("exact", there)
    return _search(text, exact, quote, span, snapshot)


def _date(texts: _Texts, where: tuple[int, int, int, int | None], dated: list[Any]) -> Check:
    """Check the words for a date in a citation: they must stand at their place in its snapshot.

    A snapshot that was changed is reported with the citation itself.
    """
    entry, citation, source, anchored = where
    words, start, end = dated
    snapshot = anchored or texts.latest.get(source)
    state, detail = "exact", None
    if snapshot is None:
        state, detail = "no snapshot", f"nobody knows whether source {source} has these words for the date"
    elif texts.source.get(snapshot) == source and texts.flaw(snapshot) is None:
        text = texts.of(snapshot)
        is_there = start is not None and passages.passage_at(text, words, start, end) is not None
        if not is_there and (anchored is not None or not passages.find(text, words)):
            state = "moved" if passages.find(text, words) else "missing"
            detail = f"snapshot {snapshot} does not have these words for the date at a known place; cite them again"
    return Check(entry, "date", state, citation, source, snapshot, start, end, words, detail)


def _search(text: str, exact: str, quote: passages.Quote, span: tuple[int, int] | None, snapshot: int) -> _Result:
    """Search a snapshot for words without a stored place, or that are not at it."""
    places = passages.find(text, exact, quote.prefix or None, quote.suffix or None) or passages.find(text, exact)
    if len(places) > 1:
        return _Result("ambiguous", None, f"snapshot {snapshot} has these words {len(places)} times")
    if not places:
        return _nearest(text, exact, f"snapshot {snapshot}")
    if span is None:
        return _Result("exact", places[0])
    if (places[0].start, places[0].end) == span and places[0].words(text) != exact:
        return _Result("changed", places[0], f"snapshot {snapshot} has: “{places[0].words(text)}”")
    where = f"found at {places[0].start}–{places[0].end} of snapshot {snapshot}, not at {span[0]}–{span[1]}"
    return _Result("moved", places[0], f"{where}; cite the words again to fix this")


def _nearest(text: str, exact: str, where: str) -> _Result:
    near = passages.nearest(text, exact)
    if near:
        like = near.words(text)
        difference = passages.different_characters(exact, like)
        return _Result("changed", near, f"{where} has similar words: “{like}”{difference}")
    return _Result("missing", None, f"{where} has nothing similar")


def _statements(verification: _Verification) -> Iterator[Check]:
    for entry, mode, text, original, lang in verification.rows(
        f"SELECT id, mode, text, original_text, lang FROM entries{_of('id', verification.numbers)}"
        f" {'AND' if verification.numbers else 'WHERE'} kind = 'statement' ORDER BY id"
    ):
        for what, words, where in _claims(mode, text, original, lang, verification.cited.get(entry, [])):
            yield _claim(verification.texts, entry, what, words, where, lang)
        verification.step(1)


def _claims(
    mode: str, text: str, original: str | None, lang: str | None, cited: list[_Cited]
) -> Iterator[tuple[str, str, list[_Cited]]]:
    """Yield the verbatim words of a statement: their kind, the words, and the citations that should have them.

    A translation should be in the cited sources of other languages than the original's; without any, it is our own.
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
    for quotation in quoted_parts(text):
        yield "quotation", quotation, cited


def _language(code: str | None) -> str | None:
    return code.partition("-")[0].lower() if code else None


def _claim(texts: _Texts, entry: int, what: str, words: str, cited: list[_Cited], lang: str | None) -> Check:
    inner = passages.bare(words)  # the citation may have the marks around a quotation or not
    having = [
        c
        for c in cited
        if c.exact is not None and (passages.contains(c.exact, words) or passages.contains(c.exact, inner))
    ]
    for c in sorted(having, key=lambda c: c.state != "exact")[:1]:  # a claim is only as good as its citation
        detail = None if c.state == "exact" else "the citation that contains these words is not verified itself"
        return Check(entry, what, c.state, c.id, c.source, c.snapshot, None, None, words, detail)
    if not cited:
        detail = f"no source in the language {lang} is cited" if what == "original" and lang else "no source is cited"
        return Check(entry, what, "missing", None, None, None, None, None, words, detail)
    result, citation = _outside_citations(texts, cited, words)
    at = result.passage
    return Check(
        entry, what, result.state, citation.id, citation.source, citation.snapshot,
        at.start if at else None, at.end if at else None, words, result.detail,
    )  # fmt: skip


def _outside_citations(texts: _Texts, cited: list[_Cited], words: str) -> tuple[_Result, _Cited]:
    """Search for words that no citation has: in the cited snapshots, else for similar words."""
    snapshots = {c.snapshot: c for c in cited if c.snapshot is not None}
    for number, citation in snapshots.items():
        places = passages.find(texts.of(number), words)
        if len(places) > 1:
            detail = f"snapshot {number} has these words {len(places)} times, but no citation has them"
            return _Result("ambiguous", None, detail), citation
        if places:
            detail = f"found at {places[0].start}–{places[0].end} of snapshot {number}, outside the cited words"
            return _Result("moved", places[0], detail), citation
    for citation in cited:
        if citation.exact is not None and (like := _nearest(citation.exact, words, "the citation")).state == "changed":
            return like._replace(passage=None), citation
    if not snapshots:
        return _Result(
            "no snapshot", None, "no citation has these words, and the source has no snapshot to search"
        ), cited[0]
    results = [(_nearest(texts.of(number), words, f"snapshot {number}"), c) for number, c in snapshots.items()]
    return next((result for result in results if result[0].state == "changed"), results[0])


def tally(checked: Iterable[Check]) -> dict[str, int]:
    """Count the checks in each state, in the order of the states; states without checks are left out."""
    states = dict.fromkeys(STATES, 0)
    for check in checked:
        states[check.state] += 1
    return {state: number for state, number in states.items() if number}
