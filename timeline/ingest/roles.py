"""Read the roles of persons: nouns such as minister, and the words before or behind a name that make a title."""

import re

from timeline.ingest.reporting import listed
from timeline.words import bodies, names
from timeline.words.first_names import MEN, WOMEN

#: nouns for roles, in addition to the titles of `timeline.words.names`
ROLES = listed(
    """
    adviser advisor aide analyst archbishop attorney author bishop boss candidate captain cardinal ceo chair
    chairman chairperson chairwoman chancellor chief coach co-chair co-chairman co-founder columnist commander
    commentator commissioner coordinator correspondent counsel counselor co-host delegate deputy director economist
    editor emir envoy executive expert founder general governor head historian host imam investigator journalist
    judge justice lawmaker lawyer leader lecturer legislator lieutenant manager mayor mediator minister moderator
    monarch mp nominee negotiator officer official operative organizer owner pastor performer philanthropist
    politician pollster pope premier president president-elect presenter professor prosecutor rabbi rapper
    reporter representative researcher resident rival scholar scientist secretary secretary-general senator sheriff
    singer speaker speechwriter spokesman spokesperson spokeswoman strategist student superintendent supporter
    surgeon teacher treasurer veteran volunteer warden whip writer ambassador activist actor actress agent
    billionaire businessman businesswoman commissar congressman congresswoman councilman councilwoman critic
    diplomat doctor dr mr mrs ms miss sen rep gov gen lt col prof rev reps sens sgt capt adm maj hon amb king queen
    prince princess lady ally consultant friend wife husband son daughter brother sister mother father widow
    colonel admiral brigadier major marshal commodore sergeant corporal baroness baron dame sir lord count countess
    survivor soldier farmer pensioner driver worker refugee victim fighter pilot sailor guard blogger milblogger vendor
    shopkeeper trader fisherman villager protester campaigner organiser programmer novelist poet filmmaker astronaut
    mogul tycoon magnate rapporteur patriarch metropolitan ayatollah sheikh sultan anchor ombudsman ombudswoman
    commander-in-chief vice-president spokespeople administrator inspector physicist physician nurse engineer
    republican democrat independent tory libertarian heckler attendee colleague nephew employee
    counterpart teammate rival relative neighbour neighbor classmate follower parent grandson granddaughter uncle cousin
    pm fm mep msp nsa vp dg sg cfo anchorman anchorwoman under-secretary-general chargé undersecretary
    """
)
HONORIFICS = ("Mr", "Mrs", "Ms", "Miss", "Dr", "Sir", "Dame", "Lord", "Lady", "Baroness", "Baron")
#: words of what an office is for, which may stand between the office and a name
_PORTFOLIOS = listed(
    """
    affairs agriculture aid arms asylum budget cities climate coordination commerce communications control culture
    defence defense development digital disarmament economic economy education emergency employment energy environment
    equality europe european external finance fisheries food foreign gender general health home homeland housing human
    humanitarian immigration industry information infrastructure integration interior international internal justice
    labor labour legal media migration national operations peace peacekeeping planning policy political press
    reconstruction reforms refugees regional relations research restoration rights science security social sports state
    strategic tourism trade transformation transport transportation treasury urban veterans war welfare women youth
    action crisis management management response russia ukraine
    """
)
_MODIFIERS = listed(
    """
    former foreign prime deputy vice press then acting senior chief defence defense interior finance national
    security policy affairs trade energy campaign government opposition party economy human rights intelligence
    general
    """
)
#: words that make a row of capitals something else than a person's name
THINGS = bodies.NOUNS | listed(
    """
    street avenue road north south east west america europe africa asia kingdom kingdoms state states city county square
    river sea island islands act bill law treaty agreement club today convention poll airport hotel resort stadium hall
    building award prize day week show initiative national international security war wars summit revolution crisis
    """
)
_SPACES = re.compile(r"\s+")
#: words with nothing but blanks between them, up to a name
_ROW = re.compile(r"(?:(?<![\w.’'-])[\w.’'-]+\s+)+$")
#: marks that separate a name from words before it: Geneva — The minister; a reporter asked. “No,” Holm said
_APART = re.compile(r"[—–:;()\n\"“”!?]|\s-\s|(?<=[a-z]{4})\.\s")
_BEHIND = re.compile(
    r",\s(?:\d{1,3},\s)?((?:(?:an?|the|his|her|its|their|who is|former|head|director|chief|chairman|president|minister"
    r"|professor)\s|[\w’'-]+(?:’s|'s)\s)[^,.;:“”\"«»]{3,110})[,.;:]"
)
_ARTICLE = re.compile(r"^(?:the|a|an|his|her|their|its|then)(?:\s+|$)", re.IGNORECASE)
#: words that are only part of a title
_HALF = names.HALF_TITLES | {"state", "affairs", "elect"}
#: small words in names of bodies
_SMALL = listed(
    "news state national federal general central foreign defense defence security intelligence press human rights"
)
_JOINTS = listed("of from for in at on with to by as")
_NOT_FIRST = frozenset(["the", "a", "an"])
#: where a description of a person goes on as a clause of its own
_CLAUSE = re.compile(
    r"[\s,]+(?:who|whom|whose|which|that|where|when|while|after|because|said|says|told|tells|added|is|was|were|has|had"
    r"|have|will|would|could|supporting|speaking|including)\b.*$",
    re.DOTALL,
)
_NO_ROLE = listed("he she it they him her them we i you this that these those who which what someone somebody")
_ROLE_CHARACTERS = 120


def is_role(word: str) -> bool:
    """Return whether a word is a role: minister, spokeswoman, Sen."""
    bare = word.casefold().strip(".,").removesuffix("’s").removesuffix("'s")
    if bare in ROLES or bare.removesuffix("s") in ROLES:
        return True
    return bare.isascii() and bare in names.titles() and bare not in _HALF


def split_role(words: str) -> tuple[str | None, str]:
    """Split a role from the name behind it: `Kremlin spokesperson Dmitry Peskov`. Without a name it is ''.

    Words behind the name, such as `of France`, are left out; `President of France Emmanuel Macron` works, too. The name
    of a body is whole: `UN Office for the Coordination of Humanitarian Affairs`.
    """
    words = words.strip(" ,")
    parts = _SPACES.split(words)
    joint = next((place for place, part in enumerate(parts) if place and part in _JOINTS), len(parts))
    first = _name_start(parts[:joint])
    name = parts[first:joint]
    if joint < len(parts) and parts[joint - 1] in bodies.NOUNS and any(map(is_role, parts[joint:])):
        return _ARTICLE.sub("", words), ""  # the office of Prime Minister Karl Holm
    titled = _titled_name(parts, joint)
    if titled is not None:
        return _ARTICLE.sub("", " ".join(parts[:titled])), " ".join(parts[titled:])
    if _is_body(words, name):
        return (None, _ARTICLE.sub("", words)) if _is_proper(words) else (_ARTICLE.sub("", words), "")
    if not name and joint < len(parts) and is_role(parts[joint - 1]):
        first = _name_behind_office(parts, joint)
        name = parts[first:]
    role = _ARTICLE.sub("", " ".join(parts[:first]).strip(" ,"))
    return role or None, " ".join(name)


def _titled_name(parts: list[str], joint: int) -> int | None:
    """Return the place of a name behind a role that comes behind `of`: `Bank of England governor Andrew Bailey`."""
    if joint < len(parts) and is_role(parts[joint - 1]):
        return None  # aides to Minister Karl Holm
    roles = [place for place in range(joint + 1, len(parts) - 1) if is_role(parts[place])]
    if not roles or not all(part[:1].isupper() or part in names.PARTICLES for part in parts[roles[-1] + 1 :]):
        return None
    return None if _has_thing(parts[roles[-1] + 1 :]) else roles[-1] + 1


def _has_thing(name: list[str]) -> bool:
    """Return whether a row of capitals cannot be a person's name; a person may be called Tom Post."""
    is_person = len(name) == 2 and name[0].casefold() in MEN | WOMEN
    return not is_person and any(part.casefold().strip(".,") in THINGS for part in name)


def _is_body(words: str, name: list[str]) -> bool:
    """Return whether the whole is the name of a body, not a person with a role."""
    if _has_thing(name) or bodies.is_state(words):
        return True
    parts = words.split()
    heads = [part for place, part in enumerate(parts) if not place or parts[place - 1] not in _JOINTS]
    is_titled = any(is_role(part) and not part.endswith("s") for part in heads)
    return bodies.is_organization(words) and not is_titled


def _is_proper(words: str) -> bool:
    """Return whether words are a name as a whole: other words than joints and nouns of bodies have capitals."""
    small = [word for word in _ARTICLE.sub("", words).split() if word[:1].islower()]
    return all(
        word in _JOINTS | _NOT_FIRST | {"and"} or word.strip(",’s'") in bodies.NOUNS or word in _SMALL for word in small
    )


def _name_behind_office(parts: list[str], joint: int) -> int:
    """Return the place of a name behind an office and what it is for; the number of parts if there is none.

    A known given name begins it; else the last two words, if the rest says what the office is for.
    """
    begins = next((at for at in range(joint + 1, len(parts)) if parts[at].casefold() in MEN | WOMEN), len(parts))
    between = parts[joint + 1 : begins]
    if all(is_role(part) or _is_field(part) for part in between) and (not between or any(map(is_role, between))):
        return len(parts)  # the widow of Karl Holm, lawyers for Minister Karl Holm
    if begins < len(parts) - 1 and not _is_place(parts, joint, begins):
        return begins
    first = joint + 1
    while first < len(parts) and (
        not parts[first][:1].isupper()
        or parts[first].casefold().strip(",") in _PORTFOLIOS | bodies.NOUNS
        or bodies.is_state(parts[first])
    ):
        first += 1
    rest = parts[first:]
    if parts[0].casefold() in ("the", "a", "an") or not all(part[:1].isupper() for part in rest) or _has_thing(rest):
        return len(parts)
    is_owner = len(rest) == 2 and first == joint + 1
    return len(parts) - 2 if 2 <= len(rest) <= 3 and not is_owner else len(parts)


def _is_field(word: str) -> bool:
    """Return whether a word says what an office is for: finance, refugees, a state."""
    bare = word.casefold().strip(",")
    return bare in _PORTFOLIOS | bodies.NOUNS | names.HALF_TITLES or bodies.is_state(word)


def _is_place(parts: list[str], joint: int, place: int) -> bool:
    """Return whether a given name is part of a place or a portfolio: Governor of South Carolina."""
    return place > joint + 1 and parts[place - 1].casefold() in (
        "south",
        "north",
        "west",
        "east",
        "new",
        "saint",
        "san",
    )


def role_before(text: str, begin: int) -> str:
    """Return the role right before a name, with a blank: `former Kremlin spokesperson `.

    Of `US Secretary of State Anna Berg` it returns `US Secretary of ` if the name is taken to begin with `State`.
    """
    before = _APART.split(text[max(0, begin - 70) : begin])[-1]
    row = _ROW.search(before)
    parts = [part.strip() for part in re.findall(r"[\w.’'-]+\s+", row[0])] if row is not None else []
    words: list[str] = []
    while len(parts) > 1 and parts[-1] in ("of", "the"):
        words.insert(0, parts.pop())
    if words and (words[0] != "of" or not is_role(parts[-1]) or not _is_portfolio(_word_at(text, begin))):
        return ""
    for word in reversed(parts):
        if words in ([], ["of"], ["of", "the"]) and not is_role(word):
            break
        if word[-1] in ".’'" and not is_role(word):
            break
        if not is_role(word) and not word[0].isupper() and word not in _MODIFIERS:
            break
        words.insert(0, word)
    return " ".join(words) + " " if words else ""


def _is_portfolio(word: str) -> bool:
    """Return whether a word can end an office, such as `Secretary of State`, instead of beginning a name."""
    return bool(word) and word.casefold() not in MEN | WOMEN and not is_role(word)


def _word_at(text: str, begin: int) -> str:
    return re.match(r"\w*", text[begin : begin + 40])[0]  # type: ignore[index]  # it matches nothing, too


def role_behind(text: str, end: int) -> str | None:
    """Return the role behind a name: `, a spokesman for the ministry`, `, 55, a city resident`."""
    behind = _BEHIND.match(text, end)
    if behind is None:
        return None
    role = cleaned(_ARTICLE.sub("", behind[1]).removeprefix("who is "))
    if role is None or not any(is_role(word) for word in role.split()[:7] if not word.endswith(("’s", "'s"))):
        return None
    return role


def cleaned(role: str | None) -> str | None:
    """Return a role without a clause or an open bracket behind it; None for a pronoun, half a name or nothing."""
    if role is None:
        return None
    role = _CLAUSE.sub("", " ".join(role.split()))
    if role.count("(") > role.count(")"):
        role = role.rpartition("(")[0]
    role = _ARTICLE.sub("", role.strip(" ,;:–—-"))
    if not role or role.casefold() in _NO_ROLE or len(role) > _ROLE_CHARACTERS:
        return None
    parts = role.split()
    is_name = all(part[:1].isupper() for part in parts) and not any(map(is_role, parts))
    return None if is_name else role


def _name_start(parts: list[str]) -> int:
    """Return the beginning of the name: behind the last word that is a role, or has no capital."""
    last = max((place for place, part in enumerate(parts) if is_role(part)), default=-1)
    first = last + 1
    for place in range(len(parts) - 1, last, -1):
        if not parts[place][:1].isupper() and parts[place].casefold() not in names.PARTICLES:
            first = place + 1
            break
    while first < len(parts) and parts[first].casefold() in _NOT_FIRST:
        first += 1
    while first > last + 1 and first < len(parts) and parts[first - 1].casefold() in names.PARTICLES - {"al", "el"}:
        first -= 1
    return first
