"""Asking whether a name that resembles a known one is somebody new."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from timeline.cli.output import note
from timeline.desk.names import listed

if TYPE_CHECKING:
    from timeline.reading.resolve import Entity


def ask_who_is_meant(name: str, known: "Iterable[Entity]") -> bool:
    """Ask whether a name is new, and not one of those that it resembles; tell what to do if it is not."""
    if click.confirm(f"  {name} is new, not {listed(known)}?", err=True):
        return True
    note("  not stored; use the known name or its number")
    return False
