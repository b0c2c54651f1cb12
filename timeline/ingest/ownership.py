"""Tell whether a date is that of a statement, or belongs to another word, clause or occasion of its sentence."""

import re
from collections.abc import Sequence

from timeline.ingest.values import Span

SETTINGS = (
    r"(?:(?:joint|televised|phone|telephone|daily|weekly|regular|press|news|video|online|virtual|exclusive|radio|television"
    r"|TV|written|prepared|background|campaign|closing|opening|inaugural|Senate|congressional|keynote|public|official"
    r"|recent|short|brief)\s)*"
    r"(?:press conference|news conference|conference call|press briefing|briefing|interview|press release|statement"
    r"|speech|address|debate|rally|hearing|testimony|tweet|Twitter post|Facebook post|Telegram post|social media post"
    r"|post on [A-Z]\w+|op-ed|letter|memo|email|e-mail|phone call|call|summit|town hall|podcast|broadcast|meeting"
    r"|remarks|forum|lecture|memoir|blog post|joint appearance|report)"
)
#: whose occasion it is: `a candidates’ debate`
OWNER = r"(?:[\w-]+(?:s[’']|[’']s)\s)?"
#: how far a date may be from its cue
_NEAR_CHARACTERS = 160
#: words between a date and its cue that begin another clause
_OTHER_CLAUSE = re.compile(
    r";|\b(?:who|whom|whose|which|that|where|when|since|until|unless|though|although|whether|to be"
    r"|while(?!\s(?:in|on|at|visiting|touring|attending)\b)|because|after|before|if|but|as)\b"
    r"|\band (?:(?:[a-z]+ly )?[a-z]+ed|the|he|she|it|they)\b"
)
#: words before a date, at the beginning of a sentence or clause, which say that it is the date of something else
_FRONTED = re.compile(
    r"(?i:\b(?:that|which|who|whom|whose|where|when|since|until|till|because|whether|if|as|after|before|following"
    r"|while(?!\s(?:in|on|at|visiting|touring|attending)\b)|having|citing|unlike|contrary|elected|appointed"
    r"|amid|despite|between|by|ahead of|eve of|prior to|no later than|anniversary|every|each|to be|asked about"
    r"|(?:referring|commenting|responding|reacting|replying|alluding|pointing) (?:to|on)|for [a-z]+ing)\b)"
    r"|^\W*(?!Asked\b)[A-Z][a-z]+(?:ed|orn|own|aken|ent)\b"
)
#: words right before a date that make it the date of something else
_OF_ANOTHER = re.compile(
    r"\b(?:since|until|till|after|before|from|by|between|through|to|for|ahead of|following|prior to|as of|planned|dated"
    r"|every|each|scheduled|held|signed|elected|adopted|agreed|launched|annexed|invaded|born|killed|arrested|appointed|expires?"
    r"|ends|begins|starts|opens)(?: (?:on|in|at|for|the|early|late))*\s$"
    r"|\bbetween\s[^,;]{2,25}\sand\s$",
    re.IGNORECASE,
)
#: `during a Monday meeting`, `in Monday’s interview`: the day of an occasion is that of its words
_SETTING_AHEAD = re.compile(rf"(?:[’']s)?\s{OWNER}{SETTINGS}\b")
OF_OTHER_OCCASION = re.compile(
    r"\b(?:before|ahead of|until|since|for|about|planned|scheduled|of)\s(?:(?:a|an|the|his|her|their|its)\s)?$"
)
#: `in his 2016 speech` dates a statement, `welcomed the 2016 report` does not
_OF_WORKS = re.compile(r"\b(?:[Ii]n|[Aa]t|[Dd]uring|[Ff]rom|to)\s(?:a|the|his|her|their)\s$")
_OWNED = re.compile(r"\b(?:the|a|his|her|its|their)\s+$")
#: `on Monday’s vote`
_OWNS = re.compile(r"[’']s\s")
_RELATIVE = re.compile(r",\s(?:who|which|whose|where)\s[^,.]*$")
#: a date is set before the whole of its sentence: `On Monday`, `Late on Sunday`
_OPENS = re.compile(
    r"\W*(?:(?:But|And|Then|Later)\s)?(?:(?:[Ll]ate|[Ee]arly|[Ee]arlier)\s)?(?:(?:on|in|at|over|during)\s(?:the\s)?)?",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(r"[,;:—–]\s|\.\s(?=[A-Z])")


def is_of_another(left: str, right: str, *, is_year: bool) -> bool:
    """Return whether a date belongs to another word: `X, who came in March 2022, said`; `the Feb. 20 visit`."""
    if _SETTING_AHEAD.match(right):
        return _OF_WORKS.search(left) is None if is_year else OF_OTHER_OCCASION.search(left) is not None
    if _OF_ANOTHER.search(left) or _OWNS.match(right):
        return True
    if _OWNED.search(left) and re.match(r",?\s+[a-z]", right):
        return True
    return _RELATIVE.search(left) is not None and "," in right.partition(".")[0]


def is_fronted(text: str, begin: int, at: int) -> bool:
    """Return whether the words from the last comma to a date make it another date: `After the vote on May 3, he said`.

    Only the words from `begin` on count.
    """
    ahead = _BOUNDARY.split(text[begin:at])[-1]
    return _FRONTED.search(ahead) is not None


def is_of_clause(text: str, sentence: Span, date: Span, cue: Span, apart: Sequence[Span], cues: Sequence[Span]) -> bool:
    """Return whether a date stands in the clause of a cue: no other clause or cue, and no long way, lies between them.

    What lies in the sorted spans `apart`, the words of statements, does not count. A date that opens the sentence is
    set before the whole of it. The words before any other date must not make it that of something else.
    """
    if _OPENS.fullmatch(text, sentence[0], date[0]):
        return True
    begin, end = sorted((*cue, *date))[1:3]
    if any(begin <= other < end for other, _ in cues):
        return False
    between = " ".join(text[slice(*span)] for span in beside((begin, end), tuple(apart)))
    if len(between) > _NEAR_CHARACTERS or _OTHER_CLAUSE.search(between) is not None:
        return False
    return not is_fronted(text, cue[1] if date[0] > cue[0] else sentence[0], date[0])


def beside(span: Span, content: tuple[Span, ...]) -> list[Span]:
    """Return the parts of a span outside some content."""
    outside = [span]
    for begin, end in content:
        outside = [piece for a, b in outside for piece in ((a, min(b, begin)), (max(a, end), b)) if piece[1] > piece[0]]
    return outside
