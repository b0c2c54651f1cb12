"""Cues from patterns of the text alone: a verb of reporting beside a quotation, and the name or pronoun next to it.

These serve where no parser is installed, and where a parser was led astray by what stands in quotation marks.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from timeline.ingest import words as lexicon
from timeline.ingest.values import Cue, Paragraph, Quotation, Span

_PRONOUN = r"(?:[Hh]e|[Ss]he|[Tt]hey|I|[Ww]e|[Ii]t)"
_CAPITAL = r"(?:[A-Z][\w.’'&-]*)"
_INSIDE = r"(?:of|the|for|and|de|von|van|al|bin|der|la|du)"
_LOWER = r"(?:[a-z][\w’'-]*)"
_NAME = rf"(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne|[Aa]nother)\s)?(?:{_LOWER}\s){{0,4}}{_CAPITAL}(?:\s(?:{_CAPITAL}|{_INSIDE}(?=\s[A-Z]))){{0,8}}"
_PLAIN = rf"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne|[Aa]nother|[Tt]wo|[Ss]everal|[Oo]ther|[Ss]ome)\s(?:{_LOWER}\s){{0,4}}{_LOWER}"
_NP = rf"(?:{_NAME}|{_PLAIN})"
_ASIDE = r"(?:,\s[^,“”\"«»]{1,120}){1,3},|\s\([^()]{1,40}\)"
_ADVERB = r"(?:\s(?:also|then|later|has|have|had|again|further|repeatedly|reportedly|once|himself|herself|often|too|simply|even|just|now|still|recently|[a-z]+ly))*"
_BEFORE = re.compile(rf"(?P<source>\b{_PRONOUN}|(?<![\w’']){_NP}){_ADVERB}(?P<aside>{_ASIDE})?{_ADVERB}\s+$")
_BEHIND = re.compile(rf"\s+(?P<source>{_PRONOUN}\b|{_NP})")
_SENTENCE = re.compile(r"[.!?…][\"”’'»)\]]*\s+(?=[\"“«‘A-ZА-Я(\[])")
_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|St|Jr|Sr|Prof|Rev|No|vs|U\.S|U\.N|[A-Z]|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.$")
_WORD_START = 200


@lru_cache(maxsize=1)
def _verbs() -> re.Pattern[str]:
    """Match the finite forms of verbs that stand beside quotations."""
    forms = {
        form
        for form, verb in lexicon.lemmas().items()
        if verb in lexicon.PLAIN or (lexicon.frames().get(verb) or lexicon.Frame()).quotation
    }
    return re.compile(rf"\b(?:{'|'.join(sorted(forms, key=len, reverse=True))})\b")


def sentences(text: str, begin: int, end: int, quotations: list[Quotation]) -> list[Span]:
    """Split a paragraph into sentences; none begins or ends inside a quotation."""
    found = []
    start = begin
    inside = [(quotation.begin, quotation.end) for quotation in quotations]
    at = 0
    for match in _SENTENCE.finditer(text, begin, end):
        while at < len(inside) and inside[at][1] <= match.start():
            at += 1
        if at < len(inside) and inside[at][0] < match.start() and match.end() < inside[at][1]:
            continue
        if _ABBREVIATED.search(text, max(start, match.start() - 6), match.start() + 1):
            continue
        found.append((start, match.end()))
        start = match.end()
    found.append((start, end))
    return found


def cues(text: str, paragraph: Paragraph, quotations: list[Quotation]) -> list[Cue]:
    """Give the cues of one paragraph that have a name, a pronoun or a noun beside them, in order."""
    if not quotations:
        return []
    found = []
    parts = sentences(text, paragraph.begin, paragraph.end, quotations)
    for sentence, gap in _outside(parts, quotations):
        for match in _verbs().finditer(text, *gap):
            cue = _cue(text, match, gap, sentence)
            if cue is not None:
                found.append(cue)
    return found


def _outside(sentences: list[Span], quotations: list[Quotation]) -> Iterator[tuple[Span, Span]]:
    """Give the stretches of each sentence that stand outside quotations, with the sentence."""
    place = 0
    for begin, end in sentences:
        at = begin
        while place < len(quotations) and quotations[place].begin < end:
            if quotations[place].begin > at:
                yield (begin, end), (at, quotations[place].begin)
            at = max(at, quotations[place].end)
            if quotations[place].end > end:
                break
            place += 1
        if at < end:
            yield (begin, end), (at, end)


def _cue(text: str, verb: re.Match[str], gap: Span, sentence: Span) -> Cue | None:
    begin = max(gap[0], verb.start() - _WORD_START)
    before = _BEFORE.search(text[begin : verb.start()]) if verb.start() > begin else None
    if before is not None:
        source = (begin + before.start("source"), begin + before.end("source"))
    else:
        behind = _BEHIND.match(text, verb.end(), gap[1])
        if behind is None or text[gap[0] : verb.start()].strip(" ,.—–-\u00a0\n") or gap[0] == sentence[0]:
            return None
        source = behind.span("source")
    lemma = lexicon.lemmas()[verb[0].lower()]
    return Cue(verb.span(), lemma, source, sentence, is_speech=lemma in lexicon.PLAIN)
