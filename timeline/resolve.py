"""From what people type to the number of a speaker, place, topic or source.

Works over anything that runs SQL: reading commands hand in their connection, writing commands their transaction. A row
that was written by plain SQL has no matching key yet; its key is computed here.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from timeline import names
from timeline.errors import NotFoundError

Run = Callable[[str, dict[str, Any]], Iterable[Any]]


class Named(NamedTuple):
    """Something with a name: its number and the name it is printed with."""

    id: int
    name: str


class _Kind(NamedTuple):
    owners: str
    names: str
    owner: str
    word: str


_KINDS = {
    "speaker": _Kind("speakers", "speaker_names", "speaker_id", "speaker"),
    "place": _Kind("places", "place_names", "place_id", "place"),
    "topic": _Kind("topics", "topics", "id", "topic"),
}


def find(run: Run, kind: str, name: str) -> list[Named]:
    """Find all that a name may mean: by number, by any known name in any script, else by its last words (a surname)."""
    table = _KINDS[kind]
    if _is_number(name):
        rows = run(f"SELECT id, name FROM {table.owners} WHERE id = :id", {"id": int(name.removeprefix("#"))})
        return [Named(*row) for row in rows]
    wanted = names.key(name)
    if not wanted:
        return []
    found = _owners(run, table, lambda key: key == wanted, "n.key = :key", {"key": wanted})
    if found or kind == "topic":
        return found
    tail = {"tail": "% " + wanted.replace("%", "").replace("_", "")}
    return _owners(run, table, lambda key: names.tails(wanted, key), "n.key LIKE :tail", tail)


def near(run: Run, kind: str, name: str) -> list[Named]:
    """Find what is spelled so much like a name that it may be meant, nearest first."""
    table = _KINDS[kind]
    known: dict[str, Named] = {}
    for name_, id_, printed in run(
        f"SELECT n.name, o.id, o.name FROM {table.names} AS n JOIN {table.owners} AS o ON o.id = n.{table.owner}", {}
    ):
        known[name_] = Named(id_, printed)
    return list(dict.fromkeys(known[n] for n in names.close(name, known)))


def one(run: Run, kind: str, name: str) -> Named:
    """Find the one that a name means.

    Raises NotFoundError where nothing fits, with what is near, or where more than one fits, with all of them.
    """
    found = find(run, kind, name)
    if len(found) == 1:
        return found[0]
    word = _KINDS[kind].word
    if found:
        raise NotFoundError(f"“{name}” fits more than one {word}: {listed(found)}; give the full name or the number")
    similar = near(run, kind, name)
    hint = f"did you mean {listed(similar)}?" if similar else f"timeline {word} list shows all that are known"
    raise NotFoundError(f"no {word} is known as “{name}”; {hint}")


def sources(run: Run, text: str) -> list[Named]:
    """Find sources by number, address, title or publisher."""
    label = "coalesce(title, url, publisher)"
    if _is_number(text):
        rows = run(f"SELECT id, {label} FROM sources WHERE id = :id", {"id": int(text.removeprefix("#"))})
        return [Named(*row) for row in rows]
    rows = run(
        f"SELECT id, {label} FROM sources WHERE url = :text OR archive_url = :text OR title = :text"
        " OR publisher = :text COLLATE NOCASE ORDER BY id",
        {"text": text.strip()},
    )
    return [Named(*row) for row in rows]


def listed(found: Iterable[Named]) -> str:
    """Word a list of candidates: ``2 Sergey Lavrov, 7 Ivan Lavrov``."""
    return ", ".join(f"{named.id} {named.name}" for named in found)


def _owners(run: Run, table: _Kind, fits: Callable[[str], bool], where: str, values: dict[str, Any]) -> list[Named]:
    rows = run(
        f"SELECT o.id, o.name, n.name, n.key FROM {table.names} AS n JOIN {table.owners} AS o ON o.id = n.{table.owner}"
        f" WHERE {where} OR n.key IS NULL ORDER BY o.id",
        values,
    )
    return list(dict.fromkeys(Named(id_, name) for id_, name, known, key in rows if fits(key or names.key(known))))


def _is_number(text: str) -> bool:
    digits = text.strip().removeprefix("#")
    return digits.isascii() and digits.isdigit() and len(digits) < 19
