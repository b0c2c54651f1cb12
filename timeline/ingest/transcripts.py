"""Read transcripts and readouts: texts whose labels or title name the speakers."""

import re
from collections import Counter
from typing import NamedTuple

from timeline.ingest.people import People
from timeline.ingest.roles import is_role, split_role
from timeline.ingest.values import Paragraph, Span
from timeline.words.first_names import MEN, WOMEN

_LABEL = re.compile(
    r"(?P<label>(?:[A-Z][A-Z.’'-]*|Mc[A-Z]+)(?:[ \u00a0](?:[A-Z][A-Z.’'-]*|Mc[A-Z]+|\([A-Z ]+\)|#?\d)){0,5})"
    r"[ \u00a0]?:\s+|(?P<name>[A-Z][\w’'-]+\.?(?: [A-Z][\w’'-]+\.?){0,3}):\s+"
    r"|(?P<asks>Q)(?:[ \u00a0]{1,6}|\t|:\s+)(?=[\w“\"(—–-])"
)
_STAGE = re.compile(r"\([^()]*\)\.?|\[[^\[\]]*\]|END\b.{0,40}|\d{1,2}:\d\d\s?[AaPp]\.?[Mm]\.?.{0,20}|[* #-]+")
_READOUT = re.compile(
    r"\s*readout of (?:the )?(?P<who>.{2,120}?)(?:[’']s?)?\s(?P<occasion>(?:(?:phone|video|virtual|secure|telephone"
    r"|bilateral|trilateral|joint|introductory|conference)\s)*(?:call|meeting|conversation|videoconference|conference"
    r"|discussion)s?)\s(?:with|between)\s(?P<whom>.+)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*readout of (?:the |a )?(?P<occasion>(?:[a-z]+\s)?(?:call|meeting|conversation))\s(?:between|with)\s"
    r"(?P<who>.+?)\s(?:and|with)\s(?P<whom>.+)",
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


class Turn(NamedTuple):
    """The words of one speaker in a transcript until the next one; a questioner without a name has the label Q."""

    label: str
    label_span: Span
    spans: tuple[Span, ...]


class Readout(NamedTuple):
    """A call or meeting that a text reports: the occasion and the participants, the host first."""

    occasion: str
    principals: tuple[str, ...]


def turns(text: str, paragraphs: list[Paragraph]) -> list[Turn]:
    """Return the turns of a transcript; [] for another text, with fewer than two labels or no speaker twice.

    Stage directions such as ``(Laughter.)``, the time at the top and the END are left out.
    """
    marked = [_LABEL.match(text, paragraph.begin, paragraph.end) for paragraph in paragraphs]
    labels = Counter((m["label"] or m["name"] or "Q") for m in marked if m is not None)
    capitals = _speaking([m["label"] or "Q" for m in marked if m is not None and m["name"] is None])
    named = sum(count for label, count in labels.items() if count > 1)
    is_transcript = (
        capitals > 1 or (capitals == 1 and len(marked) > 2 and not named) or (named > 3 and 4 * named > len(marked))
    )
    if not is_transcript:
        return []
    turns_: list[Turn] = []
    for paragraph, match in zip(paragraphs, marked, strict=True):
        if paragraph.kind == "furniture":
            continue
        if match is not None and (capitals < 2 or match["name"] is None or labels[match["name"]] > 1):
            label = match["label"] or match["name"] or "Q"
            turns_.append(Turn(label, (match.start(), match.start() + len(label)), ()))
            begin = match.end()
        else:
            begin = paragraph.begin
        if turns_ and begin < paragraph.end and not _STAGE.fullmatch(text, begin, paragraph.end):
            turns_[-1] = turns_[-1]._replace(spans=(*turns_[-1].spans, (begin, paragraph.end)))
    return [turn for turn in turns_ if turn.spans]


def _speaking(labels: list[str]) -> int:
    """Count the labels of speakers, unlike UPDATE: those of an office, or of two people who each speak again."""
    again = Counter(label.split()[-1] for label in labels)  # JANE ROE is later ROE
    offices = [label == "Q" or label.startswith("THE ") or any(map(is_role, label.split())) for label in labels]
    if sum(count > 1 for count in again.values()) < 2 and not any(offices):
        return 0
    return sum(office or again[label.split()[-1]] > 1 for office, label in zip(offices, labels, strict=True))


def speaker_of(label: str, people: People, title: str | None) -> tuple[str | None, str | None]:
    """Return the name and role of a label: `MS. ROE`, `THE PRESIDENT`, `SENIOR ADMINISTRATION OFFICIAL`."""
    words = re.sub(r"\s*\([^)]*\)", "", label).replace("\u00a0", " ")
    words = " ".join(_titled(word) for word in words.split()) if words.isupper() else words
    role, name = split_role(words)
    if name and not (name.endswith("s") and " " in name and role is None):
        person = people.find(name)
        role = None if role is not None and role.rstrip(".") in ("Mr", "Ms", "Mrs", "Dr") else role
        return (person.name, role or person.role) if person is not None else (name, role)
    bare = re.sub(r"^The\s+", "", words)
    if words.startswith("The ") and title is not None:
        for match in re.finditer(
            rf"\b{re.escape(bare)}\s+(\w[\w.’'-]*(?:\s\w[\w.’'-]*)*)", title.replace("\u00a0", " ")
        ):
            if bare == "President" and title[: match.start()].rstrip().endswith("Vice"):
                continue
            person = people.find(_name_in_title(match[1].split()))
            return (person.name if person is not None else _name_in_title(match[1].split())), bare
    if words.startswith("The "):
        return None, bare
    return None, words


def _name_in_title(words: list[str]) -> str:
    """Return the name that begins a row of capitalised words: one word, or a given name and a surname."""
    count = 1
    if words[0].casefold() in MEN | WOMEN:
        count = 3 if len(words) > 2 and words[1].endswith(".") else 2
    return re.sub(r"[’']s?$", "", " ".join(words[:count]))


def _titled(word: str) -> str:
    """Return a word of a label in title case: JEAN-PIERRE is Jean-Pierre, McGURK is McGurk."""
    if len(word) < 2 or (len(word) == 2 and word.endswith(".")) or not re.search(r"[AEIOUY.]", word):
        return word
    if word.startswith("Mc"):
        return "Mc" + word[2:].capitalize()
    return re.sub(
        r"[^\W\d_]+", lambda part: part[0].capitalize() if len(part[0]) > 1 or part.start() == 0 else part[0], word
    )


def occasion_of(title: str | None) -> str | None:
    """Return the setting in a title: `Press Briefing by …` is a press briefing."""
    lower = (title or "").casefold().replace("\u00a0", " ")
    return next((occasion for occasion in _OCCASIONS if occasion in lower), None)


def readout(title: str | None, people: People) -> Readout | None:
    """Parse `Readout of President X’s Call with Y`; None for any other title. A group keeps its words."""
    if title is None:
        return None
    words = " ".join(title.replace("\u00a0", " ").split())
    match = _READOUT.fullmatch(words) or _BETWEEN.fullmatch(words)
    if match is None:
        return None
    principals: list[str] = []
    for part in (match["who"], match["whom"]):
        parties = _parties(part)
        for one in parties:
            name = _name_of(one, people)
            if name and name not in principals and (len(parties) == 1 or split_role(name)[1]):
                principals.append(name)
    return Readout(match["occasion"].casefold(), tuple(principals))


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
