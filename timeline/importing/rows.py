"""Make a draft from the cells of a row: a checked entry, except for the numbers of its names."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import orjson

from timeline.dates import PartialDate
from timeline.errors import RefusedError
from timeline.formats.input import Cells
from timeline.importing import markup, person_cells
from timeline.importing.mapping import DATES, LISTS, Mapping, Template, many, one, parts, template
from timeline.importing.moments import Moments
from timeline.reading.resolve import MAX_NAME_CHARACTERS
from timeline.schema.vocabulary import ENTRY_KINDS, MODES, SOURCE_KINDS, SPEAKER_KINDS
from timeline.store.limits import address, checked, language
from timeline.words import names
from timeline.words.quotations import words_and_mode
from timeline.words.roles import split_role

#: the kinds of a row
KINDS = (*ENTRY_KINDS, "office")
#: with this many names whose title was split, no more are collected
_MOST_SPLIT_NAMES = 1000
_DATELESS = "its file has no dates, so its rows can only add to known entries"


class Cited(NamedTuple):
    """A source that a draft cites, by its address or title."""

    known: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    kind: str | None = None
    via: str | None = None
    exact: str | None = None


class RowDraft(NamedTuple):
    """An entry or an office to store: its columns, and the names that it refers to.

    ``missing`` says why it cannot be a new entry; it may still add to a known one.
    """

    kind: str
    date: PartialDate | None
    date_text: str | None
    title: str | None
    text: str | None
    role: str | None
    mode: str | None
    original_text: str | None
    setting: str | None
    lang: str | None
    note: str | None
    external_id: str | None
    uid: str | None
    speakers: tuple[str, ...]
    participants: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]
    places: tuple[str, ...]
    sources: tuple[Cited, ...]
    organization: str | None
    country: str | None
    speaker_kind: str | None
    missing: str | None

    def fingerprint(self) -> str:
        """Return the identifier of a row that has none: a hash of its contents, as JSON."""
        date = self.date
        contents = (
            self.kind, date and date.edtf, self.title, self.text, self.role, self.mode, self.original_text,
            self.setting, self.lang, self.note, self.speakers, self.participants, self.topics, self.places,
            [tuple(source) for source in self.sources],
        )  # fmt: skip
        return f"row {blake2b(orjson.dumps(contents), digest_size=15).hexdigest()}"


class Drafts:
    """Makes drafts of the rows of one table. Raises RefusedError if the mapping does not fit its columns."""

    def __init__(self, mapping: Mapping, columns: Iterable[str], moments: Moments, *, is_plain: bool = False) -> None:
        known = tuple(columns)
        null = frozenset(mapping.null)
        self.moments = moments
        filled = {field for field, texts in mapping.columns.items() if any(text.strip() for text in texts)}
        self.has = frozenset(filled | set(mapping.constants))
        self.single: list[tuple[str, Callable[[Cells], str | None]]] = []
        self.lists: list[tuple[str, Callable[[Cells], list[str]]]] = []
        self.dates: list[Callable[[Cells], str | None]] = []
        self.used_columns: dict[str, None] = {}
        for field, texts in mapping.columns.items():
            for text in texts:
                if text.strip():
                    self._take(field, template(field, text, known), null)
        fixed = {field: values[-1].strip() for field, values in mapping.constants.items() if field not in LISTS}
        self.fixed = {field: value for field, value in fixed.items() if value}
        #: name → the title that was split from it
        self.split: dict[str, str] = {}
        self.fixed_lists = {field: list(values) for field, values in mapping.constants.items() if field in LISTS}
        self.notes = tuple(
            f for f in ("original_text", "setting", "note", "external_id", "organization") if f in self.has
        )
        self.markup = 0
        self.is_plain = is_plain
        #: why no row can be a new entry, if no column has a date
        self.dateless = _DATELESS if self.has.isdisjoint(DATES) else None
        #: whether rows fill a field of fixed values
        self.closed = not self.has.isdisjoint(("uid", "kind", "mode", "speaker_kind"))

    @property
    def is_undated(self) -> bool:
        """Whether every row is set to have no date."""
        return "date" in self.fixed and self.moments.one(self.fixed["date"]) is None

    def _take(self, field: str, source: Template, null: frozenset[str]) -> None:
        self.used_columns |= dict.fromkeys(source.columns)
        if field in LISTS:
            self.lists.append((field, many(source, null)))
            return
        taker = parts(source, null) if field in DATES else one(source, null)
        self.single.append((field, taker))
        if field in DATES:
            self.dates.append(taker)

    def draft(self, cells: Cells) -> RowDraft:
        """Return the draft of a row. Raises RefusedError, or its subclass DateError, if it cannot be stored."""
        values = dict(self.fixed)
        for field, take in self.single:
            value = take(cells)
            if value is not None:
                values[field] = value
        get = values.get
        lists: dict[str, list[str]] = {field: list(fixed) for field, fixed in self.fixed_lists.items()}
        for field, take_many in self.lists:
            lists[field] = lists.get(field, []) + take_many(cells)
        speakers: tuple[str, ...] = ()
        role = get("role")
        if "speaker" in lists:
            speakers, role = _speakers(lists["speaker"], role, get("speaker_kind"), self.split)
        kind = get("kind") or ("statement" if speakers else "event")
        text, title, mode, missing = self._words(kind, get("title"), get("text"), get("mode"), bool(speakers))
        if kind == "event" and speakers:
            raise RefusedError("kind: an event has no speaker; map people who took part to participant")
        if self.closed:
            _refuse_unknown(values)
        date, date_text = self._date(get("date"), get("until"), get("time"), get("date_text"))
        if kind == "office":
            date = self._office_date(date, speakers)
        for field in self.notes:
            if field in values:
                values[field] = self._text(field, values[field])  # type: ignore[assignment]
        return RowDraft(
            kind, date, date_text, title, text, role if kind == "statement" else None, mode,
            get("original_text"), get("setting"), language(get("lang")) if "lang" in values else None, get("note"),
            get("external_id"), get("uid"), speakers,
            _participants(lists["participant"], get("speaker_kind"), self.split) if "participant" in lists else (),
            _names("topic", lists["topic"]) if "topic" in lists else (),
            _names("place", lists["place"]) if "place" in lists else (),
            self._sources(lists["source"], values) if "source" in lists else (),
            get("organization"), _country(values["country"]) if "country" in values else None,
            get("speaker_kind"), missing or self.dateless,
        )  # fmt: skip

    def _date(
        self, date: str | None, until: str | None, time: str | None, words: str | None
    ) -> tuple[PartialDate | None, str | None]:
        """Return the date of a row, and its text if that has more than the date."""
        parsed = self.moments.read(date, until, time)
        if words is not None:
            return parsed, self._text("date_text", words)
        if parsed is None:
            return None, None
        edtf = parsed.edtf
        if until is not None and until != date:
            plain = edtf == f"{date or ''}/{until}"
            return parsed, None if plain else f"{date or '?'} – {until}"
        return parsed, None if date is None or time is not None or date == edtf else self._text("date", date)

    def _office_date(self, date: PartialDate | None, speakers: tuple[str, ...]) -> PartialDate | None:
        """Return the date of an office. Its end is unknown if the file has ends and the row has none."""
        if len(speakers) != 1:
            raise RefusedError("an office is held by one speaker; the row names " + ("several" if speakers else "none"))
        if date is not None and date.time is not None:
            raise RefusedError("an office has no time of day; leave it out")
        return PartialDate.parse(f"{date.date}/") if date and "until" in self.has and "/" not in date.date else date

    def _words(
        self, kind: str, title: str | None, text: str | None, mode: str | None, has_speaker: bool
    ) -> tuple[str | None, str | None, str | None, str | None]:
        """Return text, title, mode and what is missing. An event that has only a text has it as its title."""
        title, text = self._text("title", title), self._text("text", text)
        if kind == "statement":
            if text is None and "text" not in self.has:
                text, title = title, None
            if text is not None:
                text, mode = words_and_mode(text, mode)
            missing = "it has no text" if text is None else None if has_speaker else "it has no speaker"
            return text, title, mode, missing
        if title is None and kind == "event":
            title, text = text, None
        if kind == "office" and title is None:
            raise RefusedError("an office needs a title, the post that was held")
        return text, title, None, "it has no title" if title is None else None

    def _text(self, field: str, value: str | None) -> str | None:
        """Return a checked text without markup."""
        if not value or (value.isalnum() and value.isascii()):
            return value or None
        if not self.is_plain and ("<" in value or "&" in value) and markup.is_markup(value):
            self.markup += 1
            value = markup.plain(value)
            if not value:
                return None
        if value[0].isalnum() and value.isprintable():
            return value
        return checked(field, value.replace("\r\n", "\n"))

    def _sources(self, texts: Iterable[str], values: dict[str, str]) -> tuple[Cited, ...]:
        """Return the sources that a row cites; fields of a source describe the first one."""
        sources: list[Cited] = []
        for text in dict.fromkeys(texts):
            source = checked("the source", text)
            if source.lower().startswith(("http://", "https://")):
                address(source)
            if sources:
                sources.append(Cited(source))
                continue
            published = values.get("published")
            day = self.moments.one(published) if published else None
            kind = values.get("source_kind")
            if kind is not None and kind not in SOURCE_KINDS:
                raise RefusedError(f"source_kind: “{kind[:40]}” is not one of {', '.join(SOURCE_KINDS)}")
            title, publisher, author, via, exact = (
                self._text(field, values.get(field))
                for field in ("source_title", "publisher", "author", "via", "exact")
            )
            sources.append(Cited(source, title, publisher, author, day.date if day else None, kind, via, exact))
        return tuple(sources)


def _refuse_unknown(values: dict[str, str]) -> None:
    """Raise RefusedError for a value that is not in its vocabulary."""
    if "uid" in values and not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", values["uid"]):
        raise RefusedError(f"uid: “{values['uid'][:40]}” is not a UUID; leave it out, and every entry gets one")
    for field, allowed in (("kind", KINDS), ("mode", MODES), ("speaker_kind", SPEAKER_KINDS)):
        if field in values and values[field] not in allowed:
            raise RefusedError(f"{field}: “{values[field][:40]}” is not one of {', '.join(allowed)}")


def _speakers(
    cells: Iterable[str], role: str | None, kind: str | None, split: dict[str, str]
) -> tuple[tuple[str, ...], str | None]:
    """Return the names of the speakers, without titles, and the role, or the title if there is no role."""
    speakers: dict[str, None] = {}
    for text in cells:
        for person in person_cells.several(text) if kind in (None, "person") else (text,):
            title, name = person_cells.titled(person) if kind in (None, "person") else (None, person)
            if title and len(split) < _MOST_SPLIT_NAMES:
                split.setdefault(name, title)
            role = role or (title if not speakers else None)
            speakers[_name("speaker", name)] = None
    return tuple(speakers), role


def _participants(cells: Iterable[str], kind: str | None, split: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return pairs of a name and a role: the part in brackets, or the title in front."""
    people: dict[tuple[str, str], None] = {}
    for text in cells:
        bare, part = split_role(text)
        for person in person_cells.several(bare) if kind in (None, "person") else (bare,):
            title, name = person_cells.titled(person) if kind in (None, "person") else (None, person)
            if title and len(split) < _MOST_SPLIT_NAMES:
                split.setdefault(name, title)
            people[_name("participant", name), part or title or "participant"] = None
    return tuple(people)


def _names(field: str, cells: list[str]) -> tuple[str, ...]:
    """Return the checked names, each once."""
    return (_name(field, cells[0]),) if len(cells) == 1 else tuple(dict.fromkeys(_name(field, name) for name in cells))


@lru_cache(4096)
def _name(field: str, name: str) -> str:
    """Return a checked name. Raises RefusedError if it cannot be a name."""
    if len(name) > MAX_NAME_CHARACTERS:
        raise RefusedError(
            f"{field}: a name has at most {MAX_NAME_CHARACTERS} characters, but this one has {len(name):,}"
        )
    if name.isascii() and name.isalpha():
        return name
    if not names.key(checked(field, name)):
        raise RefusedError(f"{field}: “{name}” cannot be a name; it has no letter or digit")
    return " ".join(name.split())


def _country(code: str | None) -> str | None:
    """Return a checked country code."""
    if code is not None and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise RefusedError(f"country: “{code[:40]}” is not a two-letter code such as RU (ISO 3166)")
    return code and code.upper()
