"""Decide from the words around a date whether the text looks ahead of the day on which it was written, or back.

A clear tense (`will meet`, `said`, `состоится`) decides. A cue that may mean something else (`plans`, a word in -ed)
only tips the balance; so does `to` or `until` before the date.
"""

import re
from typing import NamedTuple


class Direction(NamedTuple):
    """The direction of a text: ahead, back or neither; and whether it is sure enough to decide alone."""

    ahead: bool | None
    sure: bool


_WILL = r"(?<!the )(?<!his )(?<!her )will|won't|shall"
_CUES = {
    # With the following verb, which may look like the past: will be held.
    (True, True): rf"(?:{_WILL})(?: not)?(?: be)?(?: \w+)?|\w+'ll(?: be)?(?: \w+)?"
    r"|(?:is|are|was|were) (?:due|set|scheduled|expected|slated|planned|likely) (?:to|for|on|in|by|at)(?: be)?(?: \w+)?"
    r"|(?:is|are) to(?: be)? \w+|(?:scheduled|planned|set|slated|booked|billed) for|due (?:in|on|by) \w*|"
    r"due to (?!(?:the|an?|its|his|her|their|our|this|these|\w+(?:er|ing|ed|s))\b)\w+"
    r"|there(?:'s| is| are) (?:(?!that |no )\w+ ){1,5}(?:on|in) $"
    r"|set to \w+|must \w+|deadline is|upcoming"
    r"|(?:при|от|пере|про)?(?:будет|будут|едет|едут)|состо[ия]тся|прой[дт][еу]т|начн[её]тся|начнутся|встрет[ия]тся"
    r"|подпиш[еу]т|посет[ия]т|выступ[ия]т|провед[её]т|(?:намечен|назначен|заплан\w+|ожида\w+)[аоы]?"
    r"|(?:при|від|пере)?(?:буде|будуть)|відбуде\w+|відбудуть\w+|розпочн\w+|проголосу\w+|зустрін\w+|підпиш\w+"
    r"|(?:ма(?:є|ють)) \w+ти|заплан\w+|очіку\w+",
    (
        True,
        False,
    ): r"(?:postponed|rescheduled|delayed|deferred|adjourned|moved|put off|pushed back) (?:to|until|till|for)"
    r"|plans?|planning|schedules?|expect\w*|due(?! to)|ahead of|intends?|going to|hopes?|aims?|payable|would"
    r"|to be \w+|планиру\w+|намерен\w*|планує|планують",
    (False, True): r"said|says|told|announced|reported|wrote|added|was|were|had|did|died|came|went|took|met|made|spoke"
    r"|held|gave|left|began|won|lost|sent|fled|struck|shot|found|bought|sold|grew|became|brought|led|ran|fell|rose|signed|killed"
    r"|(?:has|have) (?!to)\w+|[а-яёіїєґ]{2,}(?:л|ла|ло|ли|лся|лась|лось|лись|шел|шёл)"
    r"|[а-яіїєґ]{2,}(?:ив|ав|ов|ів|ала|али|ало|ила|или|ило|лася|лися|лося)|был[аои]?",
    (False, False): r"[a-z]{3,}ed|set on",
}
_CUE = re.compile(
    "|".join(f"(?P<c{place}>(?<![\\w'])(?:{words})(?!\\w))" for place, words in enumerate(_CUES.values()))
)
_SENTENCE = r"(?<=[.!?])\s+(?=[A-ZА-ЯЁІЇЄҐ“\"«])"
_LASTS_TO = r"(?<!due )\b(?:to|until|till|through|до)\s+(?:the )?$|\bby\s+$"
_FROM_TO = r"\b(?:from|since|с|от|з|від)\s+[^,;]{2,30}\bto\s+(?:the )?$"
_DEADLINE = r"^,? as (?:the|its|a) (?:deadline|date)\b"
#: `Until Thursday, they had not called`
_OPENING = r"^\W*(?:up )?(?:until|till|to|by)\s+(?:the )?$"
_LAY_BACK = r"^,? [^.;]{0,40}?\b(?:had|hadn't|was|were|did|didn't)\b"
#: how much of the text after a date is searched for a cue
_AFTER_CHARACTERS = 40


def direction(left: str, right: str) -> Direction:
    """Return the direction of the words around a date.

    The last cue before the date, in the same sentence, decides; if there is none, the first cue shortly after it.
    """
    before = re.split(_SENTENCE, left)[-1].lower().replace("’", "'")
    cues = list(_CUE.finditer(before))
    if not cues:
        after = re.split(r"[.!?;]\s", right)[0][:_AFTER_CHARACTERS].lower().replace("’", "'")
        cues = list(_CUE.finditer(after))[:1]
    ahead, sure = _meaning(cues[-1]) if cues else (None, False)
    if re.match(_DEADLINE, right.lower()):
        return Direction(ahead=True, sure=True)
    if re.match(_OPENING, before) and re.match(_LAY_BACK, right.lower()):
        return Direction(ahead=False, sure=True)
    is_past_by = before.endswith("by ") and ahead is False and sure  # had filed reports by Wednesday
    if re.search(_LASTS_TO, before) and not re.search(_FROM_TO, before) and not is_past_by:
        return Direction(ahead if ahead and sure else True, bool(ahead and sure))
    return Direction(ahead, sure)


def _meaning(cue: re.Match[str]) -> tuple[bool, bool]:
    return next(kind for place, kind in enumerate(_CUES) if cue[f"c{place}"] is not None)
