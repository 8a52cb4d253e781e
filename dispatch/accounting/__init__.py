"""Monthly accounts of the real service: the same key figures, and the cost divided to the cent (B43)."""

from dispatch.accounting.closing import Account, AlreadyClosed, NotOver, account, close, months
from dispatch.accounting.deleting import KEEP_WEEKS, StillNeeded, delete_detail
from dispatch.accounting.month import Month, NoMonth
from dispatch.accounting.statement import Line, Statement, UnknownAccount, statement
from dispatch.accounting.telling import UNMET, requests_told

__all__ = [
    "KEEP_WEEKS",
    "UNMET",
    "Account",
    "AlreadyClosed",
    "Line",
    "Month",
    "NoMonth",
    "NotOver",
    "Statement",
    "StillNeeded",
    "UnknownAccount",
    "account",
    "close",
    "delete_detail",
    "months",
    "requests_told",
    "statement",
]
