"""The timeline as files that need no server: one page with everything in it, or a folder of pages.

The templates are those of the server; what they link to is in :mod:`addresses`, what they say in :mod:`book`. The same
file gives the same bytes.
"""

import base64
import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from timeline.evidence import stored
from timeline.reading import counts, threads
from timeline.reading.counts import Count
from timeline.reading.records import Record
from timeline.schema.vocabulary import EntityKind
from timeline.web import band, entity_page, entry_thread, marked_text, topic_counts
from timeline.web.addresses import FolderLinks, PageLinks, file_name
from timeline.web.book import Book, BookName, BookSource
from timeline.web.links import Links
from timeline.web.pages import (
    EntityPage,
    EntryPage,
    IndexPage,
    Page,
    ProofPage,
    PublishedList,
    SourcePage,
    StatisticsPage,
)
from timeline.web.rendering import by_year, citation_line, environment, many, script, tight
from timeline.web.search_data import SIZE, searched

#: entries whose lines are in one file, which the script fetches for what it has found
PART = 500
#: how much of a source's text stands around a cited passage, in characters
AROUND = 40
#: one after the other
_SCRIPTS = ("search.js", "published.js", "timeline.js")
#: what a page of a folder may load: files beside it, whether from a disk or a server
_POLICY = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' file:; "
    "form-action 'self' file:; base-uri 'none'"
)


class Look(NamedTuple):
    """What is put around the entries."""

    title: str
    intro: Markup | None = None
    full_text: bool = False
    #: the filters by which entries were chosen, in words
    chosen: str = ""


class _Published(NamedTuple):
    """What the head and foot of a page say; ``style``, ``script`` and ``icon`` where they are within the page."""

    policy: str
    left_out: str
    #: when what is published was last changed
    state: str
    full_text: bool
    #: by which filters it was chosen; nothing where it is all
    chosen: str
    style: Markup | None = None
    script: Markup | None = None
    icon: str = ""


def left_out(known: Book, look: Look, *, in_folder: bool) -> str:
    """Word what the file has and what is published has not."""
    texts = known.texts if not (look.full_text and in_folder) else 0
    notes = known.notes if not known.has_notes else 0
    parts = [
        f"what does not fit {look.chosen} ({many(known.others)})" if known.others else "",
        f"the whole text of {texts:,} source{'' if texts == 1 else 's'}" if texts else "",
        f"{notes:,} note{'' if notes == 1 else 's'}" if notes else "",
        "the history",
    ]
    hint = " (the texts are published in a folder alone)" if texts and look.full_text else ""
    return f"left out: {', '.join(part for part in parts if part)}{hint}"


def page(connection: sqlite3.Connection, known: Book, look: Look) -> bytes:
    """Return one page that holds everything and asks for nothing. Raises sqlite3.Error."""
    found = known.listed.records
    numbers = {record["uid"]: record["id"] for record in found}
    entities = {(kind, row["uid"]): row["id"] for kind, rows in known.entities.items() for row in rows}
    style, run = _static("style.css", "published.css"), _static(*_SCRIPTS)
    around = _Published(
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(run)}; img-src data:; "
        "form-action 'none'; base-uri 'none'",
        left_out=_sentence(left_out(known, look, in_folder=False)),
        state=_state(connection),
        full_text=False,
        chosen=look.chosen,
        style=Markup(style),  # noqa: S704
        script=Markup(run),  # noqa: S704
        icon=f"data:image/svg+xml,{quote(_static('icon.svg'), safe='')}",
    )
    says = replace(
        _list(connection, known),
        listed=known.listed._replace(shown=frozenset(record["id"] for record in found[:SIZE])),
        searched=searched(known),
        counts=_years(connection, known),
    )
    whole = _rendered(_environment(PageLinks(numbers, entities), around), look, says)
    return whole + _seal(whole)


def _seal(page: bytes) -> bytes:
    """Return the comment that ends a page, by which it is known to be as it was made."""
    return f"\n<!-- sha256 {hashlib.sha256(page).hexdigest()} -->\n".encode()


def is_own_page(page: bytes) -> bool:
    """Tell whether a page was made here and not changed since."""
    whole = page[: -len(_seal(b""))]
    return page == whole + _seal(whole)


def folder(connection: sqlite3.Connection, known: Book, look: Look) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a folder, each with its path in it. Raises sqlite3.Error."""
    around = _Published(
        _POLICY, _sentence(left_out(known, look, in_folder=True)), _state(connection), look.full_text, look.chosen
    )
    top, below = (_environment(FolderLinks(up, full_text=look.full_text), around) for up in ("", "../"))
    yield from _assets()
    yield from _lists(connection, top, known, look)
    yield from _parts(top, known)
    yield "searched.js", _assigned("globalThis.timelineSearched", searched(known))
    for kind, rows in known.entities.items():
        index = IndexPage(kind=kind, rows=rows, all=len(rows), order="name", here=None, after=None)
        yield f"{kind}s.html", _rendered(top, look, index)
    yield "stats.html", _rendered(top, look, _statistics(connection, known))
    yield "proof.html", _rendered(top, look, ProofPage())
    there = frozenset(record["id"] for record in known.listed.records)
    for record in known.listed.records:
        says = _entry(connection, known, there, record)
        yield f"e/{file_name(record['uid'])}.html", _rendered(below, look, says, jsonld=says.linked_data())
    for kind, names in known.names.items():
        for name in names:
            yield (
                f"{kind}/{file_name(name['uid'])}.html",
                _rendered(below, look, _entity(connection, known, kind, name)),
            )
    yield from _sources(connection, below, known, look)


def _static(*names: str) -> str:
    return "".join(files("timeline.web").joinpath("static", name).read_text(encoding="utf-8") for name in names)


def _assets() -> Iterator[tuple[str, bytes]]:
    yield "style.css", _static("style.css", "published.css").encode()
    for name in (*_SCRIPTS, "icon.svg"):
        yield name, _static(name).encode()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _state(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT substr(at, 1, 10) FROM changesets ORDER BY id DESC LIMIT 1").fetchone()
    return f", last changed on {row[0]}" if row else ""


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _environment(links: Links, around: _Published) -> Environment:
    def line(record: Record, _address: str, doubt: str | None = None) -> str:
        return citation_line(record, f"urn:uuid:{record['uid']}", doubt)

    return environment(links, is_served=False, published=around, citation_line=line)


def _rendered(env: Environment, look: Look, page: Page, **more: object) -> bytes:
    text = env.get_template(page.template).render(site=look.title, intro=look.intro, **page.says(), **more)
    return text.encode("utf-8", "replace")


def _list(connection: sqlite3.Connection, known: Book) -> PublishedList:
    """Return the list as one page."""
    return PublishedList(
        listed=known.listed,
        filters={},
        called={},
        view={},
        band=band.read(connection, known.wanted),
        count=len(known.listed.records),
        left_out=0,
        words=None,
        entities=known.entities,
        parts=None,
        number=1,
    )


def _years(connection: sqlite3.Connection, known: Book) -> list[Count]:
    return counts.without_gaps(counts.by_period(connection, known.wanted, "year"), "year")


def _statistics(connection: sqlite3.Connection, known: Book) -> StatisticsPage:
    found = _years(connection, known)
    return StatisticsPage(
        by="year", counts=found, all=len(found), filters={}, called={}, heading="", cited={}, left_out=0
    )


def _lists(connection: sqlite3.Connection, env: Environment, known: Book, look: Look) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of the list; the first can be narrowed."""
    found = known.listed.records
    last = max(1, -(-len(found) // SIZE))
    names = ["index.html", *(f"page-{number}.html" for number in range(2, last + 1))]
    whole = _list(connection, known)
    for place, name in enumerate(names):
        says = replace(
            whole,
            listed=known.listed._replace(records=found[place * SIZE : (place + 1) * SIZE]),
            parts=PART,
            number=place + 1,
            before=names[place - 1] if place else None,
            after=names[place + 1] if place + 1 < last else None,
        )
        yield name, _rendered(env, look, says)


def _parts(env: Environment, known: Book) -> Iterator[tuple[str, bytes]]:
    """Yield the lines of all entries for the script: heading and HTML of each."""
    macros: Any = env.get_template("_macros.html").make_module()
    found = known.listed.records
    for place, begin in enumerate(range(0, len(found), PART)):
        lines = [
            (year, str(tight(macros.entry(record, known.listed))))
            for year, those in by_year(found[begin : begin + PART])
            for record in those
        ]
        yield f"part-{place}.js", _assigned(f"(globalThis.timelineParts ??= {{}})[{place}]", lines)


def _assigned(name: str, value: object) -> bytes:
    return f"{name} = {script(value)};\n".encode("utf-8", "replace")


def _entry(connection: sqlite3.Connection, known: Book, there: frozenset[int], record: Record) -> EntryPage:
    proof = known.listed.proofs[record["id"]]
    return EntryPage(
        record=record,
        listed=known.listed,
        citations=proof.citations,
        claims=proof.claims,
        thread=entry_thread.around(record, _thread(connection, there, record["id"])) if proof.related else None,
        history=[],
    )


def _thread(connection: sqlite3.Connection, there: frozenset[int], number: int) -> threads.Thread:
    """Return the thread of an entry as far as it is published: what hangs on it by what is not, does not hang on it."""
    whole = threads.thread(connection, number)
    links = [link for link in whole.links if {link[0], link[1]} <= there]
    near: dict[int, set[int]] = {}
    for one, other, _ in links:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    reached, waiting = {number}, [number]
    while waiting:
        further = near.get(waiting.pop(), set()) - reached
        reached |= further
        waiting += further
    nodes = [
        (node if node.parent in reached else node._replace(parent=None, relation=None))._replace(
            also=tuple((relation, other) for relation, other in node.also if other in reached)
        )
        for node in whole.nodes
        if node.id in reached
    ]
    return whole._replace(nodes=nodes, links=[link for link in links if link[0] in reached])


def _entity(connection: sqlite3.Connection, known: Book, kind: EntityKind, name: BookName) -> EntityPage:
    """Return the page of a speaker, topic or place, in whose list of entries their proof is a page away."""
    it = entity_page.known(connection, kind, name["uid"])
    about = known.about[kind][name["uid"]]
    return EntityPage(
        kind=kind,
        entity={**it.entity, "note": name["note"]},
        names=it.names,
        offices=name["offices"],
        office_band=band.offices(name["offices"], max((r["date_latest"] or "" for r in about), default=None)),
        by_topic=topic_counts.topics_of(about, known.topics) if kind == "speaker" else [],
        inside=[place for place in it.inside if place["uid"] in known.about["place"]],
        within=it.within,
        listed=known.listed._replace(records=about, proofs={}),
        band=band.drawn(about, [_lane(record, kind) for record in about]),
        count=len(about),
    )


def _lane(record: Record, kind: str) -> str:
    """Name the row of an overview in which an entry stands: by topic for a speaker, else by speaker."""
    if kind == "speaker":
        return record["topics"][0] if record["topics"] else ""
    return record["speaker"] or "Events"


def _sources(connection: sqlite3.Connection, env: Environment, known: Book, look: Look) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of sources; with their whole texts one for every time that one was retrieved."""
    for source in known.sources:
        name = f"source/{file_name(source['uid'])}"
        whole = stored.source(connection, source["id"], None)
        yield f"{name}.html", _rendered(env, look, _source(known, look, source, whole))
        for snapshot in whole.snapshots if look.full_text else ():
            other = stored.source(connection, source["id"], snapshot["id"])
            yield f"{name}.{snapshot['id']}.html", _rendered(env, look, _source(known, look, source, other))


def _source(known: Book, look: Look, source: BookSource, whole: stored.Stored) -> SourcePage:
    """Return the page of a source: its text with what is cited marked, or only what cites it."""
    about = known.about["source"][source["uid"]]
    uids = {record["id"]: record["uid"] for record in about}
    shown = whole._replace(cited=[(number, passage) for number, passage in whole.cited if number in uids])
    withheld = "Its whole text is not published; what is cited of it stands with the entries."
    return SourcePage(
        source=source,
        stored=shown if look.full_text else shown._replace(text="", content=None),
        marked=list(marked_text.pieces(shown)) if look.full_text else [],
        numbers=uids,
        listed=known.listed._replace(records=about),
        count=len(about),
        withheld=withheld if whole.snapshots and not look.full_text else "",
    )
