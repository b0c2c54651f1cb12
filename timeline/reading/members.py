"""Make the conditions of a filter that select a set of entries: of a speaker, a topic, a source, a word.

Each has two forms, because the size of the set decides which is fast: arms, from which SQLite reads the set, and a
probe, which checks whether one entry ``e`` belongs to it.
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
    """A set of entries. No two arms share an entry; without arms, the set is all entries except ``rows``."""

    arms: tuple[str, ...]
    #: condition on one entry
    probe: str
    #: SELECT of the numbers of the set, some perhaps twice, so that counting can stop early
    rows: str = ""
    #: how many times longer a probe takes than reading one entry of the set
    cost: int = 1

    @property
    def whole(self) -> str:
        """One condition for which SQLite reads the set once."""
        return f"({' OR '.join(self.arms)})" if self.arms else f"e.id NOT IN ({self.rows})"


def members(filter_: "Filter", values: Values) -> Iterator[Members]:
    """Yield the sets of a filter; an entry has to be in all of them."""
    if filter_.speakers:
        yield _people(f"IN {values.many(filter_.speakers)}")
    if filter_.countries:
        yield _people(f"IN (SELECT id FROM speakers WHERE country IN {values.many(filter_.countries)})", events=False)
    if filter_.topics:
        yield _related("entry_topics", f"m.topic_id IN {values.many(filter_.topics)}")
    if filter_.places:
        yield _related("entry_places", _within(values.many(filter_.places)))
    if filter_.sources:
        ids = values.many(filter_.sources)
        yield _related("citations", f"(m.source_id IN {ids} OR m.via_id IN {ids})")
    if filter_.checked is not None:
        yield _checked(filter_.checked)
    for clause in filter_.words:
        yield _worded(clause, values)


def _people(condition: str, *, events: bool = True) -> Members:
    """Return the statements of speakers, alone or jointly, and the events that they took part in."""
    took_part = "p.role = 'speaker'" + (" OR e.kind = 'event'" if events else " AND e.kind = 'statement'")
    joined = f"p.speaker_id {condition} AND ({took_part})"
    inside = joined.replace("e.kind", "x.kind")
    others = f"SELECT p.entry_id FROM participants AS p JOIN entries AS x ON x.id = p.entry_id WHERE {inside}"
    by = f"e.speaker_id {condition}"
    exists = f"EXISTS (SELECT 1 FROM participants AS p WHERE p.entry_id = e.id AND {joined})"
    rows = f"SELECT e.id FROM entries AS e WHERE {by} UNION ALL {others}"
    return Members((by, f"e.id IN ({others}) AND ({by}) IS NOT TRUE"), f"({by} OR {exists})", rows, cost=25)


def _checked(is_checked: bool) -> Members:
    """Return the entries that a person has checked, or the others.

    The set is counted without looking whether each check still holds, which would take as long as reading it.
    """
    ids, probe = _owned("checked", "m.doubt IS NULL")
    if is_checked:
        return Members((f"e.id IN ({ids})",), probe, "SELECT entry_id FROM checks")
    return Members((), f"NOT {probe}", ids)


def _related(table: str, condition: str) -> Members:
    ids, probe = _owned(table, condition)
    return Members((f"e.id IN ({ids})",), probe, ids)


def _within(places: str) -> str:
    inside = (
        f"WITH RECURSIVE inside (id) AS (SELECT id FROM places WHERE id IN {places}"
        " UNION SELECT p.id FROM places AS p JOIN inside AS i ON p.parent_id = i.id) SELECT id FROM inside"
    )
    return f"m.place_id IN ({inside})"


def _worded(clause: "Clause", values: Values) -> Members:
    """Return the entries that contain the words, or refer to a speaker, topic or place with that name."""
    match = values.one(clause.match)
    by_words = f"SELECT f.rowid FROM entries_fts AS f WHERE f.entries_fts MATCH {match}"
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
    rows = " UNION ALL ".join([by_words, *(ids for ids, _ in sets)])
    probe = " OR ".join([*(probe for _, probe in sets), f"EXISTS ({by_words} AND f.rowid = e.id)"])
    if clause.negated:
        return Members((), f"({probe}) IS NOT TRUE", rows, cost=25)
    return Members((f"e.id IN ({rows})",), f"({probe})", rows, cost=25)


def _owned(table: str, condition: str) -> tuple[str, str]:
    return (
        f"SELECT m.entry_id FROM {table} AS m WHERE {condition}",
        f"EXISTS (SELECT 1 FROM {table} AS m WHERE m.entry_id = e.id AND {condition})",
    )
