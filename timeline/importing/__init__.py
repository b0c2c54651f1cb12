"""Import other people's data: guess its columns, parse its rows into drafts, stage and store them, count each one."""

from timeline.importing.account import Account, Reject
from timeline.importing.editing import IMPORTS
from timeline.importing.mapping import Mapping, load_mapping, mapping_of_options, mapping_text
from timeline.importing.plan import Plan, plan
from timeline.importing.rejects import Rejects
from timeline.importing.run import import_files

__all__ = [
    "IMPORTS", "Account", "Mapping", "Plan", "Reject", "Rejects", "import_files", "load_mapping", "mapping_of_options",
    "mapping_text", "plan",
]  # fmt: skip
