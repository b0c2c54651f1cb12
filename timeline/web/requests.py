"""What an address asks for: filters, and which part of what they find."""

from collections.abc import Sequence
from typing import NamedTuple, TypedDict, cast

from timeline.errors import RefusedError
from timeline.reading import filters
from timeline.reading.filter import Filter
from timeline.reading.filters import FilterInput, Today
from timeline.schema.vocabulary import ENTRY_KINDS

#: entries on a page, and the most that may be asked for
PAGE, MOST = 50, 200
#: the longest query of an address, in characters
LONGEST = 4_000
_LISTS = ("since", "until", "on", "kind", "speaker", "country", "topic", "place", "source")
_ONES = ("certainly", "search", "as-of", "date-order")
_OWN = (*_ONES, "after", "reverse", "limit")
#: what others put into addresses that they hand on, to follow those who use them
_FOLLOWED = ("utm_", "fbclid", "gclid", "mc_")
_ORDERS = ("dmy", "mdy", "ymd")
_YES, _NO = ("1", "true", "on", "yes"), ("0", "false", "off", "no")
Pairs = Sequence[tuple[str, str]]
_Hyphenated = TypedDict("_Hyphenated", {"as-of": str | None, "date-order": str | None})


class Given(FilterInput, _Hyphenated):
    """Every filter as it stands in an address."""


class Asked(NamedTuple):
    """The filters of an address, as they stand there, and what they mean so far: names are not looked up yet."""

    given: Given
    dated: Filter
    after: str | None
    limit: int
    reverse: bool
    #: filter by date → as it stands there → how it was read, for people
    readings: dict[str, dict[str, str]]
    #: filters by date as they were read, which mean the same on any day
    fixed: dict[str, list[str]]

    @property
    def filters(self) -> dict[str, object]:
        """The filters, to be put into another address."""
        return {name: value for name, value in self.given.items() if value}

    @property
    def as_of(self) -> str | None:
        """The moment as of which the timeline is asked for, as it stands there."""
        return self.given["as-of"]


def asked(pairs: Pairs, today: Today) -> Asked:
    """Read the query of an address. Raises RefusedError or DateError for what it cannot mean."""
    lists, own = _taken(pairs)
    ones = {name: own.get(name) for name in _ONES} | {"certainly": _flag(own, "certainly")}
    given = cast("Given", {**lists, **ones})
    for kind in given["kind"]:
        if kind not in ENTRY_KINDS:
            raise RefusedError(f"kind: “{kind[:40]}” is none of {', '.join(ENTRY_KINDS)}")
    if given["certainly"] and not (given["since"] or given["until"] or given["on"]):
        given["certainly"] = False
    order = given["date-order"]
    if order and order not in _ORDERS:
        raise RefusedError(f"date-order: “{order[:20]}” is none of {', '.join(_ORDERS)}")
    if given["as-of"] and given["search"]:
        raise RefusedError("search looks into what is there now: leave out as-of")
    readings: dict[str, dict[str, str]] = {}
    fixed: dict[str, list[str]] = {}
    dated, days = filters.dated(given, today, order)
    for day in days:
        readings.setdefault(day.field, {})[day.text] = day.date.human()
        fixed.setdefault(day.field, []).append(day.date.date)
    return Asked(given, dated, own.get("after"), _limit(own.get("limit")), _flag(own, "reverse"), readings, fixed)


def _taken(pairs: Pairs) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return what may be given several times, and what once; what is empty is not given."""
    given: dict[str, list[str]] = {name: [] for name in _LISTS}
    own: dict[str, str] = {}
    for name, value in pairs:
        if name.startswith(_FOLLOWED):
            continue
        if name not in (*_LISTS, *_OWN):
            raise RefusedError(f"“{name[:40]}” is no filter; there are {', '.join((*_LISTS, *_OWN))}")
        text = value.strip()
        if text and name in _LISTS:
            given[name].append(text)
        elif text:
            own[name] = text
    return given, own


def _flag(own: dict[str, str], name: str) -> bool:
    given = own.get(name, "no").lower()
    if given not in (*_YES, *_NO):
        raise RefusedError(f"{name}: “{given[:20]}” is neither yes nor no")
    return given in _YES


def _limit(text: str | None) -> int:
    if text is None:
        return PAGE
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= MOST:
        raise RefusedError(f"limit: “{text[:20]}” is none; a page has 1 to {MOST} entries")
    return int(text)
