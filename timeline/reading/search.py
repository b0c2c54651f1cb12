"""Parse a search query: words, phrases, ``OR``, ``-not`` and ``prefix*``, and the entities that a word names.

An entry must have all words, in any order; ``a OR b`` means one of the two; ``-word`` and ``NOT word`` exclude a word;
quotation marks make a phrase; a closing ``*`` means any ending. Other signs are ignored, so that every query is valid.
A word also means what it names, in any script: the speaker, topic or place whose matching key contains it.

Case does not matter, nor do Latin accents, nor whether ё is written е.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from timeline.errors import RefusedError
from timeline.schema.kinds import KINDS
from timeline.words import names

#: a phrase in quotation marks
_PHRASE = r"[\"“”„«](?P<phrase>[^\"“”„«»]*)[\"“”»]"
#: the sign for not that the command line passes on, because a hyphen begins an option there
MINUS = "\u2212"
_PIECE = re.compile(rf"(?P<minus>[-{MINUS}]?)(?:{_PHRASE}(?P<any>\*?)|(?P<word>\S+))")
#: a word with more letters е than this is searched as typed, and with ё in one place at a time
_MOST_YO_LETTERS = 5
#: the longest query
MAX_QUERY_CHARACTERS, MAX_QUERY_WORDS = 1_000, 50


class Term(NamedTuple):
    """A word or a phrase; with ``prefix``, its last word may have any ending."""

    words: str
    prefix: bool = False


class Clause(NamedTuple):
    """A condition that an entry has to fulfil, or not to fulfil if ``negated``."""

    #: the words and their spellings in the syntax of FTS5
    match: str
    #: numbers of the speakers with that name
    speakers: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    negated: bool = False
    #: the words and spellings to search for
    terms: tuple[Term, ...] = ()

    @property
    def named(self) -> bool:
        """True if an entity has that name."""
        return bool(self.speakers or self.topics or self.places)


def clauses(connection: sqlite3.Connection, typed: str) -> tuple[Clause, ...]:
    """Parse a query. Raises RefusedError if it has no word, or too many."""
    typed = typed.encode("utf-8", "replace").decode()  # bytes that are not UTF-8 match nothing
    if len(typed) > MAX_QUERY_CHARACTERS:
        raise RefusedError(f"the query has {len(typed):,} characters; use at most {MAX_QUERY_CHARACTERS:,}")
    conditions = list(_conditions(typed))
    if not conditions:
        raise RefusedError(f"“{typed}” has no word to search for; write at least one letter or digit")
    if len(conditions) > MAX_QUERY_WORDS:
        raise RefusedError(f"the query has {len(conditions)} words; use at most {MAX_QUERY_WORDS}")
    return _joined([_clause(connection, terms, negated=negated) for terms, negated in conditions])


def positive(clauses_: Iterable[Clause]) -> str:
    """Return FTS5 syntax for all words of a query that are not negated."""
    return " OR ".join(f"({clause.match})" for clause in clauses_ if not clause.negated)


def _joined(clauses_: list[Clause]) -> tuple[Clause, ...]:
    """Join the clauses that name no entity into one, which the full-text index answers by itself."""
    plain = [clause for clause in clauses_ if not clause.named]
    required = " AND ".join(f"({clause.match})" for clause in plain if not clause.negated)
    if not required:
        return tuple(clauses_)
    excluded = "".join(f" NOT ({clause.match})" for clause in plain if clause.negated)
    terms = tuple(term for clause in plain if not clause.negated for term in clause.terms)
    whole = Clause(f"({required}){excluded}" if excluded else required, terms=terms)
    return (whole, *(clause for clause in clauses_ if clause.named))


def _conditions(typed: str) -> Iterator[tuple[list[Term], bool]]:
    """Yield the conditions of a query: alternative terms, and whether they are negated."""
    waiting: list[Term] = []
    joins = negates = False
    pieces = list(_pieces(typed))
    operators = not typed.isupper()  # a query all in capitals was copied from a headline
    for place, (term, minus, bare) in enumerate(pieces):
        between = operators and 0 < place < len(pieces) - 1 and not negates
        if between and bare == "OR" and waiting and not joins and not pieces[place + 1][1]:
            joins = True
            continue
        if between and bare in ("AND", "NOT") and not joins and not pieces[place + 1][1]:
            negates = bare == "NOT"
            continue
        minus, negates = minus or negates, False
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


def _pieces(typed: str) -> Iterator[tuple[Term, bool, str]]:
    """Yield each word or phrase, whether a minus precedes it, and the bare word."""
    for piece in _PIECE.finditer(unicodedata.normalize("NFC", typed).replace("\0", " ")):
        word = piece["word"]
        words = piece["phrase"] if word is None else word
        prefix = (piece["any"] == "*") if word is None else word.endswith("*")
        if any(map(str.isalnum, words)):
            yield Term(words, prefix and words.rstrip("*")[-1:].isalnum()), bool(piece["minus"]), word or ""


def _clause(connection: sqlite3.Connection, terms: list[Term], *, negated: bool) -> Clause:
    spellings: dict[Term, None] = {}
    owners: dict[str, dict[int, None]] = {"speaker": {}, "topic": {}, "place": {}}
    for term in terms:
        spellings[term] = None
        for kind, number, name in _named_by(connection, term):
            owners[kind][number] = None
            if kind != "topic" and (term.prefix or _is_name(kind, name, term)):
                others = _spelled(connection, kind, number, name, term)
                spellings |= dict.fromkeys(Term(other, term.prefix) for other in others)
    match = " OR ".join(_matching(spelling) for spelling in spellings)
    speakers, topics, places = (tuple(owners[kind]) for kind in ("speaker", "topic", "place"))
    return Clause(match, speakers, topics, places, negated, tuple(spellings))


_NAMED = " UNION ALL ".join(
    f"SELECT '{kind}', {of.owner}, name, key FROM {of.names}"
    f" WHERE id IN (SELECT rowid FROM {of.names}_fts WHERE {of.names}_fts MATCH :match)"
    f" UNION ALL SELECT '{kind}', {of.owner}, name, NULL FROM {of.names} WHERE key IS NULL"
    for kind, of in KINDS.items()
    if of.names
)


def _named_by(connection: sqlite3.Connection, term: Term) -> Iterator[tuple[str, int, str]]:
    """Yield kind, number and name of the entities that a term names: by a whole name, or by successive words of it.

    A whole name, or words of a speaker's, need only the same matching key. Because a key folds much, a word of a topic
    or place, or the beginning of a word, must be the same letter by letter, in any script.
    """
    term_key = names.key(term.words)
    if not term_key:
        return
    part = f" {term_key}" if term.prefix else f" {term_key} "
    rows = connection.execute(_NAMED, {"match": f'"{term_key}"{" *" if term.prefix else ""}'})
    for kind, number, name, stored in rows:
        key = stored or names.key(name)  # a name from plain SQL has no key yet
        if part in f" {key} " and (_is_name(kind, name, term) or _has_words(kind, name, term)):
            yield kind, number, name


def _is_name(kind: str, name: str, term: Term) -> bool:
    """Return whether a term is a whole name, or the last words of a speaker's name."""
    typed, key = names.key(term.words), names.key(name)
    return not term.prefix and (typed == key or (kind == "speaker" and names.tails(typed, key)))


def _has_words(kind: str, name: str, term: Term) -> bool:
    """Return whether a name really contains a term that its matching key contains."""
    if kind == "speaker" and not term.prefix:
        return True
    typed = _letters(term.words)
    return f" {typed}" in f" {_letters(name)}" if term.prefix else f" {typed} " in f" {_letters(name)} "


def _letters(text: str) -> str:
    """Return the words of a text in Latin letters without accents, but otherwise not folded."""
    from anyascii import anyascii

    return " ".join(re.findall(r"\w+", anyascii(text).replace("'", "").lower()))


def _spelled(connection: sqlite3.Connection, kind: str, number: int, name: str, term: Term) -> Iterator[str]:
    """Yield the other spellings of a named entity: a search for Лавров also finds Lavrov.

    For a surname these are the same last words of the other names; for a prefix, the names in another script with that
    prefix. Names in one script with the same key are not always spellings of each other, so they are left out.
    """
    of = KINDS[kind]
    typed, latin = names.key(term.words), _is_latin(term.words)
    if not term.prefix and _is_latin(name) == latin and not _letters(name).endswith(_letters(term.words)):
        return
    for (other,) in connection.execute(f"SELECT name FROM {of.names} WHERE {of.owner} = ?", (number,)):
        words = other.split()
        if term.prefix:
            end = other if kind == "place" else words[-1]
            if _is_latin(other) != latin and _letters(end).startswith(_letters(term.words)):
                yield end
        elif kind == "place":
            yield other
        else:
            tails = (" ".join(words[start:]) for start in range(len(words)))
            yield from [tail for tail in tails if names.key(tail) == typed][:1]


def _is_latin(text: str) -> bool:
    return any("LATIN" in unicodedata.name(letter, "") for letter in text if letter.isalpha())


def _matching(term: Term) -> str:
    """Return FTS5 syntax for a word or phrase in all spellings with ё or е."""
    quoted = (spelling.replace('"', '""') for spelling in _with_yo(term.words))
    return " OR ".join(f'"{spelling}"{" *" if term.prefix else ""}' for spelling in quoted)


def pattern(clauses_: Iterable[Clause]) -> re.Pattern[str] | None:
    """Return a pattern for the words of a query in a text that is :func:`folded`; None if it has no words to find.

    It does the work of the index for a single text: asking the index again for each text is slow if a prefix fits many
    words.
    """
    words = sorted({folded(t.words) + "*" * t.prefix for c in clauses_ if not c.negated for t in c.terms}, reverse=True)
    patterns = (r"[\W_]+".join(map(re.escape, re.findall(r"[^\W_]+", word))) for word in words)
    ends = (r"[^\W_]*" if word.endswith("*") else r"(?![^\W_])" for word in words)
    either = "|".join(f"{word}{end}" for word, end in zip(patterns, ends, strict=True))
    return re.compile(rf"(?<![^\W_])(?:{either})") if either else None


def folded(text: str) -> str:
    """Fold case, Latin accents and ё, which do not matter to a search, letter by letter."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


@lru_cache(4096)
def _folded(letter: str) -> str:
    plain = unicodedata.normalize("NFD", letter.lower())[0]
    is_latin = "LATIN" in unicodedata.name(plain, "")
    return plain if is_latin or letter in "ёЁ" else letter.lower()[0]


def _with_yo(words: str) -> Iterator[str]:
    """Yield every way to write words with ё or е."""
    plain = words.lower().replace("ё", "е")
    places = [place for place, letter in enumerate(plain) if letter == "е"]
    if len(places) <= _MOST_YO_LETTERS:
        ways: Iterable[tuple[str, ...]] = product("её", repeat=len(places))
    else:
        ways = [tuple("ё" if n == place else "е" for n in places) for place in (-1, *places)]
    spellings = {words.lower(): None}
    for way in ways:
        letters = list(plain)
        for place, letter in zip(places, way, strict=True):
            letters[place] = letter
        spellings["".join(letters)] = None
    yield from spellings
