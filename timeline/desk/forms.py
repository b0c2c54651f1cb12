"""Parse what a person typed, field by field, place every problem at its field, and fill a form from an entry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, cast

from timeline.dates import PartialDate
from timeline.desk import names, reference
from timeline.desk.form_sources import check_sources
from timeline.desk.names import Choices
from timeline.desk.parts import read_link, read_participant, refuse_unknown_entry
from timeline.desk.problems import Problems, errors_of
from timeline.desk.reference import Published, TypedDate
from timeline.desk.splitting import known_in, refuse_many, split
from timeline.desk.values import DateReading, NameMatch
from timeline.desk.versions import Value, Version, version
from timeline.errors import IncompleteError, ReferenceNeededError, RefusedError, TimelineError
from timeline.reading import resolve
from timeline.reading.records import Record
from timeline.reading.resolve import Lookup
from timeline.schema.fields import FIELDS, WORDS
from timeline.schema.vocabulary import DATE_ORDERS, ENTRY_KINDS, SOURCE_KINDS, EntityKind, EntryKind
from timeline.store.additions import named_twice, refuse_known
from timeline.store.drafts import Draft
from timeline.store.limits import checked, checked_mode, language, optional
from timeline.store.naming import named
from timeline.store.remarks import Notes
from timeline.store.sources import NewSource
from timeline.words.quotations import words_and_mode

#: fields of one text on which no other field depends
_PLAIN = ("date_text", "role", "original_text", "setting", "lang", "note", "via", "exact", "dataset", "external_id")
_KIND_OF: dict[str, EntityKind] = {"speakers": "speaker", "topics": "topic", "places": "place"}


@dataclass(frozen=True, kw_only=True)
class Form:
    """The typed values of an entry, by the names of :data:`timeline.schema.fields.FIELDS`.

    A field of several values has a tuple. In an edit, fields without a value stay as they are, and an empty text
    clears a field; ``added`` and ``removed`` change a field of several values instead of replacing it.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    #: None: an entry with a speaker is a statement, any other an event
    kind: EntryKind | None = None
    #: in an edit: the entry, and the version from which the form was filled
    entry: int | None = None
    version: Version | None = None
    added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    removed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: the values of other fields that the person saw and left unchanged
    shown: Mapping[str, Value] = field(default_factory=dict)
    #: in a new entry: what was said or what happened, whichever its kind needs
    words: str | None = None
    #: the day on which the date was written, and the order of its figures
    reference: str | None = None
    order: str | None = None
    choices: Choices = field(default_factory=dict)
    #: a name without a known spelling is new, even if it resembles a known one
    new_speaker: bool = False


class Parsed(NamedTuple):
    """A parsed form; ``draft`` is complete only if there are no ``errors``.

    ``questions`` are names that resemble known ones: the form needs a choice for each, see :attr:`Form.choices`.
    """

    draft: Draft
    errors: tuple[TimelineError, ...]
    dates: Mapping[str, DateReading]
    names: Mapping[str, tuple[NameMatch, ...]]
    questions: tuple[NameMatch, ...]
    notes: Notes


def fill(record: Record, changeset: int) -> Form:
    """Fill a form with all values of an entry that can be edited; ``changeset`` is the last one of the file then."""
    values = values_of(record)
    return Form(kind=record["kind"], entry=record["id"], values=values, version=version(values, changeset))


def values_of(record: Record) -> dict[str, Value]:
    """Return the values of an entry that an edit can replace, by field."""
    columns = cast("Mapping[str, Any]", record)
    values: dict[str, Value] = {}
    for name, one in FIELDS.items():
        if record["kind"] in one.kinds and one.owner in ("entry", "origin") and name not in ("kind", "time"):
            values[name] = columns.get(name) or "" if not one.many else ()
    values["date"] = f"{record['date']}T{record['time']}" if record["time"] else record["date"] or "unknown"
    if record["kind"] == "statement":
        values["speakers"] = (record["speaker"] or "",)
    values |= {"topics": tuple(record["topics"]), "places": tuple(record["places"])}
    values["participants"] = tuple(f"{person['name']} ({person['role']})" for person in record["participants"])
    values["links"] = tuple(f"{link['relation']} {link['to']}" for link in record["links"])
    return values


def parse(form: Form, lookup: Lookup | None) -> Parsed:
    """Parse the form of a new entry; without a lookup, check only what needs no file."""
    parser = FormParser(form, lookup)
    kind = parser.kind()
    parser.fill_words(kind)
    form = parser.form
    is_statement = kind == "statement"
    _check_fit(parser, kind)
    sources = _sources(parser)
    via, exact = parser.text("via"), parser.text("exact")
    check_sources(parser.problems, lookup, sources, via=via, exact=exact)
    parser.text("time")
    dated = parser.date(_published(parser, sources), is_statement=is_statement)
    text, mode = parser.words() if is_statement else (parser.text("text"), None)
    plain: dict[str, Any] = {name: parser.text(name) for name in _PLAIN if name in form.values}
    with parser.at("lang"):
        language(plain.get("lang"))
    if dated is not None and "date_text" not in plain:
        plain["date_text"] = reference.as_typed(dated)
    if lookup is not None and plain.get("dataset"):
        with parser.at("external_id"):
            refuse_known(lookup, plain["dataset"], plain.get("external_id"))
    speakers = parser.matched("speakers") if is_statement else ()
    draft = Draft(
        kind=kind,
        date=dated.date if dated else None,
        title=parser.text("title"),
        text=text,
        mode=mode,
        speakers=speakers,
        participants=parser.participants(parser.texts("participants"), [(name, "speaker") for name in speakers]),
        topics=parser.matched("topics"),
        places=parser.matched("places"),
        sources=sources,
        links=parser.links(parser.texts("links")),
        **plain,
    )
    return Parsed(draft, parser.errors(), parser.dates, parser.names, tuple(parser.questions), parser.notes)


def _check_fit(parser: "FormParser", kind: EntryKind) -> None:
    """Note required fields without a value, and fields that need another kind of entry or another field."""
    values = parser.form.values
    for name, one in FIELDS.items():
        if kind in one.required and values.get(name) in (None, ()):
            hint = "; if it is not known, write unknown" if name == "date" else ""
            parser.note_error(name, f"{_NEEDED.get(name, one.label.lower() + ' is needed')}{hint}")
        elif values.get(name) not in (None, ()) and kind not in one.kinds:
            advice = "name the speaker too" if name != "speakers" else "an event has participants instead"
            parser.note_error(name, f"only a {one.kinds[0]} has this; {advice}")
        elif one.owner in ("source", "citation") and name != "sources" and name in values:
            if not parser.texts("sources"):
                parser.note_error(name, "this needs a source; name one too")
            elif one.owner == "source" and len(parser.texts("sources")) > 1:
                parser.note_error(
                    name, "this describes one source, but there are several; add the others first, one at a time"
                )
    if "external_id" in values and "dataset" not in values:
        parser.note_error("external_id", "this needs a dataset; name one too")


_NEEDED = {
    "date": "a date is needed",
    "text": "write what was said",
    "title": "write what happened",
    "speakers": "a statement needs a speaker",
}


def _sources(parser: "FormParser") -> tuple[NewSource, ...]:
    published = None
    with parser.at("published"):
        if typed := parser.text("published"):
            published = reference.read_full_date(typed, parser.form.order)
    details = {"title": "source_title", "publisher": "publisher", "author": "author"}
    description = {name: parser.text(value) for name, value in details.items()}
    with parser.at("source_kind"):
        description["kind"] = kind = parser.text("source_kind")
        if kind not in (None, *SOURCE_KINDS):
            raise RefusedError(f"“{kind}” is not one of {', '.join(SOURCE_KINDS)}")
    return tuple(NewSource(known=known, published=published, **description) for known in parser.texts("sources"))


def _published(parser: "FormParser", sources: tuple[NewSource, ...]) -> Published:
    """Return a function that finds the day of publication of the first source that has one, typed or stored."""

    def find() -> PartialDate | None:
        days = (source.published or parser.published(source.known) for source in sources)
        return next(filter(None, days), None)

    return find


#: kind → problem with words in the field that is filled already
_OTHER_WORDS: dict[EntryKind, str] = {
    "statement": "this is for events; the words of the statement are already given",
    "event": "this is for statements; name a speaker too",
}
_NOT_TEXT = "this takes one text, not a list or another value"
_NOT_TEXTS = "this takes a list of texts"


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return value is None or (isinstance(value, Iterable) and all(isinstance(member, str) for member in value))


class FormParser:
    """Parses the fields of a form one by one, and collects errors, notes, readings of dates and matches of names."""

    def __init__(self, form: Form, lookup: Lookup | None) -> None:
        self.lookup = lookup
        self.problems = Problems()
        self.at = self.problems.at
        self.note_error = self.problems.add_incomplete
        self.form = replace(
            form,
            values=self._checked(form.values),
            added=self._checked_members(form.added, ""),
            removed=self._checked_members(form.removed, "no_"),
        )
        with self.at("order"):
            if form.order not in (None, *DATE_ORDERS):
                self.form = replace(self.form, order=None)
                raise RefusedError(
                    f"“{form.order}” is not an order of figures; the orders are {', '.join(DATE_ORDERS)}"
                )
        if form.reference is not None and not _is_text(form.reference):
            self.form = replace(self.form, reference=None)
            self.note_error("reference", _NOT_TEXT)
        self.notes = Notes()
        self.dates: dict[str, DateReading] = {}
        self.names: dict[str, tuple[NameMatch, ...]] = {}
        self.questions: list[NameMatch] = []

    def _checked(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return the values that a form can have: texts, and tuples for fields of several values."""
        checked: dict[str, Value] = {}
        for name, value in values.items():
            many = name in FIELDS and FIELDS[name].many
            if name not in FIELDS:
                self.note_error(name, "an entry does not have this field")
            elif isinstance(value, str):
                with self.at(name):
                    checked[name] = self._members(name, value) if many else value
            elif many and _are_texts(value):
                checked[name] = tuple(value or ())
            elif value is not None:
                self.note_error(name, _NOT_TEXTS if many else _NOT_TEXT)
        return checked

    def _members(self, name: str, text: str) -> Value:
        """Return the values in a line; a line of sources is one source, whose title may have semicolons."""
        if name == "sources":
            refuse_many(text)
            return text
        return split(text, known_in(self.lookup, name, text))

    def _checked_members(self, lists: Mapping[str, tuple[str, ...]], front: str) -> dict[str, tuple[str, ...]]:
        """Return the values to add or remove, of fields that have several; problems are at the field with a front."""
        checked: dict[str, tuple[str, ...]] = {}
        for name, members in lists.items():
            if name not in FIELDS or not FIELDS[name].many:
                self.note_error(f"{front}{name}", "this is not a list; give a value instead")
            elif _is_text(members) or not _are_texts(members):
                self.note_error(f"{front}{name}", _NOT_TEXTS)
            else:
                checked[name] = tuple(members or ())
        return checked

    def kind(self) -> EntryKind:
        """Return the kind of a new entry: as the form says, or by whether it has a speaker."""
        typed = self.form.kind or self.text("kind")
        with self.at("kind"):
            if typed not in (None, *ENTRY_KINDS):
                raise RefusedError(f"“{typed}” is not one of {', '.join(ENTRY_KINDS)}")
            if typed is not None:
                return typed
        return "statement" if self.texts("speakers") else "event"

    def fill_words(self, kind: EntryKind) -> None:
        """Put the words of the form in the field that its kind has for them; note it if that has others."""
        field, values = WORDS[kind], self.form.values
        if self.form.words is not None and field in values:
            self.note_error(field, _OTHER_WORDS[kind])
        elif self.form.words is not None:
            self.form = replace(self.form, values={**values, field: self.form.words})

    def errors(self) -> tuple[TimelineError, ...]:
        """Return the errors in the order of their fields."""
        return self.problems.errors(tuple(FIELDS))

    def text(self, name: str) -> str | None:
        """Return the text of a field; None if the form lacks it."""
        value = self.form.values.get(name)
        try:
            return optional(f"the {FIELDS[name].label.lower()}", value if isinstance(value, str) else None, name)
        except TimelineError as error:
            self.problems.add(error)
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the values of a field that holds several."""
        value = self.form.values.get(name, ())
        return (value,) if isinstance(value, str) else value

    def words(self) -> tuple[str | None, str | None]:
        """Return the words of a statement and their mode: verbatim if all of them are in quotation marks."""
        typed, mode = self.text("text"), self.mode()
        if typed is None:
            return None, mode
        return words_and_mode(typed, mode)

    def mode(self) -> str | None:
        """Return the typed mode."""
        typed = self.text("mode")
        with self.at("mode"):
            checked_mode(typed)
        return typed

    def date(
        self, published: Published, *, is_statement: bool, date: str | None = None, is_complete: bool = True
    ) -> DateReading | None:
        """Read the date and the time of day; None without a date, or if reading it needs the file.

        Unless the form ``is_complete``, a date may need a reference, which the rest may have.
        """
        values = self.form.values
        typed, time = values.get("date") if date is None else date, values.get("time")
        with self.at("reference"):
            reference.read_reference(self.form.reference)
        if not isinstance(typed, str):
            return None
        time = None if self.problems.has("time") else time
        moment = TypedDate(typed, str(time) if time else None, self.form.reference, self.form.order)
        try:
            self.dates["date"] = reference.read_date(moment, published, self.notes, is_statement=is_statement)
        except TimelineError as error:
            for one in errors_of(error):
                if (self.lookup is not None and is_complete) or not isinstance(one, ReferenceNeededError):
                    self.problems.add(one.at("date"))
        return self.dates.get("date")

    def refuse_idle_reference(self) -> None:
        """Refuse a reference that cannot be read, or that comes without a date."""
        with self.at("reference"):
            reference.read_reference(self.form.reference)
            if self.form.reference is not None and "date" not in self.form.values:
                raise IncompleteError("this needs a date; write one too")

    def published(self, known: str) -> PartialDate | None:
        """Return the day of publication of a known source; None if the day or the source is unknown."""
        date = resolve.published(self.lookup, known) if self.lookup else None
        return PartialDate.parse(date) if date else None

    def matched(self, name: str, typed: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Match the names in a field; return the numbers of those that are known, and the names of new ones."""
        matches = [self._match(name, _KIND_OF[name], one) for one in (self.texts(name) if typed is None else typed)]
        known = [match for match in matches if match is not None]
        if name == "speakers":
            with self.at(name):
                names.refuse_same(known)
        self._remember(name, known)
        return tuple(dict.fromkeys(map(names.stored_as, known)))

    def _match(self, name: str, kind: EntityKind, typed: str) -> NameMatch | None:
        match: NameMatch | None = None
        with self.at(name):
            if self.lookup is None:
                match = NameMatch(kind, named(kind, typed), None, "new")
            else:
                is_person = kind == "speaker"
                choices = self.form.choices if is_person else {}
                match = names.chosen(self.lookup, kind, typed, choices, is_new=is_person and self.form.new_speaker)
        if match is not None and match.is_question:
            self.questions.append(match)
            self.problems.add(names.like_known(match).at(name))
            return None
        return match

    def _remember(self, name: str, matches: list[NameMatch]) -> None:
        self.names[name] = (*self.names.get(name, ()), *matches)
        for match in matches:
            if meaning := names.meaning(match):
                self.notes(meaning, name)

    def participants(
        self, typed: tuple[str, ...], others: Iterable[tuple[str, str]] = ()
    ) -> tuple[tuple[str, str], ...]:
        """Read participants as ``NAME (ROLE)`` and match their names; nobody may have a role twice.

        ``others`` are those who have a role already, by name or number.
        """
        done: list[tuple[str, str]] = []
        have = {(name.casefold(), role) for name, role in others}
        for text in typed:
            with self.at("participants"):
                name, role = read_participant(text)
                role = checked("the participant's role", role)
                match = self._match("participants", "speaker", name)
                if match is not None:
                    self._remember("participants", [match])
                    if (names.identity(match), role) in have:
                        raise named_twice(match.entity.name if match.entity else match.typed, role)
                    have.add((names.identity(match), role))
                    done.append((names.stored_as(match), role))
        return tuple(done)

    def links(self, typed: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
        """Read links as ``RELATION NUMBER`` to entries that exist."""
        done: list[tuple[str, int]] = []
        for text in typed:
            with self.at("links"):
                link = read_link(text)
                if link in done:
                    raise RefusedError("this link is named twice; leave one out")
                if self.lookup:
                    refuse_unknown_entry(self.lookup, link[1])
                done.append(link)
        return tuple(done)
