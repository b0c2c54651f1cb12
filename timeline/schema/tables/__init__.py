"""Define all tables: changesets, then speakers, topics, places and sources, then entries, then proposals.

Every table is STRICT, every number is AUTOINCREMENT (the number of a deleted row is never used again), every closed
vocabulary is a named CHECK, and no text holds a NUL character, which would cut the history's JSON short. Each row of a
table of facts carries ``changeset_id``, the changeset that created it. A partial date has three columns: ``date`` is
its EDTF text, ``date_earliest`` and ``date_latest`` are the first and the last day it may mean.

A column's ``doc`` is its meaning, for people who read the file with other programs.
"""

from timeline.schema.columns import Base
from timeline.schema.tables.changesets import Changeset, KeptTrigger, Replaced, Revision, Seal, Signature, Writing
from timeline.schema.tables.entities import Office, Place, PlaceName, Snapshot, Source, Speaker, SpeakerName, Topic
from timeline.schema.tables.entries import (
    Citation,
    Entry,
    EntryCheck,
    EntryPlace,
    EntryTopic,
    Event,
    Link,
    Participant,
    Statement,
)
from timeline.schema.tables.proposals import Proposal, Reading, Verdict
from timeline.schema.vocabulary import HISTORY

#: the tables that hold facts, owners before the rows they own; the triggers keep the history of all of them
FACTS = tuple(t for t in Base.metadata.sorted_tables if "changeset_id" in t.columns and t.name not in HISTORY)

METADATA = Base.metadata

#: table → the class that is mapped to it
MODELS = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers if not mapper.inherits}

__all__ = [
    "FACTS",
    "METADATA",
    "MODELS",
    "Changeset",
    "Citation",
    "Entry",
    "EntryCheck",
    "EntryPlace",
    "EntryTopic",
    "Event",
    "KeptTrigger",
    "Link",
    "Office",
    "Participant",
    "Place",
    "PlaceName",
    "Proposal",
    "Reading",
    "Replaced",
    "Revision",
    "Seal",
    "Signature",
    "Snapshot",
    "Source",
    "Speaker",
    "SpeakerName",
    "Statement",
    "Topic",
    "Verdict",
    "Writing",
]
