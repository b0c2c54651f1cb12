"""Parse the form of an edit: the changes to make to an entry."""

from collections.abc import Mapping
from typing import NamedTuple

from timeline.dates import PartialDate
from timeline.desk import forms, reference
from timeline.desk.forms import Form, FormParser
from timeline.desk.parts import read_link, read_participant
from timeline.desk.reference import Published
from timeline.desk.versions import Value
from timeline.errors import TimelineError
from timeline.reading import resolve
from timeline.reading.records import Record
from timeline.reading.resolve import Lookup
from timeline.schema.fields import FIELDS
from timeline.store.edits import EntryEdit
from timeline.store.limits import checked_column
from timeline.store.remarks import Notes
from timeline.store.sources import NewSource
from timeline.words.quotations import words_and_mode
from timeline.words.roles import split_role

#: fields that are columns of the entry and hold one text
_COLUMNS = (
    "title", "text", "date_text", "role", "mode", "original_text", "setting", "lang", "note", "dataset", "external_id",
)  # fmt: skip


class ParsedEdit(NamedTuple):
    """A parsed form of an edit; ``edit`` is complete only if there are no ``errors``."""

    edit: EntryEdit
    #: the values of the form, without those that no field can have
    values: Mapping[str, Value]
    errors: tuple[TimelineError, ...]
    notes: Notes


def parse_edit(form: Form, record: Record, lookup: Lookup) -> ParsedEdit:
    """Parse the form of an edit; ``record`` is the entry as it is."""
    parser = FormParser(form, lookup)
    form = parser.form
    values = form.values
    texts = {name: str(values[name]) or None for name in _COLUMNS if name in values}
    _check_texts(parser, record, texts)
    if record["kind"] == "statement" and texts.get("text"):
        _set_words(parser, record, texts)
    sources = tuple(NewSource(known=known) for known in form.added.get("sources", ()))
    if not sources:
        for name in ("via", "exact"):
            if name in values:
                parser.note_error(name, "this needs a source; name one too")
    _set_speakers(parser, record, texts)
    parser.refuse_idle_reference()
    date = _date(parser, record, _published(parser, record, sources), texts)
    added, removed = _changed_lists(form, record, lookup)
    joint = parser.texts("speakers")[1:]
    edit = EntryEdit(
        texts=texts,
        date=date,
        topics=parser.matched("topics", added["topics"]),
        no_topics=removed["topics"],
        places=parser.matched("places", added["places"]),
        no_places=removed["places"],
        participants=parser.participants((*(f"{name} (speaker)" for name in joint), *added["participants"])),
        no_participants=_gone(parser, removed["participants"]),
        links=parser.links(added["links"]),
        no_links=tuple(read_link(text) for text in removed["links"]),
        sources=sources,
        no_sources=removed["sources"],
        via=parser.text("via"),
        exact=parser.text("exact"),
    )
    return ParsedEdit(edit, values, parser.errors(), parser.notes)


def _check_texts(parser: FormParser, record: Record, texts: dict[str, str | None]) -> None:
    """Check each text, so that all problems are reported at once."""
    for name, text in texts.items():
        with parser.at(name):
            checked_column(record["id"], record["kind"], name, text)
    for name in parser.form.values:
        if FIELDS[name].owner == "source" or name in ("kind", "sources"):
            parser.note_error(name, "an edit cannot change this field")
    if texts.get("external_id") and not texts.get("dataset", record["dataset"]):
        parser.note_error("external_id", "this needs a dataset; name one too")


def _set_words(parser: FormParser, record: Record, texts: dict[str, str | None]) -> None:
    """Set the words of a statement and their mode.

    If the person names a mode, it counts. Otherwise words in quotation marks are verbatim and others a paraphrase,
    unless the person has seen the mode next to the words and left it unchanged.
    """
    shown = parser.form.shown.get("mode")
    words, mode = words_and_mode(str(texts["text"]), texts.get("mode"))
    if "mode" not in texts and words == texts["text"] and isinstance(shown, str) and shown:
        mode = shown
    texts["text"] = words
    if mode != record["mode"] and "mode" not in texts:
        marks = "without" if mode == "paraphrase" else "in"
        parser.notes(f"the text is {marks} quotation marks, so it is stored as {mode}", "mode")
    if mode != record["mode"] or "mode" in texts:
        texts["mode"] = mode


def _set_speakers(parser: FormParser, record: Record, texts: dict[str, str | None]) -> None:
    typed = parser.texts("speakers")
    if "speakers" not in parser.form.values or typed == (record["speaker"],):
        return  # two may have the same name, but the speaker does not change
    if not typed or not typed[0]:
        texts["speaker"] = None
    else:
        texts["speaker"] = next(iter(parser.matched("speakers", typed[:1])), typed[0])


def _published(parser: FormParser, record: Record, sources: tuple[NewSource, ...]) -> Published:
    """Return a function that finds the day of publication: of a source the entry cites, else of an added one."""

    def find() -> PartialDate | None:
        dates = (citation["source"]["published"] for citation in record["citations"])
        known = next((date for date in dates if date), None)
        if known:
            return PartialDate.parse(known)
        return next(filter(None, (parser.published(source.known) for source in sources)), None)

    return find


def _date(
    parser: FormParser, record: Record, published: Published, texts: dict[str, str | None]
) -> tuple[PartialDate | None, ...]:
    """Return the new date, empty if it stays; the phrase becomes the date in words, unless the form has one."""
    typed, time = parser.form.values.get("date"), parser.form.values.get("time")
    is_statement = record["kind"] == "statement"
    if typed is None:
        if time is None:
            return ()
        reading = parser.date(reference.unpublished, is_statement=is_statement, date=record["date"] or "unknown")
        return (reading.date if reading else None,)
    reading = parser.date(published, is_statement=is_statement, date=str(typed) or "unknown")
    if reading is None:
        return ()
    words = reference.as_typed(reading)
    if words is not None and "date_text" not in texts:
        texts["date_text"] = words
    elif record["date_text"] and "date_text" not in texts:
        parser.notes(f"the date in words is still “{record['date_text']}”; change it too if it is wrong", "date_text")
    if record["time"] and time is None and not (reading.date and reading.date.time):
        parser.notes(f"the time of day, {record['time']}, was deleted with the old date", "time")
    return (reading.date,)


_Lists = dict[str, tuple[str, ...]]


def _changed_lists(form: Form, record: Record, lookup: Lookup) -> tuple[_Lists, _Lists]:
    """Return the values that each list gains and loses, as typed or compared with the record."""
    added: _Lists = {}
    removed: _Lists = {}
    before = forms.values_of(record)
    for name in (one.name for one in FIELDS.values() if one.many and one.name != "speakers"):
        new, old = form.added.get(name, ()), form.removed.get(name, ())
        if name in form.values and name in before:
            earlier, now = _members(before[name]), _members(form.values[name])
            new = (*(member for member in now if member not in earlier), *new)
            old = (*(_exactly(lookup, name, member) for member in earlier if member not in now), *old)
        added[name], removed[name] = new, old
    return added, removed


def _exactly(lookup: Lookup, field: str, name: str) -> str:
    """Return the number of the topic or place with exactly this name, which may itself look like a number."""
    tables = {"topics": "topics", "places": "places"}
    if field not in tables:
        return name
    rows = list(lookup(f"SELECT id FROM {tables[field]} WHERE name = :name", {"name": name}))
    return str(rows[0][0]) if len(rows) == 1 else name


def _members(value: Value) -> tuple[str, ...]:
    return forms.split(value) if isinstance(value, str) else value


def _gone(parser: FormParser, typed: tuple[str, ...]) -> tuple[tuple[str, str | None], ...]:
    """Return the participants to remove, each with a role if the form names one."""
    done: list[tuple[str, str | None]] = []
    for text in typed:
        with parser.at("participants"):
            read_participant(text)
            is_name = parser.lookup is not None and bool(resolve.find(parser.lookup, "speaker", text))
            done.append((text, None) if is_name else split_role(text))
    return tuple(done)
