"""People who work for the service, and their way in."""

import re
from functools import cache

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from mobility.accounts import Account, Role
from mobility.store import Database
from mobility.store.accounts import save_account

PASSWORD = "ein Kennwort für Tests"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@cache
def _hash() -> str:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # tests sign in hundreds of times
    return quick.hash(PASSWORD)


def hire(db: Database, login: str, role: Role) -> Account:
    """Somebody with an account and the password of all tests."""
    account = Account(login, role, login.capitalize(), _hash())
    with db.writing() as session:
        save_account(session, account)
    return account


def token(client: FlaskClient, path: str = "/anmelden") -> str:
    """The CSRF token of a page's form."""
    found = TOKEN.search(client.get(path).text)
    assert found, path
    return found[1]


def sign_in(app: Flask, login: str, password: str = PASSWORD) -> FlaskClient:
    """A browser of somebody who has just signed in, or tried to."""
    client = app.test_client()
    client.post("/anmelden", data={"login": login, "password": password, "csrf_token": token(client)})
    return client


def sign_in_at(page: Page, address: str, login: str) -> None:
    """Sign in as a person does."""
    page.goto(f"{address}/anmelden")
    page.get_by_label("Anmeldename").fill(login)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(lambda url: "anmelden" not in url)
