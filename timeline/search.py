"""What people type to search: words, phrases, ``OR``, ``-not`` and ``prefix*``, and what a name among them means.

Words have to be there all, in any order; ``a OR b`` is one of the two; ``-word`` must not be there; quotation marks
hold a phrase together; a closing ``*`` stands for any ending. Whatever is not that is searched as plain words: no query
is wrong. A word also means whom or what it names, in any script: the speaker, topic or place whose matching key has it.

Case does not matter, nor do the accents of Latin, nor whether ё is written е.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from timeline import names
from timeline.errors import RefusedError

#: quotation marks that hold a phrase together
_PHRASE = r"[\"“”„«](?P<phrase>[^\"“”„«»]*)[\"“”»]"
#: the sign for not, as the command line hands it on, where a hyphen begins an option
MINUS = "\u2212"
_PIECE = re.compile(rf"(?P<minus>[-{MINUS}]?)(?:{_PHRASE}(?P<any>\*?)|(?P<word>\S+))")
#: a word with more letters е than this is asked for as it is typed, and with ё in one place
_MANY = 5
#: more is no query
LONGEST, MOST = 1_000, 50


class Clause(NamedTuple):
    """Something that has to be true, or not true, of what is found."""

    #: the words in the syntax of FTS5, any spelling of them
    match: str
    #: numbers of those who are called so
    speakers: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    negated: bool = False

    @property
    def named(self) -> bool:
        """Whether anything is called so."""
        return bool(self.speakers or self.topics or self.places)


class _Term(NamedTuple):
    words: str
    prefix: bool


def clauses(connection: sqlite3.Connection, typed: str) -> tuple[Clause, ...]:
    """Read a query. Raises RefusedError where there is no word in it, or far too many."""
    if len(typed) > LONGEST:
        raise RefusedError(f"that is too long to be searched for: {LONGEST:,} characters are the most")
    read = list(_read(typed))
    if not read:
        raise RefusedError(f"there is no word to search for in “{typed}”")
    if len(read) > MOST:
        raise RefusedError(f"that is too much to be searched for: {MOST} words are the most")
    return _joined([_clause(connection, terms, negated=negated) for terms, negated in read])


def positive(wanted: Iterable[Clause]) -> str:
    """Return FTS5 syntax for all words that a query wants, which is what is marked in what it finds."""
    return " OR ".join(f"({clause.match})" for clause in wanted if not clause.negated)


def _joined(read: list[Clause]) -> tuple[Clause, ...]:
    """Let the full-text index itself join what is only words."""
    plain = [clause for clause in read if not clause.named]
    wanted = " AND ".join(f"({clause.match})" for clause in plain if not clause.negated)
    if not wanted:
        return tuple(read)
    unwanted = "".join(f" NOT ({clause.match})" for clause in plain if clause.negated)
    return (Clause(f"({wanted}){unwanted}" if unwanted else wanted), *(clause for clause in read if clause.named))


def _read(typed: str) -> Iterator[tuple[list[_Term], bool]]:
    """Yield what has to be there or not, each as terms of which one will do."""
    waiting: list[_Term] = []
    joins = False
    pieces = list(_pieces(typed))
    for place, (term, minus, bare) in enumerate(pieces):
        is_or = bare == "OR" and waiting and place + 1 < len(pieces) and not pieces[place + 1][1]
        if is_or and not joins:
            joins = True
            continue
        if bare == "AND" and 0 < place < len(pieces) - 1:
            continue
        if waiting and not joins:
            yield waiting, False
            waiting = []
        joins = False
        if minus:
            yield [term], True
        else:
            waiting = [*waiting, term]
    if waiting:
        yield waiting, False


def _pieces(typed: str) -> Iterator[tuple[_Term, bool, str]]:
    """Yield each word or phrase, whether a minus stands before it, and the bare word."""
    for found in _PIECE.finditer(unicodedata.normalize("NFC", typed).replace("\0", " ")):
        word = found["word"]
        words = found["phrase"] if word is None else word
        prefix = (found["any"] == "*") if word is None else word.endswith("*")
        if any(map(str.isalnum, words)):
            yield _Term(words, prefix and words.rstrip("*")[-1:].isalnum()), bool(found["minus"]), word or ""


def _clause(connection: sqlite3.Connection, terms: list[_Term], *, negated: bool) -> Clause:
    spellings: list[str] = []
    owners: dict[str, dict[int, None]] = {"speaker": {}, "topic": {}, "place": {}}
    for term in terms:
        words = {term.words: None}
        for kind, number, name in _called(connection, term):
            owners[kind][number] = None
            words |= dict.fromkeys(_spelled(name, term))
        spellings += [_matching(spelling, prefix=term.prefix) for spelling in words]
    match = " OR ".join(dict.fromkeys(spellings))
    return Clause(match, tuple(owners["speaker"]), tuple(owners["topic"]), tuple(owners["place"]), negated)


_NAMED = " UNION ALL ".join(
    f"SELECT '{kind}', {owner}, name, 1 FROM {table}"
    f" WHERE id IN (SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH :match)"
    f" UNION ALL SELECT '{kind}', {owner}, name, 0 FROM {table} WHERE key IS NULL"
    for kind, table, owner in (
        ("speaker", "speaker_names", "speaker_id"),
        ("topic", "topics", "id"),
        ("place", "place_names", "place_id"),
    )
)


def _called(connection: sqlite3.Connection, term: _Term) -> Iterator[tuple[str, int, str]]:
    """Yield kind, number and name of what is called so: a word of the name, or several that follow one another."""
    wanted = names.key(term.words)
    if not wanted:
        return
    part = f" {wanted}" if term.prefix else f" {wanted} "
    rows = connection.execute(_NAMED, {"match": f'"{wanted}"{" *" if term.prefix else ""}'})
    for kind, number, name, has_key in rows:
        if has_key or part in f" {names.key(name)} ":  # without one it is from plain SQL, and was not looked at since
            yield kind, number, name


def _spelled(name: str, term: _Term) -> Iterator[str]:
    """Yield how a known name spells what was typed, so that Lavrov finds texts about Лавров."""
    wanted = names.key(term.words)  # never empty: something is called so
    parts = re.findall(r"[\w'’-]+", name)
    length = len(re.findall(r"[\w'’-]+", term.words))
    for start in range(len(parts) - length + 1):
        words = " ".join(parts[start : start + length])
        key = names.key(words)
        if key == wanted or (term.prefix and key.startswith(wanted)):
            yield words


def _matching(words: str, *, prefix: bool) -> str:
    """Return FTS5 syntax for a word or phrase in every spelling with ё or е."""
    quoted = (spelling.replace('"', '""') for spelling in _with_yo(words))
    return " OR ".join(f'"{spelling}"{" *" if prefix else ""}' for spelling in quoted)


def _with_yo(words: str) -> Iterator[str]:
    """Yield every way to write words with ё or е."""
    plain = words.lower().replace("ё", "е")
    places = [place for place, letter in enumerate(plain) if letter == "е"]
    if len(places) <= _MANY:
        ways: Iterable[tuple[str, ...]] = product("её", repeat=len(places))
    else:
        ways = [tuple("ё" if n == place else "е" for n in places) for place in (-1, *places)]
    seen = {words.lower(): None}
    for way in ways:
        letters = list(plain)
        for place, letter in zip(places, way, strict=True):
            letters[place] = letter
        seen["".join(letters)] = None
    yield from seen
