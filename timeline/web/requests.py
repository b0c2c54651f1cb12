"""Parse the query of an address: filters, and which page of the entries that fit them."""

from collections.abc import Sequence
from typing import NamedTuple, TypedDict, cast

from timeline.errors import RefusedError
from timeline.reading import filters
from timeline.reading.filter import Filter
from timeline.reading.filters import FilterInput, Today
from timeline.schema.vocabulary import DATE_ORDERS, ENTRY_KINDS
from timeline.words.suggestions import did_you_mean

#: entries on a page unless the address says otherwise, and the most that it may ask for
PAGE_ENTRIES, MOST_ENTRIES = 50, 200
MAX_QUERY_CHARACTERS = 4_000
_LISTS = ("since", "until", "on", "kind", "speaker", "country", "topic", "place", "source")
_ONES = ("certainly", "search", "as-of", "date-order")
_SINGLE = (*_ONES, "checked", "after", "reverse", "limit")
#: parameters that other sites add to links to track people
_TRACKING = ("utm_", "fbclid", "gclid", "mc_")
_YES, _NO = ("1", "true", "on", "yes"), ("0", "false", "off", "no")
Pairs = Sequence[tuple[str, str]]
_Hyphenated = TypedDict("_Hyphenated", {"as-of": str | None, "date-order": str | None})


class FilterTexts(FilterInput, _Hyphenated):
    """Every filter as text, as the address has it."""


class ListRequest(NamedTuple):
    """A parsed query: its filters as text, and as far as they can be read without looking up names in the file."""

    texts: FilterTexts
    #: the filters that need no look-up
    dated: Filter
    after: str | None
    limit: int
    reverse: bool
    #: filter by date → its text → how it was read, for people
    readings: dict[str, dict[str, str]]
    #: filters by date in EDTF, which mean the same on any day
    fixed: dict[str, list[str]]

    @property
    def filters(self) -> dict[str, object]:
        """The filters as text, for another address."""
        checked = {True: "yes", False: "no"}.get(self.texts["checked"])  # type: ignore[arg-type]
        return {name: value for name, value in {**self.texts, "checked": checked}.items() if value}

    @property
    def as_of(self) -> str | None:
        """The moment of an earlier state of the timeline, as text."""
        return self.texts["as-of"]


def parse(pairs: Pairs, today: Today) -> ListRequest:
    """Parse the query of an address. Raises RefusedError or DateError at the filter that is not valid."""
    lists, single = _split(pairs)
    ones = {name: single.get(name) for name in _ONES} | {
        "certainly": _flag(single, "certainly"),
        "checked": _flag(single, "checked") if "checked" in single else None,
    }
    texts = cast("FilterTexts", {**lists, **ones})
    for kind in texts["kind"]:
        check_choice("kind", kind, ENTRY_KINDS)
    if texts["certainly"] and not (texts["since"] or texts["until"] or texts["on"]):
        texts["certainly"] = False
    order = texts["date-order"]
    if order:
        check_choice("date-order", order, DATE_ORDERS)
    if texts["as-of"] and texts["search"]:
        raise RefusedError("a search looks only in the present timeline; leave out as-of", field="search")
    readings: dict[str, dict[str, str]] = {}
    fixed: dict[str, list[str]] = {}
    dated, days = filters.dated(texts, today, order)
    for day in days:
        readings.setdefault(day.field, {})[day.text] = day.date.human()
        fixed.setdefault(day.field, []).append(day.date.date)
    return ListRequest(
        texts, dated, single.get("after"), _limit(single.get("limit")), _flag(single, "reverse"), readings, fixed
    )


def check_choice(field: str, text: str, choices: Sequence[str]) -> None:
    """Refuse a text that is not one of the choices. Raises RefusedError at the field."""
    if text not in choices:
        raise RefusedError(f"“{text[:40]}” is not one of {', '.join(choices)}", field=field)


def _split(pairs: Pairs) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the parameters that may have several values, and those that have one; skip empty ones."""
    lists: dict[str, list[str]] = {name: [] for name in _LISTS}
    single: dict[str, str] = {}
    for name, value in pairs:
        if name.startswith(_TRACKING):
            continue
        if name not in (*_LISTS, *_SINGLE):
            known = (*_LISTS, *_SINGLE)
            hint = did_you_mean(name, known)
            raise RefusedError(f"“{name[:40]}” is not a filter; the filters are {', '.join(known)}{hint}")
        text = value.strip()
        if text and name in _LISTS:
            lists[name].append(text)
        elif text:
            single[name] = text
    return lists, single


def _flag(single: dict[str, str], name: str) -> bool:
    text = single.get(name, "no").lower()
    if text not in (*_YES, *_NO):
        raise RefusedError(f"“{text[:20]}” is neither yes nor no", field=name)
    return text in _YES


def _limit(text: str | None) -> int:
    if text is None:
        return PAGE_ENTRIES
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= MOST_ENTRIES:
        raise RefusedError(f"“{text[:20]}” is not valid; a page has 1 to {MOST_ENTRIES} entries", field="limit")
    return int(text)
