"""Change a timeline from Python, within one changeset: what :meth:`timeline.desk.library.Timeline.changeset` gives."""

import datetime
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from timeline.desk import articles, checks, entities, entries, sources
from timeline.desk.corrections import CORRECTABLE, Corrector, drafted
from timeline.desk.forms import Form
from timeline.desk.library_values import Rows, texts_of
from timeline.desk.names import source_to_cite
from timeline.desk.reference import TypedDate
from timeline.desk.review import with_known_names
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


class Change:
    """An open changeset. Its methods store at once, but nobody sees it before the block ends without an exception.

    ``notes`` says how names and dates were read, and what is new. Methods raise errors of :mod:`timeline.errors`.
    """

    def __init__(self, session: "Session", path: str) -> None:
        self._session = session
        self._path = path
        self.notes: list[str] = []

    @property
    def number(self) -> int:
        """The number of the changeset."""
        return int(self._session.info["changeset"])

    def _value(self, outcome: Outcome[Any]) -> Any:
        self.notes += [note.message for note in outcome.notes]
        return outcome.value

    def add(
        self,
        words: str | None = None,
        *,
        new_speaker: bool = False,
        reference: str | None = None,
        date_order: str | None = None,
        **values: object,
    ) -> int:
        """Add an entry and return its number; with a ``speaker`` it is a statement, else an event.

        ``values`` are fields, as the options of ``timeline add`` name them: ``date="Feb. 26"``, ``topic=["a", "b"]``,
        ``source=1``, ``mode="verbatim"``. ``new_speaker`` adds a speaker whose name is like a known one.
        """
        form = Form(values=_values(values), words=words, reference=reference, order=date_order, new_speaker=new_speaker)
        return int(self._value(entries.add(self._session, form)).number)

    def edit(
        self,
        *numbers: int,
        new_speaker: bool = False,
        reference: str | None = None,
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
                added={name: texts_of(value) for name, value in added.items()},
                removed={name: texts_of(value) for name, value in _values(removed).items()},
                reference=reference,
                order=date_order,
                new_speaker=new_speaker,
            )
            for number in dict.fromkeys(numbers)
        ]
        changed: tuple[int, ...] = self._value(entries.edit_several(self._session, filled))
        return changed

    def delete(self, *numbers: int) -> None:
        """Delete entries with their citations and links."""
        self._value(entries.delete(self._session, numbers))

    def link(self, start: int, relation: str, end: int, note: str | None = None) -> None:
        """Link an entry to another: ``change.link(12, "reaffirms", 4)``."""
        self._value(entries.link(self._session, start, relation, end, note))

    def unlink(self, start: int, relation: str | None, end: int) -> None:
        """Delete the link of a relation from an entry to another, or with None all links."""
        self._value(entries.unlink(self._session, start, relation, end))

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
        reference: str | None = None,
        date_order: str | None = None,
        disputes: bool = False,
        note: str | None = None,
    ) -> None:
        """Cite the exact words of a source for an entry."""
        typed = None if date is None else TypedDate(str(date), reference=reference, order=date_order)
        passage = entries.Passage(
            source=str(source),
            exact=exact,
            prefix=prefix,
            suffix=suffix,
            via=None if via is None else str(via),
            date=typed,
            disputes=disputes,
            note=note,
        )
        self._value(entries.cite(self._session, number, passage))

    def check(self, *numbers: int, doubt: str | None = None) -> None:
        """Record that you have compared entries with their sources and find them right, or why you doubt them."""
        self._value(checks.check(self._session, numbers, doubt))

    def add_source(self, what: str, **described: str | bool) -> int:
        """Add a source and return its number; ``what`` is an address, which is fetched, a file, or a title.

        ``described`` are ``title``, ``publisher``, ``published`` and the other options of ``timeline source add``.
        """
        typed = _source(what, described)
        retrieved = sources.retrieve(typed, _now(), self.notes.append, self._path)
        return int(self._value(sources.add(self._session, typed, retrieved)))

    def ingest(
        self, what: str, *, topic: object = None, place: object = None, **described: str | bool
    ) -> Rows[ProposalRecord]:
        """Read an article from an address or a file, store it as a source, and return the new proposals from it."""
        now = _now()
        typed = _source(what, described)
        retrieved = articles.retrieve(typed, now, self.notes.append)
        with self._named_columns() as connection:
            about = articles.about(connection, texts_of(topic), texts_of(place))
            reading = articles.read(connection, typed, retrieved, articles.known_names(connection), now, about)
        self.notes += [note.message for note in reading.notes]
        stored = self._value(articles.store(self._session, [reading]))
        with self._named_columns() as connection:
            return Rows(articles.new_proposals(connection, stored))

    def accept(self, proposal: int, **corrections: object) -> int:
        """Make an entry from a proposal, and return its number.

        ``corrections`` replace fields of the proposal: ``speaker="Anna Lind"``, ``date="2024-06-11"``. A program that
        accepts has checked nothing: call :meth:`check` if a person has.
        """
        connection, lookup = driver(self._session), lookup_in(self._session)
        record = self._proposal(proposal)
        text = proposals.text_of(connection, record["snapshot_id"])
        draft, corrector = drafted(record, text), Corrector(lookup, record, text)
        for name, typed in corrections.items():
            field = CORRECTABLE.get(name) or _FIELDS.get(name, "")
            if field not in CORRECTABLE.values():
                hint = did_you_mean(name, CORRECTABLE)
                raise RefusedError(f"there is no field “{name}”; the fields are {', '.join(CORRECTABLE)}{hint}")
            draft = corrector.corrected(draft, field, "; ".join(texts_of(typed)))
        notes = Notes()
        settled = with_known_names(draft, lookup, {})
        seen = verdicts.ReviewedAt(record["id"], record["verdict"])
        entry = verdicts.accept(self._session, seen, settled, notes)
        self.notes += [note.message for note in (*corrector.notes.take(), *notes)]
        return entry

    def reject(self, proposal: int, reason: str | None = None) -> None:
        """Reject a proposal."""
        record, notes = self._proposal(proposal), Notes()
        verdicts.reject(self._session, verdicts.ReviewedAt(record["id"], record["verdict"]), reason, notes)

    def _proposal(self, number: int) -> ProposalRecord:
        with self._named_columns() as connection:
            record = next(iter(proposals.proposals(connection, ProposalFilter(numbers=(number,)))), None)
        if record is None:
            raise NotFoundError(f"there is no proposal {number}", field="proposal")
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

    def merge(self, kind: EntityKind, duplicate: str | int, target: str | int) -> None:
        """Merge a speaker, topic, place or source into another: everything that refers to it then refers to that."""
        if kind not in _ENTITIES:
            raise RefusedError(f"“{kind}” is not one of {', '.join(_ENTITIES)}{did_you_mean(kind, _ENTITIES)}")
        self._value(entities.merge(self._session, kind, str(duplicate), str(target)))

    def add_speaker(self, name: str, *, aliases: Iterable[str] = (), new_speaker: bool = False, **values: str) -> int:
        """Add a speaker and return its number; ``values`` are ``kind``, ``country``, ``wikidata`` and ``note``."""
        fields_ = dict(values)
        added = entities.add_speaker(self._session, name, aliases=tuple(aliases), new_speaker=new_speaker, **fields_)
        return int(self._value(added))

    def add_topic(self, name: str, note: str | None = None) -> int:
        """Add a topic and return its number."""
        return int(self._value(entities.add_topic(self._session, name, note=note)))

    def add_place(
        self, name: str, *, aliases: Iterable[str] = (), inside: str | int | None = None, **values: str
    ) -> int:
        """Add a place and return its number; ``values`` are ``country``, ``wikidata`` and ``note``."""
        parent = None if inside is None else str(inside)
        return int(
            self._value(entities.add_place(self._session, name, aliases=tuple(aliases), parent=parent, **values))
        )

    def source(self, typed: str | int) -> int:
        """Return the number of the known source that a number, an address or a title means. Raises NotFoundError."""
        return source_to_cite(lookup_in(self._session), str(typed)).id


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _values(typed: dict[str, object]) -> "dict[str, Value]":
    """Return typed values by the fields of a form. Raises RefusedError for an unknown field."""
    values: dict[str, Value] = {}
    for name, value in typed.items():
        field = _FIELDS.get(name)
        if field is None:
            known = dict.fromkeys(one.word for one in FIELDS.values())
            hint = did_you_mean(name, known)
            raise RefusedError(f"there is no field “{name}”; the fields are {', '.join(known)}{hint}", field=name)
        if value is not None:
            values[field] = texts_of(value) if FIELDS[field].many else str(value)
    return values


def _source(what: str, described: dict[str, Any]) -> SourceInput:
    known = {field.name for field in fields(SourceInput)} - {"what"}
    for name in described:
        if name not in known:
            hint = did_you_mean(name, known)
            raise RefusedError(f"there is no field “{name}” of a source{hint}", field=name)
    return SourceInput(what=what, **described)
