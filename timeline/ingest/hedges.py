"""Find words that negate or weaken a cue, such as “did not say” or “may say”: they report no statement."""

import re

from timeline.ingest.values import Cue, Span

#: verbs that call their content untrue or unwanted: without them the content would look like a statement
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
_CONDITION = re.compile(
    r"\b(?:if|unless|until|lest|should|let|suppose|supposing|whether|provided(?: that)?|providing(?: that)?"
    r"|on condition that|as long as|in case)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
#: words before a clause that nobody says: there is no evidence that X said
_UNPROVEN = re.compile(
    r"\b(?:evidence|proof|rumou?rs?|suggestions?|speculation|hints?|signs?|doubts?|idea|notion|possibility|chance|true|untrue"
    r"|false|imagin\w*|suppos\w*|pretend\w*|believes?|believed|hopes?|hoped|fears?|feared|wish\w*|whether|expects?|expected"
    r"|allegations?|unlikely|likely|inconceivable|impossible)\s+(?:that\s+)?"
    r"(?:(?:the|Mr|Mrs|Ms|President|Prime Minister)\.?\s+)*$",
    re.IGNORECASE,
)
#: words that call what is quoted a fake or fiction, before the cue in its sentence
_FAKE = re.compile(
    r"\b(?:false(?:ly)?|fake[ds]?|forged|fabricated|manipulated|doctored|deepfakes?|AI-generated|invented|hoax\w*|parody"
    r"|satir\w+|spoof|fictional|played by|dream(?:ed|t|s)?|imaginary|in the (?:film|play|novel|movie|sketch))\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:when|whenever|as soon as|once|the moment|every time|each time|until|till)\s+(?:the\s+)?$", re.IGNORECASE
)
#: how far before a cue such words are searched
_BEFORE_CHARACTERS = 80


def turned(text: str, cue: Cue) -> Span | None:
    """Return the span of a cue with the words that negate or weaken it; None if there are none.

    ``did not say``, ``may announce``, ``stopped short of saying``, ``nobody … said``, ``it was not X who said``.
    """
    if cue.turned is not None:
        return cue.turned
    begin, end = cue.words
    fake = _FAKE.search(text, cue.sentence[0], begin)
    if fake is not None and not any(first <= fake.start() < last for first, last in cue.content):
        return fake.start(), end
    if cue.source is not None and cue.source[1] <= begin:
        ahead = text[max(cue.sentence[0], cue.source[0] - _BEFORE_CHARACTERS) : cue.source[0]]
        condition = (
            _CONDITION.search(ahead)
            or _UNPROVEN.search(ahead)
            or (_WHEN.search(ahead) if text[begin:end].endswith("s") else None)
        )
        if condition is not None:
            return cue.source[0] - len(ahead) + condition.start(), end
    before = text[max(cue.sentence[0], begin - _BEFORE_CHARACTERS) : begin]
    if match := _TURNED.search(before):
        return begin - len(before) + match.start(), end
    nobody = nobody_says(text, cue)
    return (nobody, end) if nobody is not None else None


def nobody_says(text: str, cue: Cue) -> int | None:
    """Return the beginning of words that say that the named speakers did not speak; None if there are none.

    ``Nobody said``, ``neither X nor Y said``, ``it was not X who said``.
    """
    if cue.source is None or cue.source[1] > cue.words[0]:
        return None
    if _NOBODY.match(text, *cue.source):
        return cue.source[0]
    ahead = text[max(cue.sentence[0], cue.source[0] - _BEFORE_CHARACTERS) : cue.source[0]]
    match = _NOT_WHO.search(ahead)
    return cue.source[0] - len(ahead) + match.start() if match else None
