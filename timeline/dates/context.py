"""What the words around a date tell: whether the text looks ahead of the day it was written, or back."""

import re

_AHEAD = (
    # with the verb behind it, which may look like the past: will be held
    r"(?:will|would|shall|won't|'ll|to be|can|may|could|should|is due to|are due to)(?: not)?(?: be)?(?: \w+)?"
    r"|plans?|planning|scheduled|schedules|expect\w*|due(?! to)|upcoming|until|till|ahead of"
    r"|intends?|going to|hopes?|aims?|payable|slated|set (?:for|to)|if"
    r"|будет|будут|состо[ия]тся|прой[дт][еу]т|планиру\w+|намерен\w*|заплан\w+|ожида\w+"
    r"|буде|будуть|відбуде\w+|відбудуть\w+|планує|планують|очіку\w+|має|мають"
)
_BACK = (
    r"said|says|told|announced|reported|wrote|added|was|were|had|did|been|ended|made|came|took|went|met|held|began|since"
    r"|[a-z]{3,}ed|[а-я]{2,}(?:л|ла|ло|ли|лся|лась|лось|лись)|[а-яіїєґ]{2,}(?:ив|ала|али|ало|ував|вся|лися|лася)|был[аои]?|були"
)
_CUE = rf"(?<![\w'])(?:(?P<ahead>{_AHEAD})|(?P<back>{_BACK}))(?!\w)"


def looks_ahead(left: str, right: str) -> bool | None:
    """Tell which way the words around a date look: True ahead, False back, None where they do not say.

    The cue next before the date, within its sentence, decides; where there is none, the first one right behind it.
    """
    before = re.split(r"(?<=[.!?])\s+(?=[A-ZА-ЯІЇЄҐ“\"])", left)[-1].lower().replace("’", "'")
    cues = list(re.finditer(_CUE, before))
    if not cues:
        after = re.split(r"[.!?;]\s", right)[0][:30].lower().replace("’", "'")
        cues = list(re.finditer(_CUE, after))[:1]
    return cues[-1]["ahead"] is not None if cues else None
