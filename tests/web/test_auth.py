"""Signing in and out: who gets in, what a session is, and what somebody who guesses learns."""

import re
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from dispatch.office import Office
from mobility.accounts import Role
from mobility.config import Config
from mobility.store.accounts import end_sessions, find_account, save_account
from tests.offices import Wall
from tests.web.conftest import NOWHERE, Site, config_for
from tests.web.staff import PASSWORD, hire, sign_in, token
from web import auth, create_app, passwords
from web.demo_staff import DEMO_STAFF, demo_accounts

HOMES = {
    Role.OPERATOR: "/leitstelle",
    Role.ADMIN: "/leitstelle",
    Role.DRIVER: "/fahren",
    Role.PLANNER: "/planung",
}


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes that cost next to nothing: what they are worth is Argon2's business."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


def app_with(office: Office, wall: Wall, config: Config) -> Flask:
    return create_app(config, wall, office, ring=lambda _reference: None)


def attempt(client: FlaskClient, login: str, password: str = PASSWORD, then: str = "") -> TestResponse:
    data = {"login": login, "password": password, "next": then, "csrf_token": token(client)}
    return client.post("/anmelden", data=data)


def is_in(client: FlaskClient) -> bool:
    return client.get("/anmelden").status_code == 303


@pytest.mark.parametrize("role", list(Role))
def test_signing_in_leads_to_the_own_start_page(site: Site, role: Role) -> None:
    hire(site.office.db, "kim", role)

    response = attempt(site.app.test_client(), "kim")

    assert (response.status_code, response.location) == (303, HOMES[role])


def test_a_login_is_read_without_regard_to_case_and_blanks(site: Site) -> None:
    hire(site.office.db, "kim", Role.OPERATOR)

    assert attempt(site.app.test_client(), " Kim ").status_code == 303


def test_who_wanted_a_page_gets_it_after_signing_in(site: Site) -> None:
    hire(site.office.db, "kim", Role.OPERATOR)
    client = site.app.test_client()
    sent = client.get("/leitstelle/tag/2026-11-24").location
    asked = re.search(r'name="next" value="([^"]+)"', client.get(sent).text)

    assert asked
    assert attempt(client, "kim", then=asked[1]).location == "/leitstelle/tag/2026-11-24"


@given(
    st.one_of(
        st.text(),
        st.from_regex(r"[/\\]{1,3}[a-z.@:/\\?#\[\]]*"),
        st.sampled_from(["https://x.org", "//x.org"]),
    )
)
@example("//[")
def test_no_address_leads_to_another_host_after_signing_in(wanted: str) -> None:
    with Flask(__name__).test_request_context(query_string={"next": wanted}):
        taken = auth._next()

    assert taken in {"", wanted}
    assert urlsplit(urljoin("https://rufbus.example/anmelden", taken)).netloc == "rufbus.example"
    assert "\\" not in taken


def without_what_differs(response: TestResponse, login: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", response.text).replace(login, "")


def test_a_wrong_password_and_an_unknown_login_look_the_same(site: Site) -> None:
    hire(site.office.db, "known", Role.OPERATOR)
    client = site.app.test_client()

    wrong, unknown = attempt(client, "known", "falsch"), attempt(client, "nobody", "falsch")

    assert wrong.status_code == unknown.status_code == 403
    assert "Anmeldename oder Passwort stimmen nicht." in wrong.text
    assert without_what_differs(wrong, "known") == without_what_differs(unknown, "nobody")
    assert not is_in(client)


@pytest.mark.parametrize("known", [True, False])
def test_each_try_costs_one_hash_whether_the_login_exists_or_not(
    known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = passwords.hash_password("a") if known else None
    passwords._nobody()
    tried: list[str] = []
    really = PasswordHasher.verify

    def verify(self: PasswordHasher, hashed: str, text: str) -> bool:
        tried.append(text)
        return really(self, hashed, text)

    monkeypatch.setattr(PasswordHasher, "verify", verify)

    assert not passwords.check_password(stored, "b")
    assert tried == ["b"]


def test_a_password_of_endless_length_is_wrong_and_not_read_to_its_end() -> None:
    longest = "x" * passwords.LONGEST
    stored = passwords.hash_password(longest)

    assert passwords.check_password(stored, longest)
    assert not passwords.check_password(stored, longest + "x")


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(site: Site) -> None:
    hire(site.office.db, "kim", Role.OPERATOR)

    cookie = attempt(site.app.test_client(), "kim").headers["Set-Cookie"]

    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_over_https_the_cookie_is_bound_to_it_and_to_the_host(
    office: Office, wall: Wall, redis_url: str
) -> None:
    secure = app_with(office, wall, replace(config_for(redis_url), secure_cookies=True))

    cookie = secure.test_client().get("/anmelden", base_url="https://rufbus.example").headers["Set-Cookie"]

    assert cookie.startswith("__Host-rufbus=")
    assert "Secure" in cookie.split("; ")
    assert "Domain" not in cookie


def test_a_session_from_before_signing_in_is_worth_nothing_after(site: Site) -> None:
    hire(site.office.db, "kim", Role.OPERATOR)
    victim = site.app.test_client()
    planted = victim.get("/anmelden").headers["Set-Cookie"].split(";")[0].partition("=")[2]
    attempt(victim, "kim")

    attacker = site.app.test_client()
    attacker.set_cookie("rufbus", planted)

    assert is_in(victim)
    kept = victim.get_cookie("rufbus")
    assert kept
    assert kept.value != planted
    assert not is_in(attacker)


def test_signing_out_ends_the_session_and_empties_the_browser(site: Site) -> None:
    hire(site.office.db, "kim", Role.OPERATOR)
    kim = sign_in(site.app, "kim")

    response = kim.post("/abmelden", data={"csrf_token": token(kim, "/leitstelle")})

    assert (response.status_code, response.location) == (303, "/anmelden")
    assert response.headers["Clear-Site-Data"] == '"storage"'
    assert not is_in(kim)


def test_a_new_password_ends_older_sessions(site: Site) -> None:
    account = hire(site.office.db, "kim", Role.OPERATOR)
    elsewhere = sign_in(site.app, "kim")
    with site.office.db.writing() as session:
        save_account(session, replace(account, password_hash=passwords.hash_password("neu"), session_epoch=1))

    assert not is_in(elsewhere)
    assert not is_in(sign_in(site.app, "kim"))
    assert is_in(sign_in(site.app, "kim", "neu"))


def test_ended_sessions_have_ended(site: Site) -> None:
    hire(site.office.db, "kim", Role.OPERATOR)
    kim = sign_in(site.app, "kim")
    with site.office.db.writing() as session:
        end_sessions(session, "kim")

    assert kim.get("/leitstelle").status_code == 303


def test_pages_of_the_staff_are_kept_nowhere(site: Site) -> None:
    hire(site.office.db, "kim", Role.OPERATOR)

    assert sign_in(site.app, "kim").get("/leitstelle").headers["Cache-Control"] == "no-store"


def test_a_form_that_was_open_too_long_can_be_sent_again(site: Site) -> None:
    response = site.app.test_client().post("/anmelden", data={"login": "kim", "csrf_token": "old"})

    assert response.status_code == 400
    assert "melden Sie sich noch einmal an" in response.text
    assert 'value="kim"' in response.text


def test_a_stale_form_of_somebody_who_is_signed_in_says_what_to_do(site: Site) -> None:
    hire(site.office.db, "kim", Role.OPERATOR)

    response = sign_in(site.app, "kim").post("/leitstelle/suche", data={"csrf_token": "old"})

    assert response.status_code == 400
    assert "laden Sie die Seite neu" in response.text


def test_the_sixth_wrong_password_in_a_minute_has_to_wait_even_if_it_is_right(site: Site) -> None:
    for login in ("kim", "lou"):
        hire(site.office.db, login, Role.OPERATOR)
    client = site.app.test_client()

    tries = [attempt(client, "kim", "falsch").status_code for _ in range(5)]
    late = attempt(client, "kim")

    assert tries == [403] * 5
    assert late.status_code == 429
    assert late.headers["Retry-After"] == "60"
    assert "warten Sie eine Minute" in late.text
    assert attempt(site.app.test_client(), "KIM").status_code == 429
    assert attempt(client, "lou").status_code == 303


def test_right_passwords_are_not_counted(site: Site) -> None:
    hire(site.office.db, "kim", Role.OPERATOR)

    assert [attempt(site.app.test_client(), "kim").status_code for _ in range(7)] == [303] * 7


def test_many_logins_from_one_address_have_to_wait_too(site: Site) -> None:
    client = site.app.test_client()

    tries = [attempt(client, f"guess{n}", "falsch").status_code for n in range(21)]

    assert tries == [403] * 20 + [429]


@pytest.fixture
def hung() -> Iterator[str]:
    """Address of a server that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.mark.parametrize("silent", ["hung", "away"])
def test_without_valkey_signing_in_neither_hangs_nor_loses_its_limit(
    office: Office, wall: Wall, hung: str, silent: str
) -> None:
    hire(office.db, "kim", Role.OPERATOR)
    client = app_with(office, wall, config_for(hung if silent == "hung" else NOWHERE)).test_client()

    began = time.monotonic()
    first = attempt(client, "kim", "falsch").status_code
    waited = time.monotonic() - began
    more = [attempt(client, "kim", "falsch").status_code for _ in range(5)]

    assert first == 403
    assert waited < 5  # a hang would be the client's default of 15 seconds and more
    assert more == [403] * 4 + [429]


def test_the_staff_of_a_demonstration_signs_in_with_new_passwords_each_time(
    office: Office, wall: Wall, redis_url: str
) -> None:
    app = app_with(office, wall, replace(config_for(redis_url), demo=True))
    first = {account.login: account.password for account in demo_accounts(office.db)}
    yesterday = sign_in(app, "leitstelle", first["leitstelle"])
    second = {account.login: account.password for account in demo_accounts(office.db)}

    assert first.keys() == second.keys() == DEMO_STAFF.keys()
    assert not set(first.values()) & set(second.values())
    assert not is_in(yesterday)
    assert all(is_in(sign_in(app, login, password)) for login, password in second.items())


def test_the_staff_of_a_demonstration_cannot_sign_in_anywhere_else(site: Site) -> None:
    staff = demo_accounts(site.office.db)
    with site.office.db.reading() as session:
        assert find_account(session, "leitstelle")

    tries = [attempt(site.app.test_client(), account.login, account.password) for account in staff]

    assert [response.status_code for response in tries] == [403] * len(staff)


def test_a_session_of_a_demonstration_is_not_taken_over(office: Office, wall: Wall, redis_url: str) -> None:
    demo = app_with(office, wall, replace(config_for(redis_url), demo=True))
    password = demo_accounts(office.db)[0].password
    visitor = sign_in(demo, "leitstelle", password)
    cookie = visitor.get_cookie("rufbus")
    assert cookie
    real = app_with(office, wall, config_for(redis_url)).test_client()  # the same key signs both
    real.set_cookie("rufbus", cookie.value)

    assert is_in(visitor)
    assert not is_in(real)
