"""From the cells of a row to a draft: everything that an entry will be, checked, but for the numbers of its names."""

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

#: what a row can become
KINDS = (*ENTRY_KINDS, "office")
#: how many names are kept of which a title was split
_KEPT = 1000
_DATELESS = "its file has no date, so that it can only tell more of an entry that is known"


class Cited(NamedTuple):
    """A source that a draft names, by its address or title."""

    known: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    kind: str | None = None
    via: str | None = None
    exact: str | None = None


class RowDraft(NamedTuple):
    """An entry to be, or an office: its columns, and the names of what it refers to.

    ``missing`` says what it lacks to be one of its own; it may still tell more of an entry that is known.
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
        """Return what a row without an identifier is known by: a hash of all that it says, as JSON."""
        date = self.date
        said = (
            self.kind, date and date.edtf, self.title, self.text, self.role, self.mode, self.original_text,
            self.setting, self.lang, self.note, self.speakers, self.participants, self.topics, self.places,
            [tuple(source) for source in self.sources],
        )  # fmt: skip
        return f"row {blake2b(orjson.dumps(said), digest_size=15).hexdigest()}"


class Drafts:
    """Makes drafts of the rows of one table. Raises RefusedError where the mapping does not fit its columns."""

    def __init__(self, mapping: Mapping, columns: Iterable[str], moments: Moments, *, is_plain: bool = False) -> None:
        known = tuple(columns)
        null = frozenset(mapping.null)
        self.moments = moments
        filled = {field for field, texts in mapping.columns.items() if any(text.strip() for text in texts)}
        self.has = frozenset(filled | set(mapping.constants))
        self.single: list[tuple[str, Callable[[Cells], str | None]]] = []
        self.lists: list[tuple[str, Callable[[Cells], list[str]]]] = []
        self.dates: list[Callable[[Cells], str | None]] = []
        self.taken: dict[str, None] = {}
        for field, texts in mapping.columns.items():
            for text in texts:
                if text.strip():
                    self._take(field, template(field, text, known), null)
        fixed = {field: values[-1].strip() for field, values in mapping.constants.items() if field not in LISTS}
        self.fixed = {field: value for field, value in fixed.items() if value}
        #: names of which a title was split → the title
        self.split: dict[str, str] = {}
        self.fixed_lists = {field: list(values) for field, values in mapping.constants.items() if field in LISTS}
        self.notes = tuple(
            f for f in ("original_text", "setting", "note", "external_id", "organization") if f in self.has
        )
        self.markup = 0
        self.is_plain = is_plain
        #: what every row lacks where no column has a date
        self.dateless = _DATELESS if self.has.isdisjoint(DATES) else None
        #: whether rows fill a field that takes certain values only
        self.closed = not self.has.isdisjoint(("uid", "kind", "mode", "speaker_kind"))

    @property
    def is_undated(self) -> bool:
        """Whether it is set that no row has a date."""
        return "date" in self.fixed and self.moments.one(self.fixed["date"]) is None

    def _take(self, field: str, made: Template, null: frozenset[str]) -> None:
        self.taken |= dict.fromkeys(made.columns)
        if field in LISTS:
            self.lists.append((field, many(made, null)))
            return
        taker = parts(made, null) if field in DATES else one(made, null)
        self.single.append((field, taker))
        if field in DATES:
            self.dates.append(taker)

    def draft(self, cells: Cells) -> RowDraft:
        """Return what a row says. Raises RefusedError, or its DateError, where it cannot be stored."""
        said = dict(self.fixed)
        for field, take in self.single:
            value = take(cells)
            if value is not None:
                said[field] = value
        get = said.get
        lists: dict[str, list[str]] = {field: list(values) for field, values in self.fixed_lists.items()}
        for field, take_many in self.lists:
            lists[field] = lists.get(field, []) + take_many(cells)
        speakers: tuple[str, ...] = ()
        role = get("role")
        if "speaker" in lists:
            speakers, role = _speakers(lists["speaker"], role, get("speaker_kind"), self.split)
        kind = get("kind") or ("statement" if speakers else "event")
        text, title, mode, missing = self._words(kind, get("title"), get("text"), get("mode"), bool(speakers))
        if kind == "event" and speakers:
            raise RefusedError("kind: an event has no speaker; who took part is a participant")
        if self.closed:
            _refuse_unknown(said)
        date, date_text = self._date(get("date"), get("until"), get("time"), get("date_text"))
        if kind == "office":
            date = self._held(date, speakers)
        for field in self.notes:
            if field in said:
                said[field] = self._text(field, said[field])  # type: ignore[assignment]
        return RowDraft(
            kind, date, date_text, title, text, role if kind == "statement" else None, mode,
            get("original_text"), get("setting"), language(get("lang")) if "lang" in said else None, get("note"),
            get("external_id"), get("uid"), speakers,
            _participants(lists["participant"], get("speaker_kind"), self.split) if "participant" in lists else (),
            _names("topic", lists["topic"]) if "topic" in lists else (),
            _names("place", lists["place"]) if "place" in lists else (),
            self._sources(lists["source"], said) if "source" in lists else (),
            get("organization"), _country(said["country"]) if "country" in said else None,
            get("speaker_kind"), missing or self.dateless,
        )  # fmt: skip

    def _date(
        self, date: str | None, until: str | None, time: str | None, words: str | None
    ) -> tuple[PartialDate | None, str | None]:
        """Read the date, and keep what the row says where that is more."""
        read = self.moments.read(date, until, time)
        if words is not None:
            return read, self._text("date_text", words)
        if read is None:
            return None, None
        edtf = read.edtf
        if until is not None and until != date:
            plain = edtf == f"{date or ''}/{until}"
            return read, None if plain else f"{date or '?'} – {until}"
        return read, None if date is None or time is not None or date == edtf else self._text("date", date)

    def _held(self, date: PartialDate | None, speakers: tuple[str, ...]) -> PartialDate | None:
        """Return when an office was held: where the row has no end though there could be one, that is unknown."""
        if len(speakers) != 1:
            raise RefusedError("an office is held by one speaker; the row names " + ("several" if speakers else "none"))
        if date is not None and date.time is not None:
            raise RefusedError("an office is held for days: leave out the time of day")
        return PartialDate.parse(f"{date.date}/") if date and "until" in self.has and "/" not in date.date else date

    def _words(
        self, kind: str, title: str | None, text: str | None, mode: str | None, has_speaker: bool
    ) -> tuple[str | None, str | None, str | None, str | None]:
        """Return text, title, mode and what is missing; an event whose row has only a text is called that."""
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
            raise RefusedError("it has no title: the post that was held")
        return text, title, None, "it has no title" if title is None else None

    def _text(self, what: str, value: str | None) -> str | None:
        """Check a text, and take its markup out."""
        if not value or (value.isalnum() and value.isascii()):
            return value or None
        if not self.is_plain and ("<" in value or "&" in value) and markup.is_markup(value):
            self.markup += 1
            value = markup.plain(value)
            if not value:
                return None
        if value[0].isalnum() and value.isprintable():
            return value
        return checked(what, value.replace("\r\n", "\n"))

    def _sources(self, known: Iterable[str], said: dict[str, str]) -> tuple[Cited, ...]:
        """Return the sources that a row names; what describes one describes the first."""
        found: list[Cited] = []
        for text in dict.fromkeys(known):
            source = checked("the source", text)
            if source.lower().startswith(("http://", "https://")):
                address(source)
            if found:
                found.append(Cited(source))
                continue
            published = said.get("published")
            day = self.moments.one(published) if published else None
            kind = said.get("source_kind")
            if kind is not None and kind not in SOURCE_KINDS:
                raise RefusedError(f"source_kind: “{kind[:40]}” is none; it is {', '.join(SOURCE_KINDS)}")
            title, publisher, author, via, exact = (
                self._text(field, said.get(field)) for field in ("source_title", "publisher", "author", "via", "exact")
            )
            found.append(Cited(source, title, publisher, author, day.date if day else None, kind, via, exact))
        return tuple(found)


def _refuse_unknown(said: dict[str, str]) -> None:
    """Raise RefusedError for a value that is not in its vocabulary."""
    if "uid" in said and not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", said["uid"]):
        raise RefusedError(f"uid: “{said['uid'][:40]}” is none; leave it out, and every entry gets one")
    for field, values in (("kind", KINDS), ("mode", MODES), ("speaker_kind", SPEAKER_KINDS)):
        if field in said and said[field] not in values:
            raise RefusedError(f"{field}: “{said[field][:40]}” is none; it is {', '.join(values)}")


def _speakers(
    given: Iterable[str], role: str | None, kind: str | None, split: dict[str, str]
) -> tuple[tuple[str, ...], str | None]:
    """Return who speaks, without titles, and the role: the title, where none is given."""
    found: dict[str, None] = {}
    for text in given:
        for person in person_cells.several(text) if kind in (None, "person") else (text,):
            title, name = person_cells.titled(person) if kind in (None, "person") else (None, person)
            if title and len(split) < _KEPT:
                split.setdefault(name, title)
            role = role or (title if not found else None)
            found[_name("speaker", name)] = None
    return tuple(found), role


def _participants(given: Iterable[str], kind: str | None, split: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return who took part, each as what: the part in brackets, or the title in front."""
    found: dict[tuple[str, str], None] = {}
    for text in given:
        bare, part = split_role(text)
        for person in person_cells.several(bare) if kind in (None, "person") else (bare,):
            title, name = person_cells.titled(person) if kind in (None, "person") else (None, person)
            if title and len(split) < _KEPT:
                split.setdefault(name, title)
            found[_name("participant", name), part or title or "participant"] = None
    return tuple(found)


def _names(what: str, given: list[str]) -> tuple[str, ...]:
    """Check names, and return each once."""
    return (_name(what, given[0]),) if len(given) == 1 else tuple(dict.fromkeys(_name(what, name) for name in given))


@lru_cache(4096)
def _name(what: str, name: str) -> str:
    """Check a name. Raises RefusedError where it can be none."""
    if len(name) > MAX_NAME_CHARACTERS:
        raise RefusedError(f"{what}: a name has at most {MAX_NAME_CHARACTERS} characters, this one {len(name):,}")
    if name.isascii() and name.isalpha():
        return name
    if not names.key(checked(what, name)):
        raise RefusedError(f"{what}: “{name}” cannot be a name: it has no letter or digit")
    return " ".join(name.split())


def _country(code: str | None) -> str | None:
    """Check a country's code."""
    if code is not None and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise RefusedError(f"country: “{code[:40]}” is no code of two letters such as RU (ISO 3166)")
    return code and code.upper()
