"""Find the person whom a pronoun means: the last one of fitting gender in subject position.

A pronoun does not look across a heading, into quotations or comparisons. If two people fit equally, nobody is chosen,
and both are named.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from timeline.ingest.people import People, Person
from timeline.ingest.roles import role_before
from timeline.ingest.surface import sentence_start
from timeline.ingest.values import Mention, Span

GENDERS = {
    "he": "m", "she": "f", "him": "m", "her": "f", "himself": "m", "herself": "f", "his": "m", "hers": "f",
}  # fmt: skip
_FAR_CHARACTERS = 1500
_SURE_CHARACTERS = 750
_NEAR_CHARACTERS = 600
_PREPOSITION = re.compile(
    r"\b(?:of|to|with|by|for|from|against|about|on|at|in|into|under|between|after|before|over|toward|towards|alongside"
    r"|including|near|behind|despite|without|among|via|per|vs)\s+(?:the\s+|his\s+|her\s+|their\s+|then[ -])?$",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:like|unlike|than|as|(?:compar|liken|equat)\w*)\s+(?:the\s+)?$|\b(?:compar|liken|equat)\w*\s[^,.;]{0,60}$",
    re.IGNORECASE,
)
#: verbs in the past or present, after which a name is an object
_VERB = re.compile(
    r"\b(?:(?!(?:united|armed|allied|hundred|indeed|red)\b)[a-z]{2,}ed|is|was|were|are|has|had|have|will|would|may|met|told|gave|sent|hit|put|led|cut|took|made|saw|won|beat|held|left"
    r"|said|says|tells|meets|visits|asks|thanks|praises|accuses|urges|calls|welcomes|wrote|writes|spoke|fought|shot"
    r"|struck|chose|brought|drove|knew|found|sought|caught|taught|bought|began|became|came|went|did|does|let|read)\b"
)
_CLAUSE_START = re.compile(r"(?:[,;:—–]\s|\b(?:and|but|while|when|that|as|after|before|because|if|whether|then)\s)")
#: words of saying with a clause behind them, whose subject is not that of the sentence
_EMBEDDED = re.compile(
    r"\b(?:\w+ed|said|says|told|tells|knew|wrote)\b[^.;]*\b(?:that|whether|how|why)\s", re.IGNORECASE
)
_MARKS = re.compile(r"[\"“”«»]|''|``")
#: the verb before a name behind a quotation: “No,” said Holm
_INVERTED = re.compile(
    r"[\s,]*(?:said|says|added|adds|wrote|writes|replied|asked|explained|recalled|told|argued)\s+(?:the\s+)?"
)
_OWNS = ("’s", "'s", "’ ", "' ")


class Candidate(NamedTuple):
    """A mention of a person before a pronoun."""

    begin: int
    end: int
    person: Person
    rank: int
    """2 for the subject of a sentence, 1 for an object, 0 for a name that belongs to another word or clause."""


class Pronouns:
    """Resolves the pronouns of one text. `quoted` has its quotations, `headings` its headings, both in order."""

    def __init__(self, text: str, people: People, quoted: list[Span], headings: list[Span]) -> None:
        self._text = text
        self._people = people
        self._quoted = quoted
        self._heading_ends = [end for _, end in headings]

    def person(self, pronoun: str, position: int, last: tuple[int, Mention] | None) -> Mention:
        """Return the person whom `he` or `she` at a position means; `last` is where somebody spoke last, and who.

        Somebody without a name who spoke since the last person was named is meant, too: an official.
        """
        gender = GENDERS[pronoun.casefold()]
        floor = max(0, position - _FAR_CHARACTERS, self._after_heading(position))
        last = last if last is not None and last[0] >= floor else None
        fitting = [one for one in self._before(position, floor) if one.person.gender in (gender, None)]
        if last is not None and last[1].name is None and (not fitting or last[0] > fitting[-1].begin):
            return last[1]._replace(confidence="medium")
        stranger = self._stranger(fitting[-1].begin if fitting else -1, position, last)
        if stranger is not None or not fitting:
            return stranger or Mention(None, None, "low")
        for sentence in self._sentences(fitting):
            chosen = self._in_sentence(sentence, gender, position, last)
            if chosen is not None:
                return chosen
        return self._chosen(fitting[-1], fitting[-1:], gender, position, last)

    def _in_sentence(
        self, sentence: list[Candidate], gender: str, position: int, last: tuple[int, Mention] | None
    ) -> Mention | None:
        """Return whom a pronoun means among the people of one sentence; None to look at the sentence before."""
        subjects = [one for one in sentence if one.rank == 2]
        persons = list(dict.fromkeys(one.person.name for one in subjects or sentence))
        start = sentence_start(self._text, sentence[0].begin)
        spoke = [one for one in sentence if last is not None and last[0] >= start and last[1].name == one.person.name]
        if spoke:
            return self._chosen(spoke[0], sentence, gender, position, last)
        if not subjects and self._begins_with_pronoun(start):
            return None
        known = [one for one in sentence if one.person.gender == gender and one.rank]
        if (
            subjects
            and len({one.person.name for one in known}) == 1
            and not any(one.person.gender == gender for one in subjects)
        ):
            return Mention(known[0].person.name, known[0].person.role, "medium")
        if len(persons) > 1:
            who = " or ".join(persons[:2]) if len(persons) == 2 else f"{', '.join(persons[:-1])} or {persons[-1]}"
            return Mention(None, None, "low", reason=f"the pronoun may mean {who}")
        return self._chosen((subjects or sentence)[0], sentence, gender, position, last)

    def _prefers_last(
        self, one: Candidate, gender: str, position: int, last: tuple[int, Mention] | None
    ) -> Person | None:
        """Return the last speaker if their gender is known to fit, and that of the person nearby is unknown."""
        if (
            one.person.gender is not None
            or last is None
            or last[1].name is None
            or position - last[0] > _NEAR_CHARACTERS
        ):
            return None
        speaker = self._people.find(last[1].name)
        return speaker if speaker is not None and speaker.gender == gender else None

    def _chosen(
        self, one: Candidate, beside: list[Candidate], gender: str, position: int, last: tuple[int, Mention] | None
    ) -> Mention:
        speaker = self._prefers_last(one, gender, position, last)
        if speaker is not None:
            return Mention(speaker.name, speaker.role, "medium")
        name = one.person.name
        spoke = last is not None and last[1].name == name and position - last[0] < _NEAR_CHARACTERS
        alone = one.rank == 2 and all(other.person.name == name or not other.rank for other in beside)
        near = position - one.begin < (_SURE_CHARACTERS if one.person.gender == gender else _SURE_CHARACTERS // 2)
        sure = (spoke or alone) and near
        return Mention(name, one.person.role, "high" if sure else "medium")

    def _before(self, position: int, floor: int) -> list[Candidate]:
        """Return the people named between two positions outside quotations and comparisons, in order."""
        return [
            Candidate(begin, end, self._people.named(key), self._rank(begin, end))
            for begin, end, key in self._people.before(position, position - floor)
            if not self._is_quoted(begin) and not self._is_compared(begin) and begin >= floor
        ]

    def _rank(self, begin: int, end: int) -> int:
        """Return 2 for a name before the verb of its sentence, 0 for one that belongs to another word, else 1."""
        if self._text.startswith(_OWNS, end):
            return 0
        start = sentence_start(self._text, begin)
        before = self._text[start:begin]
        role = role_before(self._text, begin)
        before = before[: len(before) - len(role)] if role and before.endswith(role) else before
        before = _MARKS.split(before)[-1]
        if _INVERTED.fullmatch(before):
            return 2
        if _PREPOSITION.search(before) or _EMBEDDED.search(before):
            return 0
        clause = _CLAUSE_START.split(before)[-1]
        return 2 if _VERB.search(clause) is None else 1

    def _is_compared(self, begin: int) -> bool:
        role = role_before(self._text, begin)
        return _COMPARED.search(self._text[max(0, begin - len(role) - 90) : begin - len(role)]) is not None

    def _sentences(self, candidates: list[Candidate]) -> Iterator[list[Candidate]]:
        """Yield the candidates of each sentence, the last sentence first."""
        place = len(candidates)
        while place:
            start = sentence_start(self._text, candidates[place - 1].begin)
            first = place - 1
            while first and candidates[first - 1].begin >= start:
                first -= 1
            yield candidates[first:place]
            place = first

    def _begins_with_pronoun(self, start: int) -> bool:
        return re.match(r"[\s\"“]*(?:He|She)\b", self._text[start : start + 12]) is not None

    def _stranger(self, known: int, position: int, last: tuple[int, Mention] | None) -> Mention | None:
        """Return the last speaker if nobody known was named since, and only an unknown name named them."""
        if last is None or last[1].name is None or not known < last[0] or position - last[0] > _NEAR_CHARACTERS:
            return None
        name = last[1].name
        if not last[1].is_person or self._people.find(name) is not None:
            return None
        return Mention(name, last[1].role, "high" if " " in name else "medium")

    def _is_quoted(self, position: int) -> bool:
        place = bisect_right(self._quoted, (position, len(self._text)))
        return place > 0 and position < self._quoted[place - 1][1]

    def _after_heading(self, position: int) -> int:
        place = bisect_right(self._heading_ends, position)
        return self._heading_ends[place - 1] if place else 0
