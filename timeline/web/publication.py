"""Render the timeline as files that need no server: one page with everything in it, or a folder of pages.

The templates are those of the server; their links come from :mod:`addresses`, their contents from :mod:`book`. The same
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
from timeline.history import seals
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
from timeline.web.rendering import by_year, citation_line, entry_count, environment, script, tight
from timeline.web.search_data import PAGE_ENTRIES, search_data

#: entries whose lines are in one file, which the script fetches for its hits
PART_ENTRIES = 500
#: text of the source that is published before and after a cited passage
AROUND_CHARACTERS = 40
#: in the order in which they run
_SCRIPTS = ("search.js", "published.js", "timeline.js")
#: a page of a folder may load only files of the folder, whether from a disk or a server
_POLICY = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' file:; "
    "form-action 'self' file:; base-uri 'none'"
)


class Look(NamedTuple):
    """The options of a publication: its title and introduction, whether it has full texts, and its filters in words."""

    title: str
    intro: Markup | None = None
    full_text: bool = False
    #: the filters in words; empty if everything is published
    chosen: str = ""
    #: the address of a folder once it is on a server, without a slash at its end
    base_url: str | None = None


class _Published(NamedTuple):
    """The values of the head and foot of a page; one page has ``style``, ``script`` and ``icon`` inside."""

    policy: str
    left_out: str
    #: when the timeline was last changed, in words
    state: str
    full_text: bool
    #: the filters in words; empty if everything is published
    chosen: str
    style: Markup | None = None
    script: Markup | None = None
    icon: str = ""


def left_out(book: Book, look: Look, *, in_folder: bool) -> str:
    """Return a line that lists the parts of the file that are not published."""
    texts = book.texts if not (look.full_text and in_folder) else 0
    notes = book.notes if not book.has_notes else 0
    parts = [
        f"{entry_count(book.others)} outside the selection ({look.chosen})" if book.others else "",
        f"the whole text of {texts:,} source{'' if texts == 1 else 's'}" if texts else "",
        f"{notes:,} note{'' if notes == 1 else 's'}" if notes else "",
        "the history",
    ]
    hint = " (only a folder can have the texts)" if texts and look.full_text else ""
    return f"left out: {', '.join(part for part in parts if part)}{hint}"


def page(connection: sqlite3.Connection, book: Book, look: Look) -> bytes:
    """Return one page that contains everything and loads nothing. Raises sqlite3.Error."""
    entries = book.listing.records
    numbers = {record["uid"]: record["id"] for record in entries}
    entities = {(kind, row["uid"]): row["id"] for kind, rows in book.entities.items() for row in rows}
    style, scripts = _static("style.css", "published.css"), _static(*_SCRIPTS)
    published = _Published(
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(scripts)}; img-src data:; "
        "form-action 'none'; base-uri 'none'",
        left_out=_sentence(left_out(book, look, in_folder=False)),
        state=_state(connection),
        full_text=False,
        chosen=look.chosen,
        style=Markup(style),  # noqa: S704
        script=Markup(scripts),  # noqa: S704
        icon=f"data:image/svg+xml,{quote(_static('icon.svg'), safe='')}",
    )
    whole_list = replace(
        _list(connection, book),
        listing=book.listing._replace(shown=frozenset(record["id"] for record in entries[:PAGE_ENTRIES])),
        search_data=search_data(book),
        counts=_years(connection, book),
    )
    html = _rendered(_environment(PageLinks(numbers, entities), published, look), look, whole_list)
    return html + _seal(html)


def _seal(page: bytes) -> bytes:
    """Return the comment at the end of a page, which shows that the page is unchanged."""
    return f"\n<!-- sha256 {hashlib.sha256(page).hexdigest()} -->\n".encode()


def is_own_page(page: bytes) -> bool:
    """Tell whether publish wrote a page, and nobody has changed it since."""
    html = page[: -len(_seal(b""))]
    return page == html + _seal(html)


def folder(connection: sqlite3.Connection, book: Book, look: Look) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a folder, each with its path in the folder. Raises sqlite3.Error."""
    published = _Published(
        _POLICY, _sentence(left_out(book, look, in_folder=True)), _state(connection), look.full_text, look.chosen
    )
    top, below = (_environment(FolderLinks(up, full_text=look.full_text), published, look) for up in ("", "../"))
    yield from _assets()
    yield from _lists(connection, top, book, look)
    yield from _parts(top, book)
    yield "searched.js", _assigned("globalThis.timelineSearched", search_data(book))
    for kind, rows in book.entities.items():
        index = IndexPage(kind=kind, rows=rows, all=len(rows), order="name", here=None, after=None)
        yield f"{kind}s.html", _rendered(top, look, index)
    yield "stats.html", _rendered(top, look, _statistics(connection, book))
    yield "proof.html", _rendered(top, look, ProofPage())
    numbers = frozenset(record["id"] for record in book.listing.records)
    for record in book.listing.records:
        entry = _entry(connection, book, numbers, record)
        yield f"e/{file_name(record['uid'])}.html", _rendered(below, look, entry, jsonld=entry.linked_data())
    for kind, names in book.names.items():
        for name in names:
            yield (
                f"{kind}/{file_name(name['uid'])}.html",
                _rendered(below, look, _entity(connection, book, kind, name)),
            )
    yield from _sources(connection, below, book, look)


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
    return f", last changed on {row[0]}, at the head {seals.state(connection)}" if row else ""


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _environment(links: Links, published: _Published, look: Look) -> Environment:
    def line(record: Record, _address: str, doubt: str | None = None) -> str:
        uid = record["uid"]
        address = f"{look.base_url}/{FolderLinks().entry(uid)}" if look.base_url else f"urn:uuid:{uid}"
        return citation_line(record, address, doubt)

    return environment(links, is_served=False, published=published, citation_line=line)


def _rendered(env: Environment, look: Look, page: Page, **more: object) -> bytes:
    text = env.get_template(page.template).render(site=look.title, intro=look.intro, **page.values(), **more)
    return text.encode("utf-8", "replace")


def _list(connection: sqlite3.Connection, book: Book) -> PublishedList:
    """Return the whole list as one page."""
    return PublishedList(
        listing=book.listing,
        filters={},
        meanings={},
        view={},
        band=band.read(connection, book.entry_filter),
        count=len(book.listing.records),
        left_out=[],
        words=None,
        entities=book.entities,
        parts=None,
        number=1,
    )


def _years(connection: sqlite3.Connection, book: Book) -> list[Count]:
    return counts.without_gaps(counts.by_period(connection, book.entry_filter, "year"), "year")


def _statistics(connection: sqlite3.Connection, book: Book) -> StatisticsPage:
    years = _years(connection, book)
    return StatisticsPage(
        by="year", counts=years, all=len(years), filters={}, meanings={}, heading="", to_quote={}, left_out=[]
    )


def _lists(connection: sqlite3.Connection, env: Environment, book: Book, look: Look) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of the list; the first has the filters."""
    entries = book.listing.records
    last = max(1, -(-len(entries) // PAGE_ENTRIES))
    names = ["index.html", *(f"page-{number}.html" for number in range(2, last + 1))]
    whole = _list(connection, book)
    for place, name in enumerate(names):
        page = replace(
            whole,
            listing=book.listing._replace(records=entries[place * PAGE_ENTRIES : (place + 1) * PAGE_ENTRIES]),
            parts=PART_ENTRIES,
            number=place + 1,
            before=names[place - 1] if place else None,
            after=names[place + 1] if place + 1 < last else None,
        )
        yield name, _rendered(env, look, page)


def _parts(env: Environment, book: Book) -> Iterator[tuple[str, bytes]]:
    """Yield the files with the lines of all entries for the script: the heading and the HTML of each."""
    macros: Any = env.get_template("_macros.html").make_module()
    entries = book.listing.records
    for place, begin in enumerate(range(0, len(entries), PART_ENTRIES)):
        lines = [
            (year, str(tight(macros.entry(record, book.listing))))
            for year, group in by_year(entries[begin : begin + PART_ENTRIES])
            for record in group
        ]
        yield f"part-{place}.js", _assigned(f"(globalThis.timelineParts ??= {{}})[{place}]", lines)


def _assigned(name: str, value: object) -> bytes:
    return f"{name} = {script(value)};\n".encode("utf-8", "replace")


def _entry(connection: sqlite3.Connection, book: Book, numbers: frozenset[int], record: Record) -> EntryPage:
    proof = book.listing.proofs[record["id"]]
    return EntryPage(
        record=record,
        listing=book.listing,
        citations=proof.citations,
        claims=proof.claims,
        thread=entry_thread.around(record, _thread(connection, numbers, record["id"])) if proof.related else None,
        history=[],
    )


def _thread(connection: sqlite3.Connection, numbers: frozenset[int], number: int) -> threads.Thread:
    """Return the part of an entry's thread that is connected to it by links between published entries."""
    whole = threads.thread(connection, number)
    links = [link for link in whole.links if {link[0], link[1]} <= numbers]
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


def _entity(connection: sqlite3.Connection, book: Book, kind: EntityKind, name: BookName) -> EntityPage:
    """Return the page of a speaker, topic or place; its entries link to their proof on pages of their own."""
    facts = entity_page.facts(connection, kind, name["uid"])
    about = book.about[kind][name["uid"]]
    return EntityPage(
        kind=kind,
        entity={**facts.entity, "note": name["note"]},
        names=facts.names,
        offices=name["offices"],
        office_band=band.offices(name["offices"], max((r["date_latest"] or "" for r in about), default=None)),
        by_topic=topic_counts.topics_of(about, book.topics) if kind == "speaker" else [],
        inside=[place for place in facts.inside if place["uid"] in book.about["place"]],
        within=facts.within,
        listing=book.listing._replace(records=about, proofs={}),
        band=band.draw(about, [_lane(record, kind) for record in about]),
        count=len(about),
    )


def _lane(record: Record, kind: str) -> str:
    """Return the row of an entry in the overview: its topic on the page of a speaker, else its speaker."""
    if kind == "speaker":
        return record["topics"][0] if record["topics"] else ""
    return record["speaker"] or "Events"


def _sources(connection: sqlite3.Connection, env: Environment, book: Book, look: Look) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of sources; if whole texts are published, also one for each snapshot."""
    for source in book.sources:
        name = f"source/{file_name(source['uid'])}"
        whole = stored.source(connection, source["id"], None)
        yield f"{name}.html", _rendered(env, look, _source(book, look, source, whole))
        for snapshot in whole.snapshots if look.full_text else ():
            other = stored.source(connection, source["id"], snapshot["id"])
            yield f"{name}.{snapshot['id']}.html", _rendered(env, look, _source(book, look, source, other))


def _source(book: Book, look: Look, source: BookSource, whole: stored.Stored) -> SourcePage:
    """Return the page of a source: its text with the cited passages marked, or only the entries that cite it."""
    about = book.about["source"][source["uid"]]
    uids = {record["id"]: record["uid"] for record in about}
    public = whole._replace(cited=[(number, passage) for number, passage in whole.cited if number in uids])
    withheld = "The whole text is not published; the cited passages are shown with the entries."
    return SourcePage(
        source=source,
        stored=public if look.full_text else public._replace(text="", content=None),
        marked=list(marked_text.pieces(public.text, public.cited)) if look.full_text else [],
        numbers=uids,
        listing=book.listing._replace(records=about),
        count=len(about),
        withheld=withheld if whole.snapshots and not look.full_text else "",
    )
