"""Split the names of people in a cell: titles in front of names, and several people in one cell."""

import re
from functools import lru_cache

from timeline.words import names

#: titles that are also part of a name: King Hussein is not Hussein
_ROYAL = frozenset(
    [
        "king",
        "queen",
        "crown",
        "prince",
        "princess",
        "pope",
        "patriarch",
        "emperor",
        "empress",
        "sultan",
        "emir",
        "amir",
        "shah",
        "sheikh",
        "grand",
        "duke",
        "duchess",
        "lord",
        "lady",
        "dame",
        "sir",
    ]
)
#: words that are not a title without another word after them
_HALF = frozenset(map(names.key, names.HALF_TITLES | {"and", "deputy"}))
#: titles with which other things begin as well: General Electric, Major League
_AMBIGUOUS = frozenset(["general", "major", "justice", "captain", "chief", "head", "first", "speaker", "dr"])
#: words that occur only in the names of organizations and things
_THINGS = frozenset(
    [
        "office",
        "department",
        "ministry",
        "assembly",
        "secretariat",
        "council",
        "committee",
        "commission",
        "union",
        "bank",
        "hotel",
        "group",
        "party",
        "league",
        "institute",
        "university",
        "agency",
        "court",
        "house",
        "service",
        "company",
        "corporation",
        "association",
        "federation",
        "foundation",
        "center",
        "centre",
        "authority",
        "board",
        "team",
        "press",
        "news",
        "staff",
        "electric",
        "motors",
        "mills",
        "dynamics",
    ]
)
#: portfolios of ministers
_PORTFOLIOS = frozenset(
    [
        "affairs", "agriculture", "commerce", "cooperation", "council", "culture", "defence", "defense", "development",
        "digital", "economic", "economy", "education", "emergency", "energy", "environment", "european", "exchequer",
        "external", "finance", "foreign", "government", "health", "home", "industry", "information", "infrastructure",
        "integration", "interior", "internal", "justice", "labor", "labour", "ministers", "parliament", "reintegration",
        "republic", "security", "staff", "state", "strategic", "trade", "transformation", "transport", "treasury",
    ]
)  # fmt: skip
_GENITIVE = re.compile(
    r"США|РФ|СССР|ЕС|ЄС|ООН|НАТО|ФРН|ФРГ|КНР|[А-ЯІЇЄ]\w+(?:ии|ії|ины|їни)|Польши|Польщі|Беларуси|Білорусі|Китая|Китаю|Ирана|Ірану"
    r"|Израиля|Ізраїлю|Казахстана|Казахстану|Узбекистана|Азербайджана|Азербайджану|Афганистана|Пакистана|Ирака|Іраку|Египта"
    r"|Єгипту|Литвы|Литви|Молдовы|Молдови|Чехії|Канады|Канади|Южной|Північної|Южного|Кореи|Кореї|Крыма|Криму|Совета|Ради|Евросоюза"
)
_PATRONYMIC = re.compile(r"\w+(?:вич|вна|ич|ична|івна|ївна)")
_INITIALS = re.compile(r"[A-Z]{2,6}|(?:[A-Z]\.){2,4}")
_NEXT = re.compile(r"\s*(?:,|;|\band\b|\b[иі]\b|\bта\b|&)\s*")


@lru_cache(4096)
def titled(text: str) -> tuple[str | None, str]:
    """Split a title from the name after it: ``Prime Minister Boris Johnson``. Without a known title it is None.

    A royal title stays in the name as well: ``King Hussein`` has the title King and the name King Hussein. Scripts
    without capitals are split too.
    """
    words = text.split()
    count = _title_words(words)
    if not 0 < count < len(words) or (words[count][0].islower() and words[count] not in names.PARTICLES):
        return None, text
    if names.key(words[count - 1]) in _HALF or not words[count][0].isalpha():
        return None, text
    rest = words[count:]
    if any(word.casefold().strip(",.;") in _THINGS for word in rest):
        return None, text
    if len(rest) == 1 and all(names.key(word) in _AMBIGUOUS for word in words[:count]):
        return None, text
    if "\u0400" <= words[0][0] <= "\u04ff" and not _is_cyrillic_name(rest):
        return None, text
    start = count
    while start and words[start - 1].casefold() in _ROYAL:
        start -= 1
    return " ".join(words[:count]), " ".join(words[start:])


def _is_cyrillic_name(words: list[str]) -> bool:
    """Return whether Cyrillic words are a name, not part of a title: at most two words, or three with a patronymic."""
    return len(words) < 3 or (len(words) == 3 and bool(_PATRONYMIC.fullmatch(words[1])))


def _title_words(words: list[str]) -> int:
    """Count the words of the title in front: ``UN Secretary-General``, ``Prime Minister and Minister for Trade``."""
    count = int(len(words) > 1 and bool(_INITIALS.fullmatch(words[0])) and _is_title(words[1]))
    while count < len(words):
        word = words[count].casefold().strip(",")
        following = words[count + 1] if count + 1 < len(words) else ""
        joins = word in ("and", "for") and count > 0 and (_is_title(following) or following.casefold() in _PORTFOLIOS)
        of_it = word in _PORTFOLIOS and any(w in ("of", "for") for w in words[:count])
        of_it = of_it or (count > 0 and _is_country(words[count]))
        if not (_is_title(words[count]) or joins or of_it):
            break
        count += 1
    return count


def _is_country(word: str) -> bool:
    """Return whether a Cyrillic word is a country in the genitive, as after a title: ``Президент России``."""
    return bool(_GENITIVE.fullmatch(word))


def _is_title(word: str) -> bool:
    parts = names.key(word).split()
    return bool(parts) and all(part in names.titles() for part in parts) and not word.endswith((",", ";", "'s", "’s"))


@lru_cache(4096)
def several(text: str) -> tuple[str, ...]:
    """Split people who each have a title: ``President Duda and Prime Minister Tusk``. Any other text is one person."""
    bounds = [0]
    for match in _NEXT.finditer(text):
        if titled(text[bounds[-1] : match.start()])[0] and titled(text[match.end() :])[0]:
            bounds += [match.start(), match.end()]
    bounds.append(len(text))
    return tuple(text[start:end].strip() for start, end in zip(bounds[::2], bounds[1::2], strict=True))
