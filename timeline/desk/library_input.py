"""Check what a program passes to the library: numbers, texts, dates and paths. A wrong type is refused at its field."""

import datetime
import operator
import os
from collections.abc import Iterable

from timeline.errors import RefusedError
from timeline.schema.vocabulary import DATE_ORDERS
from timeline.words.numbers import LARGEST_NUMBER
from timeline.words.suggestions import did_you_mean

_SHOWN_CHARACTERS = 60


def number(value: object, field: str, least: int = 1) -> int:
    """Return a whole number, also one of NumPy's. Raises RefusedError, at a field, for anything else."""
    try:
        whole = -1 if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        whole = -1
    if not least <= whole <= LARGEST_NUMBER:
        raise RefusedError(f"{value!r:.60} is not a whole number from {least} up", field=field)
    return whole


def text(value: object, field: str) -> str:
    """Return a text, a number, a date or a path as text. Raises RefusedError, at a field, for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():  # as pandas gives a day
        return value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, os.PathLike):
        path = os.fspath(value)
        return path if isinstance(path, str) else os.fsdecode(path)
    try:
        if not isinstance(value, bool):
            return str(operator.index(value))  # type: ignore[arg-type]
    except TypeError:
        pass
    raise RefusedError(f"{value!r:.60} is not a text", field=field)


def optional(value: object, field: str) -> str | None:
    """Return a text, or None for None. Raises like :func:`text`."""
    return None if value is None else text(value, field)


def texts(value: object, field: str) -> tuple[str, ...]:
    """Return one value or several as texts; none for None. Raises RefusedError for an empty list, like :func:`text`."""
    if value is None:
        return ()
    if isinstance(value, (str, bytes, datetime.date, os.PathLike)) or not isinstance(value, Iterable):
        return (text(value, field),)
    several = tuple(text(one, field) for one in value)
    if not several:
        raise RefusedError("this is an empty list; leave it out if it does not matter", field=field)
    return several


def flag(value: object, field: str) -> bool:
    """Return True or False. Raises RefusedError, at a field, for anything else."""
    if not isinstance(value, bool):
        raise RefusedError(f"{value!r:.60} is neither True nor False", field=field)
    return value


def one_of(value: object, field: str, words: tuple[str, ...]) -> str:
    """Return one of several words. Raises RefusedError, at a field, with the one that may be meant."""
    if not isinstance(value, str) or value not in words:
        hint = did_you_mean(str(value), words)
        raise RefusedError(f"“{str(value)[:_SHOWN_CHARACTERS]}” is not one of {', '.join(words)}{hint}", field=field)
    return value


def date_order(value: object) -> str | None:
    """Return an order of figures, or None. Raises RefusedError at ``date_order``."""
    return None if value is None else one_of(value, "date_order", DATE_ORDERS)


def refuse_unknown(names: Iterable[str], known: Iterable[str], what: str) -> None:
    """Raise RefusedError at the first name that is not known, with the one that may be meant."""
    listed = list(dict.fromkeys(known))
    for name in names:
        if name not in listed:
            hint = did_you_mean(name, listed)
            raise RefusedError(f"there is no {what} “{name}”; there are {', '.join(listed)}{hint}", field=name)
