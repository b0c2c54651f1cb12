"""The fields of a form as a page shows them: labels, help, what was wrong with them and how they were read."""

from collections.abc import Iterable, Mapping, Sequence

from timeline.desk.problems import errors_of
from timeline.desk.review_forms import column as column
from timeline.desk.values import messages
from timeline.errors import TimelineError
from timeline.schema.fields import FIELDS, is_of
from timeline.schema.vocabulary import EntryKind
from timeline.store.remarks import Note
from timeline.web.desk.pages import FormField

_AREAS = ("words", "cited", "original_text", "note", "exact")
#: fields of a form that have other names than those of an entry, or say something else
_LABELS = {"cited": "Words that it cites", "sources": "Sources"}
_HELP = {
    "cited": "Exactly as the text has them. Select others in the text, or paste them here.",
    "speakers": "Who said it. Several names are separated by semicolons.",
    "participants": "NAME (ROLE), separated by semicolons.",
    "topics": "Separated by semicolons.",
    "places": "Separated by semicolons.",
    "links": "RELATION NUMBER, as in reaffirms 12, separated by semicolons.",
    "sources": "A known source, or an address or title; separated by semicolons.",
    "via": "The outlet through which the source cites it.",
    "exact": "The words of the first source that prove it.",
    "date": "As the source gives it: 2014, Feb. 26, early March, on Thursday, unknown.",
}
_WORDS_LABEL: dict[EntryKind, str] = {"statement": "What was said", "event": "What happened"}
_MORE_LABEL: dict[EntryKind, str] = {"statement": "Title", "event": "Details"}
#: field → kind of the entities among which it can be picked
_PICKS = {"speakers": "speaker", "participants": "speaker", "topics": "topic", "places": "place", "sources": "source"}


def problems_of(error: TimelineError) -> list[tuple[str | None, str]]:
    """Return what is wrong, with the field of each problem."""
    return [(one.field, one.plain) for one in errors_of(error)]


def label_of(name: str, kind: EntryKind) -> str:
    """Return the label of a field of a form."""
    if name in ("words", "more"):
        return (_WORDS_LABEL if name == "words" else _MORE_LABEL)[kind]
    return _LABELS.get(name) or FIELDS[name].label


def labelled(typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return texts that were typed, each with the label of its field, in whatever form that was."""
    return [
        (FIELDS[name].label if name in FIELDS else name.replace("_", " ").capitalize(), text)
        for name, text in typed.items()
    ]


def is_shown(name: str, kind: EntryKind) -> bool:
    """Tell whether a form for entries of a kind has a field."""
    return name in ("words", "more", "cited") or is_of(name, kind)


def shown(
    names: Iterable[str],
    kind: EntryKind,
    values: Mapping[str, str],
    problems: Sequence[tuple[str | None, str]],
    notes: Sequence[Note] = (),
) -> list[FormField]:
    """Return the fields that a form for entries of a kind has."""
    return [field(name, kind, values, problems, notes) for name in names if is_shown(name, kind)]


def field(
    name: str,
    kind: EntryKind,
    values: Mapping[str, str],
    problems: Iterable[tuple[str | None, str]],
    notes: Iterable[Note] = (),
) -> FormField:
    """Return a field with its value, its problems and its notes."""
    choices = FIELDS[name].choices if name in FIELDS and FIELDS[name].type == "choice" else ()
    same = (name, column(name, kind))
    return FormField(
        name=name,
        label=label_of(name, kind),
        value=values.get(name, ""),
        help=_HELP.get(name) or (FIELDS[name].help if name in FIELDS else ""),
        look="choice" if choices else "area" if name in _AREAS else "line",
        choices=choices if not choices or values.get(name) in choices else ("", *choices),
        problems=tuple(dict.fromkeys(text for where, text in problems if where in same)),
        notes=messages(note for note in notes if note.field in same),
        pick=_PICKS.get(name, ""),
    )
