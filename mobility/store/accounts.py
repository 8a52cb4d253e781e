"""Accounts of the staff in the database."""

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mobility.accounts import Account
from mobility.store.tables import AccountRow


def find_account(session: Session, login: str) -> Account | None:
    """The account with that login, if there is one."""
    row = session.get(AccountRow, login)
    return _account(row) if row else None


def accounts(session: Session) -> list[Account]:
    """All accounts, by login."""
    return [_account(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.login))]


def save_account(session: Session, account: Account) -> None:
    """Create the account or replace what is stored under its login."""
    values = {
        "role": account.role,
        "name": account.name,
        "password_hash": account.password_hash,
        "session_epoch": account.session_epoch,
    }
    written = insert(AccountRow).values(login=account.login, **values)
    session.execute(written.on_conflict_do_update(index_elements=[AccountRow.login], set_=values))


def end_sessions(session: Session, login: str) -> None:
    """End every session of an account by beginning a new epoch."""
    mine = AccountRow.login == login
    session.execute(update(AccountRow).where(mine).values(session_epoch=AccountRow.session_epoch + 1))


def _account(row: AccountRow) -> Account:
    return Account(row.login, row.role, row.name, row.password_hash, row.session_epoch)
