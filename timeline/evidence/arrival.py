"""Say how the bytes of a snapshot arrived."""

from typing import NamedTuple

from timeline.schema.vocabulary import ArrivalKind


class Arrival(NamedTuple):
    """How bytes arrived: ``how``, and for a page the address that was asked for and where it led.

    ``redirects`` has the status and the target of each redirect, ``final_url`` the address that sent the bytes,
    ``headers`` the headers of its answer that say what they are and of when.
    """

    how: ArrivalKind
    requested_url: str | None = None
    final_url: str | None = None
    redirects: tuple[tuple[int, str], ...] = ()
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
