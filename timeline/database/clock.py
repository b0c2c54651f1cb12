"""Find changesets that are dated before the one before them: a clock was wrong, or somebody has backdated them."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

#: how far a clock may go back when it is set right, without a word
_MOST_SLIP = timedelta(seconds=1)
_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_ACCEPTED = "accepted the clock of changeset {}"


class Backward(NamedTuple):
    """A changeset that is dated before an earlier one, or not as timeline dates it; ``before`` is None then."""

    changeset: int
    at: str
    before: str | None


def backward(connection: sqlite3.Connection) -> Iterator[Backward]:
    """Yield the changesets that are dated before an earlier one, except those that a repair has accepted."""
    accepted: set[int] = set()
    for (message,) in connection.execute("SELECT message FROM changesets WHERE command LIKE '%db repair%'"):
        accepted |= {int(number) for number in re.findall(_ACCEPTED.format(r"([0-9]{1,18})\b"), message or "")}
    latest: tuple[datetime, str] | None = None
    for number, at in connection.execute("SELECT id, at FROM changesets ORDER BY id"):
        moment = _moment(at)
        if moment is None or (latest is not None and moment < latest[0] - _MOST_SLIP):
            if number not in accepted:
                yield Backward(number, at, latest[1] if moment is not None and latest is not None else None)
            if moment is None:
                continue
        latest = (moment, at)


def acceptance(numbers: Iterable[int]) -> Iterator[str]:
    """Yield what the message of a repair says of clocks, which :func:`backward` reads again."""
    return (_ACCEPTED.format(number) for number in numbers)


def _moment(at: str) -> datetime | None:
    """Return a moment in UTC as the file writes it; None for any other text, which SQL would sort otherwise."""
    try:
        return datetime.fromisoformat(at) if _FORM.fullmatch(at) else None
    except ValueError:
        return None
