"""Find cues by patterns alone: a verb of reporting beside a quotation, and the name or pronoun next to it.

These serve if no parser is installed, and if quotations misled the parser.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from timeline.ingest import reporting as lexicon
from timeline.ingest.values import Cue, Paragraph, Quotation, Span

_PRONOUN = r"(?:[Hh]e|[Ss]he|[Tt]hey|I|[Ww]e|[Ii]t)"
_NOT = (
    r"(?!(?:and|or|but|in|on|at|to|from|with|by|as|for|when|while|that|which|who|after|before|because|if|upon|into|has|had|have|is|was"
    r"|are|were|than|then|about|of|not|so|where|said|says|saying|also|during|since|offered|last|earlier|later)\b)"
)
_CAPITAL = r"(?:[A-Z][\w.’'&-]*)"
_LOWER = rf"(?:{_NOT}[a-z][\w’'-]*)"
_DET = (
    r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ne|[Aa]nother|[Tt]h[ai]t|[Tt]his|[Tt]h[eo]se|[Tt]wo|[Ss]everal"
    r"|[Oo]ther|[Ss]ome)"
)
_JOINT = r"(?:of|the|for|and|de|von|van|al|bin|der|la|du)(?=\s(?:the\s)?[A-Z])"
_NAME = rf"(?:{_DET}\s)?(?:{_LOWER}\s){{0,4}}{_NOT}{_CAPITAL}(?:\s(?:{_CAPITAL}|{_JOINT}|{_LOWER}(?=\s[A-Z]))){{0,9}}"
_PLAIN = rf"{_DET}\s(?:{_LOWER}\s){{0,4}}{_LOWER}"
_ASIDE = r"(?:,\s[^,“”\"«»]{1,90}){1,5},|\s\([^()]{1,40}\)"
_ADVERB = (
    r"(?:\s(?:also|then|later|has|have|had|again|further|once|himself|herself|often|too|even|just|now|still|since"
    r"|[a-z]+ly))*"
)
_BEFORE = re.compile(
    rf"(?P<source>\b{_PRONOUN}|(?<![\w’'])(?:{_NAME}(?:\s{_LOWER}){{0,2}}?|{_PLAIN}))(?P<aside>{_ASIDE})?{_ADVERB}\s+$"
)
_BEHIND = re.compile(rf"\s+(?!that\b)(?P<source>{_PRONOUN}\b|{_NAME}(?:\s{_LOWER}(?=[,.]))?|{_PLAIN})")
_LABEL = re.compile(rf"(?:[^“”\"]{{1,300}}\s[—–-]\s)?(?P<source>{_NAME})(?:,[^:]{{1,60}})?(?P<colon>:)\s*")
_SIGNATURE = re.compile(rf"(?P<dash>—|–|--?)\s?(?P<source>{_NAME})(?:,[^.;:“”\"]{{1,90}})?\.?")
_SENTENCE = re.compile(r"[.!?…][\"”’'»)\]]*\s+(?=[\"“«‘A-ZА-Я(\[])")
_ABBREVIATED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|St|Jr|Sr|Prof|Rev|No|vs|[A-Z]|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_FAR_CHARACTERS = 240
#: verb forms that are nouns far more often
_NOUNS = {"state", "states", "address", "text", "texts"}


@lru_cache(maxsize=1)
def _verbs() -> re.Pattern[str]:
    """Return a pattern for the forms of verbs that take quotations."""
    known = lexicon.frames()
    stems = {verb.split("_")[0] for verb, frame in known.items() if frame.quotation}
    forms = {form for form, verb in lexicon.lemmas().items() if verb in stems} - _NOUNS
    return re.compile(rf"\b(?:{'|'.join(sorted(forms, key=len, reverse=True))})\b")


def sentences(text: str, begin: int, end: int, quotations: list[Quotation]) -> list[Span]:
    """Split a paragraph into sentences; none begins or ends inside a quotation."""
    spans = []
    start = begin
    at = 0
    for match in _SENTENCE.finditer(text, begin, end):
        while at < len(quotations) and quotations[at].end <= match.start():
            at += 1
        if at < len(quotations) and quotations[at].begin < match.start() and match.end() < quotations[at].end:
            continue
        if is_abbreviated(text, match.start(), start):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, end))
    return spans


_STOP = re.compile(r"[.!?…][\"”’'»)\]]*\s+|\n\s*")
_SENTENCE_CHARACTERS = 500


def sentence_start(text: str, position: int) -> int:
    """Return where the sentence begins that a position is in, at most some hundred characters before."""
    before = text[max(0, position - _SENTENCE_CHARACTERS) : position]
    stops = [match.end() for match in _STOP.finditer(before) if not is_abbreviated(before, match.start())]
    return position - len(before) + (stops[-1] if stops else 0)


def is_abbreviated(text: str, stop: int, begin: int = 0) -> bool:
    """Return whether a full stop belongs to an abbreviation: Mr., Sen."""
    return _ABBREVIATED.search(text[max(begin, stop - 6) : stop + 1]) is not None


def cues(text: str, paragraph: Paragraph, quotations: list[Quotation]) -> list[Cue]:
    """Return the cues of one paragraph with a name, pronoun or noun next to them, in order."""
    signature = _SIGNATURE.fullmatch(text, paragraph.begin, paragraph.end)
    if signature is not None:
        begin, end = signature.span("source")
        end -= text[end - 1] == "." and not is_abbreviated(text, end - 1, begin)
        return [Cue(signature.span("dash"), "say", (begin, end), (paragraph.begin, paragraph.end))]
    if not quotations and text[paragraph.end - 1] != ":":
        return []
    cues_ = []
    parts = sentences(text, paragraph.begin, paragraph.end, quotations)
    for sentence, gap in _outside(parts, quotations):
        for match in _verbs().finditer(text, *gap):
            cue = _cue(text, match, gap, sentence)
            if cue is not None:
                cues_.append(cue)
        label = _LABEL.fullmatch(text, *gap)
        if label is not None and gap[0] == sentence[0]:
            cues_.append(Cue(label.span("colon"), "say", label.span("source"), sentence))
    return cues_


def _outside(parts: list[Span], quotations: list[Quotation]) -> Iterator[tuple[Span, Span]]:
    """Yield each sentence with each of its spans outside quotations."""
    place = 0
    for begin, end in parts:
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
    begin = max(gap[0], verb.start() - _FAR_CHARACTERS)
    before = _BEFORE.search(text[begin : verb.start()]) if verb.start() > begin else None
    inverted = not text[gap[0] : verb.start()].strip(" ,.—–-\u00a0\n") and gap[0] > sentence[0]
    inverted = inverted and not verb[0].endswith("ing")
    behind = _BEHIND.match(text, verb.end(), gap[1]) if inverted else None
    if before is not None:
        source = (begin + before.start("source"), begin + before.end("source"))
    elif behind is not None:
        source = behind.span("source")
    else:
        return None
    return Cue(verb.span(), lexicon.lemmas()[verb[0].lower()], source, sentence)
