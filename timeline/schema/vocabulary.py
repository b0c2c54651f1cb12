"""The closed vocabularies: what a column with a fixed set of values may hold, and how it is worded for people."""

ENTRY_KINDS = ("event", "statement")
SPEAKER_KINDS = ("person", "organization", "state")
MODES = ("verbatim", "paraphrase")
STANCES = ("supports", "disputes")
CONFIDENCES = ("high", "medium", "low")
DECISIONS = ("accepted", "rejected")
SOURCE_KINDS = ("article", "transcript", "video", "audio", "post", "treaty", "document", "book", "dataset", "other")

#: relation → how it reads from the other end
RELATIONS = {
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
