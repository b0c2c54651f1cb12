"""What people type to search: words, phrases, ``OR``, ``-not`` and ``prefix*``, and what a name among them means.

Words have to be there all, in any order; ``a OR b`` is one of the two; ``-word`` and ``NOT word`` must not be there;
quotation marks hold a phrase together; a closing ``*`` stands for any ending. Whatever is not that is searched as plain
words: no query is wrong. A word also means whom or what it names, in any script: the speaker, topic or place whose
matching key has it.

Case does not matter, nor do the accents of Latin, nor whether ё is written е.
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

#: quotation marks that hold a phrase together
_PHRASE = r"[\"“”„«](?P<phrase>[^\"“”„«»]*)[\"“”»]"
#: the sign for not, as the command line hands it on, where a hyphen begins an option
MINUS = "\u2212"
_PIECE = re.compile(rf"(?P<minus>[-{MINUS}]?)(?:{_PHRASE}(?P<any>\*?)|(?P<word>\S+))")
#: a word with more letters е than this is asked for as it is typed, and with ё in one place
_MANY = 5
#: more is no query
LONGEST, MOST = 1_000, 50


class Term(NamedTuple):
    """A word or a phrase; ``prefix`` where any ending of the last word will do."""

    words: str
    prefix: bool = False


class Clause(NamedTuple):
    """Something that has to be true, or not true, of what is found."""

    #: the words in the syntax of FTS5, any spelling of them
    match: str
    #: numbers of those who are called so
    speakers: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    negated: bool = False
    #: the words and spellings that are asked for
    terms: tuple[Term, ...] = ()

    @property
    def named(self) -> bool:
        """Whether anything is called so."""
        return bool(self.speakers or self.topics or self.places)


def clauses(connection: sqlite3.Connection, typed: str) -> tuple[Clause, ...]:
    """Read a query. Raises RefusedError where there is no word in it, or far too many."""
    typed = typed.encode("utf-8", "replace").decode()  # bytes that are no UTF-8 are in no text
    if len(typed) > LONGEST:
        raise RefusedError(f"that is too long to be searched for: {LONGEST:,} characters are the most")
    read = list(_read(typed))
    if not read:
        raise RefusedError(f"there is no word to search for in “{typed}”")
    if len(read) > MOST:
        raise RefusedError(f"that is too much to be searched for: {MOST} words are the most")
    return _joined([_clause(connection, terms, negated=negated) for terms, negated in read])


def positive(wanted: Iterable[Clause]) -> str:
    """Return FTS5 syntax for all words that a query wants."""
    return " OR ".join(f"({clause.match})" for clause in wanted if not clause.negated)


def _joined(read: list[Clause]) -> tuple[Clause, ...]:
    """Let the full-text index itself join what is only words."""
    plain = [clause for clause in read if not clause.named]
    wanted = " AND ".join(f"({clause.match})" for clause in plain if not clause.negated)
    if not wanted:
        return tuple(read)
    unwanted = "".join(f" NOT ({clause.match})" for clause in plain if clause.negated)
    terms = tuple(term for clause in plain if not clause.negated for term in clause.terms)
    whole = Clause(f"({wanted}){unwanted}" if unwanted else wanted, terms=terms)
    return (whole, *(clause for clause in read if clause.named))


def _read(typed: str) -> Iterator[tuple[list[Term], bool]]:
    """Yield what has to be there or not, each as terms of which one will do."""
    waiting: list[Term] = []
    joins = negates = False
    pieces = list(_pieces(typed))
    operators = not typed.isupper()  # what is all in capitals was copied from a headline
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
    """Yield each word or phrase, whether a minus stands before it, and the bare word."""
    for found in _PIECE.finditer(unicodedata.normalize("NFC", typed).replace("\0", " ")):
        word = found["word"]
        words = found["phrase"] if word is None else word
        prefix = (found["any"] == "*") if word is None else word.endswith("*")
        if any(map(str.isalnum, words)):
            yield Term(words, prefix and words.rstrip("*")[-1:].isalnum()), bool(found["minus"]), word or ""


def _clause(connection: sqlite3.Connection, terms: list[Term], *, negated: bool) -> Clause:
    spellings: dict[Term, None] = {}
    owners: dict[str, dict[int, None]] = {"speaker": {}, "topic": {}, "place": {}}
    for term in terms:
        spellings[term] = None
        for kind, number, name in _called(connection, term):
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


def _called(connection: sqlite3.Connection, term: Term) -> Iterator[tuple[str, int, str]]:
    """Yield kind, number and name of what is called so: by its whole name, or by words of it that follow one another.

    A whole name, or words of a speaker's, are what has the same matching key. A key folds much, so a word of a topic or
    a place, or the beginning of one, has to be more than that: the same letter by letter, in whichever script.
    """
    wanted = names.key(term.words)
    if not wanted:
        return
    part = f" {wanted}" if term.prefix else f" {wanted} "
    rows = connection.execute(_NAMED, {"match": f'"{wanted}"{" *" if term.prefix else ""}'})
    for kind, number, name, stored in rows:
        key = stored or names.key(name)  # without one it is from plain SQL, and was not looked at since
        if part in f" {key} " and (_is_name(kind, name, term) or _has_words(kind, name, term)):
            yield kind, number, name


def _is_name(kind: str, name: str, term: Term) -> bool:
    """Tell whether what was typed is a whole name, or the last words of a speaker's."""
    typed, key = names.key(term.words), names.key(name)
    return not term.prefix and (typed == key or (kind == "speaker" and names.tails(typed, key)))


def _has_words(kind: str, name: str, term: Term) -> bool:
    """Tell whether a name of which the key has what was typed really has it."""
    if kind == "speaker" and not term.prefix:
        return True
    typed = _letters(term.words)
    return f" {typed}" in f" {_letters(name)}" if term.prefix else f" {typed} " in f" {_letters(name)} "


def _letters(text: str) -> str:
    """Return the words of a text in Latin letters, without accents, nothing folded."""
    from anyascii import anyascii

    return " ".join(re.findall(r"\w+", anyascii(text).replace("'", "").lower()))


def _spelled(connection: sqlite3.Connection, kind: str, number: int, name: str, term: Term) -> Iterator[str]:
    """Yield the other names of whom or what was named: texts that speak of Лавров speak of Lavrov.

    Where a surname was typed these are the same last words of the other names; where a beginning was, the names in
    another script that begin so. What has the same key as a name in the same script is not therefore a spelling of it.
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
    """Return FTS5 syntax for a word or phrase in every spelling with ё or е."""
    quoted = (spelling.replace('"', '""') for spelling in _with_yo(term.words))
    return " OR ".join(f'"{spelling}"{" *" if term.prefix else ""}' for spelling in quoted)


def pattern(wanted: Iterable[Clause]) -> re.Pattern[str] | None:
    """Return what matches the words that a query wants in a text that is :func:`folded`; None where it wants none.

    This is what the index does, for a text at hand: to ask the index again for each text takes it long, where a word
    stands for many.
    """
    words = sorted({folded(t.words) + "*" * t.prefix for c in wanted if not c.negated for t in c.terms}, reverse=True)
    found = (r"[\W_]+".join(map(re.escape, re.findall(r"[^\W_]+", word))) for word in words)
    ends = (r"[^\W_]*" if word.endswith("*") else r"(?![^\W_])" for word in words)
    either = "|".join(f"{word}{end}" for word, end in zip(found, ends, strict=True))
    return re.compile(rf"(?<![^\W_])(?:{either})") if either else None


def folded(text: str) -> str:
    """Fold what does not matter to a search, letter by letter: case, the accents of Latin, ё."""
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
