"""What is published, read from the file into plain values: entries with their proofs, whom and what they refer to.

What is not to be published is not in here: who changed entries and when, proposals, notes unless they are asked for,
and every entry that does not fit, even where one that does is linked to it.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from timeline.evidence import verify
from timeline.reading import query
from timeline.reading.counts import OPEN, UNDATED, Count
from timeline.reading.filter import Filter
from timeline.reading.records import Record, records
from timeline.schema.vocabulary import RELATIONS, relation_words
from timeline.web import pages
from timeline.web.links import NOUNS
from timeline.web.pages import Listed, Page

#: entries whose words are verified at a time
_BATCH = 5_000
#: stretches of a text, and whether each is cited
Pieces = list[tuple[str, bool]]
_LABEL = {"source": "coalesce(title, url, publisher)"}


class Book(NamedTuple):
    """What is published, in the order in which it is shown."""

    wanted: Filter
    listed: Listed
    #: kind of noun → uid → the entries that it is in
    about: dict[str, dict[str, list[Record]]]
    #: kind of noun → rows of those that are referred to, by name, with a label, other names and their matching keys,
    #: snapshots, offices, and how many entries refer to them
    nouns: dict[str, list[Page]]
    #: name of a topic → its number
    topics: dict[str, int]
    has_notes: bool
    #: how many notes there are in all that is published, and how many sources have a text
    notes: int
    texts: int
    #: how many entries of the file do not fit
    others: int


def read(connection: sqlite3.Connection, wanted: Filter, around: int, *, notes: bool = False) -> Book:
    """Read what fits a filter, cited passages with so many characters around them. Raises sqlite3.Error."""
    found = list(records(connection, query.entries(connection, wanted)))
    speakers = dict(connection.execute("SELECT id, uid FROM speakers").fetchall())
    topics = connection.execute("SELECT name, uid, id FROM topics ORDER BY id").fetchall()
    listed = Listed(found, speakers, {row["name"]: row["uid"] for row in topics}, None, {})
    there = {record["uid"]: record for record in found}
    for record in found:
        _relate(record, there)
    noted = sum(map(_notes, found))
    if not notes:
        for record in found:
            _without_notes(record)
    _prove(connection, found, around, everything=wanted == Filter())
    listed = listed._replace(doubts=pages.doubts(claim for record in found for claim in record["claims"]))
    about = _about(connection, listed)
    nouns = {kind: list(_rows(connection, kind, about[kind])) for kind in NOUNS}
    noting = [
        one for rows in nouns.values() for row in rows for one in (row, *row["offices"]) if one["note"] is not None
    ]
    noted += len(noting)
    for one in noting if not notes else ():
        one["note"] = None
    return Book(
        wanted=wanted,
        listed=listed,
        about=about,
        nouns=nouns,
        topics={row["name"]: row["id"] for row in topics},
        has_notes=notes,
        notes=noted,
        others=int(connection.execute("SELECT count(*) FROM entries").fetchone()[0]) - len(found),
        texts=sum(bool(row["snapshots"]) for row in nouns["source"]),
    )


def _relate(record: Record, there: dict[str, Record]) -> None:
    """Keep links to what is published, and add them as they read from the entry: relation, the other one, note."""
    record["links"] = [link for link in record["links"] if link["to_uid"] in there]
    record["linked_from"] = [link for link in record["linked_from"] if link["from_uid"] in there]
    record["related"] = [
        *((relation_words(link["relation"]), there[link["to_uid"]], link["note"]) for link in record["links"]),
        *(
            (RELATIONS.get(link["relation"], link["relation"]), there[link["from_uid"]], link["note"])
            for link in record["linked_from"]
        ),
    ]


def _notes(record: Record) -> int:
    """Count the notes of an entry, of its citations and of the links that were made from it."""
    return sum(one["note"] is not None for one in (record, *record["citations"], *record["links"]))


def _without_notes(record: Record) -> None:
    for one in (record, *record["citations"], *record["links"], *record["linked_from"]):
        one["note"] = None
    record["related"] = [(relation, other, None) for relation, other, _ in record["related"]]


def _prove(connection: sqlite3.Connection, found: list[Record], around: int, *, everything: bool) -> None:
    """Put its passage and the state of its proof into every citation, and into entries what nothing proves of them.

    One text after the other is read, and once.
    """
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
    for record in found:
        record["claims"] = claims.get(record["id"], [])
    cited = [(citation, record, place) for record in found for place, citation in enumerate(record["citations"])]
    number, text = None, None
    for citation, record, place in sorted(cited, key=lambda one: (one[0]["snapshot_id"] or 0, one[0]["id"])):
        if citation["snapshot_id"] != number:
            number = citation["snapshot_id"]
            row = connection.execute("SELECT text FROM snapshots WHERE id = ?", (number,)).fetchone()
            text = row[0] if row else None
        shown = pages.proven(citation, states.get(citation["id"]), text, around)
        record["citations"][place] = shown | {"around": _in_paragraph(shown["around"])}


def _in_paragraph(around: Pieces | None) -> Pieces | None:
    """Return a passage with no more before and after it than its own paragraphs."""
    if not around:
        return None
    first, *middle = around
    if not first[1]:
        first = (first[0].rpartition("\n")[2], False)
    last = middle.pop() if middle and not middle[-1][1] else ("", False)
    return [piece for piece in (first, *middle, (last[0].partition("\n")[0], False)) if piece[0]]


def _about(connection: sqlite3.Connection, listed: Listed) -> dict[str, dict[str, list[Record]]]:
    """Return the entries of every noun that one of them refers to, as ``show`` finds them."""
    about: dict[str, dict[str, list[Record]]] = {kind: {} for kind in NOUNS}
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
        those = {
            "speaker": people,
            "topic": [listed.topics[name] for name in record["topics"]],
            "place": [place for inner in record["place_uids"] for place in _around(inner, outer)],
            "source": sources,
        }
        unique = {kind: list(dict.fromkeys(uids)) for kind, uids in those.items()}
        record["people"], record["within"], record["cites"] = (unique[kind] for kind in ("speaker", "place", "source"))
        for kind, uids in unique.items():
            for uid in uids:
                about[kind].setdefault(uid, []).append(record)
    return about


def _around(place: str, outer: dict[str, str]) -> Iterable[str]:
    """Return a place and those it lies in, once each: plain SQL can write a circle."""
    found = {place: None}
    while (place := outer.get(place, place)) not in found:
        found[place] = None
    return found


def _rows(connection: sqlite3.Connection, kind: str, about: dict[str, list[Record]]) -> Iterator[Page]:
    """Yield the nouns of a kind that are referred to, by name."""
    named: dict[int, list[str]] = {}
    keys: dict[int, list[str]] = {}
    if kind in ("speaker", "place"):
        for number, name, key in connection.execute(f"SELECT {kind}_id, name, key FROM {kind}_names ORDER BY id"):
            named.setdefault(number, []).append(name)
            keys.setdefault(number, []).append(key or "")
    kept = _owned(connection, "source", "snapshots", "retrieved_at, id") if kind == "source" else {}
    held = _owned(connection, "speaker", "offices", "date_earliest NULLS LAST, id") if kind == "speaker" else {}
    label = _LABEL.get(kind, "name")
    rows = connection.execute(f"SELECT *, {label} AS label FROM {kind}s ORDER BY id").fetchall()
    for row in sorted(rows, key=lambda row: pages.in_order(row["label"])):
        if row["uid"] in about:
            yield {
                **{name: value for name, value in dict(row).items() if name != "changeset_id"},
                "entries": len(about[row["uid"]]),
                "names": [name for name in named.get(row["id"], []) if name != row["label"]],
                "keys": keys.get(row["id"], []),
                "snapshots": kept.get(row["id"], []),
                "offices": held.get(row["id"], []),
            }


def _owned(connection: sqlite3.Connection, kind: str, table: str, order: str) -> dict[int, list[Page]]:
    """Return what every source or speaker has in a table, in order."""
    columns = {
        "snapshots": "id, retrieved_at, text_sha256",
        "offices": "title, organization, date, date_earliest, date_latest, note",
    }[table]
    found: dict[int, list[Page]] = {}
    for row in connection.execute(f"SELECT {kind}_id AS owner, {columns} FROM {table} ORDER BY {order}"):
        found.setdefault(row["owner"], []).append(dict(row))
    return found


def years(found: Iterable[Record]) -> list[Count]:
    """Count entries by the year in which they may begin, as :mod:`timeline.reading.counts` does."""
    labels = (record["date_earliest"][:4] if record["date_earliest"] else UNDATED for record in found)
    counted = Counter(OPEN if label == "0000" else label for label in labels)
    order = sorted(counted, key=lambda label: (label == UNDATED, label != OPEN, label))
    return [Count(label, counted[label]) for label in order]
