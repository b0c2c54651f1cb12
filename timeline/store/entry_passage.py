"""Choose the words of an entry made from a proposal: its own, with the cue if they would mean the opposite without."""

import re

from timeline.reading.proposals import ProposalRecord

#: the conjunction that a clause of its own can lose
_THAT = re.compile(r"that\s+(?=\S)")
#: cues that only report: the words mean the same without them
_PLAIN = re.compile(
    r"sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|add(?:s|ed|ing)?|argu(?:e|es|ed|ing)|insist\w*|stat(?:e|es|ed|ing)"
    r"|not(?:e|es|ed|ing)|expla\w+|wr(?:ite|ites|ote|itten|iting)|announc\w+|reveal\w*|disclos\w+|assert\w*|maintain\w*"
    r"|stress\w*|emphasi\w+|under(?:lin|scor)\w+|warn\w*|testif\w+|report\w*|declar\w+|confirm\w*|acknowledg\w+"
    r"|admit\w*|conced\w+|claim\w*|repeat\w*|re(?:iterat|con?firm|affirm)\w*|conclud\w+|predict\w*|suggest\w*"
    r"|observ\w+|remark\w*|according to|statements?|post(?:s|ed|ing)?|tweet\w*|contend\w*|alleg\w+|recall\w*|inform\w*",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?:that|if|whether|how|why|what|when|where|who)\b", re.IGNORECASE)
#: the longest text between a paraphrase and its cue if an entry has both
_NEAR_CHARACTERS = 60


def passage(text: str, proposal: ProposalRecord) -> tuple[tuple[int, int], ...]:
    """Return the spans of the words for an entry made from a proposal; the words are always the text's own.

    A paraphrase loses its ``that`` if its cue only reports. Otherwise it keeps the cue, as in ``denied that he would
    go``, ``did not say …`` or ``dismissed the idea``: without the cue it would mean the opposite.
    """
    spans = tuple((begin, end) for begin, end in proposal["spans"])
    if proposal["mode"] != "paraphrase":
        return spans
    (begin, end), *rest = spans
    for first, last in proposal["cue_spans"][:1]:
        is_plain = _PLAIN.fullmatch(text[first:last]) is not None
        says_all = is_plain and (_is_clause(text, begin, end, last) or last > begin)
        if not says_all and last <= begin and _is_near(text[last:begin]):
            return ((first, end), *rest)
        if not is_plain and spans[-1][1] <= first and _is_near(text[spans[-1][1] : first]):
            return (*spans, (first, last))
    match = _THAT.match(text, begin, end)
    return ((match.end(), end), *rest) if match else spans


def _is_clause(text: str, begin: int, end: int, cue: int) -> bool:
    """Return whether words are a clause of their own, not the object of a cue: announced that, but announced a ban."""
    ends_in_say = text[cue - 5 : cue].lower().endswith(("said", "says", "say", "told", "added", "adds"))
    return ends_in_say or _CLAUSE.match(text, begin, end) is not None or not text[cue:begin].isspace()


def _is_near(between: str) -> bool:
    """Return whether a cue and its words are close together, without punctuation that would separate them."""
    return len(between) <= _NEAR_CHARACTERS and not re.search(r"[.!?;:“”\"«»\n]", between)
