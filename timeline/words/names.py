"""Compute the matching key of a name of a person, place or topic in any script, and compare names.

There are two layers. `key` is exact: the database stores it and looks it up. It folds the romanisations of one original
(`Sergei`, `Sergej`, `Сергей`; `Zelenskyy`, `Zelenskii`) and no more: `Gates` and `Hates` stay apart. `same`, `is_close`
and `similarity` look further, at the frame of consonants that the spellings of one name in several languages share
(`Charkiw` and `Kharkov`, `Dmytro` and `Dmitri`), and at small typing errors.

Sources of the ideas: the romanisations of BGN/PCGN, ISO 9, Duden, French usage and the Ukrainian resolution of 2010 for
the folds; Soundex (Russell 1918) for classes of consonants; Jaro and Winkler (1990) for likeness, word by word.
"""

import re
import unicodedata
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_CONSONANT: Final = "[b-df-hk-np-tvxz]"
_GLIDE: Final = "(?:[iy]|(?<![aeou])j(?=[iyj])|j(?=[aeouyj]|$))"  # one sound; the j of Brejnev, Prigojine is another
_FOLDS: Final = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"schtsch|chtch|shch|szcz|(?<!t)sch", "sh"),  # щ, ш
        (r"tsch|tch|tsh|cz", "ch"),  # ч
        (r"([csz]h)\1", r"\1"),
        (r"kh", "h"),
        (r"([bdg])h", r"\1"),
        (r"gu(?=[ei])", "g"),
        (r"q|^c(?=[aouklr])|c(?=[lrt])", "k"),
        (r"w", "v"),
        (r"ph", "f"),
        (r"(?<=.)x", "ks"),
        (r"t[sz]", "c"),
        (r"ou|oo", "u"),
        (r"([a-gi-z])\1+|(?<=a)h$", r"\1"),
        (rf"(?<={_CONSONANT})[yj]o(?={_CONSONANT})", "e"),  # ё
        (rf"{_GLIDE}+e", "e"),
        (rf"(?<=.){_GLIDE}+(?=[au])|^[iyj](?=[au])", "y"),
        (rf"(?<=[a-z]{{3}})e{_GLIDE}+$|(?<=[a-z]){_GLIDE}+$", "y"),  # -ey, -ei, -iy, -yi, -ij, -ii
        (rf"(?!^j){_GLIDE}+(?={_CONSONANT}|[0-9])", "i"),
    )
)
_ROMAN: Final = re.compile("x{0,2}(ix|iv|v?i{0,3})")  # Elizabeth I is not Elizabeth II


def _romanise(token: str) -> str:
    before = token if len(token) > 64 or _ROMAN.fullmatch(token) else ""  # a longer word is not a name, and only slow
    while token != before:  # no rule undoes another, so this ends, nearly always after the second round
        before = token
        for pattern, by in _FOLDS:
            token = pattern.sub(by, token)
    return token


# Names that differ by language, so that no rule of spelling can help. Short ones are left out: they are also words.
_KNOWN_NAMES: Final = """
    kyiv kiev, lviv lvov lwow lemberg, dnipro dnepr, mykolaiv nikolaev, crimea krym, moscow moskva moskau moscou,
    warsaw warszawa varshava warschau, prague praha praga, belgrade beograd belgrad, geneva geneve zheneva genf,
    istanbul stambul, rivne rovno, kryvyi krivoi, rih rog, saint sankt st, petersburg peterburg,
    beijing peking pekin, chisinau kishinev, tbilisi tiflis, ukraine ukraina, russia rossiya russland,
    belarus belorussia, germany deutschland germaniya, poland polska polsha, turkey turkiye turtsiya, china kitay,
    nikolai mykola, nikita mykyta
"""
_KNOWN_LISTS: Final = (list(map(_romanise, group.split())) for group in _KNOWN_NAMES.split(","))
KNOWN: Final = {variant: name for name, *variants in _KNOWN_LISTS for variant in variants}


# Names that look like spellings of one another but are not; no rule of spelling can tell them apart.
_OTHERS: Final = """
    khamenei khomeini, hassan hossein, belgrade belgorod, donetsk donets, oman amman, georgia george, iran iraq,
    niger nigeria, slovakia slovenia, austria australia, mali malawi, umerov umarov, meloni melanie, guinea guyana
"""
DISTINCT: Final = {
    frozenset((one, other)) for one, other in (map(_romanise, pair.split()) for pair in _OTHERS.split(","))
}


@lru_cache(maxsize=65_536)
def _fold(token: str) -> str:
    token = _romanise(token)
    return KNOWN.get(token, token)


_DROPPED: Final = {**dict.fromkeys(map(ord, "'’‘‛ʼʹʺʻˈ`´′″\"“”„«»·")), ord("ə"): "a", ord("Ə"): "A"}  # Əliyev is Aliyev


def key(name: str) -> str:
    """Return the matching key of a name: lower-case ASCII words, one space apart.

    It folds compatibility forms (NFKC), script (anyascii), case, quotes, punctuation and romanisation; a name that has
    only initials becomes one word (`U.S.` is `us`). The order of words stays. `name` may be any string;
    `key(key(x)) == key(x)`; the key of a name without letters or digits is ''. Letters that anyascii does not know are
    left out, unless there are no others.
    """
    text = name.translate(_DROPPED)
    if not text.isascii():
        from anyascii import anyascii  # most names do not need its tables

        text = unicodedata.normalize("NFKC", text).translate(_DROPPED)
        text = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in text)
        original = "".join(c for c in text if unicodedata.category(c)[0] in "LN")
        text = re.sub(r"[^A-Za-z0-9\s]", "", anyascii(text))  # drop its signs for non-Latin letters, as in `bd
        if not text.strip():
            return original if original == name else key(original)
    tokens = [_fold(token) for token in re.findall("[a-z0-9]+", text.lower())]
    if len(tokens) > 1 and max(map(len, tokens)) == 1:
        tokens = [_fold("".join(tokens))]
    return " ".join(tokens)


def tails(query_key: str, name_key: str) -> bool:
    """Tell whether another key ends with the words of a key, as with a surname: `bin salman`, `lavrov`.

    A key tails itself; '' tails nothing.
    """
    return bool(query_key) and f" {name_key}".endswith(f" {query_key}")


def similarity(key_a: str, key_b: str) -> float:
    """Return the likeness of two keys, from 0.0 to 1.0: Jaro–Winkler by word, whatever the order of words.

    Words are paired best first and weigh by their length; a word without a partner counts as unlike. Symmetric; 1.0 for
    equal keys and for keys that differ only in their spaces (Chinese has none), 0.0 if one is ''.
    """
    from rapidfuzz.distance import JaroWinkler  # only a near miss should pay for it

    if not key_a or not key_b or _are_one(key_a, key_b):
        return float(key_a != "" != key_b)
    a, b = (one.split() for one in sorted((key_a, key_b)))
    pairs = sorted((-JaroWinkler.similarity(x, y), i, j) for i, x in enumerate(a) for j, y in enumerate(b))
    alike, left_a, left_b = 0.0, set(range(len(a))), set(range(len(b)))
    for unlike, i, j in pairs:
        if i in left_a and j in left_b:
            left_a.remove(i)
            left_b.remove(j)
            alike -= unlike * (len(a[i]) + len(b[j]))
    return min(alike / sum(map(len, a + b)), 1.0)


def is_close(key_a: str, key_b: str) -> bool:
    """Tell whether two keys are near enough to ask a person "did you mean …?".

    Two keys are near if they differ in the order of words, in the romanisation, in an initial for a given name, or in a
    slip (one letter of a word of five or more, two of nine or more; one letter of a shorter word if all others agree),
    or if one has only the surname or the first word of the other. `Ivan Lavrov` is not near `Sergey Lavrov`, and
    `Korea` is not near `North Korea`: a direction makes another place. Symmetric.
    """
    if not key_a or not key_b:
        return False
    if _are_one(key_a, key_b) or _fits(key_a, key_b, _near) or _one_slip(key_a.split(), key_b.split()):
        return True
    few, many = sorted((key_a.split(), key_b.split()), key=len)
    return few == many[:1] and not _APART & set(many)


def frame(key: str) -> str:
    """Return the frame of consonants of the last word of a key, which all its spellings share; '' for no word."""
    words = key.split()
    return re.sub("[aiu]", "", _skeletons(words[-1])[0]) if words else ""


@lru_cache(maxsize=1)
def titles() -> frozenset[str]:
    """Return the keys of the words that come before a name. They are made when needed: the Cyrillic cost an import."""
    return frozenset(
        word
        for words in (
            "mr mrs ms miss dr prof professor sir lord lady dame king queen prince princess pope patriarch sheikh",
            "president vice prime foreign defense defence minister ministers secretary of state the deputy press",
            "spokesman spokeswoman spokesperson chancellor premier ambassador envoy general admiral colonel",
            "senator speaker chairman chairwoman chief head justice governor mayor taoiseach representative",
            "congressman acting interim elect former first crown grand federal provisional emperor empress sultan emir",
            "amir shah duke duchess lieutenant brigadier major captain regent",
            "министр иностранных дел президент премьер пресс секретарь глава мид посол генерал министра президента",
            "міністр закордонних справ речник речниця прессекретар голова мзс господин пан пані",
        )
        for word in key(words).split()
    )


#: words in front of a name that make a title only together with another word: prime, vice
HALF_TITLES: Final = frozenset([
    "of", "the", "prime", "vice", "foreign", "defense", "defence", "press", "acting", "interim", "first", "former",
    "federal", "provisional", "crown", "grand",
])  # fmt: skip
#: words in small letters that are part of a surname
PARTICLES: Final = frozenset([
    "de", "von", "van", "der", "den", "bin", "ibn", "ould", "al", "el", "la", "le", "du", "da", "di", "dos", "ten",
    "ter", "af", "zu",
])  # fmt: skip


def untitled(name: str) -> str:
    """Return the key of a name without the titles in front of it: `Foreign Minister Lavrov` is `lavrov`."""
    words = key(name).split()
    while len(words) > 1 and words[0] in titles():
        del words[0]
    return " ".join(words)


def close(query: str, names: "Iterable[str]", limit: int = 5) -> list[str]:
    """Return at most `limit` of the names that are close to a query, nearest first; both are names, not keys."""
    query_key = key(query)
    distances = {
        name: -similarity(query_key, other)
        for name in names
        if is_close(query_key, other := key(name)) or _one_slip([query.casefold()], [name.casefold()], 5)
    }
    return sorted(distances, key=lambda name: (distances[name], name))[:limit]


def same(a: str, b: str) -> bool:
    """Decide whether two names are spellings of one name; a wrong yes costs more than a wrong no.

    Yes for equal keys, another order of the words, a surname for a full name, an initial for a given name, and words
    that share the frame of consonants; no for a typing error. It judges spellings: two people may share a name.
    """
    key_a, key_b = key(a), key(b)
    if not key_a or not key_b or _are_one(key_a, key_b):
        return key_a != "" != key_b
    if bool(_ABJAD.search(a)) == bool(_ABJAD.search(b)):
        alike = partial(_spelt_alike, strict=a.isascii() and b.isascii())
        return _initials_agree(key_a, key_b) and _fits(key_a, key_b, alike)
    # Hebrew and Arabic write no vowels, and the same letter for b, v and w.
    plain = (_skeletons(re.sub(r"h\b| ", "", one))[0] for one in (key_a, key_b))
    few, many = sorted((re.sub("[aiuvb]", "", one) for one in plain), key=len)
    return len(few) >= 4 and many.endswith(few)


_ABJAD: Final = re.compile(r"[\u0590-\u074f\ufb1d-\ufdff\ufe70-\ufefc]")
_NOT_THE_PART = "north south east west northern southern eastern western central new equatorial american democratic"
_APART: Final = frozenset(map(_fold, _NOT_THE_PART.split()))
_ARTICLES: Final = frozenset(("al", "el", "ad", "ar", "as", "ash", "an", "the", "la", "le"))
# Two readings of ch, c and j, as in English or French and as in German; the other classes hold in every language.
_CLASSES: Final = {"dzh": "s", "sh": "s", "zh": "s", "z": "s", "h": "g", "f": "v", "o": "a", "e": "i", "y": "i"}
_READINGS: Final = ({**_CLASSES, "ch": "s", "c": "s", "j": "s"}, {**_CLASSES, "ch": "g", "c": "k", "j": "i"})


def _are_one(key_a: str, key_b: str) -> bool:
    """Tell whether two keys are equal, or would be equal with a space more or less."""
    a, b = key_a.replace(" ", ""), key_b.replace(" ", "")
    return key_a == key_b or (len(key_a) - len(a) != len(key_b) - len(b) and _fold(a) == _fold(b))


@lru_cache(maxsize=65_536)
def _skeletons(token: str) -> tuple[str, ...]:
    sounds = re.findall(r"dzh|[csz]h|.", token)
    return tuple(re.sub(r"([a-z])\1+", r"\1", "".join(reading.get(s, s) for s in sounds)) for reading in _READINGS)


def _initials_agree(key_a: str, key_b: str) -> bool:
    """Tell whether two names have the same initials, if both have any: George H. W. Bush is not George W. Bush."""
    a, b = (sorted(word for word in one.split() if len(word) == 1) for one in (key_a, key_b))
    return a == b or not a or not b


@lru_cache(maxsize=65_536)
def _spelt_alike(a: str, b: str, *, is_given: bool = False, strict: bool = False) -> bool:
    """Tell whether two words of names have the same frame of consonants, and vowels that nearly agree.

    The test is milder for given names (``is_given``), for which an initial is enough: Pavlo is Pavel, but Ivanova is
    not Ivanov. In a short word of one script (``strict``) the vowels have to agree: Biden is not Baden.
    """
    if a == b:
        return True
    if frozenset((a, b)) in DISTINCT:
        return False
    if min(len(a), len(b)) < 4:
        return is_given and 1 in (len(a), len(b)) and a[0] == b[0]
    if not is_given and "e" not in (a[-1], b[-1]) and (a[-1] in "aiouy") != (b[-1] in "aiouy"):
        return False
    most = 0.5 if is_given else 0.0 if strict and max(len(a), len(b)) <= 5 else 0.34
    return any(_vowels_differ(x, y) <= most for x in _skeletons(a) for y in _skeletons(b))


def _vowels_differ(x: str, y: str) -> float:
    """Return the share of vowel positions in which two skeletons of one frame differ, or 1.0 for two frames."""
    frame = re.sub("[aiu]", "", x)
    slots = list(zip(re.split("[^aiu]", x), re.split("[^aiu]", y), strict=False))
    if frame != re.sub("[aiu]", "", y) or bool(slots[0][0]) != bool(slots[0][1]):
        return 1.0
    if not all(slots[-1]):  # a mute e, or a given name with and without its last vowel
        slots.pop()
    shares = [0.0 if v == w else 0.5 if v and w else 1.0 for v, w in slots if v or w]
    if any(shares) and (len(frame) < 3 or all(shares)):  # too little in common, like Hassan and Hussein
        return 1.0
    return sum(shares) / max(len(shares), 1)


def _near(a: str, b: str, *, is_given: bool = False) -> bool:
    from rapidfuzz.distance import OSA

    shorter = min(len(a), len(b)) if a.isalpha() and b.isalpha() else 0  # a number is another number
    slips = (shorter >= 5) + (shorter >= 9)
    return _spelt_alike(a, b, is_given=is_given) or OSA.distance(a, b, score_cutoff=slips) <= slips


def _one_slip(a: list[str], b: list[str], least: int = 2) -> bool:
    """Tell whether two names differ only in one letter of one word: `Jon Smith` and `John Smith`."""
    from rapidfuzz.distance import OSA

    pairs = [(x, y) for x, y in zip(a, b, strict=False) if x != y]
    if len(a) != len(b) or len(pairs) != 1 or (len(a) == 1 and least < 5):
        return False
    x, y = pairs[0]
    if min(len(x), len(y)) < least or any(char.isdigit() for char in x + y) or _ROMAN.fullmatch(x + y):
        return False
    return OSA.distance(x, y, score_cutoff=1) <= 1


def _fits(key_a: str, key_b: str, alike: "Callable[..., bool]") -> bool:
    """Tell whether every word of the shorter name has a partner in the longer one, a surname with a surname."""
    a, b = ([w for w in one.split() if w not in _ARTICLES] or one.split() for one in sorted((key_a, key_b)))
    short, long = sorted((a, b), key=len)
    if len(short) < len(long) and _APART & (set(long) ^ set(short)):
        return False
    first_names = partial(alike, is_given=True)
    return (
        (alike(short[-1], long[-1]) and _pairs(short[:-1], long[:-1], first_names))
        or (len(short) > 1 and short[0] == long[-1] and _pairs(short[1:], long[:-1], first_names))  # Lavrov S.
        or (len(short) > 1 and short[-1] == long[0] and _pairs(short[:-1], long[1:], first_names))
        or (len(short) == len(long) and _pairs(short, long, alike))
    )


def _pairs(short: list[str], long: list[str], alike: "Callable[[str, str], bool]") -> bool:
    left = list(long)
    for word in short:
        partner = word if word in left else next((other for other in left if alike(word, other)), None)
        if partner is None:
            return False
        left.remove(partner)
    return True
