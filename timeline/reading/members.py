"""Conditions that a set of entries fulfils: those of a speaker, a topic, a source, those that hold a word.

Each is worded two ways, for which of them is fast depends on how large the set is: as arms, from which SQLite reads the
set, and as a probe, which asks of one entry ``e`` whether it belongs.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from timeline.reading.filter import Filter
    from timeline.reading.search import Clause


class Values(dict[str, Any]):
    """Named parameters, numbered as they are added."""

    def one(self, value: object) -> str:
        """Add a value and return its name."""
        name = f"p{len(self)}"
        self[name] = value
        return f":{name}"

    def many(self, values: tuple[Any, ...]) -> str:
        """Add values and return a list of their names in parentheses."""
        return "(" + ", ".join(self.one(value) for value in values) + ")"


class Members(NamedTuple):
    """A set of entries. The arms are conditions that no two share an entry; without any, it is all but a set."""

    arms: tuple[str, ...]
    #: asks of one entry
    probe: str
    #: SELECT of the numbers of the set, one after the other and some twice, to count them no further than needed
    rows: str = ""
    #: how many times longer a probe takes than reading one of the set
    cost: int = 1

    @property
    def whole(self) -> str:
        """One condition that is answered from the set, which is read once."""
        return f"({' OR '.join(self.arms)})" if self.arms else f"e.id NOT IN ({self.rows})"


def members(wanted: "Filter", values: Values) -> Iterator[Members]:
    """Yield the sets that a filter asks for; an entry has to be in all of them."""
    if wanted.speakers:
        yield _people(f"IN {values.many(wanted.speakers)}")
    if wanted.countries:
        yield _people(f"IN (SELECT id FROM speakers WHERE country IN {values.many(wanted.countries)})", events=False)
    if wanted.topics:
        yield _related("entry_topics", f"m.topic_id IN {values.many(wanted.topics)}")
    if wanted.places:
        yield _related("entry_places", _within(values.many(wanted.places)))
    if wanted.sources:
        ids = values.many(wanted.sources)
        yield _related("citations", f"(m.source_id IN {ids} OR m.via_id IN {ids})")
    for clause in wanted.words:
        yield _worded(clause, values)


def _people(wanted: str, *, events: bool = True) -> Members:
    """Whom a statement is attributed to, alone or jointly, and who took part in an event."""
    took_part = "p.role = 'speaker'" + (" OR e.kind = 'event'" if events else " AND e.kind = 'statement'")
    joined = f"p.speaker_id {wanted} AND ({took_part})"
    inside = joined.replace("e.kind", "x.kind")
    others = f"SELECT p.entry_id FROM participants AS p JOIN entries AS x ON x.id = p.entry_id WHERE {inside}"
    by = f"e.speaker_id {wanted}"
    exists = f"EXISTS (SELECT 1 FROM participants AS p WHERE p.entry_id = e.id AND {joined})"
    rows = f"SELECT e.id FROM entries AS e WHERE {by} UNION ALL {others}"
    return Members((by, f"e.id IN ({others}) AND ({by}) IS NOT TRUE"), f"({by} OR {exists})", rows, cost=25)


def _related(table: str, wanted: str) -> Members:
    ids, probe = _owned(table, wanted)
    return Members((f"e.id IN ({ids})",), probe, ids)


def _within(places: str) -> str:
    inside = (
        f"WITH RECURSIVE inside (id) AS (SELECT id FROM places WHERE id IN {places}"
        " UNION SELECT p.id FROM places AS p JOIN inside AS i ON p.parent_id = i.id) SELECT id FROM inside"
    )
    return f"m.place_id IN ({inside})"


def _worded(clause: "Clause", values: Values) -> Members:
    """What holds the words, or has to do with a speaker, a topic or a place that is called so."""
    match = values.one(clause.match)
    found = f"SELECT f.rowid FROM entries_fts AS f WHERE f.entries_fts MATCH {match}"
    sets = []
    if clause.speakers:
        ids = values.many(clause.speakers)
        sets += [
            (f"SELECT id FROM entries WHERE speaker_id IN {ids}", f"e.speaker_id IN {ids}"),
            _owned("participants", f"m.speaker_id IN {ids}"),
        ]
    if clause.topics:
        sets.append(_owned("entry_topics", f"m.topic_id IN {values.many(clause.topics)}"))
    if clause.places:
        sets.append(_owned("entry_places", f"m.place_id IN {values.many(clause.places)}"))
    rows = " UNION ALL ".join([found, *(ids for ids, _ in sets)])
    probe = " OR ".join([*(probe for _, probe in sets), f"EXISTS ({found} AND f.rowid = e.id)"])
    if clause.negated:
        return Members((), f"({probe}) IS NOT TRUE", rows, cost=25)
    return Members((f"e.id IN ({rows})",), f"({probe})", rows, cost=25)


def _owned(table: str, wanted: str) -> tuple[str, str]:
    return (
        f"SELECT m.entry_id FROM {table} AS m WHERE {wanted}",
        f"EXISTS (SELECT 1 FROM {table} AS m WHERE m.entry_id = e.id AND {wanted})",
    )
