"""Change a timeline from Python, within one changeset: what :meth:`timeline.desk.library.Timeline.changeset` gives."""

import datetime
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from timeline.desk import articles, checks, entities, entries, library_input, sources
from timeline.desk.corrections import CORRECTABLE, Corrector, drafted
from timeline.desk.decisions import with_known_names
from timeline.desk.forms import Form
from timeline.desk.library_values import Rows
from timeline.desk.names import source_to_cite
from timeline.desk.reference import TypedDate
from timeline.desk.sources import SourceInput
from timeline.desk.values import Outcome
from timeline.errors import NotFoundError, RefusedError
from timeline.reading import proposals
from timeline.reading.proposals import ProposalFilter, ProposalRecord
from timeline.schema.fields import FIELDS
from timeline.schema.vocabulary import EntityKind
from timeline.store import verdicts
from timeline.store.naming import driver, lookup_in
from timeline.store.remarks import Notes
from timeline.words.suggestions import did_you_mean

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from timeline.desk.versions import Value

#: the names of fields in options, such as ``topic``, and in forms, such as ``topics``
_FIELDS = {**{name: name for name in FIELDS}, **{field.word: name for name, field in FIELDS.items()}}
_ENTITIES: tuple[EntityKind, ...] = ("speaker", "topic", "place", "source")
_NO = "no_"
_P = ParamSpec("_P")
_T = TypeVar("_T")


def _verb(method: Callable[_P, _T]) -> Callable[_P, _T]:
    """Make a method of :class:`Change` store all that it does, or after a refusal nothing."""

    @wraps(method)
    def whole(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        change: Any = args[0]
        change._refuse_elsewhere()
        point = change._session.begin_nested()
        try:
            value = method(*args, **kwargs)
        except BaseException:
            point.rollback()
            raise
        point.commit()
        return value

    return whole


class Change:
    """An open changeset. Its methods store at once, but nobody sees it before the block ends without an exception.

    ``notes`` says how names and dates were read, and what is new. Methods raise errors of :mod:`timeline.errors`.
    """

    def __init__(self, session: "Session", path: str) -> None:
        self._session = session
        self._path = path
        self._thread: int | None = threading.get_ident()
        self.notes: list[str] = []

    def close(self) -> None:
        """End the use of this object, because its block ends."""
        self._thread = None

    def _refuse_elsewhere(self) -> None:
        if self._thread is None:
            raise RefusedError("this changeset is over; open another one")
        if self._thread != threading.get_ident():
            raise RefusedError("a changeset belongs to the thread that has opened it; open another one")

    @property
    def number(self) -> int:
        """The number of the changeset."""
        return int(self._session.info["changeset"])

    def _value(self, outcome: Outcome[Any]) -> Any:
        self.notes += [note.message for note in outcome.notes]
        return outcome.value

    @_verb
    def add(
        self,
        words: str | None = None,
        *,
        new_speaker: bool = False,
        reference: str | datetime.date | None = None,
        date_order: str | None = None,
        **values: object,
    ) -> int:
        """Add an entry and return its number; with a ``speaker`` it is a statement, else an event.

        ``values`` are fields, as the options of ``timeline add`` name them: ``date="Feb. 26"``, ``topic=["a", "b"]``,
        ``source=1``, ``mode="verbatim"``. ``new_speaker`` adds a speaker whose name is like a known one.
        """
        form = Form(
            values=_values(values),
            words=library_input.optional(words, "words"),
            reference=library_input.optional(reference, "reference"),
            order=library_input.date_order(date_order),
            new_speaker=library_input.flag(new_speaker, "new_speaker"),
        )
        return int(self._value(entries.add(self._session, form)).number)

    @_verb
    def edit(
        self,
        *numbers: int,
        new_speaker: bool = False,
        reference: str | datetime.date | None = None,
        date_order: str | None = None,
        **values: object,
    ) -> tuple[int, ...]:
        """Change entries in the same way, and return the numbers of those that it changes.

        A field of several values, such as ``topic``, gets more of them; ``no_topic`` removes one. An empty text clears
        any other field.
        """
        removed = {name[len(_NO) :]: value for name, value in values.items() if name.startswith(_NO)}
        replaced = _values({name: value for name, value in values.items() if not name.startswith(_NO)})
        added = {name: replaced.pop(name) for name in list(replaced) if FIELDS[name].many and name != "speakers"}
        connection = driver(self._session)
        filled = [
            Form(
                entry=number,
                version=entries.version_of(connection, number),
                values=replaced,
                added={name: tuple(value or ()) for name, value in added.items()},
                removed={name: _several(name, value) for name, value in _values(removed, _NO).items()},
                reference=library_input.optional(reference, "reference"),
                order=library_input.date_order(date_order),
                new_speaker=library_input.flag(new_speaker, "new_speaker"),
            )
            for number in dict.fromkeys(_numbers(numbers))
        ]
        changed: tuple[int, ...] = self._value(entries.edit_several(self._session, filled))
        return changed

    @_verb
    def delete(self, *numbers: int) -> None:
        """Delete entries with their citations and links."""
        self._value(entries.delete(self._session, _numbers(numbers)))

    @_verb
    def link(self, start: int, relation: str, end: int, note: str | None = None) -> None:
        """Link an entry to another: ``change.link(12, "reaffirms", 4)``."""
        first, last = library_input.number(start, "start"), library_input.number(end, "end")
        words, remark = library_input.text(relation, "relation"), library_input.optional(note, "note")
        self._value(entries.link(self._session, first, words, last, remark))

    @_verb
    def unlink(self, start: int, relation: str | None, end: int) -> None:
        """Delete the link of a relation from an entry to another, or with None all links."""
        first, last = library_input.number(start, "start"), library_input.number(end, "end")
        self._value(entries.unlink(self._session, first, library_input.optional(relation, "relation"), last))

    @_verb
    def cite(
        self,
        number: int,
        source: str | int,
        exact: str,
        *,
        prefix: str | None = None,
        suffix: str | None = None,
        via: str | int | None = None,
        date: str | datetime.date | None = None,
        reference: str | datetime.date | None = None,
        date_order: str | None = None,
        disputes: bool = False,
        note: str | None = None,
    ) -> None:
        """Cite the exact words of a source for an entry."""
        typed = None
        if date is not None:
            day, order = library_input.optional(reference, "reference"), library_input.date_order(date_order)
            typed = TypedDate(library_input.text(date, "date"), reference=day, order=order)
        passage = entries.Passage(
            source=library_input.text(source, "source"),
            exact=library_input.text(exact, "exact"),
            prefix=library_input.optional(prefix, "prefix"),
            suffix=library_input.optional(suffix, "suffix"),
            via=library_input.optional(via, "via"),
            date=typed,
            disputes=library_input.flag(disputes, "disputes"),
            note=library_input.optional(note, "note"),
        )
        self._value(entries.cite(self._session, library_input.number(number, "number"), passage))

    @_verb
    def check(self, *numbers: int, doubt: str | None = None) -> None:
        """Record that you have compared entries with their sources and find them right, or why you doubt them."""
        self._value(checks.check(self._session, _numbers(numbers), library_input.optional(doubt, "doubt")))

    @_verb
    def add_source(self, what: str | os.PathLike[str], **described: object) -> int:
        """Add a source and return its number; ``what`` is an address, which is fetched, a file, or a title.

        ``described`` are ``title``, ``publisher``, ``published`` and the other options of ``timeline source add``.
        """
        typed = _source(what, described)
        retrieved = sources.retrieve(typed, _now(), self.notes.append, self._path)
        return int(self._value(sources.add(self._session, typed, retrieved)))

    @_verb
    def ingest(
        self, what: str | os.PathLike[str], *, topic: object = None, place: object = None, **described: object
    ) -> Rows[ProposalRecord]:
        """Read an article from an address or a file, store it as a source, and return the new proposals from it."""
        now = _now()
        typed = _source(what, described)
        retrieved = articles.retrieve(typed, now, self.notes.append)
        with self._named_columns() as connection:
            topics, places = library_input.texts(topic, "topic"), library_input.texts(place, "place")
            about = articles.about(connection, topics, places)
            reading = articles.read(connection, typed, retrieved, articles.known_names(connection), now, about)
        self.notes += [note.message for note in reading.notes]
        try:
            stored = self._value(articles.store(self._session, [reading]))
        except articles.NothingNewError:
            return Rows()
        with self._named_columns() as connection:
            return Rows(articles.new_proposals(connection, stored))

    @_verb
    def accept(self, proposal: int, *, again: bool = False, **corrections: object) -> int:
        """Make an entry from a proposal, and return its number.

        ``again`` decides a proposal anew, and deletes the entry that was made from it. ``corrections`` replace fields
        of the proposal: ``speaker="Anna Lind"``, ``date="2024-06-11"``. A program that accepts has checked nothing:
        call :meth:`check` if a person has.
        """
        connection, lookup = driver(self._session), lookup_in(self._session)
        record = self._proposal(proposal, again)
        text = proposals.text_of(connection, record["snapshot_id"])
        draft = drafted(record, text)
        corrector = Corrector(lookup, text, record["source"]["published"], record["role"])
        for name, typed in corrections.items():
            field = CORRECTABLE.get(name) or _FIELDS.get(name, "")
            if field not in CORRECTABLE.values():
                hint = did_you_mean(name, CORRECTABLE)
                raise RefusedError(f"there is no field “{name}”; the fields are {', '.join(CORRECTABLE)}{hint}")
            draft = corrector.corrected(draft, field, "; ".join(library_input.texts(typed, name)))
        notes = Notes()
        settled = with_known_names(draft, lookup, {})
        seen = verdicts.ReviewedAt(record["id"], record["verdict"])
        entry = verdicts.accept(self._session, seen, settled, notes)
        self.notes += [note.message for note in (*corrector.notes.take(), *notes)]
        return entry

    @_verb
    def reject(self, proposal: int, reason: str | None = None, *, again: bool = False) -> None:
        """Reject a proposal; ``again`` one that was decided, which deletes the entry that was made from it."""
        record, notes = self._proposal(proposal, again), Notes()
        why = library_input.optional(reason, "reason")
        verdicts.reject(self._session, verdicts.ReviewedAt(record["id"], record["verdict"]), why, notes)

    def _proposal(self, typed: object, again: object) -> ProposalRecord:
        number = library_input.number(typed, "proposal")
        with self._named_columns() as connection:
            record = next(iter(proposals.proposals(connection, ProposalFilter(numbers=(number,)))), None)
        if record is None:
            raise NotFoundError(f"there is no proposal {number}", field="proposal")
        if record["state"] != "pending" and not library_input.flag(again, "again"):
            entry = f", as entry {record['entry']}" if record["entry"] else ""
            raise RefusedError(
                f"proposal {number} is already {record['state']}{entry}; again=True decides it anew", field="proposal"
            )
        return record

    @contextmanager
    def _named_columns(self) -> Iterator[sqlite3.Connection]:
        """Return the connection of the transaction, with rows that know the names of their columns."""
        connection = driver(self._session)
        connection.row_factory = sqlite3.Row
        try:
            yield connection
        finally:
            connection.row_factory = None

    @_verb
    def merge(self, kind: EntityKind, duplicate: str | int, target: str | int) -> None:
        """Merge a speaker, topic, place or source into another: everything that refers to it then refers to that."""
        library_input.one_of(kind, "kind", _ENTITIES)
        names = library_input.text(duplicate, "duplicate"), library_input.text(target, "target")
        self._value(entities.merge(self._session, kind, *names))

    @_verb
    def add_speaker(
        self, name: str, *, aliases: str | Iterable[str] = (), new_speaker: bool = False, **values: object
    ) -> int:
        """Add a speaker and return its number; ``values`` are ``kind``, ``country``, ``wikidata`` and ``note``."""
        typed: Any = _described(values, ("kind", "country", "wikidata", "note"), "field of a speaker")
        is_new = library_input.flag(new_speaker, "new_speaker")
        others = library_input.texts(aliases or None, "aliases")
        text = library_input.text(name, "name")
        added = entities.add_speaker(self._session, text, aliases=others, new_speaker=is_new, **typed)
        return int(self._value(added))

    @_verb
    def add_topic(self, name: str, note: str | None = None) -> int:
        """Add a topic and return its number."""
        remark = library_input.optional(note, "note")
        return int(self._value(entities.add_topic(self._session, library_input.text(name, "name"), note=remark)))

    @_verb
    def add_place(
        self, name: str, *, aliases: str | Iterable[str] = (), inside: str | int | None = None, **values: object
    ) -> int:
        """Add a place and return its number; ``values`` are ``country``, ``wikidata`` and ``note``."""
        typed: Any = _described(values, ("country", "wikidata", "note"), "field of a place")
        parent, others = library_input.optional(inside, "inside"), library_input.texts(aliases or None, "aliases")
        text = library_input.text(name, "name")
        return int(self._value(entities.add_place(self._session, text, aliases=others, parent=parent, **typed)))

    @_verb
    def source(self, typed: str | int) -> int:
        """Return the number of the known source that a number, an address or a title means. Raises NotFoundError."""
        return source_to_cite(lookup_in(self._session), library_input.text(typed, "source")).id


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _numbers(typed: tuple[object, ...]) -> tuple[int, ...]:
    return tuple(library_input.number(one, "entry") for one in typed)


def _values(typed: dict[str, object], front: str = "") -> "dict[str, Value]":
    """Return typed values by the fields of a form. Raises RefusedError for an unknown field, or a wrong type."""
    library_input.refuse_unknown(typed, _FIELDS, f"{front}field")
    values: dict[str, Value] = {}
    for name, value in typed.items():
        field = _FIELDS[name]
        if value is not None:
            values[field] = _several(name, value) if FIELDS[field].many else library_input.text(value, name)
    return values


def _several(name: str, value: object) -> tuple[str, ...]:
    return library_input.texts(value, name)


def _described(typed: dict[str, object], known: Iterable[str], what: str) -> dict[str, str]:
    library_input.refuse_unknown(typed, known, what)
    return {name: library_input.text(value, name) for name, value in typed.items() if value is not None}


def _source(what: object, typed: dict[str, object]) -> SourceInput:
    flags: Any = {name: library_input.flag(typed.pop(name, False), name) for name in ("no_fetch", "allow_private")}
    known = [field.name for field in fields(SourceInput) if field.name not in ("what", *flags)]
    described: Any = _described(typed, known, "field of a source")
    return SourceInput(what=library_input.text(what, "what"), **flags, **described)
