"""Find dated events: sentences and nouns that say what happened, and when."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from timeline.dates import PartialDate
from timeline.ingest.circumstances import Moment, moments
from timeline.ingest.ownership import is_fronted
from timeline.ingest.surface import sentences
from timeline.ingest.values import Paragraph, Quotation, Span

_PAST = re.compile(
    r"\b(?:[a-z]{2,}ed|was|were|began|broke|brought|built|came|cut|died|fell|fled|fought|found|gave|held|hit|killed|launched|led|left|lost"
    r"|made|met|put|ran|rose|sank|sent|set|shot|shut|signed|spoke|struck|swore|took|threw|told|went|withdrew|won|wrote)\b"
)
_NOT_HAPPENED = re.compile(
    r"\b(?:would|could|should|might|may|if|not|never|will|plans?|expected|want(?:s|ed)|hopes?)\b"
)
_SUBORDINATE = re.compile(
    r",|;|\s(?:after|following|as|when|while|amid|because|despite|in response|under|before|which|who|and)\b"
)
_NOUNS = re.compile(
    r"(?<![\w’'-])(?:(?:the|a|an|its|his|her|their)\s)?(?:(?!(?:via|by|in|of|on|at|for|with|to|from|and|or|after|before|since|during|through)\s)[\w’'-]+\s){0,2}?(?P<noun>referendums?|elections?|war|invasion|annexation|summit|coup|attacks?"
    r"|ceasefire|treaty|agreement|accords?|revolution|uprising|protests?|assassination|bombing|earthquake|genocide|massacre|offensive"
    r"|withdrawal|sanctions|mobilization|explosion|occupation|independence|vote)(?:\s(?:in|of|on)\s(?:the\s)?[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)?)?"
    r"\s(?:in|of|on)\s$"
)
#: words between the verb of a sentence and a date that make it the date of something that the sentence is about
_ABOUT = re.compile(
    r"\b(?:expires?|ends|begins|starts|opens|takes place)\s(?:on|in)\s$|\b(?:was|were|is|are) to [a-z]+ (?:on|in)\s$"
    r"|\b(?:thank|congratulat|prais|commemorat|celebrat|mark|honou?r|urg|ask|call)\w*\b[^,;]*$",
    re.IGNORECASE,
)
#: `Today, Putin has rejected this path`: nowadays
_PRESENT = re.compile(r"\b(?:has|have|is|are|remains?|continues?)\b")
_DATED = re.compile(r"^(?:In|On|Since|By|During|Earlier|Late|Early)\b[^,]{0,60},")


class DatedEvent(NamedTuple):
    """A dated event: its span in the text, and its date."""

    span: Span
    moment: Moment
    is_clause: bool


def events(
    text: str, paragraph: Paragraph, quotations: list[Quotation], statements: list[Span], reference: PartialDate | None
) -> Iterator[DatedEvent]:
    """Yield the dated events of one paragraph. Within `statements`, only dated nouns are events."""
    for sentence in sentences(text, paragraph.begin, paragraph.end, quotations):
        dates = [
            one for one in moments(text, *sentence, reference, reported=True) if not _is_quoted(one.span, quotations)
        ]
        if not dates:
            continue
        free = [one for one in dates if not _overlaps(one.span, statements) and _is_of_event(text, sentence, one)]
        if free and not _overlaps(sentence, statements) and _happened(text, sentence):
            yield DatedEvent(_clause(text, sentence, free[0]), free[0], is_clause=True)
            continue
        for moment in dates:
            before = _NOUNS.search(text[max(sentence[0], moment.span[0] - 80) : moment.span[0]])
            if before is not None and re.search(r"\d{4}", moment.phrase):
                begin = moment.span[0] - (len(before[0]))
                yield DatedEvent((begin, moment.span[1]), moment, is_clause=False)


def _is_of_event(text: str, sentence: Span, moment: Moment) -> bool:
    """Return whether a date is that of the main clause, not of a plan, the present, or what the clause is about."""
    if is_fronted(text, sentence[0], moment.span[0]):
        return False
    ahead = text[sentence[0] : moment.span[0]]
    return _ABOUT.search(ahead) is None and not (moment.phrase.lower() == "today" and _PRESENT.search(text, *sentence))


def _overlaps(span: Span, others: list[Span]) -> bool:
    return any(begin < span[1] and span[0] < end for begin, end in others)


def _is_quoted(span: Span, quotations: list[Quotation]) -> bool:
    return any(quotation.begin < span[1] and span[0] < quotation.end for quotation in quotations)


def _happened(text: str, sentence: Span) -> bool:
    words = text[slice(*sentence)]
    return _PAST.search(words) is not None and _NOT_HAPPENED.search(words) is None and not words.rstrip().endswith("?")


def _clause(text: str, sentence: Span, moment: Moment) -> Span:
    """Return the main clause, without an afterthought behind the date."""
    begin, end = sentence
    words = text[begin:end]
    end = begin + len(words.rstrip().rstrip(".!"))
    verb = _PAST.search(text, begin, end)
    if verb is not None and verb.end() < moment.span[0] and not _DATED.match(words):
        cut = _SUBORDINATE.match(text, moment.span[1], end)
        if cut is not None and not text.startswith("\n", moment.span[1]):
            end = moment.span[1]
    return begin, end
