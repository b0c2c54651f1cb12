"""Reading articles: `read_article` turns the text of one into proposals, candidate statements and dated events.

Each stage is a module of its own, with plain values between them (`timeline.ingest.values`): `matter` and `paragraphs`
find the article in the text, `marks` its quotations; `parsing`, `subjects` and `clauses` find cues by grammar, and
`surface` by patterns; `attaching` and `attributions` tell what belongs to which cue, `people` and `speakers` whose it
is, `circumstances` when, where and through whom; `transcripts` and `events` need no cue; `proposals` puts it together.
`language` tells what none of it can read.
"""

from timeline.ingest.language import is_english
from timeline.ingest.reader import NEEDS_NLP, Article, read_article
from timeline.ingest.values import Candidate

__all__ = ["NEEDS_NLP", "Article", "Candidate", "is_english", "read_article"]
