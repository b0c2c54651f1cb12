"""What each page says, read from the file into plain values; how it looks is in the templates."""

import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from timeline.errors import GoneError, NotFoundError, RefusedError
from timeline.evidence import passages, stored, verify
from timeline.formats import jsonld
from timeline.history import past
from timeline.reading import counts, query, search, threads
from timeline.reading import filters as asking
from timeline.reading.filter import Filter
from timeline.reading.records import Record, records
from timeline.schema.vocabulary import RELATIONS, relation_words
from timeline.web import band
from timeline.web.links import NOUNS
from timeline.web.requests import PAGE, Asked

Page = dict[str, Any]
#: how much of a source's text is shown around a passage that an entry cites, in characters
_AROUND = 320
#: statements by topic are counted for so many topics
_TOPICS = 12
_MOST_NODES = 200
#: how it is told that words were looked up in vain
UNTRUE = "not proven"
#: threads deeper than this are drawn no further in
_DEEPEST = 8
#: names on a page of an index
_INDEX = 500
#: so many nouns are counted on a page
_COUNTS = 500
_LABEL = {"source": "coalesce(title, url, publisher)"}


class Listed(NamedTuple):
    """A page of entries in date order, where it goes on, and the names that are looked up for it."""

    records: list[Record]
    speakers: dict[int, str]
    topics: dict[str, str]
    #: uid of the entry after which it goes on; None at the end
    after: str | None
    #: number of an entry whose words are a quotation that is not proven → how that is told
    doubts: dict[int, str]


def timeline(connection: sqlite3.Connection, asked: Asked, as_of: int | None = None) -> Page:
    """A page of the timeline under filters; ``connection`` shows the file as of a changeset, where one is asked for."""
    wanted = asking.wanted(connection, asked.given, asked.dated)
    after = _number(connection, asked.after) if asked.after is not None else None
    part = wanted._replace(after=after, limit=asked.limit + 1, reverse=asked.reverse)
    return {
        "listed": _listed(connection, part, asked.limit, simply=as_of is not None),
        **_named(connection, asked, as_of),
        "view": {"reverse": 1 if asked.reverse else None, "limit": asked.limit if asked.limit != PAGE else None},
        "is_first": after is None,
        "after": asked.after,
        "words": search.pattern(wanted.words) if wanted.words else None,
        "wanted": wanted,
    }


def overview(connection: sqlite3.Connection, wanted: Filter, by: str, *, simply: bool = False) -> Page:
    """The band over a timeline, in rows by ``speaker``, ``topic`` or ``kind``: the same for every page of it."""
    return {
        "band": band.read(connection, wanted, by, simply=simply),
        "count": query.count(connection, wanted),
        "left_out": query.count_undated(connection, wanted) if wanted.dated else 0,
    }


def _named(connection: sqlite3.Connection, asked: Asked, as_of: int | None = None) -> Page:
    """Word the filters: what they mean (filter → what is given → that), and all of them as a heading."""
    called = _called(connection, asked)
    if as_of is not None:
        called["as-of"] = {str(asked.as_of): f"changeset {as_of}"}
    cited = {name: value for name, value in (asked.filters | asked.fixed).items() if name != "date-order"}
    return {
        "filters": asked.filters,
        "called": called,
        "heading": _heading(asked.filters, called),
        "cited": cited if as_of is None else cited | {"as-of": as_of},
    }


def _called(connection: sqlite3.Connection, asked: Asked) -> dict[str, dict[str, str]]:
    """Return how dates of filters were read, and the names of what others name by number."""
    found: dict[str, dict[str, str]] = dict(asked.readings)
    for kind in NOUNS:
        for text in asked.given[kind]:
            if text.isascii() and text.isdigit():
                label = _LABEL.get(kind, "name")
                row = connection.execute(f"SELECT {label} FROM {kind}s WHERE id = ?", (int(text[:18]),)).fetchone()
                if row and row[0]:
                    found.setdefault(kind, {})[text] = row[0]
    return found


def _heading(filters: Page, called: dict[str, dict[str, str]]) -> str:
    """Word what a list is of; nothing where it is of all."""
    parts = []
    for name, value in filters.items():
        names = called.get(name, {})
        texts = [names.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value])]
        parts.append(name if value is True else f"{name} {' or '.join(texts)}")
    return ", ".join(parts)


def _listed(
    connection: sqlite3.Connection, wanted: Filter, limit: int | None = None, *, simply: bool = False
) -> Listed:
    found = list(records(connection, query.entries(connection, wanted, simply=simply)))
    more = limit is not None and len(found) > limit
    found = found[:limit] if more else found
    return Listed(
        found,
        uids(connection, "speakers", (record["speaker_id"] for record in found)),
        _topics(connection, found),
        found[-1]["uid"] if more else None,
        _doubts(
            connection, [record for record in found if record["kind"] == "statement" and record["text"]], simply=simply
        ),
    )


def _doubts(connection: sqlite3.Connection, said: list[Record], *, simply: bool) -> dict[int, str]:
    """Tell which quotations are not proven; what once was has no bytes to be looked up in."""
    if simply:
        return {record["id"]: "not looked up here" for record in said if record["mode"] == "verbatim"}
    return doubts(verify.checks(connection, tuple(record["id"] for record in said))) if said else {}


def doubts(checks: Iterable[verify.Check]) -> dict[int, str]:
    """Tell of entries whose words are not proven whether they were looked up in vain, or nowhere."""
    found: dict[int, str] = {}
    for check in checks:
        if check.what != "citation" and check.state != "exact":
            is_checked = check.snapshot is not None and check.state != "no snapshot"
            inside = "a quotation in it " if check.what == "quotation" else ""
            found[check.entry] = f"{inside}{UNTRUE}" if is_checked else found.get(check.entry, f"{inside}unchecked")
    return found


def uids(connection: sqlite3.Connection, table: str, numbers: Iterable[int | None]) -> dict[int, str]:
    """Look up the uids of rows by their numbers."""
    wanted = tuple(dict.fromkeys(number for number in numbers if number is not None))
    marks = ", ".join("?" * len(wanted))
    return {row[0]: row[1] for row in connection.execute(f"SELECT id, uid FROM {table} WHERE id IN ({marks})", wanted)}


def _topics(connection: sqlite3.Connection, found: Iterable[Record]) -> dict[str, str]:
    wanted = tuple(dict.fromkeys(topic for record in found for topic in record["topics"]))
    marks = ", ".join("?" * len(wanted))
    return {
        row[0]: row[1] for row in connection.execute(f"SELECT name, uid FROM topics WHERE name IN ({marks})", wanted)
    }


def _number(connection: sqlite3.Connection, typed: str) -> int:
    """Return the number of an entry that is named by its uid or number. Raises NotFoundError."""
    digits = typed.removeprefix("#")
    if digits.isascii() and digits.isdigit():
        row = connection.execute("SELECT id FROM entries WHERE id = ?", (int(digits[:18]),)).fetchone()
    else:
        row = connection.execute("SELECT id FROM entries WHERE uid = ?", (typed,)).fetchone()
    if row is None:
        raise _missing(connection, "entry", "entries", typed)
    return int(row[0])


def _missing(connection: sqlite3.Connection, kind: str, table: str, named: str) -> NotFoundError:
    if what := past.gone(connection, table, named.removeprefix("#")):
        return GoneError(f"{kind} {what}")
    return NotFoundError(f"there is no {kind} {named[:60]}")


def uid_of(connection: sqlite3.Connection, typed: str) -> str:
    """Return the uid of an entry that is named by its uid or number. Raises NotFoundError."""
    number = _number(connection, typed)
    return str(connection.execute("SELECT uid FROM entries WHERE id = ?", (number,)).fetchone()[0])


def entry(connection: sqlite3.Connection, named: str) -> Page:
    """Everything about an entry: its citations with their passages and states, its thread, its history."""
    number = _number(connection, named)
    listed = _listed(connection, Filter(numbers=(number,)))
    record = listed.records[0]
    checks = verify.checks(connection, (number,))
    states = {check.citation: check for check in checks if check.what == "citation"}
    thread = threads.thread(connection, number)
    return {
        "record": record,
        "listed": listed,
        "citations": [_citation(connection, citation, states.get(citation["id"])) for citation in record["citations"]],
        "claims": [check for check in checks if check.what != "citation" and check.state != "exact"],
        "thread": related(thread, record) if len(thread.nodes) > 1 else None,
        "history": past.changesets(connection, entry=number),
        "jsonld": {"@context": "https://schema.org", **jsonld.node(record, _uncounted())},
    }


def related(thread: threads.Thread, record: Record) -> Page:
    """What an entry is linked to, read from it (``near``), and its thread as a tree (``tree``: how deep, and what)."""
    nodes = {node.id: node for node in thread.nodes}
    notes = {("to", link["to_uid"], link["relation"]): link["note"] for link in record["links"]}
    notes |= {("from", link["from_uid"], link["relation"]): link["note"] for link in record["linked_from"]}
    near = []
    for begin, end, relation in thread.links:
        if begin == thread.asked:
            near.append((relation_words(relation), nodes[end], notes.get(("to", nodes[end].uid, relation))))
        if end == thread.asked:
            near.append((RELATIONS[relation], nodes[begin], notes.get(("from", nodes[begin].uid, relation))))
    below: dict[int | None, list[threads.Node]] = {}
    for node in thread.nodes:
        below.setdefault(node.parent, []).append(node)
    tree, waiting = [], [(0, node) for node in reversed(below.get(None, []))]
    while waiting:
        depth, node = waiting.pop()
        tree.append((min(depth, _DEEPEST), node))
        waiting += [(depth + 1, child) for child in reversed(below.get(node.id, []))]
    return {"near": near, "tree": tree, "uids": {node.id: node.uid for node in thread.nodes}}


def graph(listed: Listed) -> Page:
    """The entries of a page in schema.org's terms; of very many the first."""
    nodes = [jsonld.node(record, _uncounted()) for record in listed.records[:_MOST_NODES]]
    return {"@context": "https://schema.org", "@graph": nodes}


def graph_of_names(page: Page) -> Page:
    """The names of an index in schema.org's terms."""
    names = [{"@type": "ListItem", "position": n, "name": row["label"]} for n, row in enumerate(page["rows"], 1)]
    return {"@context": "https://schema.org", "@type": "ItemList", "name": f"{page['kind']}s", "itemListElement": names}


def _uncounted() -> "Counter[str]":
    """Return where what cannot be expressed is counted, which nobody asks for here."""
    return Counter()


def _citation(connection: sqlite3.Connection, citation: Record, check: verify.Check | None) -> Page:
    row = connection.execute("SELECT text FROM snapshots WHERE id = ?", (citation["snapshot_id"],)).fetchone()
    return proven(citation, check, row[0] if row else None)


def proven(citation: Record, check: verify.Check | None, text: str | None, around: int = _AROUND) -> Page:
    """A citation with its passage as it stands in the text of its snapshot, between what stands around it."""
    there = None
    if text is not None and citation["start"] is not None and citation["exact"] is not None:
        there = passages.standing(text, citation["exact"], citation["start"], citation["end"])
    return {**citation, "check": check, "around": pieces(text or "", there.spans, around) if there else None}


def pieces(text: str, spans: Iterable[tuple[int, int]], around: int = _AROUND) -> list[tuple[str, bool]]:
    """Return the pieces of a text around spans, and whether each is one of them; long gaps between them are cut."""
    done: list[tuple[str, bool]] = []
    at = None
    for begin, end in spans:
        before = text[max(0, begin - around) if at is None else at : begin]
        if at is None and begin > around:
            before = "… " + before.partition(" ")[2]
        elif at is not None and len(before) > 2 * around:
            before = f"{before[:around].rpartition(' ')[0]} […] {before[-around:].partition(' ')[2]}"
        done += [(before, False), (text[begin:end], True)]
        at = end
    rest = text[at : (at or 0) + around]
    done.append((rest if len(text) <= (at or 0) + around else rest.rpartition(" ")[0] + " …", False))
    return [(piece, marked) for piece, marked in done if piece]


def noun(connection: sqlite3.Connection, kind: str, named: str) -> Page:
    """A speaker, topic or place: what is known of it, and where it comes up."""
    page = known(connection, kind, named)
    wanted = _about(kind, page["noun"]["id"])
    by_topic = _by_topic(connection, wanted) if kind == "speaker" else []
    last = connection.execute(
        "SELECT max(date_latest) FROM entries WHERE speaker_id = ? AND date_latest < '9999'", (page["noun"]["id"],)
    ).fetchone()
    return page | {
        "wanted": wanted,
        "by_topic": by_topic,
        "office_band": band.offices(page["offices"], last[0]),
        "listed": _listed(connection, wanted._replace(limit=51), 50),
    }


def known(connection: sqlite3.Connection, kind: str, named: str) -> Page:
    """What is known of a speaker, topic or place, without its entries. Raises NotFoundError."""
    row = _noun(connection, kind, named)
    number = int(row["id"])
    bare = {"country": None, "wikidata": None}  # which not every kind has
    page: Page = {"kind": kind, "noun": bare | dict(row), "names": [], "offices": [], "inside": [], "within": None}
    if kind in ("speaker", "place"):
        page["names"] = connection.execute(
            f"SELECT name, lang FROM {kind}_names WHERE {kind}_id = ? AND name <> ? ORDER BY id", (number, row["name"])
        ).fetchall()
    if kind == "speaker":
        page["offices"] = connection.execute(
            "SELECT * FROM offices WHERE speaker_id = ? ORDER BY date_earliest NULLS LAST, id", (number,)
        ).fetchall()
    elif kind == "place":
        page["inside"] = connection.execute(
            "SELECT * FROM places WHERE parent_id = ? ORDER BY name", (number,)
        ).fetchall()
        page["within"] = connection.execute("SELECT * FROM places WHERE id = ?", (row["parent_id"],)).fetchone()
    return page


def _about(kind: str, number: int) -> Filter:
    if kind == "speaker":
        return Filter(speakers=(number,))
    return Filter(topics=(number,)) if kind == "topic" else Filter(places=(number,))


def _by_topic(connection: sqlite3.Connection, wanted: Filter) -> list[Page]:
    """Count what somebody said by topic, and each topic's by year."""
    found = []
    for topic in counts.by_noun(connection, wanted, "topic")[:_TOPICS]:
        number = topic.id or 0
        years = counts.by_period(connection, wanted._replace(topics=(number,)), "year")
        found.append({"name": topic.label, "id": number, "entries": topic.entries, "years": years})
    return found


def _noun(connection: sqlite3.Connection, kind: str, named: str) -> sqlite3.Row:
    column = "id" if named.isascii() and named.isdigit() else "uid"
    row: sqlite3.Row | None = connection.execute(
        f"SELECT * FROM {kind}s WHERE {column} = ?", (int(named[:18]) if column == "id" else named,)
    ).fetchone()
    if row is None:
        raise _missing(connection, kind, f"{kind}s", named)
    return row


def source(connection: sqlite3.Connection, named: str, snapshot: str | None) -> Page:
    """A source: what is stored of it, every cited passage marked."""
    row = _noun(connection, "source", named)
    if snapshot is not None and not (snapshot.isascii() and snapshot.isdigit()):
        raise RefusedError(f"snapshot: “{snapshot[:20]}” is no number")
    known = stored.source(connection, row["id"], int(snapshot[:18]) if snapshot else None)
    citing = Filter(sources=(row["id"],))
    numbers = uids(connection, "entries", (number for number, _ in known.cited))
    return {
        "stored": known,
        "source": known.source,
        "marked": list(marked(known)),
        "numbers": numbers,
        "listed": _listed(connection, citing._replace(limit=51), 50),
        "count": query.count(connection, citing),
    }


def marked(known: stored.Stored) -> Iterator[Page]:
    """Yield the text in stretches, each with the entries that cite it and those whose passage begins there."""
    edges = sorted({0, len(known.text), *(at for _, passage in known.cited for span in passage.spans for at in span)})
    begun: set[int] = set()
    for begin, end in pairwise(edges):
        inside = [n for n, passage in known.cited if any(b <= begin and end <= e for b, e in passage.spans)]
        starts = [(n, n not in begun) for n, passage in known.cited if passage.start == begin]
        begun |= {n for n, _ in starts}
        yield {"text": known.text[begin:end], "entries": list(dict.fromkeys(inside)), "starts": starts}


def index(rows: list[Page], kind: str, order: str | None, after: str | None) -> Page:
    """A page of all speakers, topics, places or sources, by name or those with most entries first."""
    if order not in (None, "name", "entries"):
        raise RefusedError(f"order: “{order[:20]}” is none of name, entries")
    if order == "entries":
        rows = sorted(rows, key=lambda row: -row["entries"])
    begin = 0
    if after is not None:
        begin = 1 + next((place for place, row in enumerate(rows) if row["uid"] == after), -2)
        if begin < 0:
            raise NotFoundError(f"there is no {kind} {after[:60]}")
    some = rows[begin : begin + _INDEX]
    more = some[-1]["uid"] if begin + _INDEX < len(rows) else None
    return {
        "kind": kind,
        "rows": some,
        "all": len(rows),
        "order": order or "name",
        "here": after,
        "after": more,
    }


def listed_nouns(connection: sqlite3.Connection, kind: str) -> list[Page]:
    """All speakers, topics, places or sources with how many entries refer to each, by name."""
    label = _LABEL.get(kind, "name")
    counted = {count.id: count.entries for count in counts.by_noun(connection, Filter(), kind)}
    rows = connection.execute(f"SELECT id, uid, {label} AS label FROM {kind}s ORDER BY id").fetchall()
    found = [{**dict(row), "entries": counted.get(row["id"], 0)} for row in rows]
    return sorted(found, key=lambda row: in_order(row["label"]))


def in_order(label: str | None) -> list[tuple[bool, int, str]]:
    """Return what a name is sorted by: letters without case and accents, and numbers by what they are worth."""
    apart = unicodedata.normalize("NFKD", (label or "").strip())
    plain = "".join(c for c in apart if not unicodedata.combining(c)).casefold()
    parts = re.findall(r"[0-9]{1,18}|[^0-9]+", plain)
    return [(False, int(part), "") if part.isascii() and part.isdigit() else (True, 0, part) for part in parts]


def statistics(connection: sqlite3.Connection, asked: Asked, by: str) -> Page:
    """Count entries over time, or by what they refer to."""
    if asked.as_of:
        raise RefusedError("statistics count what is there now: leave out as-of")
    if by not in (*counts.PERIODS, *NOUNS):
        raise RefusedError(f"by: “{by[:20]}” is none of {', '.join((*counts.PERIODS, *NOUNS))}")
    wanted = asking.wanted(connection, asked.given, asked.dated)
    count = counts.by_period if by in counts.PERIODS else counts.by_noun
    found = count(connection, wanted, by)
    shown = counts.without_gaps(found, by) if by in counts.PERIODS else found[:_COUNTS]
    return {
        "by": by,
        "counts": shown,
        "all": max(len(found), len(shown)),
        "left_out": query.count_undated(connection, wanted) if wanted.dated else 0,
        **_named(connection, asked),
    }
