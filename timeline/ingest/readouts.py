"""Read readouts: texts whose title names a call or meeting and those who took part."""

import re
from typing import NamedTuple

from timeline.ingest.people import People
from timeline.ingest.roles import is_role, split_role
from timeline.words import bodies

_READOUT = re.compile(
    r"\s*readout of (?:the )?(?P<who>.{2,120}?)(?:[’']s?)?\s(?P<occasion>(?:(?:phone|video|virtual|secure|telephone"
    r"|bilateral|trilateral|joint|introductory|conference|working|private|one-on-one|first|second|third|annual|pull-aside"
    r"|face-to-face)\s)*(?:calls?|meetings?|conversations?|videoconference|conference|discussions?|audience|roundtable"
    r"|trilateral|bilateral|dinner|lunch|luncheon|breakfast|engagement|talks|encounter|consultations?|session|event"
    r"|convening|briefing|summit|pull-aside|interaction))\s(?:with|between)\s(?P<whom>.+)",
    re.IGNORECASE,
)
#: the occasion may be missing
_WITH = re.compile(r"\s*readout of (?:the )?(?P<who>[^,]{2,80}?)\swith\s(?P<whom>.+)", re.IGNORECASE)
#: a journey or a summit, in which the title names one person
_ALONE = re.compile(
    r"\s*readout of (?:the )?(?P<who>[^,]{2,80}(?:,\sJr\.?)?)[’']s?"
    r"\s(?P<occasion>participation|travel|trip|visit|event|remarks)\s(?P<whom>.+)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*readout of (?:the |a )?(?P<occasion>(?:[a-z]+\s)?(?:call|meeting|conversation))\s(?:between|with)\s"
    r"(?P<who>.+?)\s(?:and|with)\s(?P<whom>.+)",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?:joint )?statement (?:by|from|of) (?:the )?(?P<who>.{3,90}?)(?:\s(?:on|about|regarding|announcing|marking"
    r"|following|in response|after|ahead of|honoring|commemorating|concerning|to|for|at)\s|$)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\s(?:of|on|regarding|about|ahead of|in advance of|to discuss|at the|in|from|following|after|and (?:his|her))\s.*$"
)
_SEVERAL = re.compile(r",?\s+and\s+|,\s+(?!Jr\b|Sr\b)|;\s*")
#: settings in titles, the narrower first
_OCCASIONS = (
    "press briefing", "press gaggle", "press call", "press conference", "news conference", "gaggle", "remarks",
    "interview", "speech", "address", "hearing", "debate", "statement",
)  # fmt: skip


#: a line that says whose readout follows
PREFACE = re.compile(
    r"attributable to|attributed to|(?:provided|issued) the following|the following (?:readout|statement)",
    re.IGNORECASE,
)


class Readout(NamedTuple):
    """A call or meeting that a text reports: the occasion and the participants, the host first."""

    occasion: str
    principals: tuple[str, ...]


def occasion_of(title: str | None) -> str | None:
    """Return the setting in a title: `Press Briefing by …` is a press briefing."""
    lower = (title or "").casefold().replace("\u00a0", " ")
    return next((occasion for occasion in _OCCASIONS if occasion in lower), None)


def readout(title: str | None, people: People) -> Readout | None:
    """Parse `Readout of President X’s Call with Y`; None for any other title. A group keeps its words."""
    if title is None:
        return None
    words = " ".join(title.replace("\u00a0", " ").split())
    match = _BETWEEN.fullmatch(words) or _READOUT.fullmatch(words) or _WITH.fullmatch(words)
    if match is None or (match.re is _WITH and not any(map(is_role, match["who"].split()))):
        return _journey(words, people)
    principals: list[str] = []
    for part in (match["who"], match["whom"]):
        parties = _parties(part)
        for one in parties:
            name = _name_of(one, people)
            if name and name not in principals and (len(parties) == 1 or split_role(name)[1]):
                principals.append(name)
    occasion = "meeting" if match.re is _WITH else match["occasion"].casefold()
    return Readout(occasion, tuple(principals))


def _journey(title: str, people: People) -> Readout | None:
    """Parse `Readout of President X’s Participation in a Summit`: one person, and no guests."""
    match = _ALONE.fullmatch(title)
    if match is None or not any(map(is_role, match["who"].split())):
        return None
    name = _name_of(match["who"], people)
    return Readout("summit" if "summit" in title.casefold() else "visit", (name,)) if name else None


class Signed(NamedTuple):
    """The person or body that signs a text as a statement: `Statement by Press Secretary Maria Lopez on the Border`."""

    name: str
    role: str | None


def signed(title: str | None, text: str, people: People) -> Signed | None:
    """Return who signs a text by its title; None if its sentences report what that person said."""
    match = _SIGNED.match(" ".join((title or "").replace("\u00a0", " ").split()))
    if match is None:
        return None
    who = re.split(r",\s(?!Jr)|\sand\s", match["who"])[0]
    role, name = split_role(who)
    person = people.find(name) if name else None
    name = person.name if person is not None else name
    is_reported = name and re.search(rf"\b{re.escape(name.split()[-1])}\s(?:said|told|says|added)\b", text)
    return Signed(name, role or (person.role if person is not None else None)) if name and not is_reported else None


def is_group(party: str) -> bool:
    """Return whether a party of a title is a group without names: `Baltic Leaders`, `oil companies`."""
    last = party.split()[-1].casefold() if party.split() else ""
    return last.endswith("s") and not bodies.is_organization(party) and not bodies.is_state(party)


def _parties(words: str) -> list[str]:
    """Split people who each have a title; a group or one person is one party."""
    parts = [part for part in _SEVERAL.split(re.sub(r",\s*(?=Jr|Sr)", " ", words)) if part.strip()]
    titled = [part for part in parts if any(is_role(word) for word in part.split()[:4])]
    if len(parts) > 1 and len(titled) == len(parts):
        return parts
    return [words]


def _name_of(party: str, people: People) -> str:
    """Return the name of a party; a group or an unknown office keeps its words from the title."""
    party = re.sub(r"^(?:the|a|an)\s+", "", re.sub(r",?\s+Jr\b\.?", "", party.strip(" ,.")), flags=re.IGNORECASE)
    party = re.sub(r"[’']s?$", "", party)
    role, name = split_role(party)
    behind = party.partition(" of ")[2].split()
    if not name and len(behind) > 2 and all(word[:1].isupper() for word in behind[-2:]):
        name = " ".join(behind[-2:])  # President of Finland Sauli Niinistö
    if role is not None and not name and is_role(party.split()[-1]) and not party.endswith("s"):
        office = people.first_with_role(party)
        return office.name if office is not None else party
    if role is None or not name or not any(is_role(word) for word in role.split()):
        return _ABOUT.sub("", party) or party
    person = people.find(name)
    return person.name if person is not None else name
