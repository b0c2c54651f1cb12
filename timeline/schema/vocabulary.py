"""The closed vocabularies: what a column with a fixed set of values may hold, and how it is worded for people."""

from typing import Literal, get_args

EntryKind = Literal["event", "statement"]
SpeakerKind = Literal["person", "organization", "state"]
Mode = Literal["verbatim", "paraphrase"]
Stance = Literal["supports", "disputes"]
Confidence = Literal["high", "medium", "low"]
Decision = Literal["accepted", "rejected"]
SourceKind = Literal[
    "article", "transcript", "video", "audio", "post", "treaty", "document", "book", "dataset", "other"
]  # fmt: skip
Relation = Literal[
    "reaffirms", "contradicts", "responds_to", "clarifies", "retracts", "denies", "announces", "fulfils", "about"
]  # fmt: skip
#: what has a name or a title, and is referred to by entries
EntityKind = Literal["speaker", "topic", "place", "source"]

ENTRY_KINDS: tuple[EntryKind, ...] = get_args(EntryKind)
SPEAKER_KINDS: tuple[SpeakerKind, ...] = get_args(SpeakerKind)
MODES: tuple[Mode, ...] = get_args(Mode)
STANCES: tuple[Stance, ...] = get_args(Stance)
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
DECISIONS: tuple[Decision, ...] = get_args(Decision)
SOURCE_KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
ENTITY_KINDS: tuple[EntityKind, ...] = get_args(EntityKind)

#: relation → how it reads from the other end
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
    """Word a relation for a sentence: ``responds_to`` reads "responds to"."""
    return relation.replace("_", " ")


#: table of facts → what one row of it is called
ROWS = {
    "entries": "entry",
    "speakers": "speaker",
    "speaker_names": "name of a speaker",
    "offices": "office",
    "topics": "topic",
    "places": "place",
    "place_names": "name of a place",
    "sources": "source",
    "snapshots": "snapshot",
    "participants": "participant",
    "entry_topics": "topic of an entry",
    "entry_places": "place of an entry",
    "citations": "citation",
    "links": "link",
    "proposals": "proposal",
    "verdicts": "verdict",
}
