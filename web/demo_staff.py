"""Accounts of the demonstration: made anew at each start, with passwords nobody has seen before."""

from dataclasses import dataclass

from mobility.accounts import Account, Role
from mobility.store.accounts import find_account, save_account
from mobility.store.database import Database
from web.passwords import hash_password, random_password

DEMO_STAFF = {
    "leitstelle": (Role.OPERATOR, "Leitstelle"),
    "fahrer1": (Role.DRIVER, "Fahrdienst 1"),
    "fahrer2": (Role.DRIVER, "Fahrdienst 2"),
    "fahrer3": (Role.DRIVER, "Fahrdienst 3"),
    "planung": (Role.PLANNER, "Verkehrsplanung"),
}
"""Role and name by login; these logins are good for nothing outside of a demonstration."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What somebody needs to look around."""

    login: str
    role: Role
    password: str


def demo_accounts(db: Database) -> list[DemoAccount]:
    """Create or renew the accounts; sessions of an earlier demonstration end."""
    made = []
    for login, (role, name) in DEMO_STAFF.items():
        password = random_password()
        with db.writing() as transaction:
            before = find_account(transaction, login)
            epoch = before.session_epoch + 1 if before else 0
            save_account(transaction, Account(login, role, name, hash_password(password), epoch))
        made.append(DemoAccount(login, role, password))
    return made
