"""Judge how sure an attribution is: by the rule that found it, its cue and its speaker.

The levels claim how often words and speaker are right: high in 95 of 100, medium in 60. `benchmarks/ingest.py` measures
it for each rule, and the conditions here are those under which a rule keeps its claim.
"""

import re

from timeline.ingest.hedges import DENYING
from timeline.ingest.reporting import listed
from timeline.ingest.values import Attribution, Confidence, Cue, Mention, Mode

_RANK: dict[str, int] = {"high": 2, "medium": 1, "low": 0}
#: verbs whose clause is what somebody said
_SURE = listed(
    """
    say argue insist note conclude tell warn predict suggest write add testify assert according report explain quote
    """
)
#: verbs whose clause is what somebody said if it begins with `that`
_SURE_WITH_THAT = listed(
    """
    acknowledge announce confirm claim stress emphasize emphasise agree admit maintain recall state assert indicate
    allege concede declare contend remark point_out underline underscore reiterate repeat observe reply answer vow
    promise make_clear
    """
)
#: verbs before a short quotation that is a whole answer: said, “Probably.”
_ANSWERS = listed("say add reply respond tweet tell")
#: verbs for an attitude to something: without words of the speaker's own, they report an act
_ACTS = listed(
    """
    condemn denounce decry criticize criticise praise commend blast slam mock attack ridicule lambaste lambast assail
    chide rebuke berate deride discuss mention tout highlight bemoan lament mourn talk speak refer comment text
    reference cite address welcome greet
    """
)
#: nouns of people who only ask
_ASKERS = listed("reporter journalist interviewer correspondent moderator host anchor reporters journalists presenter")
_RELATIVE = (" who", " that", " which")
_LONG_CHARACTERS = 240
_ARTICLE_CHARACTERS = 3
_FEWEST_WORDS = 3
#: what goes on behind words that are cut off: a list, a quotation, the rest of a name
_CUT_OFF = re.compile(r"\s*[:“\"]|\s[A-Z0-9][a-z]")
_OPEN_END = re.compile(r"\s(?:and|or|but|that|the|a|of|to|in)$")
#: the same without a comma: and left the hall, as she toured a factory
_WRITER_GOES_ON = re.compile(
    r"\s(?:and|but)\s(?:also\s|then\s)?(?:left|went|sent|met|put|made|took|gave|declined|refused|handed|lifted|sued)\b"
    r"|\s(?:as|while|when|before|after|until)\s(?:he|she|they|\w+ing)\b|\s(?:hours|days|weeks|minutes)\s(?:after|before)\b"
)
#: how the writer goes on behind the words of the speaker
_WRITER = re.compile(
    r",\s(?:which|who|whose|where|while|although|though|however|as|a|an|the|after|before|when|with|including"
    r"|despite|\w+ing|[A-Z]\w+ (?:reported|said))\b|\s(?:—|–|--?)\s"
    r"|\sand\s(?:accused|called|quoted|said|told|urged|promised)\b|[.!?][”\"]?\s[A-Z]"
)
#: marks behind which the words of the writer may begin
_BREAK = re.compile(r"[,;–—]|\s-{1,2}\s")
_SHORT_CHARACTERS = 30
_FRAGMENT_CHARACTERS = 21
#: shorter and longer clauses with quoted words are cut wrongly more often
_MIDDLE_CHARACTERS, _SENTENCE_CHARACTERS = 50, 100


def of(
    text: str, attribution: Attribution, mode: Mode, speaker: Mention, *, principals: tuple[str, ...] = ()
) -> Confidence:
    """Return the confidence in an attribution: by its rule, but not above the confidence in the speaker.

    What the `principals` of a readout are reported to say is plain, because the text reports nothing else.
    """
    cue = attribution.cue
    if cue is None or cue.source is None or is_act(attribution) or _only_asks(cue, speaker):
        return "low"
    if cue.lemma == "ask" and attribution.is_quoted and not speaker.is_person:
        return "low"  # an outlet's question
    if text[cue.words[0]].isupper() and cue.words[0] > cue.sentence[0] and cue.lemma != "according":
        return "low"  # a headline: Minister Says Tunnel Will Open
    by = _by_rule(text, attribution, mode, cue)
    limit = speaker.confidence
    if speaker.name is not None and speaker.name in principals and cue.lemma and attribution.basis != "sentence before":
        return "high"
    if speaker.name is None:
        length = sum(end - begin for begin, end in attribution.content)
        by_role = attribution.basis == "behind" or cue.lemma == "according"
        by_role = by_role or (cue.lemma == "say" and length >= _MIDDLE_CHARACTERS)
        limit = "high" if by_role and _is_somebody(text[slice(*cue.source)], speaker) else "medium"
        limit = "low" if speaker.confidence == "low" and speaker.reason is None else limit
    return min(by, limit, key=_RANK.__getitem__)


def _is_somebody(source: str, speaker: Mention) -> bool:
    """Return whether the words for somebody without a name are a role: `a senior official`, not `he`."""
    return speaker.reason is None and speaker.role is not None and speaker.role.split()[-1] in source


def is_act(attribution: Attribution) -> bool:
    """Return whether an attribution names an attitude, and has no words of the speaker: `condemned the abstention`."""
    cue = attribution.cue
    return cue is not None and cue.lemma in _ACTS and not cue.is_clause and not attribution.is_quoted


def is_fragment(attribution: Attribution, speaker: Mention) -> bool:
    """Return whether an attribution tells neither who speaks nor a whole thought: `critics rejected the idea`."""
    cue = attribution.cue
    length = sum(end - begin for begin, end in attribution.content)
    is_part = (
        cue is not None and not cue.is_clause and attribution.basis == "paraphrase" and length < _FRAGMENT_CHARACTERS
    )
    return is_part and speaker.name is None


def _only_asks(cue: Cue, speaker: Mention) -> bool:
    """Return whether somebody without a name puts a question, or is the writer: `a reporter asked`."""
    if speaker.name is not None or speaker.role is None:
        return False
    return cue.lemma in ("ask", "report") and not _ASKERS.isdisjoint(speaker.role.casefold().split())


def _by_rule(text: str, attribution: Attribution, mode: Mode, cue: Cue) -> Confidence:
    length = sum(end - begin for begin, end in attribution.content)
    begin, _ = attribution.content[0]
    if attribution.basis == "before" and text.startswith("that ", begin) and cue.lemma:
        return "high"  # He said that “…”
    if attribution.basis in ("behind", "before", "far behind", "continued"):
        is_whole = attribution.basis != "before" or length >= _SHORT_CHARACTERS or cue.lemma in _ANSWERS
        if attribution.basis == "before" and text[begin:].lstrip("“\"«„'‘")[:1].islower():
            is_whole = False
        return "high" if mode == "verbatim" and cue.lemma and is_whole else "medium"
    if attribution.basis in ("inside", "paraphrase"):
        partly = attribution.basis == "inside" and _is_partly_quoted(text, attribution)
        return "high" if partly or _is_plain(text, attribution, cue) else "medium"
    return "low" if attribution.basis in ("sentence before", "paragraph before") or not cue.lemma else "medium"


def _is_partly_quoted(text: str, attribution: Attribution) -> bool:
    """Return whether a clause of middle length quotes some of its words, without a break: called it “a disgrace”."""
    length = sum(end - begin for begin, end in attribution.content)
    whole = all(_BREAK.search(text, begin, end) is None for begin, end in attribution.content)
    return attribution.is_quoted and whole and _MIDDLE_CHARACTERS <= length < 2 * _SENTENCE_CHARACTERS


def _is_plain(text: str, attribution: Attribution, cue: Cue) -> bool:
    """Return whether a paraphrase has the plainest form: one clause that is not too long, beside a plain verb."""
    begin, end = attribution.content[0]
    source = text[slice(*cue.source)] if cue.source is not None else ""
    if source.endswith(_RELATIVE) or not cue.takes_quotation or cue.lemma in DENYING:
        return False
    if len(attribution.content) > 2:
        return False
    if len(attribution.content) == 2:
        length = sum(last - first for first, last in attribution.content)
        return cue.lemma == "say" and _MIDDLE_CHARACTERS <= length < 2 * _SENTENCE_CHARACTERS
    is_that = text.startswith("that ", begin)
    plain = cue.lemma in _SURE or (is_that and cue.lemma in _SURE_WITH_THAT)
    if cue.lemma == "according":
        whole = len(_BREAK.findall(text[begin:end])) < 2 and not attribution.is_quoted
        return whole and len(attribution.content) == 1 and end - begin < _LONG_CHARACTERS
    if not is_that and cue.lemma != "say" and end - begin < _MIDDLE_CHARACTERS:
        return False
    return cue.is_clause and plain and _is_one_clause(text, begin, end) and end - begin < _LONG_CHARACTERS


def _is_one_clause(text: str, begin: int, end: int) -> bool:
    """Return whether words are one clause, without a break behind which the writer may go on, and not a headline."""
    breaks = len(_BREAK.findall(text[begin:end]))
    if breaks > 2 and not text.startswith("that ", begin):
        return False
    if (
        text.count(" ", begin, end) + 1 < _FEWEST_WORDS
        or _CUT_OFF.match(text, end)
        or _OPEN_END.search(text[begin:end])
    ):
        return False
    words = [word for word in text[begin:end].split() if len(word) > _ARTICLE_CHARACTERS]
    if len(words) > 2 and all(not word[0].islower() for word in words):
        return False
    return _WRITER.search(text, begin, end) is None and _WRITER_GOES_ON.search(text, begin, end) is None
