"""Parse the dates that people write: EDTF, `unknown`, and phrases such as `on Thursday` and `early March`.

The rules of `timeline.dates.grammar`, in short:

- Nothing is filled in: a month stays a month, and an ambiguous phrase is refused with the reason.
- A weekday is the latest such day up to and including the reference date, which is the day on which the text was
  written. If the words around it look ahead (`is expected on Friday`), it is the next such day.
- A day, month or season without a year is the nearest to the reference date that the context allows: a clear tense
  (`will meet in`, `said in`) decides the direction; a weaker cue decides only if the calendar does not.
- `early`, `mid` and `late` do not narrow a date but make it approximate (`~`), like `about` and `two weeks ago`.
- Weeks are those of ISO 8601, Monday to Sunday. `last Tuesday` is the Tuesday of last week, `this past Tuesday` the
  latest before the reference date, `this coming Tuesday` the first after it.
- A date counted in months or years is as precise as its unit: `two years ago` is a year.
- Figures that can be a day and a month in either order are refused with both readings, unless the caller gives the
  order.
- A date with the wrong weekday is refused, and so is `the next day` after another date.
"""

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from timeline.dates.partial import PartialDate
from timeline.dates.typed import open_range, plain, planned, refuse_remains, settled
from timeline.dates.wording import printable
from timeline.errors import DateError, ReferenceNeededError, UnsupportedDateError

if TYPE_CHECKING:
    import datetime

EXAMPLES = "2025-02-26, 26 Feb 2025, Sep 2022, 2014, 2013-11-21/2014-02-22, 2014~ or unknown"

# Patterns as texts, which `re` compiles at first use: many commands never parse a date.
_EDTF_SHAPE = r"[?~%]?-?[0-9X]{4}[?~%]?(?:[-/TS].*)?|(?:\.\.)?/.*|[\[{].*|Y-?[0-9].*"
_BEFORE_TIME = r"(?<=^[0-9]{4}-[0-9]{2}-[0-9]{2}) (?=[0-9]{2}:)"
_MINUS = r"\d{1,4}(?: ?-{0,2} ?\d{1,2}){2}"
_UNKNOWN = ("unknown", "undated", "n.d.", "n. d.", "no date", "s.d.")
_MAX_PHRASE_CHARACTERS = 200

_EDTF_RULE = ("edtf", "EDTF (ISO 8601-2), unchanged")
_FIGURES_RULE = (
    "figures without signs, or with zeros",
    "year, month and day; a part of zeros is unknown, and fractions of a second are left out",
)


class Reading(NamedTuple):
    """A parsed phrase: the date, None for `unknown`, and the rules that parsed it, the outermost first."""

    date: PartialDate | None
    rules: tuple[tuple[str, str], ...]
    """The name of each rule and what it means, in a sentence."""

    @property
    def rule(self) -> str:
        """The names of the rules: `since, weekday`."""
        return ", ".join(name for name, _ in self.rules)


def read_phrase(
    phrase: str,
    reference: PartialDate | None = None,
    *,
    left: str = "",
    right: str = "",
    ahead: bool | None = None,
    order: str | None = None,
) -> Reading:
    """Parse a date as people write it.

    `reference` is when the phrase was written; it may be longer than a day if all its days give the same date. `left`
    and `right` are parts of the text around the phrase. If the caller knows whether they look ahead, `ahead` says so
    instead: a statement that a source reports cannot lie ahead of it. `order` is the order of figures (`dmy`, `mdy`,
    `ymd`). White space and the case of letters in words do not matter.

    Raises:
        UnsupportedDateError: the phrase is valid EDTF of a kind that timeline does not support.
        ReferenceNeededError: the phrase has no meaning without a (more precise) reference date.
        DateError: no rule fits, there is no such day, or there are two such days; the message says what to write.

    """
    typed = plain(phrase)
    if typed.lower() in _UNKNOWN:
        return Reading(None, (("unknown", "stored without a date"),))
    if not typed:
        raise DateError(f"the date is empty; write {EXAMPLES}")
    if re.fullmatch(_MINUS, typed) and re.search(r"[ -]-\d", typed):
        raise DateError(
            f"“{typed}”: a date has no minus before a figure; if it means unknown, leave the figure out "
            "(for a whole table: --null -9)"
        )
    if typed.lower() == "reported":
        return _reported(reference)
    written, typed = typed, settled(typed)
    if form := open_range(typed):
        return _open_range(*form, reference, left=left, right=right, ahead=ahead, order=order)
    flaw = None
    text = re.sub(_BEFORE_TIME, "T", typed)
    if re.fullmatch(_EDTF_SHAPE, text):
        _refuse_two_years(text)
        try:
            return Reading(PartialDate.parse(text), (_EDTF_RULE if typed == written else _FIGURES_RULE,))
        except UnsupportedDateError:
            raise
        except DateError as error:
            flaw = error
    refuse_remains(typed)
    words, typed = planned(typed)
    left = f"{left} {words} " if words else left
    return _by_rules(typed, reference, flaw, around=(left, right), order=order, ahead=ahead)


def _open_range(day: str, form: str, reference: PartialDate | None, **how: Any) -> Reading:
    """Parse a range with one open end, whose other end is a phrase."""
    reading = read_phrase(day, reference, **how)
    if reading.date is None or reading.date.time is not None or "/" in reading.date.date:
        raise DateError(f"“{printable(day)}” cannot be the end of a range; write one day, month or year")
    return Reading(
        PartialDate.parse(form.format(reading.date.date)), (("open range", "one end is open"), *reading.rules)
    )


def _reported(reference: PartialDate | None) -> Reading:
    """Return "on or before" the day of a report, or its month or year if no more is known of that."""
    if reference is None:
        raise ReferenceNeededError("“reported” depends on the day on which it was written; give that day")
    try:
        date = PartialDate.parse(f"[..{reference.date}]")
    except DateError:
        date = PartialDate.parse(f"[..{reference.latest}]")
    return Reading(date, (("reported", "on or before the day of the report"),))


def _refuse_two_years(typed: str) -> None:
    """Refuse `2021-22`, which is a summer in EDTF but two years for most people; `2022-22` can only be the summer."""
    if re.fullmatch("[0-9]{4}-(?:2[1-9]|3[0-9]|4[01])", typed) and int(typed[2:4]) + 1 == int(typed[5:]):
        season = PartialDate.parse(typed).human()
        years = f"{typed[:4]}/{typed[:2]}{typed[5:]}"
        raise DateError(f"{typed} can be {season} or the years {years}; write “{season}” or {years}")


def _by_rules(typed: str, reference: PartialDate | None, flaw: DateError | None, **how: Any) -> Reading:
    # Imported here because most commands get EDTF, and need not wait for the grammar.
    from timeline.dates.grammar import read_by_rules
    from timeline.dates.scope import UnknownPhraseError

    unknown = flaw or DateError(f"“{printable(typed)}” is not a date that timeline understands; write {EXAMPLES}")
    if len(typed) > _MAX_PHRASE_CHARACTERS:
        raise unknown
    try:
        first, *others = [read_by_rules(typed, day, **how) for day in _days(reference)]
    except UnknownPhraseError:
        raise unknown from None
    if any(other[0] != first[0] for other in others):
        raise ReferenceNeededError(
            f"“{printable(typed)}” can be several dates relative to {reference}; give the exact day it was written"
        )
    return Reading(first[0], tuple((rule.name, rule.meaning) for rule in first[1]))


def _days(reference: PartialDate | None) -> "list[datetime.date | None]":
    """Return the first and the last day of a reference; if both give the same date, so do all days between."""
    if reference is None:
        return [None]
    import datetime

    try:
        first, last = (datetime.date.fromisoformat(day) for day in (reference.earliest, reference.latest))
    except ValueError:  # the year 0000, or an open start
        return [None]
    return [first] if first == last else [first, last]
