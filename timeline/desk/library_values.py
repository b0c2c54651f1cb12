"""Define what the library returns: flat dataclasses, and lists of them that a notebook shows as tables."""

import html
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Generic, TypeVar

from timeline.dates import PartialDate
from timeline.errors import DateError, RefusedError
from timeline.reading.records import CitationRecord, Record

#: the rows of a list that a notebook shows
_MOST_SHOWN_ROWS = 50
_MOST_SHOWN_CHARACTERS = 200
_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Participant:
    """A speaker who took part in an entry; ``role`` is ``speaker`` for another speaker of a joint statement."""

    name: str
    uid: str
    role: str


@dataclass(frozen=True)
class Link:
    """A link of an entry to another; ``relation`` reads from this entry, such as ``reaffirms`` or ``reaffirmed by``."""

    relation: str
    entry: int
    uid: str
    note: str | None


@dataclass(frozen=True)
class Citation:
    """A citation: its source, the outlet that this cites, and the place of the words in the stored text.

    ``start`` and ``end`` count code points of the text of ``snapshot``; None without a stored text.
    """

    source: int
    title: str | None
    publisher: str | None
    url: str | None
    published: str | None
    via: str | None
    exact: str | None
    snapshot: int | None
    start: int | None
    end: int | None
    date: str | None
    date_text: str | None
    stance: str
    note: str | None


@dataclass(frozen=True)
class Check:
    """The word of a person that an entry is right, or why they doubt it; it ``holds`` while the entry is as then."""

    checked_by: str
    checked_at: str
    doubt: str | None
    holds: bool


@dataclass(frozen=True)
class Entry:
    """An event or a statement in flat columns; lists are methods.

    ``date`` is EDTF; ``date_earliest`` and ``date_latest`` are the first and last day that it may mean, YYYY-MM-DD.
    ``topics`` and ``places`` are names joined by ``, ``. ``checked_by`` is who has checked it, as long as that holds.
    """

    id: int
    uid: str
    kind: str
    date: str | None
    date_earliest: str | None
    date_latest: str | None
    time: str | None
    date_text: str | None
    title: str | None
    text: str | None
    speaker: str | None
    speaker_id: int | None
    country: str | None
    office: str | None
    role: str | None
    mode: str | None
    original_text: str | None
    lang: str | None
    setting: str | None
    topics: str
    places: str
    checked_by: str | None
    doubt: str | None
    note: str | None
    dataset: str | None
    external_id: str | None
    changeset_id: int | None

    @classmethod
    def of(cls, record: Record) -> "Entry":
        """Return an entry of a record."""
        check = next((one for one in reversed(record["checks"]) if one["holds"]), None)
        own: dict[str, Any] = dict(record)
        own |= {
            "topics": ", ".join(record["topics"]),
            "places": ", ".join(record["places"]),
            "checked_by": check["checked_by"] if check and not check["doubt"] else None,
            "doubt": check["doubt"] if check else None,
        }
        entry = cls(**{field.name: own[field.name] for field in fields(cls)})
        object.__setattr__(entry, "_record", record)
        return entry

    def record(self) -> Record:
        """Return everything about the entry as plain values; ``docs/record.md`` describes the keys."""
        record: Record | None = self.__dict__.get("_record")
        if record is None:
            raise RefusedError("this entry is a changed copy, which is not in the file; read the entry itself")
        return record

    def human_date(self) -> str:
        """Return the date in words, such as ``26 Feb 2025`` or ``undated``."""
        return _human(self.date, self.time)

    def words(self) -> str:
        """Return what was said, in quotation marks if these are the exact words, or what happened."""
        if self.kind == "event":
            return self.title or ""
        return f"“{self.text}”" if self.mode == "verbatim" else self.text or ""

    def participants(self) -> "Rows[Participant]":
        """Return who took part."""
        return Rows(Participant(one["name"], one["uid"], one["role"]) for one in self.record()["participants"])

    def citations(self) -> "Rows[Citation]":
        """Return where the entry is written."""
        return Rows(map(_citation, self.record()["citations"]))

    def checks(self) -> "Rows[Check]":
        """Return who has checked the entry, or doubts it."""
        rows = self.record()["checks"]
        return Rows(Check(one["checked_by"], one["checked_at"], one["doubt"], one["holds"]) for one in rows)

    def links(self) -> "Rows[Link]":
        """Return the links of the entry to others, and of others to it."""
        from timeline.schema.vocabulary import RELATIONS, relation_words

        record = self.record()
        own = [Link(relation_words(one["relation"]), one["to"], one["to_uid"], one["note"]) for one in record["links"]]
        others = record["linked_from"]
        return Rows(
            [*own, *(Link(RELATIONS[one["relation"]], one["from"], one["from_uid"], one["note"]) for one in others)]
        )

    def _repr_html_(self) -> str:
        rows = ((field.name, getattr(self, field.name)) for field in fields(self))
        filled = [{"field": name, "value": value} for name, value in rows if value not in (None, "")]
        return _table(filled)


def _citation(record: CitationRecord) -> Citation:
    source, via = record["source"], record["via"]
    return Citation(
        source=source["id"],
        title=source["title"],
        publisher=source["publisher"],
        url=source["url"],
        published=source["published"],
        via=(via["publisher"] or via["title"] or via["url"]) if via else None,
        exact=record["exact"],
        snapshot=record["snapshot_id"],
        start=record["start"],
        end=record["end"],
        date=record["date"],
        date_text=record["date_text"],
        stance=record["stance"],
        note=record["note"],
    )


def _human(date: str | None, time: str | None) -> str:
    if date is None:
        return "undated"
    try:
        return PartialDate.parse(date + (f"T{time}" if time else "")).human()
    except DateError:  # written by plain SQL
        return date


class Rows(list[_Row], Generic[_Row]):
    """A list whose rows a notebook shows as a table."""

    def _repr_html_(self) -> str:
        return _table([_cells(row) for row in self[:_MOST_SHOWN_ROWS]], len(self))


class Entries:
    """Entries that are read when they are iterated, in the order of the timeline; each iteration reads them anew."""

    def __init__(
        self, opened: Callable[[], AbstractContextManager[Iterator[Record]]], count: Callable[[], int]
    ) -> None:
        self._opened = opened
        self._count = count

    def __iter__(self) -> Iterator[Entry]:
        with self._opened() as records:
            yield from map(Entry.of, records)

    def __len__(self) -> int:
        return self._count()

    def __getitem__(self, place: int | slice) -> Any:
        return list(self)[place]

    def first(self) -> Entry | None:
        """Return the first entry; None if there is none."""
        return next(iter(self), None)

    def __repr__(self) -> str:
        return f"<{len(self):,} {'entry' if len(self) == 1 else 'entries'}>"

    def _repr_html_(self) -> str:
        shown: list[dict[str, object]] = []
        for entry in self:
            if len(shown) == _MOST_SHOWN_ROWS:
                break
            about = {"entry": entry.id, "date": entry.human_date(), "speaker": entry.speaker, "words": entry.words()}
            shown.append(about | {"topics": entry.topics, "checked by": entry.checked_by})
        return _table(shown, len(self))


def _cells(row: object) -> dict[str, object]:
    if isinstance(row, dict):
        return row
    if hasattr(row, "_asdict"):
        return dict(row._asdict())
    if is_dataclass(row):
        return {field.name: getattr(row, field.name) for field in fields(row)}
    return {"value": row}


def _table(rows: list[dict[str, object]], all_rows: int | None = None) -> str:
    """Return rows as an HTML table, everything escaped."""
    if not rows:
        return "<p>nothing</p>"
    heads = "".join(f"<th>{html.escape(name.replace('_', ' '))}</th>" for name in rows[0])
    lines = "".join(f"<tr>{''.join(f'<td>{_cell(value)}</td>' for value in row.values())}</tr>" for row in rows)
    more = f"<p>{len(rows):,} of {all_rows:,}</p>" if all_rows is not None and all_rows > len(rows) else ""
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>{more}"


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return html.escape(text if len(text) <= _MOST_SHOWN_CHARACTERS else f"{text[:_MOST_SHOWN_CHARACTERS]}…")
