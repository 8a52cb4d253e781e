"""Studies: scenarios that workers simulate, variant by variant and seed by seed, kept in the database.

A study is a shell over the store as live operation is: each step reads, computes with no transaction open,
and writes if nobody was faster. Planners submit, look and stop; workers claim a cell, compute it and store
what it came to. A ring only says that there may be something to do.
"""

from dispatch.studies.books import (
    Progress,
    VariantResult,
    cancel,
    cell_events,
    cell_record,
    channel,
    is_stale,
    progress,
    remove,
    rename,
    results,
    resume,
    studies,
    study,
    submit,
)
from dispatch.studies.working import tend, work

__all__ = [
    "Progress",
    "VariantResult",
    "cancel",
    "cell_events",
    "cell_record",
    "channel",
    "is_stale",
    "progress",
    "remove",
    "rename",
    "results",
    "resume",
    "studies",
    "study",
    "submit",
    "tend",
    "work",
]
