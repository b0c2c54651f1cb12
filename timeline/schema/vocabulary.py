"""Define the closed vocabularies: the values that a column may hold, and the words for people."""

from typing import Literal, get_args

EntryKind = Literal["event", "statement"]
SpeakerKind = Literal["person", "organization", "state"]
Mode = Literal["verbatim", "paraphrase"]
Stance = Literal["supports", "disputes"]
Confidence = Literal["high", "medium", "low"]
Decision = Literal["accepted", "rejected"]
ReadingOutcome = Literal["stored", "nothing", "repeated", "refused", "killed"]
ArrivalKind = Literal["fetched", "file", "archive", "import"]
SealBasis = Literal["written", "outside", "found"]
SourceKind = Literal[
    "article", "transcript", "video", "audio", "post", "treaty", "document", "book", "dataset", "other"
]  # fmt: skip
Relation = Literal[
    "reaffirms", "contradicts", "responds_to", "clarifies", "retracts", "denies", "announces", "fulfils", "about"
]  # fmt: skip
#: the kinds of things that have a name or a title, and that entries refer to
EntityKind = Literal["speaker", "topic", "place", "source"]

#: how figures such as 03/04/2025 are meant: the order of day, month and year
DATE_ORDERS = ("dmy", "mdy", "ymd")
ENTRY_KINDS: tuple[EntryKind, ...] = get_args(EntryKind)
SPEAKER_KINDS: tuple[SpeakerKind, ...] = get_args(SpeakerKind)
MODES: tuple[Mode, ...] = get_args(Mode)
STANCES: tuple[Stance, ...] = get_args(Stance)
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
ARRIVALS: tuple[ArrivalKind, ...] = get_args(ArrivalKind)
SEAL_BASES: tuple[SealBasis, ...] = get_args(SealBasis)
DECISIONS: tuple[Decision, ...] = get_args(Decision)
READING_OUTCOMES: tuple[ReadingOutcome, ...] = get_args(ReadingOutcome)
SOURCE_KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
ENTITY_KINDS: tuple[EntityKind, ...] = get_args(EntityKind)

#: relation → its words from the other end
RELATIONS: dict[Relation, str] = {
    "reaffirms": "reaffirmed by",
    "contradicts": "contradicted by",
    "responds_to": "answered by",
    "clarifies": "clarified by",
    "retracts": "retracted by",
    "denies": "denied by",
    "announces": "announced by",
    "fulfils": "fulfilled by",
    "about": "subject of",
}


def relation_words(relation: str) -> str:
    """Return a relation as words in a sentence: ``responds_to`` reads "responds to"."""
    return relation.replace("_", " ")


#: table of facts → the word for one of its rows; owners come before the rows they own
ROWS = {
    "places": "place",
    "sources": "source",
    "speakers": "speaker",
    "topics": "topic",
    "entries": "entry",
    "offices": "office",
    "place_names": "name of a place",
    "snapshots": "snapshot",
    "speaker_names": "name of a speaker",
    "checks": "check",
    "citations": "citation",
    "entry_places": "place of an entry",
    "entry_topics": "topic of an entry",
    "links": "link",
    "participants": "participant",
    "proposals": "proposal",
    "readings": "reading",
    "verdicts": "verdict",
    "kept_triggers": "kept trigger",
}
#: tables of the history, which have no history of their own
HISTORY = ("changesets", "revisions", "seals", "signatures", "writing")
#: table whose rows belong to others → the owner's table, and the column with its number
OWNERS = {
    "participants": ("entries", "entry_id"),
    "entry_topics": ("entries", "entry_id"),
    "entry_places": ("entries", "entry_id"),
    "citations": ("entries", "entry_id"),
    "checks": ("entries", "entry_id"),
    "links": ("entries", "from_id"),
    "speaker_names": ("speakers", "speaker_id"),
    "offices": ("speakers", "speaker_id"),
    "place_names": ("places", "place_id"),
    "snapshots": ("sources", "source_id"),
    "verdicts": ("proposals", "proposal_id"),
}
