"""Bringing in other people's data: guessing columns, reading rows into drafts, accounting for each, staging them."""

from timeline.importing.account import Account, Reject
from timeline.importing.editing import IMPORTS
from timeline.importing.mapping import Mapping, dumped, given, load
from timeline.importing.plan import Plan, plan
from timeline.importing.rejects import Rejects
from timeline.importing.run import import_files

__all__ = [
    "IMPORTS", "Account", "Mapping", "Plan", "Reject", "Rejects", "dumped", "given", "import_files", "load", "plan",
]  # fmt: skip
