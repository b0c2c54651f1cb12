"""The write verbs. Each works inside a session that :func:`timeline.history.changeset` opened, and refuses by raising.

What had to be made on the way (a speaker nobody had named before, a topic, a source) is told through ``notes``, one
sentence each, so that a slip of the pen is seen at once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from timeline import names, resolve
from timeline.checks import address, checked, language, optional, wikidata
from timeline.dates import PartialDate
from timeline.errors import NotFoundError, RefusedError
from timeline.models import (
    Citation,
    Entry,
    EntryPlace,
    EntryTopic,
    Event,
    Link,
    Participant,
    Place,
    PlaceName,
    Source,
    Speaker,
    SpeakerName,
    Statement,
    Topic,
)
from timeline.quotations import unquote

Note = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class NewSource:
    """A source as somebody names it: ``known`` is its number, address or title, the rest describes it."""

    known: str
    kind: str | None = None
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    archive_url: str | None = None
    published: PartialDate | None = None
    lang: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """An entry to be stored. One with speakers is a statement; the first leads, the others make it a joint one."""

    text: str
    more: str | None = None
    date: PartialDate | None = None
    date_text: str | None = None
    speakers: tuple[str, ...] = ()
    new_speaker: bool = False
    role: str | None = None
    mode: str | None = None
    original_text: str | None = None
    setting: str | None = None
    lang: str | None = None
    note: str | None = None
    dataset: str | None = None
    external_id: str | None = None
    participants: tuple[tuple[str, str], ...] = ()
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sources: tuple[NewSource, ...] = ()
    via: str | None = None
    exact: str | None = None
    #: (relation, number of the other entry)
    links: tuple[tuple[str, int], ...] = ()


def add_entry(session: Session, new: NewEntry, notes: Note) -> int:
    """Store an entry with all that hangs on it and return its number.

    Raises RefusedError for text that cannot be stored and NotFoundError for a name that fits several speakers, is close
    to a known one, or a number that does not exist.
    """
    _refuse_known(session, new)
    entry = _entry(session, new, notes)
    session.add(entry)
    session.flush()
    _add_participants(session, entry, new, notes)
    for topic in dict.fromkeys(find_or_add_topic(session, name, notes) for name in new.topics):
        session.add(EntryTopic(entry_id=entry.id, topic_id=topic))
    for place in dict.fromkeys(find_or_add_place(session, name, notes) for name in new.places):
        session.add(EntryPlace(entry_id=entry.id, place_id=place))
    _cite(session, entry.id, new, notes)
    for relation, number in new.links:
        _link(session, entry.id, relation, number)
    session.flush()
    return entry.id


def _refuse_known(session: Session, new: NewEntry) -> None:
    if new.external_id is None:
        return
    known = select(Entry.id).where(Entry.dataset == new.dataset, Entry.external_id == new.external_id)
    number = session.scalar(known)
    if number is not None:
        raise RefusedError(f"“{new.external_id}” of the dataset “{new.dataset}” is entry {number} already")


def _add_participants(session: Session, entry: Entry, new: NewEntry, notes: Note) -> None:
    """Add who joined in a statement, then who else took part; nobody does the same thing twice."""
    took_part = {(entry.speaker_id, "speaker")}
    for name, role in [*((name, "speaker") for name in new.speakers[1:]), *new.participants]:
        speaker = find_or_add_speaker(session, name, new=new.new_speaker, notes=notes)
        role = checked("the participant's role", role)
        if (speaker, role) in took_part:
            raise RefusedError(f"{session.get_one(Speaker, speaker).name} is given twice as {role}")
        took_part.add((speaker, role))
        session.add(Participant(entry_id=entry.id, speaker_id=speaker, role=role))


def _entry(session: Session, new: NewEntry, notes: Note) -> Entry:
    date = new.date
    shared: dict[str, Any] = {
        "date": date and date.date,
        "date_earliest": date and date.earliest,
        "date_latest": date and date.latest,
        "time": date and date.time,
    }
    for field in ("date_text", "role", "original_text", "setting", "lang", "note", "dataset", "external_id"):
        shared[field] = optional(f"the {field.replace('_', ' ')}", getattr(new, field))
    language(new.lang)
    text, more = checked("the text", new.text), optional("the further text", new.more)
    if new.speakers:
        speaker = find_or_add_speaker(session, new.speakers[0], new=new.new_speaker, notes=notes)
        return Statement(speaker_id=speaker, text=text, title=more, mode=new.mode or "paraphrase", **shared)
    return Event(title=text, text=more, **shared)


def _cite(session: Session, entry: int, new: NewEntry, notes: Note) -> None:
    """Cite every source; the outlet cited through and the exact words belong to the first."""
    cited: set[int] = set()
    for given in new.sources:
        source = find_or_add_source(session, given, notes)
        if source in cited:
            raise RefusedError(f"source {source} is given twice")
        citation = Citation(entry_id=entry, source_id=source)
        if not cited:
            citation.via_id = find_or_add_outlet(session, new.via, notes) if new.via is not None else None
            exact = optional("the exact wording", new.exact)
            citation.exact = exact and (unquote(exact) or exact)
        cited.add(source)
        session.add(citation)


def _link(session: Session, entry: int, relation: str, number: int) -> None:
    if number == entry:
        raise RefusedError("an entry cannot be linked to itself")
    if session.get(Entry, number) is None:
        raise NotFoundError(f"there is no entry {number} to link to; timeline show lists the numbers")
    if session.scalar(select(Link.id).where(Link.from_id == entry, Link.to_id == number, Link.relation == relation)):
        raise RefusedError(f"the link “{relation} {number}” is given twice")
    session.add(Link(from_id=entry, to_id=number, relation=relation))
    session.flush()


def find_or_add_speaker(session: Session, name: str, *, new: bool, notes: Note) -> int:
    """Return the number of the one speaker that a name means, adding it where nobody is known by it.

    If it is said to be new, only a name in a known spelling means somebody known.

    Raises NotFoundError where several fit, where a number fits nobody, and, unless it is said to be new, where the name
    is close to a known one.
    """
    name = _named("speaker", name)
    found = resolve.find(run(session), "speaker", name)
    if new:
        found = [named for named in found if resolve.is_spelled(run(session), "speaker", named, name)]
    if len(found) == 1:
        _tell_meant(session, "speaker", found[0], name, notes)
        return found[0].id
    if found or name.removeprefix("#").isdigit():
        return resolve.one(run(session), "speaker", name).id
    similar = [] if new else resolve.near(run(session), "speaker", name)
    if similar:
        raise NotFoundError(
            f"nobody is known as “{name}”; did you mean {resolve.listed(similar)}? "
            "Give that name, or --new-speaker if this is somebody else"
        )
    number = add_speaker(session, name)
    notes(f"new speaker {number}: {name}")
    return number


def add_speaker(session: Session, name: str, *, aliases: tuple[str, ...] = (), **fields: str | None) -> int:
    """Add a speaker with its names and return its number."""
    name = _named("speaker", name)
    wikidata(fields.get("wikidata"))
    speaker = Speaker(name=name, **{field: optional(f"the {field}", value) for field, value in fields.items()})
    session.add(speaker)
    session.flush()
    for alias in dict.fromkeys(a.strip() for a in aliases if a.strip() != name):
        session.add(SpeakerName(speaker_id=speaker.id, name=_named("speaker", alias), key=names.key(alias)))
    session.flush()
    _fill_keys(session, SpeakerName, SpeakerName.speaker_id == speaker.id, name)
    return speaker.id


def find_or_add_topic(session: Session, name: str, notes: Note) -> int:
    """Return the number of a topic, adding it where it is new; what it resembles is noted."""
    name = _named("topic", name)
    found = resolve.find(run(session), "topic", name)
    if found or name.removeprefix("#").isdigit():
        topic = resolve.one(run(session), "topic", name)
        _tell_meant(session, "topic", topic, name, notes)
        return topic.id
    notes(_new("topic", name, resolve.near(run(session), "topic", name)))
    return add_topic(session, name)


def add_topic(session: Session, name: str, note: str | None = None) -> int:
    """Add a topic and return its number."""
    name = _named("topic", name)
    topic = Topic(name=name, key=names.key(name), note=optional("the note", note))
    session.add(topic)
    session.flush()
    return topic.id


def find_or_add_place(session: Session, name: str, notes: Note) -> int:
    """Return the number of the one place that a name means, adding it where it is new; what it resembles is noted."""
    name = _named("place", name)
    found = resolve.find(run(session), "place", name)
    if found or name.removeprefix("#").isdigit():
        place = resolve.one(run(session), "place", name)
        _tell_meant(session, "place", place, name, notes)
        return place.id
    notes(_new("place", name, resolve.near(run(session), "place", name)))
    return add_place(session, name)


def add_place(
    session: Session, name: str, *, aliases: tuple[str, ...] = (), parent: str | None = None, **fields: str | None
) -> int:
    """Add a place with its names, inside another one if given, and return its number."""
    name = _named("place", name)
    wikidata(fields.get("wikidata"))
    parent_id = resolve.one(run(session), "place", parent).id if parent else None
    place = Place(
        name=name, parent_id=parent_id, **{field: optional(f"the {field}", value) for field, value in fields.items()}
    )
    session.add(place)
    session.flush()
    for alias in dict.fromkeys(a.strip() for a in aliases if a.strip() != name):
        session.add(PlaceName(place_id=place.id, name=_named("place", alias), key=names.key(alias)))
    session.flush()
    _fill_keys(session, PlaceName, PlaceName.place_id == place.id, name)
    return place.id


def parent_of(session: Session, place: int) -> int | None:
    """Return the number of the place that a place lies in."""
    return session.get_one(Place, place).parent_id


def find_or_add_source(session: Session, given: NewSource, notes: Note) -> int:
    """Return the number of a source, adding it where its address or title is new.

    Raises NotFoundError where a number fits nothing or a title fits several, and RefusedError where the description
    contradicts what is stored.
    """
    known = checked("the source", given.known)
    rows = _known_sources(session, known)
    if len(rows) > 1:
        rows = [row for row in rows if not _contradictions(row, given)] or rows
    if len(rows) > 1:
        several = resolve.listed(resolve.Named(row.id, row.publisher or known) for row in rows)
        raise NotFoundError(f"“{known}” fits more than one source: {several}; give the number")
    if not rows:
        if known.removeprefix("#").isdigit():
            raise NotFoundError(f"there is no source {known}; timeline source list shows all that are known")
        number = add_source(session, given)
        notes(f"new source {number}: {known}")
        return number
    differing = _contradictions(rows[0], given)
    if differing:
        raise RefusedError(
            f"source {rows[0].id} is already known, with another {differing}; leave that out, or give another title"
        )
    for field, value in _description(given).items():
        if value is not None and getattr(rows[0], field) is None:
            setattr(rows[0], field, optional(f"the {field}", value))
            notes(f"source {rows[0].id} had no {field} yet; now it is: {value}")
    return rows[0].id


def add_new_source(session: Session, given: NewSource) -> int:
    """Add a source and return its number.

    Raises RefusedError where one of that address, or of that title from that publisher, is known.
    """
    known = checked("the source", given.known)
    for row in _known_sources(session, known):
        if row.url == known or (row.title == known and row.publisher == given.publisher):
            raise RefusedError(f"the source is there already: {row.id} {known}")
    return add_source(session, given)


def _known_sources(session: Session, known: str) -> list[Source]:
    """The source of a number, else those with an address or title; a publisher alone is no source to cite from."""
    digits = known.removeprefix("#")
    row = session.get(Source, int(digits)) if digits.isdigit() and len(digits) < 19 else None
    if row:
        return [row]
    fits = or_(Source.url == known, Source.archive_url == known, Source.title == known)
    return list(session.scalars(select(Source).where(fits).order_by(Source.id)))


def _description(given: NewSource) -> dict[str, str | None]:
    published = given.published.date if given.published else None
    return {"title": given.title, "publisher": given.publisher, "author": given.author, "published": published}


def _contradictions(row: Source, given: NewSource) -> str:
    """Name the fields of which the source is known to have another value."""
    wanted = _description(given)
    return ", ".join(f for f, value in wanted.items() if value is not None and getattr(row, f) not in (None, value))


def add_source(session: Session, given: NewSource) -> int:
    """Add a source; what looks like a web address becomes its address, anything else its title."""
    known = checked("the source", given.known)
    is_address = known.lower().startswith(("http://", "https://"))
    if not is_address and re.fullmatch(r"[a-z]+://\S*|[\w-]+(?:\.[\w-]+)+/\S*", known, re.IGNORECASE):
        raise RefusedError(f"“{known[:80]}” looks like an address; write it with https:// or http:// in front")
    source = Source(
        kind=given.kind or "article",
        url=known if is_address else None,
        title=optional("the title", given.title) if is_address else known,
        publisher=optional("the publisher", given.publisher),
        author=optional("the author", given.author),
        archive_url=address(given.archive_url),
        published=given.published and given.published.date,
        lang=language(given.lang),
        note=optional("the note", given.note),
    )
    session.add(source)
    session.flush()
    return source.id


def find_or_add_outlet(session: Session, text: str, notes: Note) -> int:
    """Return the source for an outlet that is cited through: a known number, address or title, or the outlet itself."""
    text = checked("--via", text)
    if not names.key(text):
        raise RefusedError(f"--via: “{text}” cannot be the name of an outlet: it has no letter or digit")
    if text.removeprefix("#").isdigit() or text.lower().startswith(("http://", "https://")):
        return find_or_add_source(session, NewSource(known=text), notes)
    bare = select(Source).where(Source.title.is_(None), Source.url.is_(None)).order_by(Source.id)
    for outlet in session.scalars(bare):
        if names.key(outlet.publisher or "") == names.key(text):
            return outlet.id
    titled = session.scalar(select(Source.id).where(Source.title == text).order_by(Source.id))
    if titled is not None:
        return titled
    outlet = Source(kind="other", publisher=text)
    session.add(outlet)
    session.flush()
    notes(f"new source {outlet.id}: {text}")
    return outlet.id


def run(session: Session) -> resolve.Run:
    """Let :mod:`timeline.resolve` read within this transaction."""
    return lambda sql, values: session.connection().exec_driver_sql(sql, values)


def _named(word: str, name: str) -> str:
    name = checked(f"the {word}'s name", name)
    if len(name) > resolve.LONGEST_NAME:
        raise RefusedError(f"the {word}'s name has {len(name):,} characters; a name has at most {resolve.LONGEST_NAME}")
    if not names.key(name):
        raise RefusedError(f"“{name}” cannot be the name of a {word}: it has no letter or digit")
    return name


def _tell_meant(session: Session, kind: str, meant: resolve.Named, typed: str, notes: Note) -> None:
    """Tell what a name was taken to mean, where it is not one of the known spellings."""
    if not resolve.is_spelled(run(session), kind, meant, typed):
        notes(f"“{typed}” is {kind} {resolve.listed([meant])}")


def _new(word: str, name: str, similar: list[resolve.Named]) -> str:
    return f"new {word}: {name}" + (f" (there is already {resolve.listed(similar)})" if similar else "")


def _fill_keys(session: Session, table: type[SpeakerName] | type[PlaceName], owner: Any, name: str) -> None:
    """Give the printed name, which a trigger has put among the names, its key."""
    session.execute(
        update(table).where(owner, table.key.is_(None), table.name == name).values(key=names.key(name)),
        execution_options={"synchronize_session": False},
    )
