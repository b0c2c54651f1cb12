"""Read everything that is published from the file: entries with their proofs, and the entities that they refer to.

A book leaves out who changed entries and when, the reasons of doubts, proposals, notes unless they are to be published,
and every entry that does not fit the filter, even if another entry is linked to it. It has who checked an entry.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypedDict, cast

from timeline.evidence import verify
from timeline.evidence.stored import StoredSource
from timeline.reading import query
from timeline.reading.filter import Filter
from timeline.reading.records import Record, records
from timeline.schema.vocabulary import ENTITY_KINDS, RELATIONS, EntityKind, relation_words
from timeline.web import entity_rows, listing, proven_citations
from timeline.web.entity_rows import EntityRow, HeldOffice
from timeline.web.listing import Listing, Proof, Related
from timeline.web.proven_citations import Pieces, ProvenCitation

#: entries that are verified at a time
_BATCH_ENTRIES = 5_000


class WithNote(TypedDict):
    """A record that can have a note."""

    note: str | None


class BookEntity(EntityRow):
    """A speaker, topic, place or source that entries refer to."""

    note: str | None


class BookName(BookEntity):
    """A speaker, topic or place: its other names, and the keys that its names are matched by."""

    names: list[str]
    keys: list[str]
    #: of a speaker or place
    country: str | None
    #: of a speaker
    offices: list[HeldOffice]


class BookSnapshot(TypedDict):
    """When a source was retrieved, and the fingerprint of its text."""

    id: int
    retrieved_at: str
    text_sha256: str


class BookSource(StoredSource):
    """A cited source: a :class:`BookEntity` with all its columns."""

    label: str | None
    entries: int
    snapshots: list[BookSnapshot]


class References(NamedTuple):
    """Uids of the entities that find an entry: the people in it, its places and those around them, its sources."""

    speakers: list[str]
    places: list[str]
    sources: list[str]


#: kind → uid → the entries that refer to this entity
About = dict[EntityKind, dict[str, list[Record]]]


class Book(NamedTuple):
    """The contents of a publication, in the order in which they are shown."""

    entry_filter: Filter
    #: all entries, with their proofs
    listing: Listing
    #: of each entry
    references: list[References]
    about: About
    #: ``speaker``, ``topic`` or ``place`` → those that entries refer to, by name; and the same of sources
    names: dict[EntityKind, list[BookName]]
    sources: list[BookSource]
    #: name of a topic → its number
    topics: dict[str, int]
    has_notes: bool
    #: how many notes the publication has or could have, and how many sources have a text
    notes: int
    texts: int
    #: how many entries of the file do not fit the filter
    others: int

    @property
    def entities(self) -> Mapping[EntityKind, Sequence[BookEntity]]:
        """All entities that entries refer to, by kind."""
        return {**self.names, "source": self.sources}


def read(connection: sqlite3.Connection, entry_filter: Filter, around: int, *, notes: bool = False) -> Book:
    """Read the entries that fit a filter, with ``around`` characters around cited passages. Raises sqlite3.Error."""
    entries = list(records(connection, query.entries(connection, entry_filter)))
    by_uid = {record["uid"]: record for record in entries}
    for record in entries:
        record["links"] = [link for link in record["links"] if link["to_uid"] in by_uid]
        record["linked_from"] = [link for link in record["linked_from"] if link["from_uid"] in by_uid]
    speakers = dict(connection.execute("SELECT id, uid FROM speakers").fetchall())
    topics = connection.execute("SELECT name, uid, id FROM topics ORDER BY id").fetchall()
    entry_list = Listing(entries, speakers, {row["name"]: row["uid"] for row in topics}, None, {})
    references, about = _about(connection, entry_list)
    names: dict[EntityKind, list[BookName]] = {
        kind: list(_names(connection, kind, about[kind])) for kind in ENTITY_KINDS if kind != "source"
    }
    sources = list(_sources(connection, about["source"]))
    with_note = [one for one in _can_have_note(entries, names, sources) if one["note"] is not None]
    if not notes:
        backlinks: list[WithNote] = [link for record in entries for link in record["linked_from"]]
        for one in (*with_note, *backlinks):
            one["note"] = None
    proofs = _proofs(connection, by_uid, around, everything=entry_filter == Filter())
    doubts = listing.doubts(claim for proof in proofs.values() for claim in proof.claims)
    return Book(
        entry_filter=entry_filter,
        listing=entry_list._replace(doubts=doubts, proofs=proofs),
        references=references,
        about=about,
        names=names,
        sources=sources,
        topics={row["name"]: row["id"] for row in topics},
        has_notes=notes,
        notes=len(with_note),
        texts=sum(bool(source["snapshots"]) for source in sources),
        others=int(connection.execute("SELECT count(*) FROM entries").fetchone()[0]) - len(entries),
    )


def _can_have_note(
    entries: Iterable[Record], names: Mapping[EntityKind, list[BookName]], sources: Iterable[BookSource]
) -> Iterator[WithNote]:
    """Yield all records that can have a note: entries, their citations and outgoing links, entities and offices."""
    for record in entries:
        yield record
        yield from record["citations"]
        yield from record["links"]
    for rows in names.values():
        for row in rows:
            yield row
            yield from row["offices"]
    yield from sources


def _related(record: Record, by_uid: Mapping[str, Record]) -> list[Related]:
    """Return the links of an entry to other entries of the book."""
    return [
        *(Related(relation_words(link["relation"]), by_uid[link["to_uid"]], link["note"]) for link in record["links"]),
        *(
            Related(RELATIONS.get(link["relation"], link["relation"]), by_uid[link["from_uid"]], link["note"])
            for link in record["linked_from"]
        ),
    ]


def _proofs(
    connection: sqlite3.Connection, by_uid: Mapping[str, Record], around: int, *, everything: bool
) -> dict[int, Proof]:
    """Return the proof of every entry: its passages and their states, and its words that are not proven."""
    entries = list(by_uid.values())
    states: dict[int | None, verify.Check] = {}
    claims: dict[int, list[verify.Check]] = {}
    for begin in range(0, len(entries), _BATCH_ENTRIES):
        numbers = () if everything else tuple(record["id"] for record in entries[begin : begin + _BATCH_ENTRIES])
        checks = verify.checks(connection, numbers)
        states |= {check.citation: check for check in checks if check.what == "citation"}
        for check in checks:
            if check.what in verify.CLAIMS and check.state != "exact":
                claims.setdefault(check.entry, []).append(check)
        if everything:
            break
    citations = _proven(connection, entries, states, around)
    return {
        record["id"]: Proof(
            citations=[citations[citation["id"]] for citation in record["citations"]],
            claims=claims.get(record["id"], []),
            related=_related(record, by_uid),
        )
        for record in entries
    }


def _proven(
    connection: sqlite3.Connection, entries: list[Record], states: Mapping[int | None, verify.Check], around: int
) -> dict[int, ProvenCitation]:
    """Return number → citation with its passage; each text is read only once, in the order of snapshots."""
    proven: dict[int, ProvenCitation] = {}
    number, text = None, None
    citations = [citation for record in entries for citation in record["citations"]]
    for citation in sorted(citations, key=lambda one: (one["snapshot_id"] or 0, one["id"])):
        if citation["snapshot_id"] != number:
            number = citation["snapshot_id"]
            row = connection.execute("SELECT text FROM snapshots WHERE id = ?", (number,)).fetchone()
            text = row[0] if row else None
        one = proven_citations.proven(citation, states.get(citation["id"]), text, around)
        one["around"] = _in_paragraph(one["around"])
        proven[citation["id"]] = one
    return proven


def _in_paragraph(around: Pieces | None) -> Pieces | None:
    """Return a passage with the text around it cut at the ends of its paragraphs."""
    if not around:
        return None
    first, *middle = around
    if not first[1]:
        first = (first[0].rpartition("\n")[2], False)
    last = middle.pop() if middle and not middle[-1][1] else ("", False)
    return [piece for piece in (first, *middle, (last[0].partition("\n")[0], False)) if piece[0]]


def _about(connection: sqlite3.Connection, entries: Listing) -> tuple[list[References], About]:
    """Return the references of each entry, and the entries of each entity, as ``show`` finds them."""
    references: list[References] = []
    about: About = {kind: {} for kind in ENTITY_KINDS}
    parents = connection.execute("SELECT a.uid, b.uid FROM places AS a JOIN places AS b ON b.id = a.parent_id")
    outer: dict[str, str] = {row[0]: row[1] for row in parents}
    for record in entries.records:
        people = [entries.speakers[record["speaker_id"]]] if record["speaker_id"] is not None else []
        for person in record["participants"]:
            if person["role"] == "speaker" or record["kind"] == "event":
                people.append(person["uid"])
            else:
                about["speaker"].setdefault(person["uid"], [])
        sources = [one["uid"] for c in record["citations"] for one in (c["source"], c["via"]) if one is not None]
        refers: dict[EntityKind, list[str]] = {
            "speaker": people,
            "topic": [entries.topics[name] for name in record["topics"]],
            "place": [place for inner in record["place_uids"] for place in _around(inner, outer)],
            "source": sources,
        }
        unique = {kind: list(dict.fromkeys(uids)) for kind, uids in refers.items()}
        references.append(References(unique["speaker"], unique["place"], unique["source"]))
        for kind, uids in unique.items():
            for uid in uids:
                about[kind].setdefault(uid, []).append(record)
    return references, about


def _around(place: str, outer: dict[str, str]) -> Iterable[str]:
    """Return a place and all places around it, once each, because plain SQL can write a circle."""
    places = {place: None}
    while (place := outer.get(place, place)) not in places:
        places[place] = None
    return places


def _names(connection: sqlite3.Connection, kind: EntityKind, about: Mapping[str, list[Record]]) -> Iterator[BookName]:
    """Yield the speakers, topics or places that entries refer to, by name."""
    named: dict[int, list[str]] = {}
    keys: dict[int, list[str]] = {}
    if kind in ("speaker", "place"):
        for number, name, key in connection.execute(f"SELECT {kind}_id, name, key FROM {kind}_names ORDER BY id"):
            named.setdefault(number, []).append(name)
            keys.setdefault(number, []).append(key or "")
    offices = entity_rows.offices(connection) if kind == "speaker" else {}
    for row in _rows(connection, kind, about):
        yield {
            "id": row["id"],
            "uid": row["uid"],
            "label": row["label"],
            "entries": len(about[row["uid"]]),
            "note": row["note"],
            "names": [name for name in named.get(row["id"], []) if name != row["label"]],
            "keys": keys.get(row["id"], []),
            "country": row["country"] if kind != "topic" else None,
            "offices": offices.get(row["id"], []),
        }


def _sources(connection: sqlite3.Connection, about: Mapping[str, list[Record]]) -> Iterator[BookSource]:
    """Yield the sources that entries cite, by title."""
    snapshots: dict[int, list[BookSnapshot]] = {}
    for row in connection.execute(
        "SELECT source_id, id, retrieved_at, text_sha256 FROM snapshots ORDER BY retrieved_at, id"
    ):
        snapshots.setdefault(row["source_id"], []).append(
            {"id": row["id"], "retrieved_at": row["retrieved_at"], "text_sha256": row["text_sha256"]}
        )
    for row in _rows(connection, "source", about):
        columns = {column: row[column] for column in row.keys() if column != "changeset_id"}  # noqa: SIM118
        more = {"entries": len(about[row["uid"]]), "snapshots": snapshots.get(row["id"], [])}
        yield cast("BookSource", columns | more)


def _rows(connection: sqlite3.Connection, kind: EntityKind, about: Mapping[str, list[Record]]) -> Iterator[sqlite3.Row]:
    """Yield the rows of a kind that entries refer to, by their names, which are in the column ``label``."""
    sql = f"SELECT *, {entity_rows.label(kind)} AS label FROM {kind}s ORDER BY id"
    rows = connection.execute(sql).fetchall()
    yield from (row for row in sorted(rows, key=lambda row: entity_rows.sort_key(row["label"])) if row["uid"] in about)
