"""Tell what the snapshots of a source have changed, and which entries cite words that are gone."""

import sqlite3
from typing import NamedTuple

from timeline.errors import NotFoundError
from timeline.evidence import rewriting
from timeline.evidence.rewriting import Comparison, Kept, Lacking
from timeline.reading import query
from timeline.reading.filter import Filter
from timeline.reading.records import Record, records

#: citations that are listed
_MOST_LISTED = 200


class GoneCitation(NamedTuple):
    """An entry, and the words that it cites and a snapshot lacks."""

    record: Record
    words: str


class SourceChanges(NamedTuple):
    """Two snapshots of a source, what differs, and the citations whose words the later one lacks."""

    snapshots: tuple[Kept, ...]
    earlier: Kept
    later: Kept
    comparison: Comparison
    gone: tuple[GoneCitation, ...]
    #: how many more citations are gone
    left_out: int


def read(
    connection: sqlite3.Connection, source: int, earlier: int | None = None, later: int | None = None
) -> SourceChanges:
    """Compare two snapshots of a source: by default, the latest with the one before it, or the first with the next.

    Raises NotFoundError if the source has only one snapshot, or lacks one of these.
    """
    kept = rewriting.kept(connection, source)
    if len(kept) < 2:
        count = "only one snapshot" if kept else "no snapshot"
        raise NotFoundError(f"source {source} has {count} so far, so it has no changes to show")
    at = _place(source, kept, later, len(kept) - 1)
    before = _place(source, kept, earlier, at - 1 if at else 1)
    first, last = sorted((before, at))
    gone = rewriting.lacking(connection, source, kept[last].id)
    return SourceChanges(
        tuple(kept),
        kept[first],
        kept[last],
        rewriting.compare(connection, kept[first].id, kept[last].id),
        _with_records(connection, gone[:_MOST_LISTED]),
        max(0, len(gone) - _MOST_LISTED),
    )


def _place(source: int, kept: list[Kept], snapshot: int | None, default: int) -> int:
    if snapshot is None:
        return default
    places = [place for place, one in enumerate(kept) if one.id == snapshot]
    if not places:
        numbers = ", ".join(str(one.id) for one in kept)
        raise NotFoundError(f"source {source} has no snapshot {snapshot}; it has {numbers}")
    return places[0]


def _with_records(connection: sqlite3.Connection, gone: list[Lacking]) -> tuple[GoneCitation, ...]:
    if not gone:
        return ()
    rows = query.entries(connection, Filter(numbers=tuple({one.entry for one in gone})))
    known = {record["id"]: record for record in records(connection, rows)}
    return tuple(GoneCitation(known[one.entry], one.words) for one in gone)


class NewText(NamedTuple):
    """A snapshot that is not the only one of its source, and how many citations have words that it lacks."""

    snapshot: int | None = None
    gone: int = 0


def of_changeset(connection: sqlite3.Connection, source: int, changeset: int) -> NewText:
    """Return the snapshot that a changeset has added to those of a source; none if it has added none."""
    row = connection.execute(
        "SELECT id FROM snapshots WHERE source_id = ? AND changeset_id = ?", (source, changeset)
    ).fetchone()
    if row is None or len(rewriting.kept(connection, source)) < 2:
        return NewText()
    return NewText(row[0], len(rewriting.lacking(connection, source, row[0])))
