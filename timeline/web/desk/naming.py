"""Edit speakers, topics, places, sources and offices, and merge two that are the same, after a preview."""

import hashlib
from collections.abc import Mapping, Sequence
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from timeline.desk import entities, entity_forms, history, names, offices
from timeline.desk.entity_forms import OFFICE, EditedFields, Filled
from timeline.desk.values import Note, messages
from timeline.errors import ConflictError, GoneError, NotFoundError, RefusedError, TimelineError
from timeline.render import changes as people
from timeline.schema.vocabulary import ENTITY_KINDS, SOURCE_KINDS, SPEAKER_KINDS, EntityKind
from timeline.web.desk import posted, rereading
from timeline.web.desk.fields import problems_of
from timeline.web.desk.pages import ConflictPage, Difference, EntityForm, FormField, MergePage, Notice, OfficeForm
from timeline.web.desk.visits import Visit
from timeline.web.lookup import entity, missing
from timeline.words.printable import plain_lines

if TYPE_CHECKING:
    from timeline.desk.values import Outcome

_LABELS = {
    "name": "Name", "aliases": "Other names", "kind": "Kind", "country": "Country", "wikidata": "Wikidata",
    "note": "Note", "parent": "Lies in", "title": "Title", "publisher": "Publisher", "published": "Published on",
    "author": "Author", "url": "Address", "archive_url": "Archived at", "lang": "Language",
    "organization": "Organization", "since": "Since", "until": "Until",
}  # fmt: skip
_HELP = {
    "aliases": "Separated by semicolons.",
    "country": "Its code, two letters: RU.",
    "wikidata": "The item, such as Q58217.",
    "until": "Empty while it is held; unknown if it has ended.",
    "published": "A day, month or year.",
}
_CHOICES = {"speaker": SPEAKER_KINDS, "source": SOURCE_KINDS}
#: changed rows that a preview shows
_MOST_CHANGES = 300


def show(visit: Visit) -> Response:
    """Show the form of a speaker, topic, place or source."""
    with visit.desk.reading() as connection:
        return visit.page(_page(visit, connection))


def _kind(visit: Visit) -> EntityKind:
    kind = visit.request.path_params["kind"]
    if kind not in ENTITY_KINDS:
        raise NotFoundError(f"there are no pages of the kind “{kind[:40]}”")
    return kind  # type: ignore[no-any-return]


def _address(visit: Visit) -> str:
    return f"/edit/{_kind(visit)}/{visit.request.path_params['number']}"


def _page(visit: Visit, connection: Connection, problems: Sequence[tuple[str | None, str]] = ()) -> EntityForm:
    kind, number = _kind(visit), visit.request.path_params["number"]
    filled = entity_forms.fill(connection, kind, number)
    typed = visit.posted.beginning("f.")
    forms: list[OfficeForm] = []
    if kind == "speaker":
        held = connection.execute("SELECT id FROM offices WHERE speaker_id = ? ORDER BY date_earliest, id", (number,))
        forms = [_office_form(visit, connection, row[0], problems) for row in held.fetchall()]
    own = problems if visit.posted.one("office") == "" else ()
    fields = form_fields(kind, filled.values, typed if visit.posted.one("office") == "" else {}, own)
    new = visit.posted.beginning("n.")
    blank = dict.fromkeys(offices.EDITABLE if kind == "speaker" else (), "")
    known = {field.name for field in fields}
    return EntityForm(
        token=visit.token,
        notice=visit.notice(),
        kind=kind,
        number=number,
        name=filled.name,
        uid=filled.uid,
        fields=fields,
        problems=[text for name, text in problems if name not in known],
        offices=forms,
        new_office=form_fields(OFFICE, blank, new, problems if new else ()),
        seen=(visit.posted.one("seen") if own else "") or posted.version_text(filled.version),
        ways=rereading.ways(connection, kind, number),
        address=_address(visit),
        typed=visit.posted.beginning("o."),
    )


def _office_form(
    visit: Visit, connection: Connection, number: int, problems: Sequence[tuple[str | None, str]]
) -> OfficeForm:
    filled = entity_forms.fill_office(connection, number)
    is_sent = visit.posted.number("office") == number
    typed = visit.posted.beginning("f.") if is_sent else {}
    seen = (visit.posted.one("seen") if is_sent else "") or posted.version_text(filled.version)
    return OfficeForm(
        number=number, fields=form_fields(OFFICE, filled.values, typed, problems if is_sent else ()), seen=seen
    )


def form_fields(
    kind: str,
    values: Mapping[str, str | tuple[str, ...]],
    typed: Mapping[str, str],
    problems: Sequence[tuple[str | None, str]],
) -> list[FormField]:
    """Return the fields of a form for an entity or an office: as they were typed, else with their values."""
    choices = _CHOICES.get(kind, ())
    return [
        FormField(
            name=name,
            label=_LABELS[name],
            value=typed.get(name, value if isinstance(value, str) else "; ".join(value)),
            help=_HELP.get(name, ""),
            look="choice" if name == "kind" else "area" if name == "note" else "line",
            choices=choices if name == "kind" else (),
            problems=tuple(text for field, text in problems if field in (name, f"no_{name}")),
            pick="place" if name == "parent" else "",
        )
        for name, value in values.items()
    ]


def change(visit: Visit) -> Response:
    """Store the form of an entity or of an office, add an office, or lead to a merge."""
    acts = {
        "store": _store,
        "store and keep": _store,
        "store and read": _store_and_read,
        "read again": _read_again,
        "office": _store_office,
        "add office": _add_office,
        "merge": _preview,
        "really merge": _merge,
    }
    try:
        if visit.posted.one("do") not in acts:
            raise RefusedError("this button does nothing here; nothing was stored")
        _refuse_missing_office(visit)
        return acts[visit.posted.one("do")](visit)
    except ConflictError as error:
        return visit.page(_conflict(visit, error), 409)
    except GoneError:
        raise  # nothing of the page is left that could show it
    except TimelineError as error:
        problems = problems_of(error)
        with visit.desk.reading() as connection:
            return visit.page(_page(visit, connection, problems), 422)


def _edited(visit: Visit, filled: Filled) -> EditedFields:
    """Return what was changed in a form; a field of which an editor chose the stored version stays as it is."""
    picks = visit.posted.beginning("pick.")
    typed = {name: text for name, text in visit.posted.beginning("f.").items() if picks.get(name) != "theirs"}
    edited = entity_forms.changed(filled, typed, posted.read_version(visit.posted.one("seen")))
    if not edited.typed:
        raise RefusedError("nothing is changed yet")
    return edited


def _store(visit: Visit) -> Response:
    kind, number = _kind(visit), visit.request.path_params["number"]
    with visit.desk.reading() as connection:
        filled = entity_forms.fill(connection, kind, number)
        edited = _edited(visit, filled)
    published = edited.fields.get("published") if kind == "source" else None
    if published and visit.posted.one("do") == "store" and (plan := rereading.planned(visit, number, published)):
        with visit.desk.opened(f"edit {kind} {number}", None, rehearse=True) as session:
            _edit(visit, session, edited)  # what is wrong is said before anything is asked
        return rereading.asked(visit, filled.name, plan, is_edit=True, address=_address(visit))
    with visit.writing(f"edit {kind} {number}") as session:
        done = _edit(visit, session, edited)
    remarks = rereading.kept(visit, number) if published == "" else []
    return _done(visit, f"The {kind} {done.value.after.name} is changed.", done.changeset, done.notes, remarks)


def _edit(visit: Visit, session: Any, edited: EditedFields) -> "Outcome[entities.EditedEntity]":
    """Store the fields of a form. Raises ConflictError if somebody else has changed one of them."""
    kind, number = _kind(visit), visit.request.path_params["number"]
    entity_forms.refuse_changed(session, kind, number, posted.read_version(visit.posted.one("seen")), edited)
    return entities.edit(
        session, kind, str(number), edited.fields,
        aliases=edited.aliases, no_aliases=edited.no_aliases, new_speaker=visit.posted.one("o.new") == "yes",
    )  # fmt: skip


def _source(visit: Visit) -> int:
    if _kind(visit) != "source":
        raise RefusedError("only a source can be read again; nothing was stored")
    number: int = visit.request.path_params["number"]
    return number


def _read_again(visit: Visit) -> Response:
    """Show what reading a source again changes, with the day that is stored."""
    number = _source(visit)
    plan = rereading.refuse_none(rereading.planned(visit, number, None))
    with visit.desk.reading() as connection:
        name = entity_forms.fill(connection, _kind(visit), number).name
    return rereading.asked(visit, name, plan, is_edit=False, address=_address(visit))


def _store_and_read(visit: Visit) -> Response:
    """Store the form of a source, if it has one, and replace the proposals that its day of publication changes."""
    number, edited = _source(visit), None
    if visit.posted.beginning("f."):
        with visit.desk.reading() as connection:
            edited = _edited(visit, entity_forms.fill(connection, "source", number))
    plan = rereading.refuse_none(rereading.planned(visit, number, edited.fields.get("published") if edited else None))
    with visit.writing(rereading.command(number, plan, is_edit=bool(edited))) as session:
        notes = _edit(visit, session, edited).notes if edited else ()
        sentence, changeset, remarks = rereading.stored(session, plan)
    return _done(visit, sentence, changeset, notes, remarks)


def _store_office(visit: Visit) -> Response:
    number = visit.posted.number("office") or 0
    with visit.desk.reading() as connection:
        entity_forms.fill(connection, _kind(visit), visit.request.path_params["number"])
        edited = _edited(visit, entity_forms.fill_office(connection, number))
    seen = posted.read_version(visit.posted.one("seen"))
    with visit.writing(f"edit office {number}") as session:
        entity_forms.refuse_changed(session, OFFICE, number, seen, edited)
        done = offices.edit(session, number, edited.fields)
    return _done(visit, "The office is changed.", done.changeset, done.notes)


def _refuse_missing_office(visit: Visit) -> None:
    """Raise an error that says who has deleted the office of a form, if it is gone."""
    if (number := visit.posted.number("office")) is None or number == 0:
        return
    with visit.desk.reading() as connection:
        if connection.execute("SELECT 1 FROM offices WHERE id = ?", (number,)).fetchone() is None:
            raise missing(connection, "office", "offices", str(number))


def _add_office(visit: Visit) -> Response:
    typed = {name: plain_lines(text).strip() or None for name, text in visit.posted.beginning("n.").items()}
    fields = {name: typed.get(name) for name in offices.EDITABLE if name != "title"}
    number = visit.request.path_params["number"]
    with visit.writing(f"add an office of speaker {number}") as session:
        done = offices.add(session, str(number), typed.get("title") or "", **fields)
    return _done(visit, "The office is added.", done.changeset, done.notes)


def _done(
    visit: Visit, sentence: str, changeset: int, notes: Sequence[Note] = (), remarks: Sequence[str] = ()
) -> Response:
    texts = (*messages(notes), *remarks)
    notice = Notice(sentence=sentence, changeset=changeset, notes=texts, back="/history")
    return visit.done(notice, _address(visit))


def _target(visit: Visit, connection: Connection) -> int:
    """Return the number of the entity into which this one is to be merged. Raises TimelineError."""
    typed = visit.posted.one("o.target").strip()
    if not typed:
        raise RefusedError("name the one that it is the same as", field="target")
    return names.one_entity(connection.execute, _kind(visit), typed).id


def _preview(visit: Visit) -> Response:
    """Show everything that a merge would change; store nothing."""
    kind, number = _kind(visit), visit.request.path_params["number"]
    with visit.desk.reading() as connection:
        target = _target(visit, connection)
        both = [entity_forms.fill(connection, kind, one) for one in (number, target)]
    with visit.desk.opened(f"merge {kind} {number} into {target}", None, rehearse=True) as session:
        done = entities.merge(session, kind, str(number), str(target))
        rows, left_out, digest = _changed_so_far(session)
    page = MergePage(
        token=visit.token,
        kind=kind,
        names=(both[0].name, both[1].name),
        numbers=(number, target),
        rows=rows,
        left_out=left_out,
        digest=digest,
        notes=done.messages,
        versions=tuple(posted.version_text(one.version) for one in both),
        address=_address(visit),
    )
    return visit.page(page)


def _changed_so_far(session: Any) -> tuple[list[people.ChangedRow], int, str]:
    """Return the rows that a session has changed, as a page shows them, how many more there are, and their digest."""
    session.flush()
    changed, name, total = history.written_so_far(session, _MOST_CHANGES)
    rows = list(people.rows(changed, name))
    digest = hashlib.sha256(repr((rows, total)).encode("utf-8", "replace")).hexdigest()
    return rows, max(0, total - len(changed)), digest


def _merge(visit: Visit) -> Response:
    kind, number = _kind(visit), visit.request.path_params["number"]
    with visit.desk.reading() as connection:
        target = _target(visit, connection)
    seen = [posted.read_version(visit.posted.one(f"version.{one}")) for one in (number, target)]
    with visit.writing(f"merge {kind} {number} into {target}") as session:
        for one, version in zip((number, target), seen, strict=True):
            entity_forms.refuse_other(session, kind, one, version)
        done = entities.merge(session, kind, str(number), str(target))
        if _changed_so_far(session)[2] != visit.posted.one("digest"):
            raise RefusedError("it would change something else meanwhile; look at the merge again", field="target")
    notice = Notice(
        sentence=f"{done.value.duplicate.name} is now {done.value.target.name}.",
        changeset=done.changeset,
        notes=done.messages,
        back="/history",
    )
    return visit.done(notice, f"/edit/{kind}/{target}")


def _conflict(visit: Visit, error: ConflictError) -> ConflictPage:
    """Show the fields that somebody else has changed since the page was opened, to choose from."""
    kind, office = _kind(visit), visit.posted.number("office")
    number = visit.request.path_params["number"]
    with visit.desk.reading() as connection:
        filled = entity_forms.fill_office(connection, office) if office else entity_forms.fill(connection, kind, number)
        edited = _edited(visit, filled).typed
    hidden = {f"f.{name}": value for name, value in edited.items()}
    return ConflictPage(
        token=visit.token,
        sentences=["It has been changed since you opened this page.", "Nothing of yours has been stored."],
        differences=[
            Difference(name=one.field, label=_LABELS[one.field], mine=one.yours or "", theirs=one.theirs)
            for one in error.fields
        ],
        mine="Yours",
        theirs="Stored now",
        can_choose=True,
        hidden={
            **hidden,
            "office": str(office or ""),
            "seen": posted.version_text(filled.version),
            "o.new": visit.posted.one("o.new"),
        },
        buttons={visit.posted.one("do"): "Store my choices"},
        action=_address(visit),
        back=_address(visit),
    )


def find(visit: Visit) -> Response:
    """Lead from the permanent name of an entity to its form."""
    kind = _kind(visit)
    with visit.desk.reading() as connection:
        row = entity(connection, kind, visit.request.path_params["uid"])
    return RedirectResponse(f"/edit/{kind}/{row['id']}", 303)
