"""What a proposal may become, as a person corrects it field by field before it is stored."""

from dataclasses import dataclass, replace
from typing import Any

from timeline.dates import PartialDate
from timeline.errors import RefusedError
from timeline.evidence import passages
from timeline.reading.proposals import ProposalRecord
from timeline.schema.vocabulary import ENTRY_KINDS, MODES
from timeline.store.additions import NewEntry
from timeline.store.entry_passage import passage
from timeline.store.limits import checked
from timeline.words.quotations import quoted_parts, unquote, words_and_mode

_OF_A_STATEMENT = ("speaker", "role", "mode")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An entry to be, and the spans of the snapshot's text that prove it. ``entry`` names no sources."""

    kind: str
    entry: NewEntry
    spans: tuple[tuple[int, int], ...]
    #: as it was before it became of another kind
    before: NewEntry | None = None

    def refuse_unfit(self) -> None:
        """Raise RefusedError where no entry can be made of it yet."""
        if self.kind == "statement" and not self.entry.speakers:
            raise RefusedError("nobody is named who says it; give the speaker first")


def drafted(proposal: ProposalRecord, text: str) -> Draft:
    """Make the draft of a proposal that was found in a text. Nothing is added to what the proposal says."""
    spans, mode = passage(text, proposal), proposal["mode"]
    if mode == "paraphrase" and (inner := unquote(passages.Passage(spans).words(text))) and len(spans) == 1:
        begin = text.index(inner, *spans[0])
        spans, mode = ((begin, begin + len(inner)),), "verbatim"
    is_statement = proposal["kind"] == "statement"
    others = tuple(proposal["participants"])
    speakers = ((proposal["speaker"], *others) if proposal["speaker"] else others) if is_statement else ()
    entry = NewEntry(
        text=passages.Passage(spans).words(text),
        date=PartialDate.parse(proposal["date"]) if proposal["date"] else None,
        date_text=proposal["date_text"],
        speakers=speakers,
        role=proposal["role"],
        mode=mode,
        setting=proposal["setting"],
        participants=() if is_statement else tuple((name, "participant") for name in others),
        topics=tuple(proposal["topics"]),
        places=tuple(proposal["places"]),
        via=proposal["via"],
    )
    return Draft(kind=proposal["kind"], entry=entry, spans=spans)


def reworded(draft: Draft, said: str, text: str) -> Draft:
    """Give a draft other words; where they stand in the text at about its place, that is what proves them.

    What is verbatim, or typed in quotation marks, must stand there. Raises RefusedError.
    """
    said = checked("text", said)
    if draft.kind == "event":
        return _quoting(_placed(replace(draft, entry=replace(draft.entry, text=said)), said, text), text)
    inner, mode = words_and_mode(said, None)
    if mode != "verbatim":
        mode = draft.entry.mode or "paraphrase"
    return _quoting(_placed(replace(draft, entry=replace(draft.entry, text=inner, mode=mode)), inner, text), text)


def _placed(draft: Draft, said: str, text: str) -> Draft:
    """Let a draft be proven by the place where its words stand, if they do, the one that is nearest to its own."""
    found = passages.find(text, said)
    if not found:
        return draft
    near = min(found, key=lambda one: abs(one.start - draft.spans[0][0]))
    return replace(draft, spans=near.spans)


def _quoting(draft: Draft, text: str) -> Draft:
    """Refuse words that are said to be verbatim, all or in quotation marks, and are not those of the passage."""
    is_verbatim = draft.entry.mode == "verbatim"
    there = passages.Passage(draft.spans).words(text)
    for said in [draft.entry.text] if is_verbatim else quoted_parts(draft.entry.text):
        if not passages.contains(there, said) and not passages.contains(there, passages.bare(said)):
            hint = "with mode paraphrase you may word it yourself" if is_verbatim else "leave out the quotation marks"
            raise RefusedError(f"“{said[:100]}” does not stand in the passage, which is “{there[:200]}”; {hint}")
    return draft


def as_mode(draft: Draft, mode: str, text: str) -> Draft:
    """Let a draft be verbatim or a paraphrase, by any beginning of the word. Raises RefusedError."""
    _refuse_event(draft, "mode")
    return _quoting(replace(draft, entry=replace(draft.entry, mode=_one_of("mode", mode, MODES))), text)


def as_kind(draft: Draft, kind: str) -> Draft:
    """Let a draft be an event or a statement, by any beginning of the word."""
    kind = _one_of("kind", kind, ENTRY_KINDS)
    if kind == draft.kind:
        return draft
    other = {"event": ("speakers", "role", "mode"), "statement": ("participants",)}[kind]
    fields: dict[str, Any] = {name: () if name in ("speakers", "participants") else None for name in other}
    if kind == "statement":
        fields["mode"] = "paraphrase"
    if draft.before is not None:  # what it had when it was of this kind
        fields |= {name: getattr(draft.before, name) for name in ("speakers", "role", "mode", "participants")}
    return replace(draft, kind=kind, entry=replace(draft.entry, **fields), before=draft.entry)


def with_field(draft: Draft, field: str, value: Any) -> Draft:
    """Give a draft another value of any other field of the entry. Raises RefusedError for one of statements alone."""
    _refuse_event(draft, {"speakers": "speaker"}.get(field, field))
    return replace(draft, entry=replace(draft.entry, **{field: value}))


def _refuse_event(draft: Draft, field: str) -> None:
    if draft.kind == "event" and field in _OF_A_STATEMENT:
        raise RefusedError(f"an event has no {field}; make it a statement first: kind statement")


def _one_of(what: str, given: str, values: tuple[str, ...]) -> str:
    fitting = [value for value in values if given and value.startswith(given.lower())]
    if len(fitting) != 1:
        raise RefusedError(f"{what}: “{given[:40]}” is none of {', '.join(values)}")
    return fitting[0]
