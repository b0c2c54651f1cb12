"""Match a name to the entity that it means, or report the entities that it resembles.

Each front end asks in its own way whether a name is new, and passes the answer back as a choice: ``typed name →
number`` of a known entity, or None for a new one.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from timeline.database import opening
from timeline.desk.problems import Problems
from timeline.desk.values import How, NameMatch
from timeline.errors import NotFoundError, RefusedError
from timeline.reading import resolve
from timeline.reading.resolve import Entity, Lookup
from timeline.schema.vocabulary import EntityKind
from timeline.words import names
from timeline.words.numbers import is_number, row_number

#: typed name → number of the known entity, or None for a new one
Choices = Mapping[str, int | None]
LIKE_KNOWN = "like-known"
_NAME = r"[^\W\d_][\w .'’-]*"
_SEVERAL = re.compile(rf"{_NAME}(?:; *{_NAME})+")


def lookup_of(path: opening.File) -> Lookup:
    """Return a function that queries a file, opened anew each time; in a missing file it finds nothing."""

    def look_up(sql: str, values: dict[str, Any]) -> list[Any]:
        if opening.path_status(path) is not opening.Status.CURRENT:
            return []
        with opening.read_connection(path) as connection:
            return connection.execute(sql, values).fetchall()

    return look_up


def match(lookup: Lookup, kind: EntityKind, typed: str, *, is_new: bool = False) -> NameMatch:
    """Match a name to the one entity that it means; if ``is_new``, only one with exactly this spelling.

    Raises NotFoundError if several fit or a number fits none, and RefusedError if it cannot be a name.
    """
    from timeline.store.naming import named  # it imports SQLAlchemy, which finding a known name does not need

    name = named(kind, typed)
    fitting = resolve.find(lookup, kind, name)
    if is_new:
        fitting = [entity for entity in fitting if resolve.is_spelled(lookup, kind, entity, name)]
    if len(fitting) > 1 or (not fitting and is_number(name)):
        resolve.one(lookup, kind, name)
    if fitting:
        return NameMatch(kind, typed, fitting[0], _how(lookup, kind, fitting[0], name))
    if kind == "speaker" and _SEVERAL.fullmatch(name):
        raise RefusedError(f"“{name[:60]}” looks like several names; give each of them as a speaker of its own")
    return NameMatch(kind, typed, None, "new", () if is_new else tuple(resolve.near(lookup, kind, name)))


def _how(lookup: Lookup, kind: EntityKind, entity: Entity, name: str) -> How:
    if row_number(name) == entity.id:
        return "number"
    if resolve.is_spelled(lookup, kind, entity, name):
        return "spelling"
    return "surname" if kind == "speaker" and not _has_key(lookup, entity, name) else "transliteration"


def _has_key(lookup: Lookup, entity: Entity, name: str) -> bool:
    rows = lookup("SELECT name FROM speaker_names WHERE speaker_id = :id", {"id": entity.id})
    return any(names.key(row[0]) == names.key(name) for row in rows)


def chosen(lookup: Lookup, kind: EntityKind, typed: str, choices: Choices, *, is_new: bool = False) -> NameMatch:
    """Match a name, following the choice for it if there is one. Raises like :func:`match`."""
    if choices.get(typed) is not None:
        return match(lookup, kind, str(choices[typed]))
    if typed in choices and (known := match(lookup, kind, typed, is_new=True).entity) is not None:
        raise RefusedError(f"“{typed}” is known meanwhile, as {resolve.listed([known])}; choose again who is meant")
    return match(lookup, kind, typed, is_new=is_new or typed in choices)


def like_known(match: NameMatch) -> NotFoundError:
    """Return the error for a new name that resembles a known one and needs a choice: code ``like-known``."""
    return NotFoundError(
        f"nobody is known as “{match.typed}”; did you mean {resolve.listed(match.near)}?",
        code=LIKE_KNOWN,
        choices=match.near,
    )


def stored_as(match: NameMatch) -> str:
    """Return the text that stands for an entity in a draft: its number, or the name of a new one."""
    return str(match.entity.id) if match.entity else match.typed


def identity(match: NameMatch) -> str:
    """Return a text that is the same for two names of one entity, whether it is known or new."""
    return str(match.entity.id) if match.entity else " ".join(match.typed.casefold().split())


def meaning(match: NameMatch) -> str | None:
    """Return a note that says whom a name means, or None if the spelling is known."""
    if match.entity is None or match.how in ("number", "spelling"):
        return None
    return f"“{match.typed}” is {match.kind} {resolve.listed([match.entity])}"


def refuse_same(matches: list[NameMatch]) -> None:
    """Raise TimelineError if names mean one entity: a RefusedError for each such entity."""
    problems, named = Problems(), set()
    for one in matches:
        if identity(one) in named:
            who = one.entity.name if one.entity else one.typed
            problems.add(RefusedError(f"{who} is named twice; leave one out"))
        named.add(identity(one))
    problems.refuse()


def listed(entities: Iterable[Entity]) -> str:
    """Word a list of entities: ``2 Sergey Lavrov (RU), 7 Ivan Lavrov``."""
    return resolve.listed(entities)


def known_sources(lookup: Lookup, typed: str) -> list[Entity]:
    """Return the known sources that a number, an address or a title means; none for a new one.

    A publisher alone does not identify a source, because it may have several. Raises NotFoundError for a number that no
    source has.
    """
    sources = resolve.sources(lookup, typed, by_publisher=False)
    if not sources and is_number(typed):
        raise resolve.no_source(lookup, typed)
    return sources


def source_to_cite(lookup: Lookup, typed: str) -> Entity:
    """Return the one known source that a number, an address or a title means. A publisher alone cannot be cited.

    Raises NotFoundError.
    """
    return _one_source(lookup, resolve.sources(lookup, typed, by_publisher=False), typed)


def one_entity(lookup: Lookup, kind: EntityKind, typed: str) -> Entity:
    """Return the one known entity that a name, a number or, for a source, an address means. Raises NotFoundError."""
    if kind != "source":
        return resolve.one(lookup, kind, typed)
    return _one_source(lookup, resolve.sources(lookup, typed), typed)


def _one_source(lookup: Lookup, fitting: list[Entity], typed: str) -> Entity:
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise resolve.several_sources(typed, fitting)
    raise resolve.no_source(lookup, typed)
