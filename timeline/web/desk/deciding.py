"""Show a proposal, and do what an editor's form says about it: change a field, accept, cite, reject."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from sqlite3 import Connection

from starlette.responses import Response

from timeline.desk import decisions, entries, review_forms
from timeline.desk.corrections import capitalized, reported
from timeline.desk.review_forms import ReadForm, ReviewForm, Subject
from timeline.desk.values import Outcome
from timeline.errors import NotFoundError, RefusedError, TimelineError
from timeline.reading import review_queue
from timeline.schema.vocabulary import ENTRY_KINDS
from timeline.store.drafts import Draft
from timeline.web.desk import conflicts, fields, posted, review_page
from timeline.web.desk.pages import Notice
from timeline.web.desk.visits import Visit
from timeline.words.numbers import row_number

#: fields that a citation has from the form
_CITED = ("cited", "date", "via")
#: the anchor of the passage under review
_HERE = "#now"


def show(visit: Visit) -> Response:
    """Show a proposal as it is."""
    number = visit.request.path_params["number"]
    with visit.desk.reading() as connection:
        try:
            subject = review_forms.subject_of(connection, number)
        except NotFoundError:
            return visit.done(
                Notice(sentence=f"Proposal {number} does not exist any more.", is_refusal=True), "/review"
            )
        return _page(visit, connection, subject, review_forms.form_of(subject), notice=visit.notice())


def show_text(visit: Visit) -> Response:
    """Show a text from which entries can be made."""
    snapshot = row_number(visit.request.query_params.get("snapshot", ""))
    with visit.desk.reading() as connection:
        page = review_page.text_page(connection, snapshot or 0, token=visit.token, notice=visit.notice())
    return visit.page(page)


def decide(visit: Visit) -> Response:
    """Do what the form of a proposal says."""
    number, do = visit.request.path_params["number"], visit.posted.one("do")
    reviewed_at, version = posted.read_seen(number, visit.posted.one("seen"))
    if do == "merge":
        return conflicts.merge(visit, number)
    with visit.desk.reading() as connection:
        subject = review_forms.subject_of(connection, number)
        form = conflicts.chosen_form(visit.posted) if do == "again" else visit.posted.form()
        if do == "again":
            return _page(visit, connection, subject, form)
        read = review_forms.read(connection, subject, form)
        if do not in ("accept", "cite", "reject") and not do.startswith("cite "):
            return _changed(visit, connection, subject, form, read)
        if any(do == "accept" or (do != "reject" and error.field in _CITED) for error in read.errors):
            return _page(visit, connection, subject, form, status=422)
        if read.followed and do == "accept":
            return _page(visit, connection, subject, form, status=422, problems=[(None, _followed(read))])
        following = _following(connection, subject)
    try:
        if do == "reject":
            reason = visit.posted.one("reason").strip() or None
            with visit.writing(f"reject proposal {number}") as session:
                decisions.refuse_changed(session, reviewed_at, version)
                done = decisions.reject(session, (reviewed_at,), reason)
        elif do == "accept":
            with visit.writing(f"accept proposal {number}") as session:
                done = decisions.accept(session, reviewed_at, read.draft, form.choices, version)
        else:
            entry = _entry_to_cite(visit, do)
            of_entry = posted.read_version(visit.posted.one(f"version.{entry}"))
            with visit.writing(f"cite proposal {number} for entry {entry}") as session:
                done = decisions.cite(session, reviewed_at, entry, read.draft, version, of_entry)
    except TimelineError as error:
        return _refused(visit, subject, form, error)
    return _stored(visit, done, read.draft, do, number, following)


def _followed(read: ReadForm) -> str:
    """Say which fields have followed what was changed, so that somebody looks at them before they are stored."""
    labels = [fields.label_of(name, read.draft.kind) for name in read.followed]
    return f"look again, and store it then: changed with what you wrote: {', '.join(labels)}"


def _entry_to_cite(visit: Visit, do: str) -> int:
    """Return the number of the entry to cite the passage for. Raises RefusedError if nobody wrote one."""
    typed = do.partition(" ")[2] or visit.posted.one("cite_number").strip()
    number = row_number(typed)
    if number is None:
        raise RefusedError("write the number of the entry to cite it for", field="cite_number")
    return number


def add(visit: Visit) -> Response:
    """Show the form of a passage that was selected, or store it as an entry."""
    do, snapshot = visit.posted.one("do"), visit.posted.number("snapshot")
    with visit.desk.reading() as connection:
        source, text = review_page.snapshot_of(connection, snapshot)
        number = snapshot or 0
        kind = visit.posted.one("kind") or visit.posted.one("form_kind")
        if kind not in ENTRY_KINDS:
            raise RefusedError("choose whether it is a statement or an event", field="kind")
        try:
            passage = review_forms.passage_of(text, visit.posted.one("from"))
            passage = passage or review_forms.find_words(text, visit.posted.one("f.cited"))
        except TimelineError as error:
            problems = [error.plain]
            cited = visit.posted.one("f.cited")
            page = review_page.text_page(connection, number, token=visit.token, problems=problems, cited=cited)
            return visit.page(page, 422)
        subject = review_forms.selected(source, number, text, passage, kind)
        if do not in ("accept", "start"):
            form = visit.posted.form()
            return _changed(visit, connection, subject, form, review_forms.read(connection, subject, form))
        form = review_forms.form_of(subject) if do == "start" else visit.posted.form()
        read = review_forms.read(connection, subject, form)
        if do == "start" or read.errors:
            return _page(visit, connection, subject, form, status=200 if do == "start" else 422)
        if read.followed:
            return _page(visit, connection, subject, form, status=422, problems=[(None, _followed(read))])
    try:
        with visit.writing(f"add an entry from source {source['id']}") as session:
            done = decisions.add(session, number, read.draft, form.choices)
    except TimelineError as error:
        return _refused(visit, subject, form, error)
    back = visit.posted.number("back")
    following = f"/review/{back}{_HERE}" if back else f"/review/new?snapshot={number}"
    return _stored(visit, done, read.draft, "add", None, following)


def _page(
    visit: Visit,
    connection: Connection,
    subject: Subject,
    form: ReviewForm,
    *,
    status: int = 200,
    notice: Notice | None = None,
    problems: Iterable[tuple[str | None, str]] = (),
    is_rejected: bool = False,
) -> Response:
    """Show a form as it was left; what is wrong with an entry does not matter to one who rejects it."""
    kept = visit.posted.one("seen") if visit.posted.one("do") not in ("", "again", "start") else None
    page = review_page.read(
        connection,
        subject,
        form,
        token=visit.token,
        seen=kept or None,
        notice=notice,
        has_about=any(visit.about()),
        back=visit.posted.number("back"),
        more_problems=problems,
        is_rejected=is_rejected,
        typed={name: visit.posted.one(name) for name in ("reason", "cite_number")},
    )
    return visit.page(page, status)


def _changed(visit: Visit, connection: Connection, subject: Subject, form: ReviewForm, read: ReadForm) -> Response:
    """Show a form after the change that its button stands for; nothing is stored."""
    do = visit.posted.one("do")
    problems: list[tuple[str | None, str]] = []
    try:
        form = replace(form, values=dict(form.values))
        after = _act(visit, connection, subject, read.draft, do)
        if after is not read.draft:
            form = review_forms.changed(form, read.draft, after)
    except TimelineError as error:
        problems = fields.problems_of(error)
    return _page(visit, connection, subject, form, problems=problems)


def _act(visit: Visit, connection: Connection, subject: Subject, draft: Draft, do: str) -> Draft:
    """Return a draft with the change that a button stands for. Raises TimelineError if it is not possible."""
    name, _, value = do.partition(" ")
    acts: dict[str, Callable[[], Draft]] = {
        "report": lambda: reported(draft, subject.source["published"]),
        "capitalize": lambda: capitalized(draft),
        "repeat": lambda: _repeated(visit, draft),
        "speaker": lambda: _spoken_by(connection, subject, draft, value),
        "check": lambda: draft,
    }
    if name not in acts:
        raise RefusedError("this button does nothing here; nothing was stored")
    return acts[name]()


def _repeated(visit: Visit, draft: Draft) -> Draft:
    topics, places = visit.about()
    if not topics and not places:
        raise RefusedError("no entry of this session has had topics or places yet", field="topics")
    return replace(
        draft,
        topics=tuple(dict.fromkeys((*draft.topics, *topics))),
        places=tuple(dict.fromkeys((*draft.places, *places))),
    )


def _spoken_by(connection: Connection, subject: Subject, draft: Draft, typed: str) -> Draft:
    speakers = review_page.speakers_of(connection, subject)
    number = row_number(typed) or 0
    if not 1 <= number <= len(speakers):
        raise RefusedError(f"there is no speaker {typed[:10]} in this list", field="speakers")
    return review_forms.with_speaker(connection, subject, draft, speakers[number - 1])


def _following(connection: Connection, subject: Subject) -> str:
    """Return the address of the proposal that comes next."""
    all_ = list(review_page.of_source(connection, subject).values())
    following = review_queue.following(connection, subject.proposal, all_) if subject.proposal else None
    return f"/review/{following}{_HERE}" if following is not None else "/review"


def _refused(visit: Visit, subject: Subject, form: ReviewForm, error: TimelineError) -> Response:
    """Show a form that was not stored: with its problems, or with the other version if somebody else came first."""
    with visit.desk.reading() as connection:
        if error.code == decisions.CHANGED and subject.proposal is not None:
            return visit.page(conflicts.of_proposal(visit, connection, subject.proposal["id"], form), 409)
        if error.code == entries.CHANGED:
            return visit.page(conflicts.of_entry(visit, connection, _entry_to_cite(visit, visit.posted.one("do"))), 409)
        problems = fields.problems_of(error)
        is_rejected = visit.posted.one("do") == "reject"
        return _page(visit, connection, subject, form, status=422, problems=problems, is_rejected=is_rejected)


def _stored(visit: Visit, done: Outcome[int], draft: Draft, do: str, proposal: int | None, following: str) -> Response:
    """Lead to the next page, which says what was stored."""
    record = None
    if do != "reject":
        with visit.desk.reading() as connection:
            record = entries.read(connection, done.value)
        if draft.topics or draft.places:
            visit.session.about = draft.topics, draft.places
    sentence = {
        "accept": f"Stored as entry {done.value}, checked by you.",
        "add": f"Stored as entry {done.value}, checked by you.",
        "reject": f"Rejected: proposal {proposal}.",
    }.get(do, f"Cited for entry {done.value}.")
    notice = Notice(
        sentence=sentence,
        record=record,
        notes=done.messages,
        changeset=done.changeset,
        back=f"/review/{proposal}{_HERE}" if proposal else following,
    )
    return visit.done(notice, following)
