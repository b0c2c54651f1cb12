"""Find the day of each statement: in its own clause, or from other statements of the same speaker."""

import datetime
import re
from bisect import bisect_left
from collections import defaultdict
from functools import partial
from typing import NamedTuple

from timeline.dates import PartialDate
from timeline.ingest import circumstances, ownership
from timeline.ingest.circumstances import Moment
from timeline.ingest.occasions import Occasions
from timeline.ingest.values import Attribution, Candidate, Cue, Span

#: how far the day of a statement holds for the next ones of its speaker, if it is news of the day, and if it is not
_CARRIES_CHARACTERS, _CARRIES_OLD_CHARACTERS = 1200, 250
#: how many days before publication the news of the day begins
_NEWS_DAYS = 14
#: words by which a statement is of another time or occasion than the one before it
_OTHER_TIME = re.compile(
    r"\b(?:separately|in the past|(?:the )?(?:following|next|previous) day|years? (?:ago|before|later|earlier)"
    r"|(?:last|next|this) (?:spring|summer|autumn|fall|winter|[A-Z][a-z]+))\b"
    r"|(?:(?<=[.!?]\s)|(?<=\n)|\A)(?:(?:Before|Over|As an?|During|Until|Since)\b|In (?:19|20)\d\d\b)"
    r"|\b[Ii]n (?:an?|his|her|their) (?:\w+ ){0,2}"
    r"(?:book|memoirs?|autobiography|diary|article|essay|novel|letter|op-ed)\b"
)
#: how far the one day of a speaker holds, before and after
_REACHES_CHARACTERS = 3000
#: how far before it a sentence such as `She made the remarks on Monday` finds its statement
_REMARKED_CHARACTERS = 600
_SAME_DAY = re.compile(r"\b(?:(?:the|that) same day|that day)\b", re.IGNORECASE)
_LISTED = re.compile(r"\s?(?:[-–—]\s|:\s)")
_IN_YEAR = re.compile(r"\b[Ii]n (?:19|20)\d\d\b")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PERFECT = re.compile(r"\b(?:has|have|had|'ve|’ve|’d)\s(?:[a-z]+\s)?$|\b(?:long|repeatedly|always|often|frequently)\s$")
_WORDS_SAID = r"(?:[a-z]+\s){0,2}(?:comments?|remarks?|statements?|announcement|speech|address|claims?|appeal|warning)"
_REMARKED = re.compile(
    rf"\b(?:made|delivered|gave|issued)\s(?:the|his|her|their|these|those)\s{_WORDS_SAID}\b"
    rf"|\b(?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir|[Tt]hese)\s{_WORDS_SAID}\s(?:came|followed|was\smade|were\smade)\b"
    r"|\b(?:was|were)\sspeaking\b"
)
_SENTENCE_END = re.compile(r"[.!?][”\"’]?\s|\n\s*\n")


class Days:
    """The days of statements, taken in the order of the text, because a day holds until the next one."""

    def __init__(self, text: str, published: PartialDate | None, attributions: list[Attribution]) -> None:
        """Begin a text; a date within the words of any statement dates none."""
        self._text = text
        self._published = published
        self._contents = sorted(span for one in attributions for span in one.content)
        self._cues = sorted(one.cue.words for one in attributions if one.cue is not None)
        self._occasions = Occasions(text, partial(circumstances.moments, text, reference=published, reported=True))
        self._last: Moment | None = None
        self._of_speakers: dict[str, _Dated] = {}

    def of(self, cue: Cue, content: tuple[Span, ...], speaker: str | None, via: str | None = None) -> Moment | None:
        """Return the date nearest to a cue in its clause, else the date of the speaker's statement just before.

        ``via`` is the outlet to which the words were said; another outlet is another occasion.
        """
        sentence, words = cue.sentence, cue.words
        begins = [begin for begin, _ in content]
        others = [span for span in _within(self._contents, sentence) if span[0] not in begins]
        contents = tuple(sorted({*content, *others}))
        outside = ownership.beside(sentence, contents)
        cues = [span for span in _within(self._cues, sentence) if span != words]
        apart = sorted({*contents, words})
        moments = [
            moment
            for span in outside
            for moment in circumstances.moments(self._text, *span, self._published, reported=True)
            if ownership.is_of_clause(self._text, sentence, moment.span, words, apart, cues)
        ]
        if moments:
            nearest = min(moments, key=lambda moment: abs(moment.span[0] - words[0]))
            if nearest.phrase.casefold() == "today" and self._is_perfect(words):  # nowadays
                return None
            return self._kept(speaker, words, nearest, via)
        if (listed := self._day_of_paragraph(sentence)) is not None:
            return self._kept(speaker, words, listed, via)
        if self._last is not None and any(_SAME_DAY.search(self._text, *span) for span in outside):
            same = self._last._replace(doubt="said to be the same day as the date before it")
            return self._kept(speaker, words, same, via)
        occasion = next(filter(None, map(self._occasions.day, outside)), None)
        if occasion is not None:
            return self._kept(speaker, words, occasion, via)
        if speaker is None:
            return None
        before = self._of_speakers.get(speaker)
        if before is None:
            return None
        is_elsewhere = None not in (via, before.via) and via != before.via
        if is_elsewhere or _is_of_another_time(self._text, sentence, words, outside, self._cues):
            self._of_speakers.pop(speaker, None)
            return None
        between = self._text[before.end : sentence[0]]
        is_recent = _is_recent(before.moment.date, self._published)
        reach = _CARRIES_CHARACTERS if is_recent else _CARRIES_OLD_CHARACTERS
        is_cut = "\n\n" in between and not is_recent
        if words[0] - before.end > reach or is_cut:
            return None
        return self._kept(speaker, words, before.moment, before.via)

    def _day_of_paragraph(self, sentence: Span) -> Moment | None:
        """Return the day that leads a paragraph of a list: `8 March 2024 — Ships arrive. Velk said more would come`."""
        begin = self._text.rfind("\n", 0, sentence[0] + 1) + 1
        match = circumstances.PHRASE.match(self._text, begin)
        if match is None or not _LISTED.match(self._text, match.end()):
            return None
        moments = circumstances.moments(self._text, *match.span(), self._published, reported=True)
        return moments[0] if moments else None

    def _is_perfect(self, cue: Span) -> bool:
        return _PERFECT.search(self._text[max(0, cue[0] - 20) : cue[0]]) is not None

    def _kept(self, speaker: str | None, cue: Span, moment: Moment, via: str | None) -> Moment:
        self._last = moment
        if speaker is not None:
            self._of_speakers[speaker] = _Dated(cue[1], moment, via)
        return moment


class _Dated(NamedTuple):
    """The last dated statement of a speaker: where its cue ends, its date, and the outlet it was made to."""

    end: int
    moment: Moment
    via: str | None


def _within(spans: list[Span], sentence: Span) -> list[Span]:
    """Return those of sorted spans that begin in a sentence."""
    first, last = (bisect_left(spans, (edge, 0)) for edge in sentence)
    return spans[first:last]


def filled(text: str, published: PartialDate | None, statements: list[Candidate]) -> list[Candidate]:
    """Return statements in the order of the text, with days for those whose own sentence gives none.

    A sentence such as `She made the remarks on Monday` dates the statement before it. If all dated statements of a
    speaker are of one day, those nearby are of that day too, unless their words say that they are of another time;
    their basis says so, and those before the day is named are of medium confidence.
    """
    statements = _remarked(text, published, sorted(statements, key=lambda one: one.spans))
    days: defaultdict[str, list[Candidate]] = defaultdict(list)
    for one in statements:
        if one.date is not None and _DAY.fullmatch(one.date):
            for name in filter(None, (one.speaker, *one.participants)):
                days[name].append(one)
    cues = sorted(span for one in statements for span in one.cue_spans)
    return [
        one
        if one.date is not None or one.speaker is None
        else _of_same_day(text, one, days[one.speaker], published, cues)
        for one in statements
    ]


def _of_same_day(
    text: str, one: Candidate, dated: list[Candidate], published: PartialDate | None, cues: list[Span]
) -> Candidate:
    """Return an undated statement with the one day of its speaker's dated statements, if that day can reach it."""
    if len({other.date for other in dated}) != 1 or not _is_recent(dated[0].date, published):
        return one
    if one.cue_spans:
        sentence = _sentence(text, one.cue_spans[0])
        if _is_of_another_time(text, sentence, one.cue_spans[0], ownership.beside(sentence, one.spans), cues):
            return one
    nearest = min(dated, key=lambda other: abs(other.spans[0][0] - one.spans[0][0]))
    is_to_another = None not in (one.via, nearest.via) and one.via != nearest.via
    is_elsewhere = None not in (one.setting, nearest.setting) and one.setting != nearest.setting
    if is_to_another or is_elsewhere or abs(nearest.spans[0][0] - one.spans[0][0]) > _REACHES_CHARACTERS:
        return one
    is_before = one.spans < nearest.spans
    return one._replace(
        date=nearest.date,
        date_text=nearest.date_text,
        date_spans=nearest.date_spans,
        confidence="medium" if is_before and one.confidence == "high" else one.confidence,
        basis=f"{one.basis}; the day is that of other statements of the speaker",
    )


def _is_recent(date: str | None, published: PartialDate | None) -> bool:
    """Return whether a date is one of the last days before publication."""
    if published is None or date is None or not _DAY.fullmatch(date):
        return False
    try:
        day, last = (datetime.date.fromisoformat(one) for one in (date, published.latest))
    except ValueError:  # the year 0
        return False
    return datetime.timedelta(0) <= last - day <= datetime.timedelta(_NEWS_DAYS)


def _is_of_another_time(text: str, sentence: Span, cue: Span, outside: list[Span], cues: list[Span]) -> bool:
    """Return whether a cue is in a perfect tense, or words of its clause tell of another time: `last April`.

    So does a date in the sentence before, unless that has a cue itself: `The talks failed in 2022. “No,” he said`.
    `cues` are all of the text, in order.
    """
    others = [span for span in _within(cues, sentence) if span != cue]
    if _PERFECT.search(text[max(0, cue[0] - 20) : cue[0]]) or circumstances.is_vague(text, outside, others):
        return True
    paragraph = text.rfind("\n\n", 0, sentence[0]) + 1
    ends = [match.end() for match in _SENTENCE_END.finditer(text, paragraph, max(paragraph, sentence[0] - 2))]
    before = (ends[-1] if ends else paragraph), sentence[0]
    is_dated = _IN_YEAR.search(text, *before) or circumstances.PHRASE.search(text, *before)
    if is_dated and not _within(cues, before):
        return True
    others_of_time = (match.span() for begin, end in outside for match in _OTHER_TIME.finditer(text, begin, end))
    return any(ownership.is_of_clause(text, sentence, span, cue, (), others) for span in others_of_time)


def _sentence(text: str, cue: Span) -> Span:
    """Return the sentence of a cue."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text, max(0, cue[0] - 400), cue[0])]
    stop = _SENTENCE_END.search(text, cue[1])
    return ends[-1] if ends else max(0, cue[0] - 400), stop.start() if stop is not None else len(text)


def _remarked(text: str, published: PartialDate | None, statements: list[Candidate]) -> list[Candidate]:
    """Return the statements, dated by sentences that only say when somebody made them."""
    dated = list(statements)
    begins = [one.spans[0][0] for one in statements]
    for match in _REMARKED.finditer(text):
        at = bisect_left(begins, match.start()) - 1
        if at < 0 or dated[at].date is not None or match.start() - dated[at].spans[-1][1] > _REMARKED_CHARACTERS:
            continue
        ends = [end.end() for end in _SENTENCE_END.finditer(text, dated[at].spans[-1][1], match.start())]
        stop = _SENTENCE_END.search(text, match.end())
        if not ends or (at + 1 < len(begins) and stop is not None and begins[at + 1] < stop.start()):
            continue
        sentence = ends[-1], stop.start() if stop is not None else len(text)
        moments = circumstances.moments(text, *sentence, published, reported=True)
        if len(moments) == 1:
            (moment,) = moments
            dated[at] = dated[at]._replace(date=moment.date, date_text=moment.phrase, date_spans=(moment.span,))
    return dated
