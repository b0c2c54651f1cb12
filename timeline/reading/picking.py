"""Find the speakers, topics, places or sources that a few typed letters may mean, in any script.

Each typed word has to begin a word of a name, in whatever order. Only so many of such names are compared: each
keystroke asks anew, and a file may have a hundred thousand names. Needs only :mod:`sqlite3`.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from timeline.reading import resolve
from timeline.reading.resolve import MAX_NAME_CHARACTERS, Entity, Lookup
from timeline.schema.kinds import KINDS
from timeline.schema.vocabulary import EntityKind
from timeline.words import letters, names

MOST_PICKED = 8
#: names that are compared, and words of a typed text that are looked for
_MOST_COMPARED, _MOST_WORDS = 1_000, 10
#: how well a name fits: it is as typed, it begins so, other words of it are so, or its words are so in another order
_SAME, _BEGINS, _CONTAINS, _SOMEHOW = range(4)
#: the columns of a source that it is found by
_COLUMNS = ("title", "publisher", "author", "url", "archive_url")


class _Typed(NamedTuple):
    """A typed text: its words, the same in plain letters, and its matching key."""

    text: str
    words: list[str]
    plain: str
    key: str


def pick(lookup: Lookup, kind: EntityKind, typed: str) -> list[Entity]:
    """Return the entities with a name in which words begin as typed, best first; at most :data:`MOST_PICKED`.

    Names are compared as they are written, whatever the case and the accents, and transliterated, so that ``лавр``
    finds Lavrov. A source is found by its title, publisher, author and address.
    """
    text = typed[:MAX_NAME_CHARACTERS]
    words = letters.words(text)[:_MOST_WORDS]
    if not words:
        return []
    query = _Typed(text, words, letters.plain_words(text), names.key(text))
    if kind == "source":
        return _sources(lookup, query)
    best: dict[int, tuple[int, int]] = {}
    for owner, name, key in _names(lookup, kind, query):
        rank = min(_rank(letters.plain_words(name), query.plain), _rank(key, query.key) if query.key else _SOMEHOW)
        best[owner] = min(best.get(owner, (_SOMEHOW, MAX_NAME_CHARACTERS)), (rank, len(name)))
    first = sorted(best, key=lambda number: (*best[number], number))[:MOST_PICKED]
    return [one for number in first if (one := resolve.by_number(lookup, kind, number)) is not None]


def pick_proposed(lookup: Lookup, typed: str) -> list[str]:
    """Return the speakers of proposals as these name them, in the same way: nobody may know them yet."""
    text = typed[:MAX_NAME_CHARACTERS]
    words, plain, key = letters.words(text)[:_MOST_WORDS], letters.plain_words(text), names.key(text)
    best: dict[str, int] = {}
    for (name,) in lookup("SELECT DISTINCT speaker FROM proposals WHERE speaker IS NOT NULL", {}) if words else ():
        own = names.key(name)
        if all(_begins(word, letters.plain_words(name), own) for word in words):
            best[name] = min(_rank(letters.plain_words(name), plain), _rank(own, key) if key else _SOMEHOW)
    return sorted(best, key=lambda name: (best[name], len(name), name))[:MOST_PICKED]


def _rank(text: str, typed: str) -> int:
    if text == typed:
        return _SAME
    if text.startswith(typed):
        return _BEGINS
    return _CONTAINS if f" {typed}" in text else _SOMEHOW


def _names(lookup: Lookup, kind: EntityKind, typed: _Typed) -> Iterator[tuple[int, str, str]]:
    """Yield names that fit, each with the number of its owner and its key; the same one perhaps twice."""
    of = KINDS[kind]
    select = f"SELECT n.{of.owner}, n.name, n.key FROM {of.names} AS n WHERE"
    values: dict[str, Any] = {"most": _MOST_COMPARED, "key": typed.key, "whole": f"% {typed.key}%"}
    conditions = []
    for place, word in enumerate(typed.words):
        before, stem = "" if letters.is_unspaced(word) else " ", _stem(names.key(word))
        values |= {f"w{place}": f"%{before}{word}%", f"k{place}": f"% {stem}%"}
        by_key = f" OR ' ' || n.key LIKE :k{place}" if stem else ""
        conditions.append(f"(' ' || n.name LIKE :w{place}{by_key})")
    whole = " OR ' ' || n.key LIKE :whole" if typed.key else ""
    yield from lookup(f"{select} n.key = :key", values)  # among many names that fit, those that are as typed
    yield from lookup(f"{select} n.key IS NOT NULL AND ({' AND '.join(conditions)}{whole}) LIMIT :most", values)
    for owner, name, _ in lookup(f"{select} n.key IS NULL", {}):  # plain SQL has written it
        key = names.key(name)
        if all(_begins(word, letters.plain_words(name), key) for word in typed.words):
            yield owner, name, key


def _stem(key: str) -> str:
    """Return a key without a last vowel, which another one may replace as one types on: serge, sergy."""
    return key[:-1] if len(key) > 3 and key[-1] in "eiy" else key


def _begins(word: str, text: str, key: str) -> bool:
    stem = _stem(names.key(word))
    return f" {letters.plain(word)}" in f" {text}" or bool(stem and f" {stem}" in f" {key}")


def _sources(lookup: Lookup, typed: _Typed) -> list[Entity]:
    """Return the sources that fit, of equal ones the latest first."""
    best = {one.id: (_SAME, 0) for one in resolve.sources(lookup, typed.text, by_publisher=False)}
    patterns = [letters.beginning(word) for word in typed.words]
    whole = " || ' ' || ".join(f"coalesce({column}, '')" for column in _COLUMNS)
    rows = lookup(f"SELECT id, {whole} FROM sources ORDER BY id DESC", {})
    fitting = (row[0] for row in rows if all(pattern.search(row[1]) for pattern in patterns))
    for number in islice(fitting, _MOST_COMPARED):
        if number not in best:
            texts = next(iter(lookup(f"SELECT {', '.join(_COLUMNS)} FROM sources WHERE id = :id", {"id": number})))
            best[number] = min(_ranks(texts, typed.plain))
    first = sorted(best, key=lambda number: (*best[number], -number))[:MOST_PICKED]
    return [_source(lookup, number) for number in first]


def _ranks(texts: Iterable[str | None], typed: str) -> Iterator[tuple[int, int]]:
    for text in filter(None, texts):
        yield _rank(letters.plain_words(text), typed), len(text)


def _source(lookup: Lookup, number: int) -> Entity:
    """Return a source with who published and wrote it."""
    sql = "SELECT uid, coalesce(title, url, publisher), publisher, author FROM sources WHERE id = :id"
    uid, name, *makers = next(iter(lookup(sql, {"id": number})))
    return Entity("source", number, uid, name, ", ".join(one for one in makers if one and one != name) or None)
