"""What is published, read from the file into plain values: entries with their proofs, whom and what they refer to.

What is not to be published is not in here: who changed entries and when, proposals, notes unless they are asked for,
and every entry that does not fit, even where one that does is linked to it.
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
from timeline.web.listing import Listed, Proof, Related
from timeline.web.proven_citations import Pieces, ProvenCitation

#: entries whose words are verified at a time
_BATCH = 5_000


class Noted(TypedDict):
    """What can have a note."""

    note: str | None


class BookEntity(EntityRow):
    """A speaker, topic, place or source that entries refer to."""

    note: str | None


class BookName(BookEntity):
    """A speaker, topic or place: its other names, and by which keys all of them are matched."""

    names: list[str]
    keys: list[str]
    #: of a speaker or place
    country: str | None
    #: of a speaker
    offices: list[HeldOffice]


class BookSnapshot(TypedDict):
    """When a source was retrieved, and what its text is known by."""

    id: int
    retrieved_at: str
    text_sha256: str


class BookSource(StoredSource):
    """A source that is cited: a :class:`BookEntity` with all that is known of it."""

    label: str | None
    entries: int
    snapshots: list[BookSnapshot]


class References(NamedTuple):
    """Uids of what an entry is found by: who is in it, where it is and where that lies, what it cites."""

    speakers: list[str]
    places: list[str]
    sources: list[str]


#: kind → uid → the entries that it is in
About = dict[EntityKind, dict[str, list[Record]]]


class Book(NamedTuple):
    """What is published, in the order in which it is shown."""

    wanted: Filter
    #: all entries, with their proofs
    listed: Listed
    #: of each entry
    references: list[References]
    about: About
    #: those that are referred to, by name: ``speaker``, ``topic`` and ``place`` → rows, and sources
    names: dict[EntityKind, list[BookName]]
    sources: list[BookSource]
    #: name of a topic → its number
    topics: dict[str, int]
    has_notes: bool
    #: how many notes there are in all that is published, and how many sources have a text
    notes: int
    texts: int
    #: how many entries of the file do not fit
    others: int

    @property
    def entities(self) -> Mapping[EntityKind, Sequence[BookEntity]]:
        """All that is referred to, by kind."""
        return {**self.names, "source": self.sources}


def read(connection: sqlite3.Connection, wanted: Filter, around: int, *, notes: bool = False) -> Book:
    """Read what fits a filter, cited passages with so many characters around them. Raises sqlite3.Error."""
    found = list(records(connection, query.entries(connection, wanted)))
    there = {record["uid"]: record for record in found}
    for record in found:
        record["links"] = [link for link in record["links"] if link["to_uid"] in there]
        record["linked_from"] = [link for link in record["linked_from"] if link["from_uid"] in there]
    speakers = dict(connection.execute("SELECT id, uid FROM speakers").fetchall())
    topics = connection.execute("SELECT name, uid, id FROM topics ORDER BY id").fetchall()
    listed = Listed(found, speakers, {row["name"]: row["uid"] for row in topics}, None, {})
    references, about = _about(connection, listed)
    names: dict[EntityKind, list[BookName]] = {
        kind: list(_names(connection, kind, about[kind])) for kind in ENTITY_KINDS if kind != "source"
    }
    sources = list(_sources(connection, about["source"]))
    noted = [one for one in _notable(found, names, sources) if one["note"] is not None]
    if not notes:
        backwards: list[Noted] = [link for record in found for link in record["linked_from"]]
        for one in (*noted, *backwards):
            one["note"] = None
    proofs = _proofs(connection, there, around, everything=wanted == Filter())
    doubts = listing.doubts(claim for proof in proofs.values() for claim in proof.claims)
    return Book(
        wanted=wanted,
        listed=listed._replace(doubts=doubts, proofs=proofs),
        references=references,
        about=about,
        names=names,
        sources=sources,
        topics={row["name"]: row["id"] for row in topics},
        has_notes=notes,
        notes=len(noted),
        texts=sum(bool(source["snapshots"]) for source in sources),
        others=int(connection.execute("SELECT count(*) FROM entries").fetchone()[0]) - len(found),
    )


def _notable(
    found: Iterable[Record], names: Mapping[EntityKind, list[BookName]], sources: Iterable[BookSource]
) -> Iterator[Noted]:
    """Yield what can have a note: entries, their citations, the links that were made from them, what they refer to."""
    for record in found:
        yield record
        yield from record["citations"]
        yield from record["links"]
    for rows in names.values():
        for row in rows:
            yield row
            yield from row["offices"]
    yield from sources


def _related(record: Record, there: Mapping[str, Record]) -> list[Related]:
    """Return links to what is published as they read from the entry."""
    return [
        *(Related(relation_words(link["relation"]), there[link["to_uid"]], link["note"]) for link in record["links"]),
        *(
            Related(RELATIONS.get(link["relation"], link["relation"]), there[link["from_uid"]], link["note"])
            for link in record["linked_from"]
        ),
    ]


def _proofs(
    connection: sqlite3.Connection, there: Mapping[str, Record], around: int, *, everything: bool
) -> dict[int, Proof]:
    """Return the proof of every entry: passages and their states, and what nothing proves of the entry."""
    found = list(there.values())
    states: dict[int | None, verify.Check] = {}
    claims: dict[int, list[verify.Check]] = {}
    for begin in range(0, len(found), _BATCH):
        numbers = () if everything else tuple(record["id"] for record in found[begin : begin + _BATCH])
        checks = verify.checks(connection, numbers)
        states |= {check.citation: check for check in checks if check.what == "citation"}
        for check in checks:
            if check.what != "citation" and check.state != "exact":
                claims.setdefault(check.entry, []).append(check)
        if everything:
            break
    shown = _proven(connection, found, states, around)
    return {
        record["id"]: Proof(
            citations=[shown[citation["id"]] for citation in record["citations"]],
            claims=claims.get(record["id"], []),
            related=_related(record, there),
        )
        for record in found
    }


def _proven(
    connection: sqlite3.Connection, found: list[Record], states: Mapping[int | None, verify.Check], around: int
) -> dict[int, ProvenCitation]:
    """Return every citation with its passage, by number; one text after the other is read, and once."""
    proven: dict[int, ProvenCitation] = {}
    number, text = None, None
    cited = [citation for record in found for citation in record["citations"]]
    for citation in sorted(cited, key=lambda one: (one["snapshot_id"] or 0, one["id"])):
        if citation["snapshot_id"] != number:
            number = citation["snapshot_id"]
            row = connection.execute("SELECT text FROM snapshots WHERE id = ?", (number,)).fetchone()
            text = row[0] if row else None
        one = proven_citations.proven(citation, states.get(citation["id"]), text, around)
        one["around"] = _in_paragraph(one["around"])
        proven[citation["id"]] = one
    return proven


def _in_paragraph(around: Pieces | None) -> Pieces | None:
    """Return a passage with no more before and after it than its own paragraphs."""
    if not around:
        return None
    first, *middle = around
    if not first[1]:
        first = (first[0].rpartition("\n")[2], False)
    last = middle.pop() if middle and not middle[-1][1] else ("", False)
    return [piece for piece in (first, *middle, (last[0].partition("\n")[0], False)) if piece[0]]


def _about(connection: sqlite3.Connection, listed: Listed) -> tuple[list[References], About]:
    """Return what each entry is found by, and the entries of all that one of them refers to, as ``show`` finds them."""
    references: list[References] = []
    about: About = {kind: {} for kind in ENTITY_KINDS}
    parents = connection.execute("SELECT a.uid, b.uid FROM places AS a JOIN places AS b ON b.id = a.parent_id")
    outer: dict[str, str] = {row[0]: row[1] for row in parents}
    for record in listed.records:
        people = [listed.speakers[record["speaker_id"]]] if record["speaker_id"] is not None else []
        for person in record["participants"]:
            if person["role"] == "speaker" or record["kind"] == "event":
                people.append(person["uid"])
            else:
                about["speaker"].setdefault(person["uid"], [])
        sources = [one["uid"] for c in record["citations"] for one in (c["source"], c["via"]) if one is not None]
        those: dict[EntityKind, list[str]] = {
            "speaker": people,
            "topic": [listed.topics[name] for name in record["topics"]],
            "place": [place for inner in record["place_uids"] for place in _around(inner, outer)],
            "source": sources,
        }
        unique = {kind: list(dict.fromkeys(uids)) for kind, uids in those.items()}
        references.append(References(unique["speaker"], unique["place"], unique["source"]))
        for kind, uids in unique.items():
            for uid in uids:
                about[kind].setdefault(uid, []).append(record)
    return references, about


def _around(place: str, outer: dict[str, str]) -> Iterable[str]:
    """Return a place and those it lies in, once each: plain SQL can write a circle."""
    found = {place: None}
    while (place := outer.get(place, place)) not in found:
        found[place] = None
    return found


def _names(connection: sqlite3.Connection, kind: EntityKind, about: Mapping[str, list[Record]]) -> Iterator[BookName]:
    """Yield the speakers, topics or places that are referred to, by name."""
    named: dict[int, list[str]] = {}
    keys: dict[int, list[str]] = {}
    if kind in ("speaker", "place"):
        for number, name, key in connection.execute(f"SELECT {kind}_id, name, key FROM {kind}_names ORDER BY id"):
            named.setdefault(number, []).append(name)
            keys.setdefault(number, []).append(key or "")
    held = entity_rows.offices(connection) if kind == "speaker" else {}
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
            "offices": held.get(row["id"], []),
        }


def _sources(connection: sqlite3.Connection, about: Mapping[str, list[Record]]) -> Iterator[BookSource]:
    """Yield the sources that are cited, by title."""
    kept: dict[int, list[BookSnapshot]] = {}
    for row in connection.execute(
        "SELECT source_id, id, retrieved_at, text_sha256 FROM snapshots ORDER BY retrieved_at, id"
    ):
        kept.setdefault(row["source_id"], []).append(
            {"id": row["id"], "retrieved_at": row["retrieved_at"], "text_sha256": row["text_sha256"]}
        )
    for row in _rows(connection, "source", about):
        columns = {column: row[column] for column in row.keys() if column != "changeset_id"}  # noqa: SIM118
        more = {"entries": len(about[row["uid"]]), "snapshots": kept.get(row["id"], [])}
        yield cast("BookSource", columns | more)


def _rows(connection: sqlite3.Connection, kind: EntityKind, about: Mapping[str, list[Record]]) -> Iterator[sqlite3.Row]:
    """Yield the rows of a kind that are referred to, with what each is called as ``label``, in the order of that."""
    sql = f"SELECT *, {entity_rows.label(kind)} AS label FROM {kind}s ORDER BY id"
    rows = connection.execute(sql).fetchall()
    yield from (row for row in sorted(rows, key=lambda row: entity_rows.in_order(row["label"])) if row["uid"] in about)
