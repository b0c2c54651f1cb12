"""Read transcripts: texts whose labels name who speaks, turn by turn."""

import re
from collections import Counter
from typing import NamedTuple

from timeline.ingest.people import People
from timeline.ingest.roles import is_role, split_role
from timeline.ingest.values import Paragraph, Span
from timeline.words.first_names import MEN, WOMEN
from timeline.words.names import PARTICLES

_CAPITALS = r"(?:[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.’'-]*|Mc[A-Z]+|[a-z]{2,3}(?=[ \u00a0][A-Z]{2}))"
_WORD = r"(?:[A-ZÀ-ÖØ-Þ][\w’'-]*\.?|de|van|von|der|bin|al|el)"
#: remarks in a label: how the words reach us, a party, a country
_REMARK = r"(?:[A-Z]|ph|via|through|voice|spoke|by|on|off|in)[^()\n]{0,39}"
#: what may stand behind the name in a label: the office, and remarks in brackets
_BEHIND = r"(?P<title{n}>,[ \u00a0][^:\n]{{2,90}}?)?(?P<aside{n}>(?:[ \u00a0]\({remark}\))*)"
_TIME = r"(?:[\[(]?(?P<time>\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?)[\])]?[ \u00a0]*)?"
_LABEL = re.compile(
    rf"(?:Q\d{{1,3}}[ \u00a0]+)?{_TIME}(?:"
    rf"(?P<capitals>{_CAPITALS}(?:[ \u00a0](?:{_CAPITALS}|#?\d{{1,2}})){{0,5}})"
    rf"{_BEHIND.format(n=1, remark=_REMARK)}[ \u00a0]?:\s+"
    rf"|(?P<name>{_WORD}(?:[ \u00a0]{_WORD}){{0,4}}){_BEHIND.format(n=2, remark=_REMARK)}:\s+"
    r"|(?P<asks>Q)(?:[ \u00a0]{1,6}|\t|:\s+)(?=[\w“\"(—–-]))"
)
#: remarks that only a transcript has
_REMARKED = re.compile(
    r"translat|interpret|voice-?over|\bph\b|on camera|off (?:mic|camera)|by phone|spoke in|[RDI]-[A-Z]", re.IGNORECASE
)
#: how the words reach us, at the beginning of a turn
_OPENING = re.compile(r"(?:\([^()]{1,40}\)|\[[^\[\]]{1,40}\])\s+")
#: what happens in the room, at the end of words
_CLOSING = re.compile(
    r"\s+[\[(](?:laugh\w*|applause|cross-?talk|inaudible|pause|cheers?|cheering|music|end)[^()\[\]]{0,20}[\])]\.?$",
    re.IGNORECASE,
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
_LABEL_WORDS = 6
#: words before a colon within somebody's words: Look: we must go
_OPENERS = frozenset(
    (
        *("look", "first", "second", "third", "fourth", "well", "now", "so", "but", "and", "remember", "listen", "one"),
        *("two", "three", "again", "finally", "here", "question", "yes", "no", "point", "fact", "example", "because"),
        *(
            "this",
            "that",
            "these",
            "they",
            "we",
            "he",
            "she",
            "it",
            "today",
            "also",
            "last",
            "next",
            "lastly",
            "secondly",
        ),
    )
)


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

    A text is a transcript if several of its paragraphs begin with labels of speakers: names in capitals, with a time,
    an office or a remark such as ``(through translator)``, or names that repeat. In a transcript every label begins a
    turn. Stage directions such as ``(Laughter.)``, the time at the top and the END are left out.
    """
    kept = [paragraph for paragraph in paragraphs if paragraph.kind != "furniture"]
    labels = [_label(text, paragraph) for paragraph in kept]
    people = _speaking([label for label in labels if label is not None], everywhere=None not in labels)
    if not _is_transcript(labels, people):
        return []
    in_capitals = sum(label is not None and label.is_capital and label.name in people for label in labels) > 1
    turns_: list[Turn] = []
    for paragraph, label in zip(kept, labels, strict=True):
        begin = paragraph.begin
        if label is not None and _begins_turn(label, people, in_capitals=in_capitals):
            turns_.append(Turn(label.name, label.span, (), label.title))
            begin = label.begin
            remark = _OPENING.match(text, begin, paragraph.end)
            begin = remark.end() if remark is not None else begin
        closing = _CLOSING.search(text, begin, paragraph.end)
        end = closing.start() if closing is not None else paragraph.end
        if turns_ and begin < end and not _STAGE.fullmatch(text, begin, end):
            turns_[-1] = turns_[-1]._replace(spans=(*turns_[-1].spans, (begin, end)))
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
    has_office = title is not None and any(is_role(word) for word in title.split())
    if title is not None and not has_office and (len(title.split()) > _TITLE_WORDS or not title[0].isupper()):
        return None
    in_capitals = group == "capitals" and bool(title or aside)
    is_marked = bool(match["time"] or has_office or in_capitals or (aside and _REMARKED.search(aside)))
    return _Label(name, match.span(group), match.end(), group != "name", is_marked, title)


def _speaking(labels: list[_Label], *, everywhere: bool) -> frozenset[str]:
    """Return the labels of speakers, unlike UPDATE: questioners, offices, full names, and those who speak again.

    If every paragraph has a label, any name in capitals and any full name is one.
    """
    surnames = Counter(label.name.split()[-1].upper() for label in labels)  # JANE ROE is later ROE
    has_questions = any(is_nobody(label.name) for label in labels)
    repeats = max(surnames.values(), default=0) > 1
    people = set()
    for label in labels:
        words = label.name.split()
        office = label.name.upper().startswith("THE ") or any(map(is_role, words))
        again = surnames[words[-1].upper()] > 1
        named = 1 < len(words) < _LABEL_WORDS
        in_dialogue = repeats and words[0].casefold() in MEN | WOMEN
        known = named and (label.is_marked or label.is_capital or has_questions or in_dialogue or everywhere)
        known = known or (everywhere and label.is_capital)
        if is_nobody(label.name) or office or again or known:
            people.add(label.name)
    return frozenset(people)


def _is_transcript(labels: list[_Label | None], people: frozenset[str]) -> bool:
    """Return whether labels make a transcript: two speakers in capitals, one of them again, or most paragraphs."""
    ours = [label for label in labels if label is not None and label.name in people]
    capitals = [label for label in ours if label.is_capital or label.is_marked]
    names = Counter(label.name.split()[-1].upper() for label in ours)
    offices = any(is_nobody(one.name) or any(map(is_role, one.name.split())) for one in capitals)
    again = sum(count > 1 for count in names.values())
    is_again = again > 1 or (again == 1 and len(capitals) > 2)
    if len(capitals) > 1 and (offices or is_again or any(one.is_marked for one in capitals)):
        return True
    if len(ours) > 1 and len(names) > 1 and 4 * len(ours) >= 3 * len(labels):
        return True
    if len(capitals) == 1 and len(labels) > 2 and len(ours) == 1:
        return capitals[0].is_capital and (offices or capitals[0].is_marked)
    repeated = sum(count for count in names.values() if count > 1)
    answers = again > 1 or (again > 0 and any(is_nobody(one.name) for one in ours))
    return answers and repeated > 2 and 2 * repeated > len(labels)


def _begins_turn(label: _Label, people: frozenset[str], *, in_capitals: bool) -> bool:
    """Return whether a label begins a turn; `Look: we must go` is text among labels in capitals."""
    if label.name in people or label.is_capital or label.is_marked:
        return True
    return not in_capitals or len(label.name.split()) > 1 or label.name.casefold() not in _OPENERS


def is_nobody(label: str) -> bool:
    """Return whether a label is of somebody in the room whose words are not proposed: Q, REPORTER."""
    upper = label.upper()
    return upper in ("Q", "ALL", "PRESS") or upper.startswith(tuple(one for one in _NOBODY if len(one) > 3))


def is_narration(text: str, span: Span, name: str | None) -> bool:
    """Return whether a paragraph behind a turn tells about its speaker: it begins with he, she or the surname."""
    first = text[slice(*span)].split(maxsplit=1)[:1]
    surname = name.split()[-1] if name else ""
    return bool(first) and first[0] in ("He", "She", surname) and text[span[0] - 1] == "\n"


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

    def _initials(self, label: str) -> Turn | None:
        """Return the one turn whose full name has a label as its initials: KB is KAY BURLEY."""
        if not label.isupper() or not 2 <= len(label) <= 3:
            return None
        full = [one for one in self._full.values() if "".join(word[0] for word in one.label.split()).upper() == label]
        return full[0] if len(full) == 1 else None

    def speaker(self, turn: Turn) -> tuple[str | None, str | None]:
        """Return the name and role of the speaker of a turn."""
        full = self._full.get(turn.label.split()[-1].upper()) or self._initials(turn.label)
        if full is None or not (self._initials(turn.label) or full.label.upper().endswith(turn.label.upper())):
            full = turn
        name, role = speaker_of(full.label, self._people, self._title)
        title = turn.title or full.title
        if title is not None and any(map(is_role, title.split())):
            role = " ".join(map(_titled, title.split())) if title.isupper() else title
        return name, role


def speaker_of(label: str, people: People, title: str | None) -> tuple[str | None, str | None]:
    """Return the name and role of a label: `MS. ROE`, `THE PRESIDENT`, `SENIOR ADMINISTRATION OFFICIAL`."""
    words = re.sub(r"\s*\([^)]*\)", "", label).replace("\u00a0", " ")
    if sum(map(str.isupper, words)) > sum(map(str.islower, words)):
        parts = [_titled(word) for word in words.split()]
        words = " ".join(
            part.lower() if place and part.lower() in PARTICLES else part for place, part in enumerate(parts)
        )
    if words.casefold() in ("mr. president", "madam president"):
        words = "The President"
    role, name = split_role(words)
    if words.startswith("The ") and " " not in name and people.find(name) is None and title is None:
        return None, words.removeprefix("The ")  # THE REGISTRAR
    is_group = role is None and " " in name and name.endswith("s") and is_role(name.split()[-1])
    if name and not is_group:
        person = people.find(name)
        role = None if role is not None and role.rstrip(".") in ("Mr", "Ms", "Mrs", "Dr") else role
        if person is None or sum(map(str.isupper, person.name)) > len(person.name) // 2:
            return name, role or (person.role if person else None)
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
