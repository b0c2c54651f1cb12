"""Reading what was typed for a date, a moment or a country; an error names the option it was typed for."""

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timeline.cli.common import note
from timeline.dates import PartialDate, Reading, read_phrase
from timeline.errors import DateError, NotFoundError, ReferenceNeededError, RefusedError

if TYPE_CHECKING:
    import sqlite3

_Command = TypeVar("_Command", bound=Callable[..., Any])


def reading_options(command: _Command) -> _Command:
    """Let a command take what dates are read beside: ``--reference`` and ``--date-order``."""
    for option in (
        click.option(
            "--date-order",
            "order",
            type=click.Choice(["dmy", "mdy", "ymd"]),
            help="How dates in figures such as 03/04/2025 are meant.",
        ),
        click.option(
            "--reference", metavar="DATE", help="When the text was written that dates such as Thursday are from."
        ),
    ):
        command = option(command)
    return command


def read_date(option: str, text: str, *, reference: PartialDate | None = None, order: str | None = None) -> Reading:
    """Read a date that was typed. Raises DateError that names the option."""
    try:
        return read_phrase(text, reference, order=order)
    except DateError as error:
        raise type(error)(f"{option}: {error}") from None


def given_date(option: str, text: str) -> PartialDate | None:
    """Read a date that stands for itself; None means it is unknown. Raises DateError that names the option."""
    return read_date(option, text).date


def known_reference(text: str | None) -> PartialDate | None:
    """Read ``--reference``, if it is given."""
    return None if text is None else _known("--reference", given_date("--reference", text))


def filter_date(option: str, text: str) -> PartialDate:
    """Read a date to filter by, which may be given beside today; how that was read is told."""
    date = _beside_today(option, text)
    if date.time is not None:
        raise DateError(f"{option}: filters go by the day; leave out the time {date.time}")
    return date


def given_moment(connection: "sqlite3.Connection", option: str, text: str) -> int:
    """Return the changeset that a moment means: one by its number, else the last by the end of a day or a minute.

    Raises:
        NotFoundError: there is no changeset of that number.
        DateError: it is neither a number nor a date.

    """
    from timeline import past

    last, digits = past.last_changeset(connection), text.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdigit()):
        return past.last_changeset(connection, _end(_beside_today(option, text)))
    if int(digits[:20]) > last:
        raise NotFoundError(
            f"{option}: there is no changeset {digits}, the last is {last}; a day is written 2025-02-26"
        )
    return int(digits)


def _end(date: PartialDate) -> str:
    """Return the last instant of a date in UTC, as changesets are dated; a time without a zone is local."""
    time = date.time or "23:59"
    moment = datetime.datetime.fromisoformat(f"{date.latest}T{time}").astimezone(datetime.UTC)
    to_the_second = time.count(":") > 1 and time[6:8].isdigit()
    return f"{moment:%Y-%m-%dT%H:%M}:{moment.second if to_the_second else 59:02d}.999Z"


def _beside_today(option: str, text: str) -> PartialDate:
    try:
        return _known(option, given_date(option, text))
    except ReferenceNeededError:
        today = PartialDate.parse(f"{datetime.date.today()}")
        date = _known(option, read_date(option, text, reference=today).date)
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
