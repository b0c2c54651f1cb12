"""Parse phrases by rules: try each rule in order, and use the first that fits.

A rule is a pattern over the canonical text of `timeline.dates.lexicon`. In patterns `<month>`, `<weekday>`, `<which>`
(last, this, next) and `<year>` stand for groups of these names, `<year:>` for a year in four figures or relative to the
reference date. A group may appear in a pattern more than once; the one that matched something counts.
"""

import datetime
import re
from functools import cache

from timeline.dates import named, numeric, ranges, relative
from timeline.dates.clock import split_clock
from timeline.dates.context import Direction, direction
from timeline.dates.lexicon import MONTHS, WEEKDAYS, canonical
from timeline.dates.partial import PartialDate
from timeline.dates.scope import Rule, Scope, UnknownPhraseError
from timeline.dates.wording import printable
from timeline.errors import DateError

RULES: tuple[Rule, ...] = (*numeric.RULES, *named.RULES, *relative.RULES, *ranges.RULES)

_YEAR = "[0-9]{4}|(?:last last|last|this|next) year|(?:[0-9]+ )?year ago"
_GROUPS = {
    "<month>": f"(?P<month>{'|'.join(MONTHS)})",
    "<weekday>": f"(?P<weekday>{'|'.join(WEEKDAYS)})",
    "<which>": "(?P<which>last last|next next|last|this|next|past|coming)",
    "<year>": f"(?P<year>{_YEAR}|[0-9]{{2}})",
    "<year:>": f"(?P<year>{_YEAR})",
}
_TIME_RULE = Rule("time of day", "the time in figures, on that day", "", lambda _parts, _scope: "")
_ANAPHORIC = (
    r"\b(?:next|following|previous|preceding) (?:day|week|month|year)$|\b(?:later|earlier)$|^спустя|^через|^на следующ"
)
_ALONE = (
    r"(?:on )?the (?:next|following|previous|preceding) day|(?:on )?the following (?:week|month|year|[a-z]+day)"
    r"|на следующий день|наступного дня"
)
_DATED = (
    rf"\b(?:1[0-9]|20)[0-9]{{2}}\b|\b(?:{'|'.join(MONTHS)})\b|\b[a-z]{{3,4}}\. [0-9]{{1,2}}\b"
    r"|[0-9] [а-яіїєґ]+(?:я|а|ого|ня)\b"
)
_BEYOND = "-|[0-9X]{5}"
_WHOLE_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def read_by_rules(
    phrase: str, reference: datetime.date | None, around: tuple[str, str], order: str | None, ahead: bool | None
) -> tuple[PartialDate, tuple[Rule, ...]]:
    """Parse a phrase and return the date and the rules that parsed it, the outermost first.

    Raises:
        UnknownPhraseError: no rule fits.
        ReferenceNeededError: the phrase depends on the day on which it was written.
        DateError: the phrase does not name a day, or can mean two dates.

    """
    rest, clock = split_clock(phrase.lower().replace("’", "'").replace("ʼ", "'"))
    looks = direction(*around) if ahead is None else Direction(ahead, sure=True)
    scope = Scope(phrase, reference, looks.ahead, looks.sure, order, _apply)
    _refuse_anaphora(scope, around[0])
    try:
        text = _apply(canonical(rest), scope)
    except (OverflowError, ValueError):  # of datetime, which knows the years 1 to 9999
        raise scope.refused("the date is outside the years 0000 to 9999") from None
    if re.match(_BEYOND, text):
        raise scope.refused("the date is outside the years 0000 to 9999")
    rules = tuple(scope.trail)
    if clock is not None:
        if not re.fullmatch(_WHOLE_DAY, text):
            raise scope.refused("a time of day needs a whole day with it")
        text, rules = clock.on(text), (_TIME_RULE, *rules)
    try:
        return PartialDate.parse(text), rules
    except DateError as flaw:
        raise scope.refused(str(flaw).removeprefix(f"{text}: ")) from None


def _refuse_anaphora(scope: Scope, left: str) -> None:
    """Refuse `the next day` after another date, because it may be counted from that date; alone, it surely is."""
    phrase = scope.phrase.lower()
    is_counted = not left.strip() and re.fullmatch(_ALONE, phrase.strip()) is not None
    if is_counted or (re.search(_ANAPHORIC, phrase) and re.search(_DATED, left.lower())):
        raise scope.refused("it may be relative to the date before it in the text; write a full date")


def _apply(text: str, scope: Scope) -> str:
    """Parse canonical text by the first rule that fits, and record the rule."""
    for rule in RULES:
        match = _compiled(rule.pattern).fullmatch(text)
        if match:
            place = len(scope.trail)
            scope.trail.append(rule)
            try:
                return rule.read(_parts(match), scope)
            except DateError:
                del scope.trail[place:]
                raise
    raise UnknownPhraseError(f"“{printable(scope.phrase)}” is not a date that timeline understands")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern; add a number to each group name, so that a name may appear twice."""
    pattern = re.sub(r"(?<!\?P)<(?:month|weekday|which|year:?)>", lambda match: _GROUPS[match[0]], pattern)
    pieces = re.split(r"\(\?P<(\w+)>", pattern)
    return re.compile("".join(f"(?P<{piece}_{place}>" if place % 2 else piece for place, piece in enumerate(pieces)))


def _parts(match: re.Match[str]) -> dict[str, str]:
    parts: dict[str, str] = {}
    for group, text in match.groupdict().items():
        name = group.rpartition("_")[0]
        parts[name] = parts.get(name) or text or ""
    return parts
