"""The passage that becomes an entry: a proposal's own words, with the cue if they would say the contrary without it."""

import re

from timeline.reading.proposals import ProposalRecord

#: what opens a clause that can stand for itself without it
_THAT = re.compile(r"that\s+(?=\S)")
#: cues that say that it was said and no more: what is said stands for itself
_PLAIN = re.compile(
    r"sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|add(?:s|ed|ing)?|argu(?:e|es|ed|ing)|insist\w*|stat(?:e|es|ed|ing)"
    r"|not(?:e|es|ed|ing)|expla\w+|wr(?:ite|ites|ote|itten|iting)|announc\w+|reveal\w*|disclos\w+|assert\w*|maintain\w*"
    r"|stress\w*|emphasi\w+|under(?:lin|scor)\w+|warn\w*|testif\w+|report\w*|declar\w+|confirm\w*|acknowledg\w+"
    r"|admit\w*|conced\w+|claim\w*|repeat\w*|re(?:iterat|con?firm|affirm)\w*|conclud\w+|predict\w*|suggest\w*"
    r"|observ\w+|remark\w*|according to|statements?|post(?:s|ed|ing)?|tweet\w*|contend\w*|alleg\w+|recall\w*|inform\w*",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?:that|if|whether|how|why|what|when|where|who)\b", re.IGNORECASE)
#: how far behind or before its cue a paraphrase may stand to be told with it
_NEAR = 60


def passage(text: str, proposal: ProposalRecord) -> tuple[tuple[int, int], ...]:
    """Return the spans of the words that an entry made of a proposal has, all of them the text's own.

    A paraphrase stands without its ``that``, if its cue says no more than that it was said. Else it stands with its
    cue, as in ``denied that he would go``, ``did not say …`` or ``dismissed the idea``: without it, it would say the
    contrary.
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
    """Tell whether words are a clause of their own, not the object of a cue: announced that, but announced a ban."""
    said = text[cue - 5 : cue].lower().endswith(("said", "says", "say", "told", "added", "adds"))
    return said or _CLAUSE.match(text, begin, end) is not None or not text[cue:begin].isspace()


def _is_near(between: str) -> bool:
    """Tell whether nothing stands between a cue and what is said that would lead elsewhere."""
    return len(between) <= _NEAR and not re.search(r"[.!?;:“”\"«»\n]", between)
