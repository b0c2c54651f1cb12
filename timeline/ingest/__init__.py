"""Reading articles: `read_article` turns the text of one into proposals, candidate statements and dated events.

Each stage is a module of its own, with plain values between them (`timeline.ingest.values`): `matter` and `paragraphs` find
the article in the text, `marks` its quotations, `parsing` and `clauses` (by grammar) and `surface` (by patterns) the cues,
`attributions` what belongs to which cue, `people` and `speakers` whose it is, `circumstances` when, where and through whom,
`transcripts` and `events` what needs no cue, and `proposals` puts all of it together.
"""

from timeline.ingest.reader import NEEDS_NLP, Article, read_article
from timeline.ingest.values import Proposal

__all__ = ["NEEDS_NLP", "Article", "Proposal", "read_article"]
