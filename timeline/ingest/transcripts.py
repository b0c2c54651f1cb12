"""Read transcripts: texts whose labels name who speaks, turn by turn."""

import re
from collections import Counter
from typing import NamedTuple

from timeline.ingest.people import People
from timeline.ingest.roles import is_role, split_role
from timeline.ingest.values import Paragraph, Span
from timeline.words.first_names import MEN, WOMEN

_CAPITALS = r"(?:[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.’'-]*|Mc[A-Z]+|[a-z]{2,3}(?=[ \u00a0][A-Z]{2}))"
_WORD = r"(?:[A-ZÀ-ÖØ-Þ][\w’'-]*\.?|de|van|von|der|bin|al|el)"
_REMARK = (
    r"(?i:[^()\n]{0,20}\b(?:translat|interpret|voice-?over|ph|on camera|off camera|off mic|via|by phone|inaudible|video|sic"
    r"|continuing|in [A-Z])[^()\n]{0,30})"
)
#: what may stand behind the name in a label: the office, and remarks in brackets
_BEHIND = r"(?P<title{n}>,[ \u00a0][^:\n]{{2,90}}?)?(?P<aside{n}>(?:[ \u00a0]\({remark}\))*)"
_LABEL = re.compile(
    r"(?:[\[(]?(?P<time>\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?)[\])]?[ \u00a0]*)?(?:"
    rf"(?P<capitals>{_CAPITALS}(?:[ \u00a0](?:{_CAPITALS}|#?\d{{1,2}})){{0,5}}){_BEHIND.format(n=1, remark=_REMARK)}[ \u00a0]?:\s+"
    rf"|(?P<name>{_WORD}(?:[ \u00a0]{_WORD}){{0,4}}){_BEHIND.format(n=2, remark=_REMARK)}:\s+"
    r"|(?P<asks>Q)(?:[ \u00a0]{1,6}|\t|:\s+)(?=[\w“\"(—–-]))"
)
_STAGE = re.compile(r"\([^()]*\)\.?|\[[^\[\]]*\]|END\b.{0,40}|\d{1,2}:\d\d\s?[AaPp]\.?[Mm]\.?.{0,20}|[* #-]+")
#: labels of people in a room whose words are not proposed
_NOBODY = (
    "Q", "QUESTION", "QUESTIONER", "REPORTER", "JOURNALIST", "AIDE", "MODERATOR", "OPERATOR", "INTERPRETER", "AUDIENCE",
    "PARTICIPANT", "PROTESTER", "VIDEO", "UNIDENTIFIED", "UNKNOWN", "CROWD", "INTERVIEWER", "ALL", "VOICE", "THE PRESS",
    "PRESS", "TRANSLATOR", "SPEAKER #", "MALE", "FEMALE", "INAUDIBLE",
)  # fmt: skip
#: words that a newsroom puts before a colon
_NEWSROOM = frozenset(
    (
        *("UPDATE", "WATCH", "READ", "NOTE", "PHOTO", "PHOTOS", "VIDEO", "BREAKING", "RELATED", "SEE", "MORE", "LIVE"),
        *("EXCLUSIVE", "ANALYSIS", "OPINION", "CORRECTION", "SOURCE", "CREDIT", "TOPICS", "TAGS", "FILE", "CAPTION"),
        *("WARNING", "DATE", "TIME", "PLACE", "SUBJECT", "TO", "FROM", "RE", "CC", "TITLE", "AUTHOR", "PUBLISHED"),
    )
)


#: a longer title without a word for an office belongs to a headline
_TITLE_WORDS = 4


class Turn(NamedTuple):
    """The words of one speaker in a transcript until the next one; a questioner without a name has the label Q."""

    label: str
    label_span: Span
    spans: tuple[Span, ...]
    title: str | None = None
    """The office in the label."""


class _Label(NamedTuple):
    name: str
    span: Span
    begin: int
    """Where the words begin."""
    is_capital: bool
    is_marked: bool
    """A time, an office or a remark in brackets shows that it is a label."""
    title: str | None


def turns(text: str, paragraphs: list[Paragraph]) -> list[Turn]:
    """Return the turns of a transcript; [] for another text.

    A text is a transcript if several of its paragraphs begin with labels of speakers: names in capitals, with a time, an
    office or a remark such as ``(through translator)``, or names that repeat. In a transcript every label begins a turn.
    Stage directions such as ``(Laughter.)``, the time at the top and the END are left out.
    """
    kept = [paragraph for paragraph in paragraphs if paragraph.kind != "furniture"]
    labels = [_label(text, paragraph) for paragraph in kept]
    people = _speaking([label for label in labels if label is not None])
    if not _is_transcript(labels, people):
        return []
    in_capitals = sum(label is not None and label.is_capital and label.name in people for label in labels) > 1
    turns_: list[Turn] = []
    for paragraph, label in zip(kept, labels, strict=True):
        begin = paragraph.begin
        if label is not None and _begins_turn(label, people, in_capitals=in_capitals):
            turns_.append(Turn(label.name, label.span, (), label.title))
            begin = label.begin
        if turns_ and begin < paragraph.end and not _STAGE.fullmatch(text, begin, paragraph.end):
            turns_[-1] = turns_[-1]._replace(spans=(*turns_[-1].spans, (begin, paragraph.end)))
    return [turn for turn in turns_ if turn.spans]


def _label(text: str, paragraph: Paragraph) -> _Label | None:
    """Return the label at the beginning of a paragraph; None if there is none."""
    match = _LABEL.match(text, paragraph.begin, paragraph.end)
    if match is None:
        return None
    group = next(group for group in ("capitals", "name", "asks") if match[group])
    name = match[group].replace("\u00a0", " ")
    if name.upper() in _NEWSROOM:
        return None
    title = (match["title1"] or match["title2"] or "").strip(" ,\u00a0") or None
    aside = match["aside1"] or match["aside2"]
    if (
        title is not None
        and not any(is_role(word) for word in title.split())
        and (group == "name" or len(title.split()) > _TITLE_WORDS)
    ):
        return None
    is_marked = bool(match["time"] or title or aside)
    return _Label(name, match.span(group), match.end(), group != "name", is_marked, title)


def _speaking(labels: list[_Label]) -> frozenset[str]:
    """Return the labels of speakers, unlike UPDATE: questioners, offices, full names, and those who speak again."""
    surnames = Counter(label.name.split()[-1].upper() for label in labels)  # JANE ROE is later ROE
    has_questions = any(is_nobody(label.name) for label in labels)
    people = set()
    for label in labels:
        words = label.name.split()
        office = label.name.upper().startswith("THE ") or any(map(is_role, words))
        again = surnames[words[-1].upper()] > 1
        if is_nobody(label.name) or office or again or (label.is_marked and len(words) > 1):
            people.add(label.name)
        elif len(words) > 1 and (has_questions or label.is_capital) and len(words) < 5:
            people.add(label.name)
    return frozenset(people)


def _is_transcript(labels: list[_Label | None], people: frozenset[str]) -> bool:
    """Return whether labels make a transcript: two speakers in capitals, one of them again, or most paragraphs."""
    ours = [label for label in labels if label is not None and label.name in people]
    capitals = [label for label in ours if label.is_capital or label.is_marked]
    names = Counter(label.name.split()[-1].upper() for label in ours)
    offices = any(is_nobody(one.name) or any(map(is_role, one.name.split())) for one in capitals)
    again = sum(count > 1 for count in names.values())
    if len(capitals) > 1 and (offices or again > 1 or any(one.is_marked for one in capitals)):
        return True
    if len(ours) > 1 and len(ours) == len(labels) and len(names) > 1:
        return True
    if len(capitals) == 1 and len(labels) > 2 and len(ours) == 1:
        return capitals[0].is_capital and (offices or capitals[0].is_marked)
    repeated = sum(count for count in names.values() if count > 1)
    return (
        (again > 1 or (again and any(is_nobody(one.name) for one in ours)))
        and repeated > 2
        and 2 * repeated > len(labels)
    )


def _begins_turn(label: _Label, people: frozenset[str], *, in_capitals: bool) -> bool:
    """Return whether a label begins a turn; `Look: we must go` is text among labels in capitals."""
    if label.name in people or label.is_capital or label.is_marked:
        return True
    return not in_capitals or len(label.name.split()) > 1


def is_nobody(label: str) -> bool:
    """Return whether a label is of somebody in the room whose words are not proposed: Q, REPORTER."""
    upper = label.upper()
    return upper in ("Q", "ALL", "PRESS") or upper.startswith(tuple(one for one in _NOBODY if len(one) > 3))


class Labels:
    """Resolves the labels of one transcript: `ROE` is the `JANE ROE, FOREIGN MINISTER` of an earlier label."""

    def __init__(self, turns_: list[Turn], people: People, title: str | None) -> None:
        self._people = people
        self._title = title
        self._full: dict[str, Turn] = {}
        for turn in turns_:
            words = turn.label.split()
            if len(words) > 1 and not is_nobody(turn.label):
                self._full.setdefault(words[-1].upper(), turn)

    def speaker(self, turn: Turn) -> tuple[str | None, str | None]:
        """Return the name and role of the speaker of a turn."""
        name, role = speaker_of(turn.label, self._people, self._title)
        full = self._full.get(turn.label.split()[-1].upper())
        if full is not None and len(turn.label.split()) == 1:
            turn = full
            name, role = speaker_of(full.label, self._people, self._title)
        if turn.title is not None:
            role = " ".join(_titled(word) for word in turn.title.split()) if turn.title.isupper() else turn.title
        return name, role


def speaker_of(label: str, people: People, title: str | None) -> tuple[str | None, str | None]:
    """Return the name and role of a label: `MS. ROE`, `THE PRESIDENT`, `SENIOR ADMINISTRATION OFFICIAL`."""
    words = re.sub(r"\s*\([^)]*\)", "", label).replace("\u00a0", " ")
    words = " ".join(_titled(word) for word in words.split()) if words.isupper() else words
    if words.casefold() in ("mr. president", "madam president"):
        words = "The President"
    role, name = split_role(words)
    if name and not (name.endswith("s") and " " in name and role is None):
        person = people.find(name)
        role = None if role is not None and role.rstrip(".") in ("Mr", "Ms", "Mrs", "Dr") else role
        if person is None or person.name.isupper():
            return " ".join(_titled(word) for word in name.split()), role or (person.role if person else None)
        return person.name, role or person.role
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
