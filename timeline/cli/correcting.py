"""Correcting a draft field by field: ``date Feb. 26``, ``speaker Sergey Lavrov``, ``links reaffirms 12``."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from timeline.cli.entry_input import as_typed, read_link, read_moment, read_participant
from timeline.cli.given import given_date
from timeline.errors import RefusedError
from timeline.reading import resolve
from timeline.reading.proposals import ProposalRecord
from timeline.schema.vocabulary import relation_words
from timeline.store.limits import checked

if TYPE_CHECKING:
    from timeline.store.drafts import Draft

_NOTHING = "-"
#: what may be corrected, in the order in which it is shown
FIELDS = (
    "kind", "speaker", "role", "mode", "text", "date", "date_text", "setting", "via", "topics", "places",
    "participants", "links", "note",
)  # fmt: skip


class Corrector:
    """Corrects the drafts of one proposal; ``text`` is the snapshot's that it was found in."""

    def __init__(self, lookup: resolve.Lookup, proposal: ProposalRecord, text: str) -> None:
        self._lookup = lookup
        self._published = proposal["source"]["published"]
        self._role = proposal["role"]
        self._text = text

    def edited(self, draft: "Draft", given: str) -> "Draft":
        """Return a draft with one field as it is given: the field, or the beginning of its name, and the new value.

        Raises TimelineError where it cannot be that; the draft stays as it was.
        """
        from timeline.store import drafts

        name, _, value = given.strip().partition(" ")
        field, value = _field(name), value.strip().removeprefix("=").strip()
        if not value:
            raise RefusedError(f"{field}: give the new value behind it; {_NOTHING} empties it")
        value = "" if value == _NOTHING else value
        own: dict[str, Callable[[], Draft]] = {
            "kind": lambda: drafts.as_kind(draft, value),
            "mode": lambda: drafts.as_mode(draft, value, self._text),
            "text": lambda: drafts.reworded(draft, value, self._text),
            "date": lambda: self._dated(draft, value),
            "speaker": lambda: self._spoken(draft, _parts(value)),
        }
        return own[field]() if field in own else drafts.with_field(draft, field, self._read(field, value))

    def _spoken(self, draft: "Draft", speakers: tuple[str, ...]) -> "Draft":
        """Give it other speakers; the role that was proposed goes with whom it was proposed for."""
        from timeline.store import drafts

        changed = drafts.with_field(draft, "speakers", speakers)
        is_other = speakers[:1] != draft.entry.speakers[:1]
        return drafts.with_field(changed, "role", None) if is_other and draft.entry.role == self._role else changed

    def _read(self, field: str, value: str) -> Any:
        """Read the value of a field that nothing else depends on."""
        if field == "participants":
            return tuple(read_participant(part) for part in _parts(value))
        if field == "links":
            return self._links(value)
        if field in ("topics", "places"):
            return _parts(value)
        return checked(field, value) if value else None

    def _links(self, value: str) -> tuple[tuple[str, int], ...]:
        links = tuple(dict.fromkeys(read_link(part, "links") for part in _parts(value)))
        for _, number in links:
            if not list(self._lookup("SELECT 1 FROM entries WHERE id = :id", {"id": number})):
                raise RefusedError(f"there is no entry {number} to link to")
        return links

    def _dated(self, draft: "Draft", value: str) -> "Draft":
        """Read a date beside the day on which the source was published."""
        from timeline.store import drafts

        def beside() -> Any:
            return given_date("published", self._published) if self._published else None

        date = read_moment("date", value or "unknown", None, beside, said=draft.kind == "statement")
        dated = drafts.with_field(draft, "date", date)
        return drafts.with_field(dated, "date_text", as_typed(value, date))


def _field(name: str) -> str:
    """Return the field that a name or its beginning means. Raises RefusedError for none or several."""
    begun = [field for field in FIELDS if name and field.startswith(name.lower())]
    fitting = begun[:1] if all(field.startswith(begun[0]) for field in begun) else begun
    if len(fitting) != 1:
        what = f"“{name[:40]}” is no field" if not fitting else f"“{name[:40]}” may be {' or '.join(fitting)}"
        raise RefusedError(f"{what}; there are {', '.join(FIELDS)}")
    return fitting[0]


def _parts(given: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in given.split(";") if part.strip()))


def fields(lookup: resolve.Lookup, draft: "Draft") -> Iterator[tuple[str, str]]:
    """Yield the fields of a draft that have something, worded for people."""
    entry = draft.entry
    if draft.kind == "statement":
        yield (
            "speaker",
            "; ".join(_person(lookup, name) for name in entry.speakers) or "nobody is named: e speaker NAME",
        )
    worded: dict[str, Callable[[], str | None]] = {
        "role": lambda: entry.role,
        "mode": lambda: entry.mode,
        "text": lambda: f"“{entry.text}”" if entry.mode == "verbatim" else entry.text,
        "date": lambda: entry.date.human() if entry.date is not None else "unknown",
        "date_text": lambda: entry.date_text and f"“{entry.date_text}”",
        "setting": lambda: entry.setting,
        "via": lambda: entry.via,
        "topics": lambda: "; ".join(entry.topics),
        "places": lambda: "; ".join(entry.places),
        "participants": lambda: "; ".join(f"{_person(lookup, name)} ({role})" for name, role in entry.participants),
        "links": lambda: "; ".join(f"{relation_words(relation)} {number}" for relation, number in entry.links),
        "note": lambda: entry.note,
    }
    for field, words in worded.items():
        if said := words():
            yield field, said


def _person(lookup: resolve.Lookup, name: str) -> str:
    """Word who a name means: somebody known, somebody new, or somebody new who is like somebody known."""
    found = resolve.find(lookup, "speaker", name)
    if len(found) == 1:
        return f"{found[0].name} (known as {found[0].id})"
    if found:
        return f"{name} (one of {resolve.listed(found)}?)"
    similar = resolve.near(lookup, "speaker", name)
    return f"{name} (new; or {resolve.listed(similar)}?)" if similar else f"{name} (new)"
