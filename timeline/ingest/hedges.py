"""Words that turn or weaken a cue: what somebody did not, or only might, say is nothing that he said."""

import re

from timeline.ingest.values import Cue, Span

#: verbs that hold what is said as untrue or unwanted: without them it would stand there as if it were said
DENYING = frozenset(
    [
        *("deny", "dismiss", "reject", "refute", "rebut", "dispute", "disavow", "question", "doubt", "denounce"),
        *("condemn", "decry", "retract", "rule_out", "play_down", "mock", "ridicule", "deride"),
    ]
)
_FILL = (
    r"(?:\s+(?:ever|even|yet|publicly|explicitly|immediately|directly|openly|clearly|have|has|had|having|be|been|being"
    r"|actually|really|necessarily|also|once|again|he|she|they|it|we|i))*"
)
_NOT = r"(?:\w+n[’']t|cannot|not|never|hardly|barely|scarcely|rarely|seldom|no\s+longer|nor|neither)"
_MIGHT = r"(?:will|shall|may|might|could|would|should|must|can)"
_TO = (
    r"(?:refus|declin|fail|neglect|expect|plan|want|intend|hop|seem|appear|threaten|prepar|need)\w*\s+to"
    r"|(?:likely|set|due|about|going|ready|reluctant|unwilling|unable|poised|supposed|yet)\s+to"
)
_GERUND = (
    r"(?:without|(?:\w+\s+)?short\s+of|instead\s+of|far\s+from|rather\s+than|against)"
    r"|(?:avoid|stopp?|keep|kept)\w*(?:\s+from)?"
)
_BE = r"(?:did|does|do|has|have|had|is|was|were|are|will|would|could|can|should|may|might|must)"
_DENIED = r"den(?:y|ies|ied|ying)(?:\s+\w+){0,4}?"
_TURNED = re.compile(rf"\b(?:(?:{_BE}\s+)?{_NOT}|{_MIGHT}|{_TO}|{_GERUND}|{_DENIED}|wish\w*){_FILL}\s+$", re.IGNORECASE)
_NOBODY = re.compile(r"(?:nobody|no[ -]one|none\b|neither\b|no\s+\w+)", re.IGNORECASE)
_NOT_WHO = re.compile(r"\b(?:(?:is|was|were|are)(?:n[’']t|\s+not)|neither)\s+$", re.IGNORECASE)
#: how much before a cue may turn it
_BEFORE = 80


def turned(text: str, cue: Cue) -> Span | None:
    """Return a cue with what turns or weakens it, from its first word to the cue's end; None where it is plainly said.

    ``did not say``, ``may announce``, ``stopped short of saying``, ``nobody … said``, ``it was not X who said``.
    """
    begin, end = cue.words
    before = text[max(cue.sentence[0], begin - _BEFORE) : begin]
    if match := _TURNED.search(before):
        return begin - len(before) + match.start(), end
    nobody = nobody_says(text, cue)
    return (nobody, end) if nobody is not None else None


def nobody_says(text: str, cue: Cue) -> int | None:
    """Return where it begins that those who are named are not who says it; None where they are.

    ``Nobody said``, ``neither X nor Y said``, ``it was not X who said``.
    """
    if cue.source is None or cue.source[1] > cue.words[0]:
        return None
    if _NOBODY.match(text, *cue.source):
        return cue.source[0]
    ahead = text[max(cue.sentence[0], cue.source[0] - _BEFORE) : cue.source[0]]
    match = _NOT_WHO.search(ahead)
    return cue.source[0] - len(ahead) + match.start() if match else None
