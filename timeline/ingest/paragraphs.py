"""Split a text into paragraphs, and mark those that are not the article's: advertisements, teasers, captions."""

import re
from collections.abc import Iterator
from itertools import pairwise

from timeline.ingest.values import Paragraph, Span

_NETWORK = r"(?:facebook|twitter|email|e-mail|print|whatsapp|telegram|copy link)"
_PIECE = r"(?:article|story|post|report)"
#: a whole paragraph that is not part of the article
_ALONE = re.compile(
    "|".join(
        [
            r"advertisements?|sponsored(?: content)?|promoted|(?:continue reading|story continues|article continues).*",
            rf"share(?: this)?(?: (?:{_PIECE}|on|via|with)\b.*)?|{_NETWORK}(?:[ ,|/·]+(?:{_NETWORK}|x))*",
            r"(?:follow|like|join) us (?:on|at)\b.*|(?:sign up (?:for|to|here)|subscribe|support our|donate)\b.*",
            r"(?:photo|image|picture|video|caption|credit|file photo|file)s?(?: credit| by)?\s?[:/–—-].*",
            r"\(?(?:reporting|editing|writing|additional reporting) by\b.*|you can also highlight\b.*",
            r"to (?:suggest|report|request) a correction\b.*|corrections?(?: and clarifications?)?\s?:.*",
            r"correction\b.{0,40}\d{4}.*|(?:editor['’]s note|clarification)\s?:.*",
            rf"an earlier version of this {_PIECE}\b.*",
            rf"this {_PIECE} (?:has been|was) (?:updated|corrected|amended)\b.*",
            r"(?:read|see|watch|listen)(?: also| more| next| now)?\s?:.*|read (?:more|also|next)\b.{0,120}",
            r"also read\b.*|(?:click|tap) here\b.*|©.*|copyright\b.*|all rights reserved.*|#+\s*|[-*_=—–.·• ]+",
            r"get (?:our|the latest)\b.*newsletter.*|other topics of interest\b.*|related (?:articles?|stories):?\s.*",
            # the caption of a picture ends with a credit
            r".{20,380}[.!?][\"”’]?\s(?:(?:[A-Z][\w’'-]*|of|the)(?:\s?/\s?|\s(?!$)|$)){1,5}",
            r"(?:.{0,200}\s)?\(?(?:ap photo|getty images|photo by|afp via|reuters/|epa/)[^.!?]{0,80}[).]?",
        ]
    ),
    re.IGNORECASE | re.DOTALL,
)
_CORRECTION = re.compile(
    r"(?:corrections?(?: and clarifications?)?|clarification|editor['’]s note)\s?:?", re.IGNORECASE
)
_TEASERS = re.compile(
    r"(?:other topics of interest|related(?: (?:articles?|stories|news|topics|content|coverage|posts?))?"
    r"|read (?:also|more|next)|see also|also read|more (?:on this|from|stories|news|about|in)\b.{0,40}"
    r"|most (?:popular|read|viewed)|recommended(?: (?:for you|stories|reading))?"
    r"|you (?:may|might) (?:also )?(?:like|be interested in)|what (?:else )?to read(?: next)?|trending(?: now)?"
    r"|editors?['’]?s? picks?|don['’]t miss)\s?:?",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…:;,][\"“”‘’'«»)\]]*$")
#: the label of a speaker, which begins a paragraph even in wrapped text
_TURN = re.compile(
    r"[ \t]*(?:[\[(]\d{1,2}:\d\d|[A-Z][A-Z.’'\u00a0 -]{2,40}(?:,[^:\n]{2,60})?(?:\s\([^)\n]*\))?:\s|Q[:\t]|Q\s{2,}"
    r"|(?:Question|Answer|Reporter):\s)"
)
_BLANK = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202a\u202c\u200b\u200e\u200f\ufeff\u3000\u202f\u2009"
)
_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_STOP = re.compile(r"[.!?][\"”’»]?\s+")
_PARAGRAPH_CHARACTERS = 6000
#: shorter lines are headings or items of a list, even if the next line begins with a small letter
_CUT_CHARACTERS, _APART_CHARACTERS = 20, 30
_ENDS = '.!?:;…”"»)'
_URL = re.compile(r"https?:|www\.|\S+@|[a-z]\)|[ivx]+\.|pic\.")
_LINE_CHARACTERS = 100
_HEADING_CHARACTERS = 140


def paragraphs(text: str, begin: int = 0) -> list[Paragraph]:
    """Split a text into paragraphs, in order, from `begin` on, joining wrapped lines.

    A heading has no full stop at its end; furniture is the text that a page puts around an article. A block of teasers
    is its heading, then each headline with one paragraph below it. A paragraph that is longer than people write is cut
    at the end of a sentence or word, so that every stage ends.
    """
    spans = [piece for span in _split(text, begin) for piece in _pieces(text, *span)]
    furniture = _furniture([text[begin:end] for begin, end in spans])
    parts = []
    for place, (begin, end) in enumerate(spans):
        words = text[begin:end]
        if place in furniture:
            parts.append(Paragraph(begin, end, "furniture"))
        else:
            parts.append(Paragraph(begin, end, "heading" if _is_heading(words) else "prose"))
    return parts


def _pieces(text: str, begin: int, end: int) -> Iterator[Span]:
    """Cut a span that is too long into pieces of at least half the allowed length."""
    while end - begin > _PARAGRAPH_CHARACTERS:
        half, most = begin + _PARAGRAPH_CHARACTERS // 2, begin + _PARAGRAPH_CHARACTERS
        stops = [stop.end() for stop in _STOP.finditer(text, half, most)]
        cut = stops[-1] if stops else text.rfind(" ", half, most) + 1 or most
        yield begin, begin + len(text[begin:cut].rstrip(_BLANK))
        begin = cut
        while begin < end and text[begin] in _BLANK:
            begin += 1
    if begin < end:
        yield begin, end


def _split(text: str, begin: int) -> Iterator[Span]:
    """Yield the spans of paragraphs, without the blanks around them."""
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text, begin)]
    lines = [(begin, end) for begin, end in lines if text[begin:end].strip(_BLANK)]
    width = _wrapped_at(text, lines)
    start = None
    for place, (begin, end) in enumerate(lines):
        start = begin if start is None else start
        following = lines[place + 1] if place + 1 < len(lines) else None
        if following is None or not (
            _is_cut(text, (start, end), following) or (width and _goes_on(text, (begin, end), following, width))
        ):
            raw = text[start:end]
            yield start + len(raw) - len(raw.lstrip(_BLANK)), start + len(raw.rstrip(_BLANK))
            start = None


def _wrapped_at(text: str, lines: list[Span]) -> int:
    """Return the width at which lines were wrapped, or 0 if each line is a paragraph.

    Only lines with another one right below count, because a title may be longer than the wrap.
    """
    upper = [line for line, below in pairwise(lines) if text.count("\n", line[1], below[0]) <= 1]
    lengths = [end - begin for begin, end in upper]
    short = [length for length in lengths if length <= _LINE_CHARACTERS]
    if not lengths or len(short) < 0.95 * len(lengths):
        return 0
    if len(lengths) > 1:
        return max(short)
    # a single wrapped line: a long one without an end, above one that ends a sentence
    one, below = (
        next((pair for pair in pairwise(lines) if pair[0] == upper[0]), (None, None)) if upper else (None, None)
    )
    if one is None or below is None or lengths[0] < _LINE_CHARACTERS // 2:
        return 0
    ends = _SENTENCE_END.search(text[slice(*one)].rstrip(_BLANK))
    return 0 if ends or not _SENTENCE_END.search(text[slice(*below)].rstrip(_BLANK)) else max(short, default=0)


def _is_cut(text: str, lines: Span, following: Span) -> bool:
    """Return whether lines end inside a sentence: no mark ends them, and the next one begins with a small letter."""
    words, below = text[slice(*lines)].rstrip(_BLANK), text[slice(*following)].lstrip(_BLANK)
    is_apart = text.count("\n", lines[1], following[0]) > 1
    least = _APART_CHARACTERS if is_apart else _CUT_CHARACTERS
    return below[:1].islower() and len(words) >= least and words[-1:] not in _ENDS and not _URL.match(below)


def _goes_on(text: str, line: Span, following: Span, width: int) -> bool:
    """Return whether a line was wrapped because the next word did not fit."""
    if text.count("\n", line[1], following[0]) > 1 or _TURN.match(text, *following):
        return False
    word = re.match(r"\s*[^ \t]+", text[following[0] : following[1]])  # no line ends at a no-break space
    length = len(text[line[0] : line[1]].rstrip())
    return length > width // 2 and length + 1 + len(word[0].strip() if word else "") > width - 3


def _is_heading(words: str) -> bool:
    is_signature = words[0] in "—–-"
    return len(words) <= _HEADING_CHARACTERS and not is_signature and not _SENTENCE_END.search(words)


def _furniture(paragraphs: list[str]) -> set[int]:
    places = {place for place, words in enumerate(paragraphs) if len(words) < 400 and _ALONE.fullmatch(words)}
    places |= {place + 1 for place in places if _CORRECTION.fullmatch(paragraphs[place])}
    for place, words in enumerate(paragraphs):
        if len(words) > 60 or not _TEASERS.fullmatch(words):
            continue
        places.add(place)
        headlines = set()
        behind = place + 1
        while behind < len(paragraphs) and _is_heading(paragraphs[behind]) and behind not in places:
            headlines.add(paragraphs[behind])
            places.add(behind)
            blurb = behind + 1
            if blurb < len(paragraphs) and not _is_heading(paragraphs[blurb]):
                places.add(blurb)
                blurb += 1
            behind = blurb
        if place and paragraphs[place - 1] in headlines:
            places.add(place - 1)
    return places
