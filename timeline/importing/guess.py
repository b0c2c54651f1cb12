"""Guess which column fills which field, from the names of the columns and from their cells."""

import re
from collections.abc import Callable, Iterable, Sequence

from timeline.dates import is_open_end, read_phrase
from timeline.errors import DateError
from timeline.formats.input import Cells
from timeline.importing.mapping import LISTS, Mapping, plain, template
from timeline.schema.vocabulary import ENTRY_KINDS, MODES

#: field → names of columns that fill it, the surest first, in lower case without punctuation
_NAMES = {
    "date": "date startdate datestart eventdate start started begin when datetime createdat timestamp publishedat"
    " datepublished publicationdate publishedtime published",
    "until": "until enddate dateend end ended",
    "time": "time timeofday starttime",
    "date_text": "datetext displaydate datewords",
    "speaker": "speaker speakers speakername saidby whosaid",
    "title": "title headline event eventtitle eventname summary",
    "text": "text content body statement quote quotation description details remarks what",
    "role": "role speakerrole office",
    "mode": "mode",
    "original_text": "originaltext original",
    "setting": "setting context",
    "lang": "lang language",
    "note": "note notes comment comments",
    "participant": "participant participants visitor visitors attendee attendees",
    "topic": "topic topics tag tags category categories keyword keywords subject subjects group",
    "place": "place places city cities location locations locale venue where country",
    "source": "source sources sourceurl url urls link permalink uri",
    "publisher": "publisher outlet",
    "external_id": "externalid id guid identifier",
    "kind": "kind",
}
_OF_A_STATEMENT = ("role", "mode", "original_text")
_LIST_MARKS = (";", "|", ",")


def guess(columns: Sequence[str], sample: Sequence[Cells], mapping: Mapping) -> Mapping:
    """Return a mapping completed by guesses; no guess fills a field twice or uses a column twice."""
    fields = set(mapping.columns) | set(mapping.constants)
    templates = [(name, text) for name, texts in mapping.columns.items() for text in texts if text.strip()]
    used = {c for name, text in templates if name != "external_id" for c in template(name, text, columns).columns}
    names = {_plain(column): column for column in reversed(columns)}
    guesses: dict[str, tuple[str, ...]] = {}
    has_speaker = "speaker" in fields or any(name in names for name in _NAMES["speaker"].split())
    for field, candidates in _NAMES.items():
        if field in fields or (field in _OF_A_STATEMENT and not has_speaker):
            continue
        for column in (names[name] for name in candidates.split() if name in names and names[name] not in used):
            if _plausible(field, _values(sample, column), len(sample)):
                used.add(column)
                guesses[field] = (column + _split(field, _values(sample, column)),)
                break
    if "date" not in fields | set(guesses):
        guesses |= _date(columns, sample, names, used)
    return Mapping(columns=guesses).over(mapping) if guesses else mapping


def _plain(column: str) -> str:
    return re.sub(r"[\W_]", "", column.rpartition(".")[2].casefold())


def _values(sample: Sequence[Cells], column: str) -> list[object]:
    return [value for cells in sample if (value := cells.get(column)) not in (None, "", [])]


def _plausible(field: str, values: list[object], rows: int) -> bool:
    """Return whether the values of a column suit the field that its name suggests."""
    texts = [text.strip() for value in values if (text := plain(value))]
    if not texts:
        return False
    if field == "kind":
        return set(texts) <= {*ENTRY_KINDS, "office"}
    if field == "mode":
        return set(texts) <= set(MODES)
    if field == "lang":
        return all(re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", text) for text in texts)
    if field == "external_id":
        return len(set(texts)) == len(texts) == rows
    if field == "date":
        return _share(texts, _is_date) >= 0.5
    if field == "until":
        return _share(texts, lambda text: is_open_end(text) or _is_date(text)) >= 0.5
    if field == "time":
        return _share(texts, lambda text: bool(re.match(r"\d{1,2}:\d\d", text))) >= 0.5
    if field == "source":
        return not all(text.isdigit() for text in texts)
    return True


def _share(texts: list[str], fits: Callable[[str], bool]) -> float:
    some = texts[:200]
    return sum(map(fits, some)) / len(some)


def _is_date(text: str) -> bool:
    """Return whether a text is a date, given an order of day and month and a reference date."""
    if len(text) > 60 or not re.search(r"\d", text):
        return False
    try:
        return read_phrase(text, order="dmy").date is not None
    except DateError:
        return bool(re.match(r"\d{1,2}/\d{1,2}/\d{4}|\d{8}$", text))


def _split(field: str, values: list[object]) -> str:
    """Return the split mark of a column that lists several values, else ''; a comma within one name does not split."""
    texts = [value for value in values if isinstance(value, str)]
    if field not in LISTS or not texts:
        return ""
    if field in ("speaker", "participant") and any("; " in text for text in texts):
        return "[;]"
    marks = _LIST_MARKS if field == "topic" else _LIST_MARKS[:2]
    return next((f"[{mark}]" for mark in marks if sum(mark in text for text in texts) * 4 >= len(texts)), "")


def _date(
    columns: Iterable[str], sample: Sequence[Cells], names: dict[str, str], used: set[str]
) -> dict[str, tuple[str, ...]]:
    """Return the date from columns for year, month and day, else from the first column of dates."""
    figures = [names[name] for name in ("year", "month", "day") if name in names]
    if figures and "year" in names:
        return {"date": ("-".join(figures),)}
    for column in columns:
        texts = [text.strip() for value in _values(sample, column) if (text := plain(value))]
        longest = max(map(len, texts), default=0)
        if (
            column not in used
            and longest >= 4
            and _share(texts, _is_date) >= 0.8
            and not all(t.isdigit() for t in texts)
        ):
            return {"date": (column,)}
    return {}
