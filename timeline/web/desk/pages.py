"""A type for each page on which an editor writes; see :mod:`timeline.web.pages`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from timeline.desk.jobs import Job
from timeline.desk.people import Person
from timeline.desk.rereading import Ways
from timeline.desk.review_forms import ReadForm, ReviewForm, Subject
from timeline.desk.source_changes import SourceChanges
from timeline.reading.proposals import ProposalFilter, ProposalRecord
from timeline.reading.records import Record
from timeline.reading.resolve import Entity
from timeline.reading.review_queue import Counts, QueuePage
from timeline.reading.similar import Similar
from timeline.render.changes import ChangedRow
from timeline.schema.vocabulary import EntityKind, EntryKind
from timeline.web.marked_text import TextPiece
from timeline.web.pages import Page

_LINE_ENDS = frozenset("\r\n")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a page says of the last change: a sentence, what was stored, and the changeset that can be undone."""

    sentence: str
    record: Record | None = None
    notes: tuple[str, ...] = ()
    changeset: int | None = None
    #: the address to return to after an undo
    back: str = "/review"
    is_refusal: bool = False


@dataclass(frozen=True, kw_only=True)
class DeskPage(Page):
    """A page with forms; ``token`` makes one of them valid."""

    token: str
    notice: Notice | None = None


@dataclass(frozen=True, kw_only=True)
class EnterPage(Page):
    """The page that leads from the one-time address to the desk."""

    template = "enter.html"


@dataclass(frozen=True, kw_only=True)
class RefusedPage(Page):
    """The refusal of a request, with what its form had, so that nothing typed is lost."""

    template = "refused.html"
    title: str
    reason: str
    #: of each field: its label, and what was typed in it
    typed: Sequence[tuple[str, str]]
    #: whether the browser has a session
    is_let_in: bool
    #: the changeset that deleted what the request was about
    changeset: int | None = None


@dataclass(frozen=True, kw_only=True)
class FormField:
    """A field of the form as a page shows it."""

    name: str
    label: str
    value: str
    help: str
    #: ``line``, ``area`` or ``choice``
    look: str
    choices: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    #: the kind of the names that can be picked; empty for a field without names
    pick: str = ""

    @property
    def is_area(self) -> bool:
        """Whether the field can have several lines: a browser takes line ends away from any other."""
        return self.look == "area" or (self.look == "line" and not _LINE_ENDS.isdisjoint(self.value))


@dataclass(frozen=True, kw_only=True)
class Place:
    """The place of a proposal among those of its source, and how many are decided; addresses of those around it."""

    number: int
    count: int
    decided: int
    before: int | None
    following: int | None


@dataclass(frozen=True, kw_only=True)
class ReviewPage(DeskPage):
    """A text with its proposals marked, and the form of one of them, or of a passage that was selected."""

    template = "review.html"
    subject: Subject
    form: ReviewForm
    read: ReadForm
    marked: Sequence[TextPiece]
    #: proposal of this text → its record
    proposals: Mapping[int, ProposalRecord]
    main: Sequence[FormField]
    further: Sequence[FormField]
    #: problems that belong to no field
    problems: Sequence[str]
    speakers: Sequence[str]
    spans: str
    #: the state of the proposal as the page shows it, to detect a change by somebody else
    seen: str
    #: number of a similar entry → its version
    versions: Mapping[int, str]
    place: Place | None
    action: str
    source_title: str
    source_uid: str
    has_about: bool
    #: the proposal to return to from a passage that was selected beside it
    back: int | None = None
    #: what was typed beside the form: the reason to reject, the number of an entry
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TextPage(DeskPage):
    """A text with its proposals marked, from which entries can be made."""

    template = "review_text.html"
    snapshot: int
    marked: Sequence[TextPiece]
    proposals: Mapping[int, ProposalRecord]
    source_title: str
    source_uid: str
    problems: Sequence[str] = ()
    cited: str = ""


@dataclass(frozen=True, kw_only=True)
class QueueOfProposals(DeskPage):
    """The proposals that wait, under filters, and how many there are of each kind."""

    template = "queue.html"
    counts: Counts
    page: QueuePage
    filter: ProposalFilter
    #: filter → its text in the address
    filters: Mapping[str, str]
    begin: int
    size: int
    chosen: frozenset[int] = frozenset()
    problems: Sequence[str] = ()
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field of two versions."""

    name: str
    label: str
    mine: str
    theirs: str
    #: the label of another field whose choice counts for this one too
    goes_with: str = ""

    @property
    def is_equal(self) -> bool:
        """Whether both say the same."""
        return self.mine == self.theirs


@dataclass(frozen=True, kw_only=True)
class ConflictPage(DeskPage):
    """Two versions side by side, because somebody else has decided or changed something meanwhile."""

    template = "conflict.html"
    #: what happened, in sentences
    sentences: Sequence[str]
    differences: Sequence[Difference]
    #: names of the versions: what is typed here, and what is stored
    mine: str
    theirs: str
    can_choose: bool
    #: hidden fields of the form
    hidden: Mapping[str, str]
    #: value → label of the buttons
    buttons: Mapping[str, str]
    action: str
    back: str
    problems: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class LoggedChangeset:
    """A changeset in words."""

    number: int
    at: str
    actor: str
    command: str
    message: str
    #: the rows it touched, counted
    touched: Sequence[str]
    #: None as long as it has no seal
    digest: str | None


@dataclass(frozen=True, kw_only=True)
class HistoryPage(DeskPage):
    """Changesets, the latest first."""

    template = "history.html"
    changesets: Sequence[LoggedChangeset]
    #: the entry whose changesets these are
    entry: int | None
    #: the next page has the changesets before this one
    before: int | None


@dataclass(frozen=True, kw_only=True)
class ChangesetPage(DeskPage):
    """What a changeset changed, and what its undo would change, if somebody has asked."""

    template = "changeset.html"
    changeset: LoggedChangeset
    rows: Sequence[ChangedRow]
    #: how many changed rows are not shown
    left_out: int
    undo: Sequence[ChangedRow] | None
    undo_counts: Sequence[str]
    problems: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class EntryForm(DeskPage):
    """The form of an entry, new or known, and the forms of what else can be done with a known one."""

    template = "entry_form.html"
    #: None for a new entry
    record: Record | None
    kind: EntryKind
    main: Sequence[FormField]
    #: the fields of the first source of a new entry
    source: Sequence[FormField]
    further: Sequence[FormField]
    #: problems that belong to no field of these
    problems: Sequence[str]
    people: Sequence[Person]
    similar: Sequence[Similar]
    #: the date as it was read, in words
    date: str | None
    seen: str
    #: relation → its words
    relations: Mapping[str, str]
    #: what was typed in the other forms
    typed: Mapping[str, str]
    #: what was typed in fields that only another kind of entry has
    left: Sequence[FormField]


@dataclass(frozen=True, kw_only=True)
class OfficeForm:
    """The form of an office."""

    number: int
    fields: Sequence[FormField]
    seen: str


@dataclass(frozen=True, kw_only=True)
class EntityForm(DeskPage):
    """The form of a speaker, topic, place or source, the offices of a speaker, and the way to a merge."""

    template = "entity_form.html"
    kind: EntityKind
    number: int
    name: str
    uid: str
    fields: Sequence[FormField]
    problems: Sequence[str]
    offices: Sequence[OfficeForm]
    new_office: Sequence[FormField]
    seen: str
    #: what can be done with the text of a source
    ways: Ways
    address: str
    #: what was typed beside the fields
    typed: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class MergePage(DeskPage):
    """Everything that a merge of two would change."""

    template = "merge.html"
    kind: EntityKind
    #: of the one that goes, and of the one that stays
    names: tuple[str, str]
    numbers: tuple[int, int]
    rows: Sequence[ChangedRow]
    #: how many changed rows are not shown
    left_out: int
    notes: Sequence[str]
    versions: tuple[str, ...]
    #: of the rows: what is stored must be what was shown
    digest: str
    address: str


@dataclass(frozen=True, kw_only=True)
class AddPage(DeskPage):
    """The form of a new speaker, topic or place."""

    template = "add.html"
    kind: EntityKind
    fields: Sequence[FormField]
    #: problems that belong to no field
    problems: Sequence[str]
    #: field → the known ones that its text may mean
    known: Mapping[str, Sequence[Entity]]
    #: whether a speaker is somebody new, even if a known one has a similar name
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class RereadPage(DeskPage):
    """The pending proposals that change if a source is read again, before anything is stored."""

    template = "reread.html"
    name: str
    #: the day of publication to read with
    day: str
    #: of each proposal: how it changes, and its words
    changes: Sequence[tuple[str, str]]
    pending: int
    #: of each new proposal: when and who, and its words
    new: Sequence[tuple[str, str]]
    #: how many new ones are not shown
    left_out: int
    is_first: bool
    notes: Sequence[str]
    #: whether the form has other changes, which can be stored without reading again
    is_edit: bool
    #: the fields of the form that led here
    hidden: Mapping[str, str]
    address: str


@dataclass(frozen=True, kw_only=True)
class SourceForm(DeskPage):
    """The form of a new source: an address, a file or a text, and what is known of it."""

    template = "source_form.html"
    fields: Sequence[FormField]
    problems: Sequence[str]
    address: str
    text: str


@dataclass(frozen=True, kw_only=True)
class JobsPage(DeskPage):
    """The documents that are taken in, the latest first."""

    template = "jobs.html"
    jobs: Sequence[Job]
    is_over: bool
    #: number of a source that is missing → what has become of it
    fates: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ChangesPage(DeskPage):
    """What differs between two snapshots of a source, and the citations whose words the later one lacks."""

    template = "source_changes.html"
    number: int
    uid: str
    name: str
    changes: SourceChanges
