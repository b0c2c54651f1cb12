"""Show two versions side by side if somebody else came first, and store what an editor chooses of them."""

from collections.abc import Collection, Mapping
from sqlite3 import Connection

from starlette.responses import Response

from timeline.desk import entries, forms, review_forms
from timeline.desk.forms import Form
from timeline.desk.problems import errors_of
from timeline.desk.review_forms import ReviewForm, Subject
from timeline.desk.splitting import split
from timeline.desk.versions import Version
from timeline.errors import ConflictError, FieldConflict, NoEntryError, RefusedError, TimelineError
from timeline.reading.records import Record
from timeline.schema.fields import FIELDS, MORE, WORDS
from timeline.schema.vocabulary import EntryKind
from timeline.web.desk import fields, posted, review_page
from timeline.web.desk.pages import ConflictPage, Difference, Notice
from timeline.web.desk.posted import Posted
from timeline.web.desk.visits import Visit

_CHOOSE = "Nothing of yours has been stored. Choose below, field by field."
_MINE, _THEIRS, _PICK = "mine.", "theirs.", "pick."
#: fields that an edit of an entry cannot change
_FIXED = ("kind", "cited", "via")
#: field → the one whose choice counts for it, if they differ in both
_GOES_WITH = {"date_text": "date", "mode": "words"}


class _Decision:
    """The latest verdict on a proposal: what was decided, by whom and when, and the entry."""

    def __init__(self, connection: Connection, number: int) -> None:
        row = connection.execute(
            "SELECT v.decision, v.note, c.actor, c.at FROM verdicts AS v LEFT JOIN changesets AS c"
            " ON c.id = v.changeset_id WHERE v.proposal_id = ? ORDER BY v.id DESC LIMIT 1",
            (number,),
        ).fetchone()
        self.what: str | None = row and row[0]
        self.note: str | None = row and row[1]
        self.actor: str | None = row and row[2]
        self.at: str = (row and row[3]) or ""

    def sentence(self, number: int, entry: int | None) -> str:
        """Say in a sentence what happened."""
        if self.what is None:
            return f"Proposal {number} has been changed since you opened this page."
        as_entry = f" as entry {entry}" if entry else ""
        why = f": “{self.note}”" if self.note else ""
        when = f" on {self.at[:16].replace('T', ' at ')} UTC"
        return f"{self.actor or 'Somebody'} has {self.what} proposal {number}{as_entry}{when}{why}."


def of_proposal(visit: Visit, connection: Connection, number: int, form: ReviewForm) -> ConflictPage:
    """Read the page of a proposal that somebody else has decided or changed meanwhile."""
    subject = review_forms.subject_of(connection, number)
    read = review_forms.read(connection, subject, form)
    mine = {**read.shown, "kind": read.draft.kind}
    entry, do = subject.proposal["entry"] if subject.proposal else None, visit.posted.one("do")
    record = entries.read(connection, entry) if entry else None
    theirs = _of_record(record, subject) if record else _of_subject(subject)
    decision = _Decision(connection, number)
    can_edit = record is not None and do != "reject" and record["kind"] == read.draft.kind
    if do == "reject":
        buttons = {"reject": "Reject it all the same"}
    elif can_edit:
        buttons = {"merge": f"Store my choices in entry {entry}"}
    else:
        buttons = {"again": "Go on with my choices"}
    return _page(
        visit,
        connection,
        subject,
        form,
        sentences=[decision.sentence(number, entry), _CHOOSE],
        mine=mine,
        theirs=theirs,
        kind=read.draft.kind,
        buttons=buttons,
        entry=entry if can_edit else None,
        can_choose=do != "reject",
        theirs_name=f"Entry {entry}" if record else "The proposal now",
    )


def _page(
    visit: Visit,
    connection: Connection,
    subject: Subject,
    form: ReviewForm,
    *,
    sentences: list[str],
    mine: Mapping[str, str],
    theirs: Mapping[str, str],
    kind: EntryKind,
    buttons: Mapping[str, str],
    entry: int | None,
    can_choose: bool,
    theirs_name: str,
    problems: tuple[str, ...] = (),
) -> ConflictPage:
    names = [name for name in review_page.ALL if name in mine or name in theirs]
    if entry is not None:
        names = [name for name in names if name not in _FIXED]
    differences = [_difference(name, kind, mine, theirs) for name in names]
    version = review_forms.version(connection, subject.draft)
    of_entry = entries.version_of(connection, entry) if entry is not None else None
    hidden = {
        "seen": posted.seen_text(subject, version),
        "form_kind": kind,
        "spans": form.spans,
        "entry": str(entry or ""),
        "entry_version": posted.version_text(of_entry),
        "reason": visit.posted.one("reason"),
        **{f"{_MINE}{one.name}": one.mine for one in differences},
        **{f"{_THEIRS}{one.name}": one.theirs for one in differences},
        **{f"who.{name}": "new" if who is None else str(who) for name, who in form.choices.items()},
    }
    number = subject.proposal["id"] if subject.proposal else 0
    return ConflictPage(
        token=visit.token,
        sentences=sentences,
        differences=differences,
        mine="Yours",
        theirs=theirs_name,
        can_choose=can_choose,
        hidden=hidden,
        buttons=buttons,
        action=f"/review/{number}",
        back=f"/review/{number}#now",
        problems=problems,
    )


def _difference(name: str, kind: EntryKind, mine: Mapping[str, str], theirs: Mapping[str, str]) -> Difference:
    leader = _GOES_WITH.get(name)
    is_led = leader is not None and mine.get(leader, "").strip() != theirs.get(leader, "").strip()
    return Difference(
        name=name,
        label=fields.label_of(name, kind),
        mine=mine.get(name, "").strip(),
        theirs=theirs.get(name, "").strip(),
        goes_with=fields.label_of(leader, kind) if leader and is_led else "",
    )


def _picks(form: Posted) -> dict[str, str]:
    """Return which version an editor chose of each field: ``mine`` or ``theirs``."""
    picks = form.beginning(_PICK)
    return picks | {name: picks[leader] for name, leader in _GOES_WITH.items() if leader in picks and name not in picks}


def of_entry(visit: Visit, connection: Connection, number: int) -> ConflictPage:
    """Read the page of an entry that has been changed since an editor chose to cite a passage for it."""
    seen = posted.read_version(visit.posted.one(f"version.{number}"))
    return _seen_and_now(
        visit, connection, number, seen,
        seen_field=f"version.{number}",
        buttons={f"cite {number}": f"Cite the passage for entry {number} as it is now"},
        address=f"/review/{visit.request.path_params['number']}",
    )  # fmt: skip


def _seen_and_now(
    visit: Visit,
    connection: Connection,
    number: int,
    seen: Version | None,
    *,
    seen_field: str,
    buttons: Mapping[str, str],
    address: str,
) -> ConflictPage:
    after = plain_values(entries.read(connection, number))
    with visit.desk.as_of(seen.changeset if seen else 0) as then_connection:
        try:
            then = plain_values(entries.read(then_connection, number))
        except NoEntryError:
            then = {}
    hidden = {name: value for name, value in visit.posted.beginning("").items() if name not in ("token", "do")}
    hidden[seen_field] = posted.version_text(entries.version_of(connection, number))
    return ConflictPage(
        token=visit.token,
        sentences=[f"Entry {number} has been changed since you opened this page.", "Nothing has been stored."],
        differences=[
            Difference(name=name, label=FIELDS[name].label, mine=then.get(name, ""), theirs=value)
            for name, value in after.items()
        ],
        mine=f"Entry {number} as you saw it",
        theirs=f"Entry {number} now",
        can_choose=False,
        hidden=hidden,
        buttons=buttons,
        action=address,
        back=address,
    )


def merge(visit: Visit, number: int) -> Response:
    """Store the fields that an editor has chosen in the entry that somebody else made of a proposal."""
    form, entry = visit.posted, visit.posted.number("entry") or 0
    picked = [name for name, which in _picks(form).items() if which == "mine" and name not in _FIXED]
    kind = form.kind()
    values = {fields.column(name, kind): form.one(f"{_MINE}{name}") for name in picked}
    if kind == "statement" and {"speakers", "participants"} & set(values):
        values |= _people_of(form, picked)
    if not values:
        sentence = f"Nothing changed: entry {entry} stays as it is."
        return visit.done(Notice(sentence=sentence, back=f"/review/{number}"), "/review")
    edit = Form(
        values=values,
        entry=entry,
        version=posted.read_version(form.one("entry_version")),
        choices=form.choices(),
        shown={"mode": form.one(f"{_MINE}mode")},
    )
    try:
        with visit.writing(f"edit entry {entry}, made from proposal {number}") as session:
            done = entries.edit(session, edit)
    except TimelineError as error:
        return _again(visit, number, error)
    with visit.desk.reading() as connection:
        record = entries.read(connection, entry)
    notice = Notice(
        sentence=f"Entry {entry} has your choices now.",
        record=record,
        notes=done.messages,
        changeset=done.changeset,
        back=f"/review/{number}",
    )
    return visit.done(notice, "/review")


def _people_of(form: Posted, picked: Collection[str]) -> dict[str, str]:
    """Return the speaker and the participants of an entry: in an entry, those who join in are participants."""
    chosen = {name: form.one(f"{_MINE if name in picked else _THEIRS}{name}") for name in ("speakers", "participants")}
    first, *joint = split(chosen["speakers"]) or ("",)
    others = [chosen["participants"], *(f"{name} (speaker)" for name in joint)]
    return {"speakers": first, "participants": "; ".join(filter(None, others))}


def _again(visit: Visit, number: int, error: TimelineError) -> Response:
    """Show both versions again, as they are now, with what was wrong."""
    mine = visit.posted.beginning(_MINE)
    kind = visit.posted.kind()
    with visit.desk.reading() as connection:
        subject = review_forms.subject_of(connection, number)
        entry = subject.proposal["entry"] if subject.proposal else None
        if entry is None:
            raise RefusedError("the entry has been deleted meanwhile; nothing was stored")
        page = _page(
            visit,
            connection,
            subject,
            ReviewForm(values=mine, kind=kind, spans=visit.posted.one("spans"), choices=visit.posted.choices()),
            sentences=["Nothing has been stored."],
            mine=mine,
            theirs=_of_record(entries.read(connection, entry), subject),
            kind=kind,
            buttons={"merge": f"Store my choices in entry {entry}"},
            entry=entry,
            can_choose=True,
            theirs_name=f"Entry {entry}",
            problems=tuple(one.plain for one in errors_of(error)),
        )
    return visit.page(page, 409)


def chosen_form(form: Posted) -> ReviewForm:
    """Return the form that an editor's choices make."""
    picks = _picks(form)
    mine, theirs = form.beginning(_MINE), form.beginning(_THEIRS)
    values = {name: theirs.get(name, "") if picks.get(name) == "theirs" else value for name, value in mine.items()}
    settled = {name: text for name, text in values.items() if name in ("date", "speakers")}  # chosen, not untouched
    return form.form(values, settled)


def _of_subject(subject: Subject) -> dict[str, str]:
    passage = subject.draft.passage
    return review_forms.values_of(subject.draft) | {"cited": passage.words(subject.text) if passage else ""}


def _of_record(record: Record, subject: Subject) -> dict[str, str]:
    """Return an entry as the fields of a form."""
    values, kind = plain_values(record), record["kind"]
    words, more = WORDS[kind], MORE[kind]
    others = {name: value for name, value in values.items() if name not in (words, more)}
    citation = next((one for one in record["citations"] if one["snapshot_id"] == subject.snapshot), None)
    cited, via = (citation["exact"] or "", citation["via"]) if citation else ("", None)
    date = "" if others.get("date") == "unknown" else others.get("date", "")
    if kind == "statement":  # the form of a proposal has all speakers in one field
        joint = [person["name"] for person in record["participants"] if person["role"] == "speaker"]
        others["speakers"] = "; ".join([record["speaker"] or "", *joint])
        rest = [f"{one['name']} ({one['role']})" for one in record["participants"] if one["role"] != "speaker"]
        others["participants"] = "; ".join(rest)
    outlet = (via["publisher"] or via["title"] or via["url"] or "") if via else ""
    own = {"words": values[words], "more": values.get(more, ""), "cited": cited, "date": date, "via": outlet}
    return others | {"kind": kind} | own


def plain_values(record: Record) -> dict[str, str]:
    """Return the fields of an entry as texts, by name."""
    return {
        name: value if isinstance(value, str) else "; ".join(value) for name, value in forms.values_of(record).items()
    }


def of_edit(visit: Visit, error: ConflictError, edited: Collection[str]) -> ConflictPage:
    """Show the fields of an edit that somebody else has changed since the page was opened, to choose from.

    ``edited`` are the fields that the editor has changed: only these are sent again, or the rest of an old form would
    count as changed beside the new version.
    """
    with visit.desk.reading() as connection:
        record = entries.read(connection, error.entry)
        seen = posted.version_text(entries.version_of(connection, error.entry))
    kind = record["kind"]
    typed = visit.posted.beginning("f.")
    hidden = {f"f.{name}": value for name, value in typed.items() if fields.column(name, kind) in edited}
    hidden |= {f"who.{name}": value for name, value in visit.posted.beginning("who.").items()}
    leaders = {one.field for one in error.fields if one.yours is not None}
    return ConflictPage(
        token=visit.token,
        sentences=[f"Entry {error.entry} has been changed since you opened this page.", _CHOOSE],
        differences=[_of_field(one, kind, leaders) for one in error.fields],
        mine="Yours",
        theirs=f"Entry {error.entry} now",
        can_choose=True,
        hidden={**hidden, "form_kind": kind, "seen": seen},
        buttons={"store": "Store my choices"},
        action=f"/entry/{error.entry}",
        back=f"/entry/{error.entry}",
    )


def _of_field(one: FieldConflict, kind: EntryKind, leaders: Collection[str]) -> Difference:
    """Return a field of a conflict; one that the editor left alone was changed beside one that they changed."""
    label = fields.label_of(one.field, kind)
    if one.yours is not None:
        return Difference(name=one.field, label=label, mine=one.yours, theirs=one.theirs)
    leader = next(iter(leaders), "")
    with_ = fields.label_of(leader, kind) if leader else "the field beside it"
    return Difference(name=one.field, label=label, mine="as it was", theirs=one.theirs, goes_with=with_)


def of_seen_entry(visit: Visit, connection: Connection, number: int) -> ConflictPage:
    """Show an entry as an editor saw it and as it is now, before they delete or check what they have not seen."""
    do = visit.posted.one("do")
    label = {
        "delete": "Delete it all the same",
        "checked": "It is right as it is now",
        "doubt": "Keep my doubt",
        "link": "Link them all the same",
        "cite": "Cite it all the same",
        "unlink": "Remove the link all the same",
        "uncite": "Remove the source all the same",
    }
    return _seen_and_now(
        visit, connection, number, posted.read_version(visit.posted.one("seen")),
        seen_field="seen", buttons={do: label.get(do.partition(" ")[0], "Go on")}, address=f"/entry/{number}",
    )  # fmt: skip
