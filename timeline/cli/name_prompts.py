"""Asking whether a name that is like a known one is somebody new."""

import click

from timeline.cli.output import note
from timeline.errors import NotFoundError, RefusedError
from timeline.reading import resolve
from timeline.words import names
from timeline.words.numbers import is_number


def known(lookup: resolve.Lookup, kind: str, name: str) -> resolve.Entity | None:
    """Return what a name means, or None for a new one. Raises NotFoundError where it is ambiguous or a number."""
    found = resolve.find(lookup, kind, name)
    if len(found) > 1 or (not found and is_number(name)):
        return resolve.one(lookup, kind, name)
    if not names.key(name):
        raise RefusedError(f"“{name}” cannot be the name of a {kind}: it has no letter or digit")
    return found[0] if found else None


def settled(lookup: resolve.Lookup, given: tuple[str, ...]) -> tuple[str, ...]:
    """Settle every name of a speaker: the number of the one it means, or the name where somebody new is confirmed.

    Raises NotFoundError where it is not confirmed or ambiguous, and RefusedError where somebody is named twice.
    """
    done: list[str] = []
    for name in given:
        meant = known(lookup, "speaker", name)
        similar = [] if meant else resolve.near(lookup, "speaker", name)
        if similar and not click.confirm(f"  {name} is new, not {resolve.listed(similar)}?", err=True):
            raise NotFoundError("then give the known name or its number")
        done.append(str(meant.id) if meant else name)
        if meant and meant.name != name:
            note(f"  {name} is {resolve.listed([meant])}")
    if len(set(done)) < len(done):
        raise RefusedError("somebody is named twice")
    return tuple(done)
