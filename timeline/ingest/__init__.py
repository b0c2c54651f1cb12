"""Read articles: `read_article` turns the text of an article into candidate statements and dated events.

Each stage is a module, with plain values between them (`timeline.ingest.values`). `matter` and `paragraphs` find the
article in the text, `marks` its quotations. `parsing`, `subjects` and `clauses` find cues by grammar, `contents` what
they report, `relays` who quotes whom, `surface` cues by patterns. `conditions` and `hedges` tell which cues report no
statement. `attaching` and `attributions` match words to cues. `people`, `roles`, `pronouns` and `speakers` find who
speaks, `outlets` through whom, `circumstances` when and where. `transcripts`, `readouts` and `events` need no cue.
`candidates` combines the results, and `confidence` judges them. `language` detects texts in other languages.
"""

from timeline.ingest.language import is_english
from timeline.ingest.model import reader_version
from timeline.ingest.reader import NEEDS_NLP, Article, read_article
from timeline.ingest.values import Candidate

__all__ = ["NEEDS_NLP", "Article", "Candidate", "is_english", "read_article", "reader_version"]
