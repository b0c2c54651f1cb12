"""Reading what was typed for a date, a moment or a country; an error names the option it was typed for."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timeline.cli.output import note
from timeline.dates import PartialDate, Reading, read_phrase
from timeline.errors import DateError, ReferenceNeededError, RefusedError
from timeline.reading import filters

if TYPE_CHECKING:
    import sqlite3

_Command = TypeVar("_Command", bound=Callable[..., Any])


date_order = click.option(
    "--date-order",
    "order",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    help="How dates in figures such as 03/04/2025 are meant.",
)


def reading_options(command: _Command) -> _Command:
    """Let a command take what dates are read beside: ``--reference`` and ``--date-order``."""
    for option in (
        date_order,
        click.option(
            "--reference", metavar="DATE", help="When the text was written that dates such as Thursday are from."
        ),
    ):
        command = option(command)
    return command


def read_date(
    option: str,
    text: str,
    *,
    reference: PartialDate | None = None,
    ahead: bool | None = None,
    order: str | None = None,
) -> Reading:
    """Read a date that was typed. Raises DateError that names the option."""
    try:
        return read_phrase(text, reference, ahead=ahead, order=order)
    except DateError as error:
        raise type(error)(f"{option}: {error}") from None


def given_date(option: str, text: str) -> PartialDate | None:
    """Read a date that stands for itself; None means it is unknown. Raises DateError that names the option."""
    try:
        return read_date(option, text).date
    except ReferenceNeededError:
        raise DateError(f"{option}: “{text}” does not stand for itself; give a day, such as 2025-02-26") from None


def known_reference(text: str | None) -> PartialDate | None:
    """Read ``--reference``, if it is given."""
    return None if text is None else _known("--reference", given_date("--reference", text))


def filter_date(option: str, text: str, today: datetime.date, order: str | None = None) -> PartialDate:
    """Read a date to filter by, which may be given beside today; how that was read is told."""
    date = _beside(today, option, text, order)
    if date.time is not None:
        raise DateError(f"{option}: filters go by the day; leave out the time {date.time}")
    return date


def given_moment(connection: "sqlite3.Connection", option: str, text: str, today: datetime.date) -> int:
    """Return the changeset that a moment means. Raises what :func:`timeline.reading.filters.changeset` raises."""
    return filters.changeset(connection, option, text, partial(_beside, today))


def given_instant(option: str, text: str, now: str) -> str:
    """Read when something was done: a day, or a day and time, which is given in UTC; ``now`` is this moment in UTC.

    Raises DateError for anything else, and for what lies ahead.
    """
    date = given_date(option, text)
    if date is None or date.earliest != date.latest:
        raise DateError(f"{option}: “{text}” is not one day; write 2025-02-27, or 2025-02-27T14:30")
    at = date.earliest if date.time is None else f"{filters.end(date)[:17]}00.000Z"
    if at > f"{now[:16]}~":
        raise DateError(f"{option}: {text} lies ahead")
    return at


def _beside(today: datetime.date, option: str, text: str, order: str | None = None) -> PartialDate:
    try:
        return _known(option, read_date(option, text, order=order).date)
    except ReferenceNeededError:
        reference = PartialDate.parse(f"{today}")
        date = _known(option, read_date(option, text, reference=reference, order=order).date)
        note(f"{option}: “{text}” is read as {date.human()}")
        return date


def _known(option: str, date: PartialDate | None) -> PartialDate:
    if date is None:
        raise DateError(f"{option}: “unknown” is no date to compare with")
    return date


def given_country(code: str) -> str:
    """Check a country code and return it in capitals. Raises RefusedError where it is not two letters."""
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        raise RefusedError(f"--country: “{code}” is no country code; give two letters of ISO 3166, such as RU")
    return code.upper()
