"""What is no entry, as records: speakers, topics, places, sources and proposals, each with all that belongs to it.

Beside the records of entries these are everything that a file holds as facts: what ``timeline export jsonl`` writes in
front of the entries, so that nothing is lost.
"""

import base64
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

Noun = dict[str, Any]
#: kind → its table, and what belongs to one: key, table, the column that says whose
_KINDS: dict[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    "speaker": ("speakers", (("names", "speaker_names", "speaker_id"), ("offices", "offices", "speaker_id"))),
    "topic": ("topics", ()),
    "place": ("places", (("names", "place_names", "place_id"),)),
    "source": ("sources", (("snapshots", "snapshots", "source_id"),)),
    "proposal": ("proposals", (("verdicts", "verdicts", "proposal_id"),)),
}
#: columns of proposals that hold lists as JSON
LISTS = ("spans", "source_spans", "cue_spans", "date_spans", "via_spans", "participants", "places", "topics")
#: what is computed again, or says only where a row lies in this file
_LEFT_OUT = ("key", "changeset_id")


def nouns(connection: sqlite3.Connection, entries: list[int] | None = None) -> Iterator[tuple[str, Noun]]:
    """Yield the kind and the record of all that is no entry, or of what some entries need (proposals never are)."""
    for kind, (table, parts) in _KINDS.items():
        where, values = "", {}
        if entries is not None:
            where = f" WHERE id IN ({_NEEDED[kind]})"
            values = {"entries": f"[{', '.join(map(str, entries))}]"}
        for row in connection.execute(f"SELECT * FROM {table}{where} ORDER BY id", values).fetchall():
            noun = _plain(row)
            if kind == "proposal":
                noun |= {column: json.loads(noun[column]) for column in LISTS}
            for key, owned, owner in parts:
                belonging = connection.execute(f"SELECT * FROM {owned} WHERE {owner} = ? ORDER BY id", (row["id"],))
                noun[key] = [_part(part, owner) for part in belonging]
            yield kind, noun


_OF = "IN (SELECT value FROM json_each(:entries))"
#: kind → SQL for the numbers of those that entries need
_NEEDED = {
    "speaker": f"SELECT speaker_id FROM entries WHERE id {_OF}"
    f" UNION SELECT speaker_id FROM participants WHERE entry_id {_OF}",
    "topic": f"SELECT topic_id FROM entry_topics WHERE entry_id {_OF}",
    "place": "WITH RECURSIVE needed (id) AS ("
    f"SELECT place_id FROM entry_places WHERE entry_id {_OF}"
    " UNION SELECT p.parent_id FROM places AS p JOIN needed AS n ON n.id = p.id WHERE p.parent_id IS NOT NULL)"
    " SELECT id FROM needed",
    "source": f"SELECT source_id FROM citations WHERE entry_id {_OF}"
    f" UNION SELECT via_id FROM citations WHERE entry_id {_OF}",
    "proposal": "NULL",
}


def _plain(row: sqlite3.Row) -> Noun:
    return {column: row[column] for column in row.keys() if column not in _LEFT_OUT}  # noqa: SIM118


def _part(row: sqlite3.Row, owner: str) -> Noun:
    """Return what belongs to something, without saying whose it is; bytes in base64."""
    plain = {column: value for column, value in _plain(row).items() if column != owner}
    if "key" in row.keys():  # noqa: SIM118  # a name is known by itself, its number says nothing
        del plain["id"]
    return {
        column: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for column, value in plain.items()
    }
