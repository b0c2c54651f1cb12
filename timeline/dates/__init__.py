"""Dates as precise as their source: `PartialDate` is the value, `read_phrase` takes what people write.

The conventions for ranges of days are stated in `timeline.dates.partial`, the rules for phrases in
`timeline.dates.phrases`.
"""

from timeline.dates.partial import PartialDate
from timeline.dates.phrases import Reading, read_phrase

__all__ = ["PartialDate", "Reading", "read_phrase"]
