"""Add speakers, topics and places."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.responses import Response

from timeline.desk import entities
from timeline.desk.entity_forms import ALIASES
from timeline.desk.problems import errors_of
from timeline.desk.splitting import split
from timeline.desk.values import Outcome
from timeline.errors import NotFoundError, RefusedError, TimelineError
from timeline.reading.resolve import Entity
from timeline.schema.kinds import KINDS
from timeline.schema.vocabulary import SPEAKER_KINDS, EntityKind
from timeline.web.desk.naming import form_fields
from timeline.web.desk.pages import AddPage, Notice
from timeline.web.desk.visits import Visit
from timeline.words.printable import plain_lines

#: kind → what adds one, in the session of a changeset; sources have pages of their own
_VERBS: dict[EntityKind, Callable[..., Outcome[int]]] = {
    "speaker": entities.add_speaker,
    "topic": entities.add_topic,
    "place": entities.add_place,
}


def show(visit: Visit) -> Response:
    """Show an empty form for a speaker, topic or place."""
    return visit.page(_page(visit, _kind(visit)))


def add(visit: Visit) -> Response:
    """Store a speaker, topic or place, and lead to its form; a form that is refused comes back as it was."""
    kind = _kind(visit)
    try:
        return _store(visit, kind)
    except TimelineError as error:
        return visit.page(_page(visit, kind, errors_of(error)), 422)


def _kind(visit: Visit) -> EntityKind:
    kind = visit.request.path_params["kind"]
    if kind not in _VERBS:
        raise NotFoundError(f"there are no pages that add the kind “{kind[:40]}”")
    return kind  # type: ignore[no-any-return]


def _page(visit: Visit, kind: EntityKind, errors: Sequence[TimelineError] = ()) -> AddPage:
    further = (ALIASES,) if KINDS[kind].has_several_names else ()
    first, *others = entities.EDITABLE[kind]
    values = dict.fromkeys((first, *further, *others), "")
    if kind == "speaker":
        values["kind"] = SPEAKER_KINDS[0]
    known: dict[str, list[Entity]] = {}
    for error in errors:
        fitting = [one for one in error.choices if isinstance(one, Entity)]
        known[error.field or ""] = list(dict.fromkeys([*known.get(error.field or "", ()), *fitting]))
    return AddPage(
        token=visit.token,
        notice=visit.notice(),
        kind=kind,
        fields=form_fields(kind, values, visit.posted.beginning("f."), [(one.field, one.plain) for one in errors]),
        problems=[one.plain for one in errors if one.field not in values],
        known=known,
        is_new=_is_new(visit),
    )


def _is_new(visit: Visit) -> bool:
    """Tell whether the editor says that a speaker is somebody new, whoever has similar names."""
    return visit.posted.one("o.new") == "yes"


def _store(visit: Visit, kind: EntityKind) -> Response:
    typed = {name: plain_lines(text).strip() for name, text in visit.posted.beginning("f.").items()}
    name = typed.get("name", "")
    fields: dict[str, Any] = {field: typed[field] for field in entities.EDITABLE[kind][1:] if typed.get(field)}
    if KINDS[kind].has_several_names:
        fields[ALIASES] = _aliases(typed)
    if kind == "speaker":
        fields["new_speaker"] = _is_new(visit)
    with visit.writing(f"add a {kind}") as session:
        done = _VERBS[kind](session, name, **fields)
    notice = Notice(sentence=f"The {kind} {name} is added.", changeset=done.changeset, back="/history")
    return visit.done(notice, f"/edit/{kind}/{done.value}")


def _aliases(typed: Mapping[str, str]) -> tuple[str, ...]:
    try:
        return split(typed.get(ALIASES, ""))
    except RefusedError as error:
        raise error.at(ALIASES) from None
