"""Define the fields of an entry, in one table.

Command-line options, the lines of an editor, the corrections of a proposal, the columns of an import and those of a
CSV file are made from it. Its order is that of a line of the timeline: when, what, who, where, from which source.
"""

from typing import Literal, NamedTuple

from timeline.schema.vocabulary import ENTRY_KINDS, MODES, RELATIONS, SOURCE_KINDS, EntryKind

FieldType = Literal[
    "text", "date", "time", "choice", "language", "speaker", "topic", "place", "participant", "source", "outlet", "link"
]  # fmt: skip
#: the owner of a field: the entry, its citation of the first source, a new source, or the entry's origin
FieldOwner = Literal["entry", "citation", "source", "origin"]


class Field(NamedTuple):
    """A field of an entry; ``name`` is its name in forms and drafts.

    ``one`` is its name in options and import columns, if that differs from ``name``: for a field of several values, or
    for one that has a shorter common name. ``required`` lists the kinds of entry that need it.
    """

    name: str
    label: str
    help: str
    type: FieldType = "text"
    kinds: tuple[EntryKind, ...] = ENTRY_KINDS
    required: tuple[EntryKind, ...] = ()
    many: bool = False
    choices: tuple[str, ...] = ()
    owner: FieldOwner = "entry"
    one: str = ""
    metavar: str = "TEXT"

    @property
    def word(self) -> str:
        """The word for one value: ``topic`` for ``topics``."""
        return self.one or self.name

    @property
    def line(self) -> str:
        """The name in a line of text; speakers are called ``speaker``, because most entries have one."""
        return self.word if self.type == "speaker" else self.name


_STATEMENT: tuple[EntryKind, ...] = ("statement",)
_EVENT: tuple[EntryKind, ...] = ("event",)

_TABLE = (
    Field("kind", "Kind", "Whether it is an event or a statement.", "choice", choices=ENTRY_KINDS),
    Field(
        "date", "Date", "As the source gives it: 2014, 'Feb. 26, 2025', early March, on Thursday, unknown.", "date",
        required=ENTRY_KINDS, metavar="DATE",
    ),
    Field(
        "time", "Time", "Local time of day, with a zone if the source gives one: 14:30+03:00.", "time", metavar="HH:MM"
    ),
    Field("date_text", "Date in words", "The date in the source's own words."),
    Field("title", "Title", "What happened, for an event; a title, for a statement.", required=_EVENT),
    Field("text", "Text", "What was said, for a statement; details, for an event.", required=_STATEMENT),
    Field(
        "speakers", "Speaker", "Who said it; a joint statement has several.", "speaker", _STATEMENT, _STATEMENT,
        many=True, one="speaker", metavar="NAME",
    ),
    Field("role", "Role", "How the source describes the speaker.", kinds=_STATEMENT),
    Field(
        "mode", "Mode", "Whether the text is the exact words or a paraphrase.", "choice", _STATEMENT,
        choices=MODES,
    ),
    Field("original_text", "Original words", "The words in the original language.", kinds=_STATEMENT, one="original"),
    Field("setting", "Setting", "Where or how: press conference, interview, post."),
    Field("lang", "Language", "The language of the original words, such as ru.", "language", metavar="CODE"),
    Field("note", "Note", "Your remark."),
    Field(
        "participants", "Participants", "Who else took part, and in which role.", "participant", many=True,
        one="participant", metavar="'NAME (ROLE)'",
    ),
    Field("topics", "Topics", "What it is about.", "topic", many=True, one="topic", metavar="NAME"),
    Field("places", "Places", "Where it happened.", "place", many=True, one="place", metavar="NAME"),
    Field(
        "sources", "Source", "A known source's number, or an address or title.", "source", many=True, owner="citation",
        one="source", metavar="SOURCE",
    ),
    Field("source_title", "Title of the source", "The title of a new source with an address.", owner="source"),
    Field("publisher", "Publisher", "Who published the source.", owner="source", metavar="NAME"),
    Field("published", "Published on", "When the source was published.", "date", owner="source", metavar="DATE"),
    Field("author", "Author", "Who wrote the source.", owner="source", metavar="NAME"),
    Field("source_kind", "Kind of source", "The kind of source.", "choice", choices=SOURCE_KINDS, owner="source"),
    Field(
        "via", "Outlet", "The outlet that the first source cites for it.", "outlet", owner="citation",
        metavar="OUTLET",
    ),
    Field("exact", "Exact words", "The exact words in the first source.", owner="citation"),
    Field(
        "links", "Links", "How it relates to entry N: 'reaffirms 12'.", "link", many=True, one="link",
        choices=tuple(RELATIONS), metavar="'RELATION N'",
    ),
    Field("dataset", "Dataset", "The dataset that the entry comes from.", owner="origin", metavar="NAME"),
    Field("external_id", "Identifier", "Its identifier in that dataset.", owner="origin", metavar="ID"),
)  # fmt: skip

#: name → field, in the order in which forms show them
FIELDS: dict[str, Field] = {field.name: field for field in _TABLE}
#: kind of entry → the field that holds its words: what was said, or what happened
WORDS: dict[EntryKind, str] = {"statement": "text", "event": "title"}
#: the other of these two: the title of a statement, the details of an event
MORE: dict[EntryKind, str] = {"statement": "title", "event": "text"}


def is_of(field: str, kind: str) -> bool:
    """Tell whether entries of a kind have a field."""
    return kind in FIELDS[field].kinds
