"""Make candidates from attributions, turns and events, with speaker, date, setting and outlet."""

import datetime
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypedDict

from timeline.dates import PartialDate
from timeline.ingest import circumstances, confidence, hedges, outlets, ownership, readouts, transcripts
from timeline.ingest.days import Days
from timeline.ingest.events import DatedEvent
from timeline.ingest.people import People
from timeline.ingest.roles import split_role
from timeline.ingest.speakers import Speakers
from timeline.ingest.values import Attribution, Candidate, Confidence, Cue, Mention, Mode, Paragraph, Quotation, Span
from timeline.words import bodies, names
from timeline.words.first_names import MEN, WOMEN

#: verbs whose declaration is itself an event
_PERFORMED = frozenset(["declare", "proclaim"])
_LISTENER = re.compile(r"\b(?:told|tells|telling|(?:spoke|speaking) (?:to|with)|interview (?:with|to))\s")
_ASKED = re.compile(r"(?:when |after being )?asked\b", re.IGNORECASE)
#: how far the outlet of an interview holds for the next statements of its speaker
_INTERVIEW_CHARACTERS = 1200


#: words for the time of a call that give no day
_LOOSE = re.compile(
    r"\b(?:tomorrow|(?:over|at|on) the weekend|(?:earlier |later )?(?:last|this|next) (?:week|weekend|month|year))\b",
    re.IGNORECASE,
)


class WhenSaid(TypedDict):
    """The fields of a candidate that hold its date."""

    date: str | None
    date_text: str | None
    date_spans: tuple[Span, ...]


class Context(NamedTuple):
    """A text with everything known about it."""

    text: str
    people: People
    published: PartialDate | None
    """The day of publication, or that of a dateline just before it, to which `today` is relative."""
    title: str | None
    quotations: list[Quotation]
    """All of them, in order."""
    readout: readouts.Readout | None
    places: Callable[[str], tuple[str, ...]]
    topics: Callable[[str], tuple[str, ...]]
    headings: tuple[Span, ...] = ()


class Statements:
    """Makes statements from attributions, in the order of the text, because a date holds until the next one."""

    def __init__(self, context: Context, days: Days, readout_event: Candidate | None = None) -> None:
        """Begin a text; `readout_event` is the call or meeting of a readout, whose date applies to all statements."""
        self._context = context
        self._days = days
        self._whole: WhenSaid = {"date": None, "date_text": None, "date_spans": ()}
        if readout_event is not None:
            self._whole = {
                "date": readout_event.date,
                "date_text": readout_event.date_text,
                "date_spans": readout_event.date_spans,
            }
        principals = context.readout.principals if context.readout is not None else ()
        if readout_event is not None and len(readout_event.participants) > 1:
            principals = readout_event.participants
        quoted = [(quotation.begin, quotation.end) for quotation in context.quotations]
        self._principals = principals
        self._speakers = Speakers(context.text, context.people, quoted, principals, context.headings)
        self._begins = [begin for begin, _ in quoted]
        self._interviews: dict[str, tuple[int, tuple[str, Span]]] = {}

    def of(self, attribution: Attribution) -> Candidate | None:
        """Return the candidate of one attribution; None for a fragment that nobody says by name."""
        context, cue = self._context, attribution.cue
        whole, passed_on = outlets.cut(context.text, attribution.content)
        content = whole
        if cue is not None:
            is_clause = cue.is_clause and not attribution.is_quoted
            content = circumstances.without_setting(context.text, whole, is_clause=is_clause)
        attribution = attribution._replace(content=content)
        if cue is not None and passed_on is not None and cue.via is None:
            cue = cue._replace(via=passed_on)
        speaker = self._speakers.resolve(cue.source, cue.words[0]) if cue is not None else Mention(None, None, "low")
        if confidence.is_fragment(attribution, speaker):
            return None
        turned = hedges.turned(context.text, cue) if cue is not None else None
        if cue is not None and hedges.nobody_says(context.text, cue) is not None:
            speaker = Mention(None, None, "low")
        outside = ownership.beside(cue.sentence, attribution.content) if cue is not None else []
        source = cue.source if cue is not None else None
        origin = outlets.cited(context.text, cue, context.people) if cue is not None else None
        if cue is not None and origin is not None:
            cue, source = cue._replace(via=cue.source, source=origin), origin
            speaker = self._speakers.resolve(origin)
        outlet, teller = self._relay(cue, outside)
        setting = circumstances.setting(context.text, outside)
        moment = None
        if cue is not None and turned is None and (self._whole["date"] is None or content != whole):
            listener = outlet[0] if outlet is not None else None
            moment = self._days.of(cue, attribution.content, speaker.name, listener)
        outlet = self._interview(outlet, cue, speaker, is_elsewhere=setting is not None or self._has_listener(outside))
        if teller is not None:
            speaker = speaker._replace(reason=f"as told by {teller}")
        spans, mode = self._spans(attribution)
        is_denied = cue is not None and cue.lemma in hedges.DENYING and attribution.basis != "behind"
        if turned is not None or is_denied:  # the words are not a statement of whoever denies them
            spans, mode = attribution.content, "paraphrase"
        words = joined(context.text, spans)
        level: Confidence = "low"
        if turned is None:
            level = confidence.of(context.text, attribution, mode, speaker, principals=self._principals)
        doubt = moment.doubt if moment is not None else None
        return Candidate(
            kind="statement",
            text=words,
            spans=spans,
            confidence="medium" if doubt is not None and level == "high" else level,
            speaker=speaker.name,
            role=speaker.role,
            mode=mode,
            source_spans=(source,) if source is not None else (),
            cue_spans=(turned or cue.words,) if cue is not None else (),
            **(dated(moment, None) if moment is not None else self._whole),
            setting=setting or self._occasion(),
            via=outlet[0] if outlet is not None else None,
            via_spans=(outlet[1],) if outlet is not None else (),
            participants=speaker.others,
            places=context.places(words),
            topics=context.topics(words),
            basis="; ".join(filter(None, (attribution.basis, speaker.reason, doubt))),
        )

    def _has_listener(self, outside: list[Span]) -> bool:
        """Return whether a sentence says to whom the words were said."""
        return any(_LISTENER.search(self._context.text, begin, end) for begin, end in outside)

    def _interview(
        self, outlet: tuple[str, Span] | None, cue: Cue | None, speaker: Mention, *, is_elsewhere: bool
    ) -> tuple[str, Span] | None:
        """Return the outlet of a statement; without one, that to which the speaker has just given an interview."""
        if cue is None or speaker.name is None:
            return outlet
        if outlet is not None:
            if cue.via is None:
                self._interviews[speaker.name] = (cue.words[1], outlet)
            return outlet
        before = self._interviews.get(speaker.name)
        if before is None or is_elsewhere or cue.words[0] - before[0] > _INTERVIEW_CHARACTERS:
            self._interviews.pop(speaker.name, None)
            return None
        self._interviews[speaker.name] = (cue.words[1], before[1])
        return before[1]

    def _relay(self, cue: Cue | None, outside: list[Span]) -> tuple[tuple[str, Span] | None, str | None]:
        """Return the outlet that passes the words on, with its span, or else the name of the person who does."""
        context = self._context
        if cue is None or cue.via is None:
            return outlets.via(context.text, outside, cue.source if cue is not None else None, context.people), None
        words = " ".join(context.text[slice(*cue.via)].split())
        role, name = split_role(words)
        person = context.people.find(name, cue.via[0], role) if name and not outlets.is_outlet(words) else None
        if person is not None:
            return None, person.name
        is_person = len(name.split()) > 1 and not outlets.is_outlet(words) and bodies.kind_of(name) == "person"
        if (is_person and role is not None) or (is_person and name.split()[0].casefold() in MEN | WOMEN):
            return None, name
        outlet = outlets.named(words)
        return ((outlet, cue.via) if outlet is not None else None), None

    def _occasion(self) -> str | None:
        return self._context.readout.occasion if self._context.readout is not None else None

    def _spans(self, attribution: Attribution) -> tuple[tuple[Span, ...], Mode]:
        """Return the spans of a statement and its mode. A statement wholly in quotation marks loses the marks."""
        inner: list[Span] = []
        for begin, end in attribution.content:
            place = bisect_right(self._begins, begin + 1) - 1
            covered = begin
            while 0 <= place < len(self._begins) and self._begins[place] < end:
                quotation = self._context.quotations[place]
                if self._context.text[covered : quotation.begin].strip(" ,.;:—–-\n") or quotation.end < begin:
                    break
                inner.append(self._words_of(quotation))
                covered = quotation.end
                place += 1
            if self._context.text[covered:end].strip(" ,.;:—–-\n\"”’'»"):
                return attribution.content, "paraphrase"
        return (tuple(inner), "verbatim") if inner else (attribution.content, "paraphrase")

    def _words_of(self, quotation: Quotation) -> Span:
        """Return the span of a quotation's words, without the comma before its attribution."""
        text = self._context.text
        begin, end = quotation.inner(text)
        while begin < end - 1 and text[begin].isspace():  # « French »
            begin += 1
        while begin < end - 1 and text[end - 1].isspace():
            end -= 1
        return begin, end - (end > begin + 1 and text[end - 1] == ",")


def dated(moment: circumstances.Moment | None, otherwise: PartialDate | None) -> WhenSaid:
    """Return the date fields of a candidate: of a moment in the text, else of the whole text."""
    if moment is None:
        return {"date": otherwise.date if otherwise is not None else None, "date_text": None, "date_spans": ()}
    return {"date": moment.date, "date_text": moment.phrase, "date_spans": (moment.span,)}


def is_performed(attribution: Attribution) -> bool:
    """Return whether the reported words performed an act: an annexation is declared."""
    cue = attribution.cue
    return cue is not None and cue.lemma in _PERFORMED and not cue.is_clause and not attribution.is_quoted


def is_asked(text: str, attribution: Attribution) -> bool:
    """Return whether the words are somebody else's question: Asked whether he would go, he said no."""
    return _ASKED.match(text, *attribution.content[0]) is not None


def statements_of_turns(context: Context, turns: list[transcripts.Turn]) -> Iterator[Candidate]:
    """Yield a statement for each paragraph of a speaker with a name or office; questions by Q are skipped."""
    setting = readouts.occasion_of(context.title)
    moment = _heading_day(context, turns[0].label_span[0])
    labels = transcripts.Labels(turns, context.people, context.title)
    for turn in turns:
        if transcripts.is_nobody(turn.label):
            continue
        name, role = labels.speaker(turn)
        for place, span in enumerate(turn.spans):
            if place and transcripts.is_narration(context.text, span, name):
                continue
            spoken = _spoken(context, span, name, role, turn.label_span, setting, "transcript")
            yield spoken._replace(**dated(moment, context.published))


def _heading_day(context: Context, end: int) -> circumstances.Moment | None:
    """Return the one day that the lines above a transcript give, if it is not that of publication; else None."""
    moments = circumstances.moments(context.text, 0, end, context.published, reported=True)
    days = [one for one in moments if re.fullmatch(r"\d{4}-\d\d-\d\d", one.date)]
    is_one = len({one.date for one in days}) == 1
    is_new = is_one and (context.published is None or days[0].date != context.published.date)
    return days[0] if is_new else None


def statements_of_signed(context: Context, signed: readouts.Signed, parts: list[Paragraph]) -> Iterator[Candidate]:
    """Yield each paragraph of a text that somebody signs as a statement of theirs."""
    for part in parts:
        if part.kind == "prose":
            span = part.begin, part.end
            yield _spoken(context, span, signed.name, signed.role, None, "statement", "signed")


def _spoken(
    context: Context,
    span: Span,
    name: str | None,
    role: str | None,
    source: Span | None,
    setting: str | None,
    basis: str,
) -> Candidate:
    """Return a paragraph as a verbatim statement of the day of publication."""
    words = joined(context.text, (span,))
    return Candidate(
        kind="statement",
        text=words,
        spans=(span,),
        confidence="high" if name is not None else "medium",
        speaker=name,
        role=role,
        mode="verbatim",
        source_spans=(source,) if source is not None else (),
        date=context.published.date if context.published is not None else None,
        setting=setting,
        places=context.places(words),
        topics=context.topics(words),
        basis=basis,
    )


def event_of_readout(context: Context, first: Span) -> Candidate | None:
    """Return the call or meeting of a readout as an event; `first` is the sentence that reports it."""
    if context.readout is None:
        return None
    begin, end = first
    first = begin, begin + len(context.text[begin:end].rstrip())
    words = joined(context.text, (first,))
    moments = circumstances.moments(context.text, *first, context.published, reported=True)
    near = [one for one in moments if context.published is not None and _is_just_before(one, context.published)]
    loose = [one for one in moments if _LOOSE.match(one.phrase)]
    is_open = not near and not loose and _LOOSE.search(context.text, *first) is not None
    return Candidate(
        kind="event",
        text=words,
        spans=(first,),
        confidence="high",
        **dated(next(iter([*near, *loose]), None), None if is_open else context.published),
        setting=context.readout.occasion,
        participants=_guests(context, first),
        places=context.places(words),
        topics=context.topics(words),
        basis="readout",
    )


def _guests(context: Context, sentence: Span) -> tuple[str, ...]:
    """Return the participants of a readout: those of its title, then everybody whom its first sentence names."""
    titled = context.readout.principals if context.readout is not None else ()
    principals = [name for name in titled if context.people.find(name) is not None or not readouts.is_group(name)]
    known = [context.people.find(name) for name in principals]
    for begin, end, key in context.people.mentions:
        person = context.people.named(key)
        owns = context.text.startswith(("’s", "'s", "’ "), end)
        if sentence[0] <= begin < sentence[1] and person not in known and person.name not in principals and not owns:
            principals.append(person.name)
    return tuple(principals) if len(principals) > 1 else titled


def _is_just_before(moment: circumstances.Moment, published: PartialDate) -> bool:
    """Return whether a date lies in the week before publication; any other date is a subject of the talk."""
    try:
        day, last = datetime.date.fromisoformat(moment.date), datetime.date.fromisoformat(published.date)
    except ValueError:
        return False
    return datetime.timedelta(0) <= last - day < datetime.timedelta(7)


def of_event(context: Context, event: DatedEvent) -> Candidate:
    """Return a dated event as a candidate."""
    words = joined(context.text, (event.span,))
    explicit = bool(re.search(r"\d", event.moment.phrase))
    return Candidate(
        kind="event",
        text=words,
        spans=(event.span,),
        confidence="medium" if explicit and event.is_clause else "low",
        date=event.moment.date,
        date_text=event.moment.phrase,
        date_spans=(event.moment.span,),
        places=context.places(words),
        topics=context.topics(words),
        basis="; ".join(filter(None, ("dated sentence" if event.is_clause else "dated noun", event.moment.doubt))),
    )


def joined(text: str, spans: tuple[Span, ...]) -> str:
    """Return the words of spans, with `` … `` between them."""
    return " … ".join(text[begin:end] for begin, end in spans)


def finder(known: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    """Return a function that finds known names in a text as whole words, in any spelling with the same key."""
    keys = {key: name for name in known if (key := names.key(name))}
    if not keys:
        return lambda words: ()
    longest = max(len(key.split()) for key in keys)

    def find(words: str) -> tuple[str, ...]:
        parts = names.key(words).split()
        runs = (" ".join(parts[at : at + count]) for at in range(len(parts)) for count in range(1, longest + 1))
        return tuple(dict.fromkeys(keys[run] for run in runs if run in keys))

    return find
