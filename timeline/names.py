"""One matching key for the names of people, places and topics in any script, and what is near to what.

There are two layers. `key` is exact: what a database stores and looks up. It folds the romanisations of one original
(`Sergei`, `Sergej`, `Сергей`; `Zelenskyy`, `Zelenskii`) and no more: `Gates` and `Hates` stay apart. `same`, `is_close`
and `similarity` look further, at the frame of consonants that the spellings of one name in several languages share
(`Charkiw` and `Kharkov`, `Dmytro` and `Dmitri`), and at small slips of the pen.

Sources of the ideas: the romanisations of BGN/PCGN, ISO 9, Duden, French usage and the Ukrainian resolution of 2010 for what
is folded; Soundex (Russell 1918) for classes of consonants; Jaro and Winkler (1990) for likeness, token by token.
"""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_CONSONANT: Final = "[b-df-hk-np-tvxz]"
_GLIDE: Final = "(?:[iy]|(?<![aeou])j|j(?!i))"  # one sound, written i, y or j; in Prigojine it is another
_FOLDS: Final = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"schtsch|chtch|shch|szcz", "sh"),  # щ
        (r"tsch|tch|tsh|cz", "ch"),  # ч
        (r"sch", "sh"),
        (r"([csz]h)\1", r"\1"),
        (r"kh", "h"),
        (r"([bdg])h", r"\1"),
        (r"gu(?=[ei])", "g"),
        (r"ph", "f"),
        (r"q|^c(?=[aouklr])|c(?=[lrt])", "k"),
        (r"w", "v"),
        (r"(?<=.)x", "ks"),
        (r"t[sz]", "c"),
        (r"ou|oo", "u"),
        (r"([a-z])\1+", r"\1"),
        (rf"(?<={_CONSONANT})[yj]o(?={_CONSONANT})", "e"),  # ё
        (rf"{_GLIDE}+e", "e"),
        (rf"(?<=.){_GLIDE}+(?=[au])|^[iyj](?=[au])", "y"),
        (rf"(?<=[a-z]{{3}})e{_GLIDE}+$|(?<=[a-z]){_GLIDE}+$", "y"),  # -ey, -ei, -iy, -yi, -ij, -ii
        (rf"(?!^j){_GLIDE}+(?={_CONSONANT}|[0-9])", "i"),
    )
)


def _romanise(token: str) -> str:
    before = ""
    while token != before:  # no rule undoes another, so this ends, nearly always after the second round
        before = token
        for pattern, by in _FOLDS:
            token = pattern.sub(by, token)
    return token


# What no rule of spelling can bring together: names that each language made its own. Short ones stay out, for they hit words.
KNOWN: Final = {
    _romanise(variant): _romanise(name)
    for name, variants in {
        "kyiv": "kiev",
        "lviv": "lvov lwow lemberg",
        "dnipro": "dnepr",
        "mykolaiv": "nikolaev",
        "crimea": "krym",
        "moscow": "moskva moskau moscou",
        "warsaw": "warszawa varshava warschau",
        "prague": "praha praga",
        "belgrade": "beograd",
        "beijing": "peking pekin",
        "ukraine": "ukraina",
        "russia": "rossiya russland",
        "belarus": "belorussia",
        "germany": "deutschland germaniya allemagne",
        "poland": "polska polsha",
        "turkey": "turkiye turtsiya",
        "china": "kitay",
        "chisinau": "kishinev",
        "tbilisi": "tiflis",
        "nikolai": "mykola",
        "nikita": "mykyta",
    }.items()
    for variant in variants.split()
}


@lru_cache(maxsize=65_536)
def _fold(token: str) -> str:
    token = _romanise(token)
    return KNOWN.get(token, token)


_QUOTES: Final = dict.fromkeys(map(ord, "'’‘‛ʼʹʺʻˈ`´′″\"“”„«»·"))
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


def key(name: str) -> str:
    """Give the matching key of a name: lower-case ASCII words, one space apart.

    Compatibility forms (NFKC), script (anyascii), case, quotes, punctuation and Slavic romanisation are folded; initials
    alone become one word (`U.S.` is `us`). Any string is taken. `key(key(x)) == key(x)`; a name without letters or digits
    gives ''. Letters of scripts that anyascii does not know are dropped, or kept as they are where nothing else is left.
    The order of words stays as it was: see `is_close`.
    """
    text = name.translate(_QUOTES)
    if not text.isascii():
        from anyascii import anyascii  # most names do not need its tables

        known = unicodedata.normalize("NFKC", text).translate(_QUOTES)
        known = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in known)
        text = re.sub(r"[^\w\s]", "", anyascii(known))
        if not _NOT_WORD.sub("", text.lower()):
            return "".join(c for c in known if unicodedata.category(c)[0] in "LN")
    tokens = _NOT_WORD.sub(" ", text.lower()).split()
    before: list[str] = []
    while tokens != before:
        before = tokens
        if len(tokens) > 1 and all(len(token) == 1 for token in tokens):
            tokens = ["".join(tokens)]
        tokens = [_fold(token) for token in tokens]
    return " ".join(tokens)


def tails(query_key: str, name_key: str) -> bool:
    """Tell whether the words of one key are the last words of another: `lavrov` of `sergy lavrov`.

    That is how a surname alone is found, also one of several words (`bin salman`). A key tails itself; '' tails nothing.
    """
    return bool(query_key) and f" {name_key}".endswith(f" {query_key}")


def similarity(key_a: str, key_b: str) -> float:
    """Give the likeness of two keys, from 0.0 to 1.0: Jaro–Winkler by word, in whatever order the words stand.

    Words are paired best first and weigh by their length; a word without a partner counts as unlike. Names that differ
    only in where the spaces are (`XiJinPing`) are compared as one word. Symmetric; 1.0 for equal keys, 0.0 where one is ''.
    """
    from rapidfuzz.distance import JaroWinkler  # 20 ms that only a near miss should cost

    if not key_a or not key_b or key_a == key_b:
        return float(key_a == key_b != "")
    a, b = (one.split() for one in sorted((key_a, key_b)))
    pairs = sorted(
        ((JaroWinkler.similarity(x, y), i, j) for i, x in enumerate(a) for j, y in enumerate(b)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    alike, left_a, left_b = 0.0, set(range(len(a))), set(range(len(b)))
    for likeness, i, j in pairs:
        if i in left_a and j in left_b:
            left_a.remove(i)
            left_b.remove(j)
            alike += likeness * (len(a[i]) + len(b[j]))
    score = alike / sum(map(len, a + b))
    if len(a) != len(b) and (joined := "".join(a)) and abs(len(joined) - sum(map(len, b))) <= 1:
        score = max(score, JaroWinkler.similarity(joined, "".join(b)))
    return min(score, 1.0)


def is_close(key_a: str, key_b: str) -> bool:
    """Tell whether two keys are near enough that a person should be asked "did you mean …?".

    Near are: another order of the words, another romanisation, an initial for a given name, a slip (one letter of a
    word of five or more, two of nine or more), and a surname for the full name, or the first word of it. `Ivan Lavrov` is not
    near to `Sergey Lavrov`. A direction makes another place: `Korea` is not near to `North Korea`. Symmetric.
    """
    if not key_a or not key_b:
        return False
    short, long = sorted((key_a.split(), key_b.split()), key=lambda words: (len(words), words))
    return (
        _joined(key_a) == _joined(key_b)
        or _fits(short, long, _near)
        or (len(short) == 1 and short[0] == long[0] and not _APART & set(long))
    )


def close(query: str, names: "Iterable[str]", limit: int = 5) -> list[str]:
    """Give the names that are close to a query, nearest first, at most `limit` of them; names, not keys, on both sides."""
    wanted = key(query)
    found = {name: other for name in names if is_close(wanted, other := key(name))}
    return sorted(found, key=lambda name: (-similarity(wanted, found[name]), name))[:limit]


def same(a: str, b: str) -> bool:
    """Decide whether two names are spellings of one name, where a wrong yes costs more than a wrong no.

    Yes for equal keys, another order of the words, a surname for a full name, an initial for a given name, and words that share
    the frame of consonants. Slips of the pen are no reason. It judges spellings, not people: two men may share a name.
    """
    key_a, key_b = key(a), key(b)
    if not key_a or not key_b:
        return False
    if _joined(key_a) == _joined(key_b):
        return True
    if bool(_ABJAD.search(a)) != bool(
        _ABJAD.search(b)
    ):  # vowels, and which of the letters b, v and w it was, are not written
        bones = [re.sub("[aiuvb]", "", _skeletons(one.replace(" ", ""))[0]) for one in (key_a, key_b)]
        few, many = sorted(bones, key=len)
        return len(few) >= 4 and many.endswith(few)
    short, long = sorted((key_a.split(), key_b.split()), key=lambda words: (len(words), words))
    return _fits(short, long, _spelt_alike)


_ABJAD: Final = re.compile(r"[\u0590-\u074f\ufb1d-\ufdff\ufe70-\ufefc]")
_APART: Final = frozenset(map(_fold, "north south east west northern southern eastern western central new".split()))
_ARTICLES: Final = frozenset(("al", "el", "ad", "ar", "as", "ash", "an", "the", "la", "le"))
(
    _ONE,
    _OTHER,
) = (  # ch, c and j as French or English have them, and as German does; the rest is one class whatever the language
    {"sh": "s", "zh": "s", "z": "s", "h": "g", "f": "v", "o": "a", "e": "i", "y": "i", "ch": ch, "c": c, "j": j}
    for ch, c, j in (("s", "s", "s"), ("g", "k", "i"))
)


def _joined(one: str) -> str:
    return _fold(one.replace(" ", ""))


@lru_cache(maxsize=65_536)
def _skeletons(token: str) -> tuple[str, str]:
    one, other = (
        re.sub(r"(.)\1+", r"\1", re.sub(r"[csz]h|[a-z]", lambda m: table.get(m[0], m[0]), token))  # noqa: B023
        for table in (_ONE, _OTHER)
    )
    return one, other


@lru_cache(maxsize=65_536)
def _spelt_alike(a: str, b: str, *, given: bool = False) -> bool:
    """Compare two words of names; of given names only the frame counts, for Petro is Pyotr, but Ivanova not Ivanov."""
    if a == b:
        return True
    if len(a) == 1 or len(b) == 1:
        return given and a[0] == b[0]
    if len(a) < 4 or len(b) < 4:
        return False
    if not given and "e" not in (a[-1], b[-1]) and (a[-1] in "aiouy") != (b[-1] in "aiouy"):
        return False
    for x in _skeletons(a):
        for y in _skeletons(b):
            frame, other = re.sub("[aiu]", "", x), re.sub("[aiu]", "", y)
            if frame == other and (len(frame) > 2 or x.rstrip("ai") == y.rstrip("ai")):
                return True
    return False


def _near(a: str, b: str, *, given: bool = False) -> bool:
    from rapidfuzz.distance import OSA

    shorter = min(len(a), len(b))
    slips = 0 if shorter < 5 else 1 if shorter < 9 else 2
    return _spelt_alike(a, b, given=given) or (slips > 0 and OSA.distance(a, b, score_cutoff=slips) <= slips)


def _fits(short: list[str], long: list[str], alike: "Callable[..., bool]") -> bool:
    """Pair every word of the one name with a word of the other, the last word of the longer among them."""
    short = [word for word in short if word not in _ARTICLES] or short
    long = [word for word in long if word not in _ARTICLES] or long
    if len(short) > len(long):
        short, long = long, short
    if len(short) < len(long) and _APART & (set(long) ^ set(short)):
        return False
    for last, word in enumerate(short):
        if alike(word, long[-1]):
            left = long[:-1]
            for other in short[:last] + short[last + 1 :]:
                found = other if other in left else next((w for w in left if alike(other, w, given=True)), None)
                if found is None:
                    break
                left.remove(found)
            else:
                return True
    return False
