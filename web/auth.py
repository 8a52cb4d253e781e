"""Signing in and out for staff, and the one check that lets a request reach a view.

Sessions live in a signed cookie. It names the account and the epoch of its password, so a new password
ends all older sessions. Passengers need no account; their rides have secret addresses.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import (
    Flask,
    Response,
    abort,
    after_this_request,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter, RequestLimit
from flask_login import LoginManager, current_user, login_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError

from mobility.accounts import Account, Role
from mobility.config import Config
from mobility.store.accounts import find_account
from mobility.store.database import Database
from web import limits
from web.access import access_of, public
from web.demo_staff import DEMO_STAFF
from web.i18n import SOURCE, use_language
from web.passwords import check_password

IDLE = timedelta(hours=12)
"""A session ends when nobody has used it for as long as the longest shift takes."""

LOGIN_TRIES = "5 per minute"
ADDRESS_TRIES = "20 per minute"
WRONG = 403

HOME = {
    Role.OPERATOR: "console.screen",
    Role.ADMIN: "console.screen",
    Role.DRIVER: "driver.shifts",
    Role.PLANNER: "planning.overview",
}

csrf = CSRFProtect()


@dataclass(frozen=True, slots=True)
class User:
    """An account as Flask-Login wants it."""

    account: Account
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """What the session remembers."""
        return f"{self.account.session_epoch}:{self.account.login}"


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Knows the accounts; in a real service those of the demonstration count for nothing."""

    db: Database
    demo: bool

    def account(self, login: str) -> Account | None:
        """The account with this login that may be used here."""
        if login in DEMO_STAFF and not self.demo:
            return None
        with self.db.reading() as transaction:
            return find_account(transaction, login)

    def user(self, remembered: str) -> User | None:
        """Who a session remembers, unless the password has changed since."""
        epoch, _, login = remembered.partition(":")
        account = self.account(login)
        return User(account) if account and str(account.session_epoch) == epoch else None


def signed_in() -> Account | None:
    """Who makes this request, if anybody has signed in."""
    account = getattr(current_user, "account", None)
    return account if isinstance(account, Account) else None


def somebody() -> Account:
    """Who makes this request, in a view that only signed-in people reach."""
    return signed_in() or abort(WRONG)


@public
def ask() -> ResponseReturnValue:
    """The form, or the own start page for those who have signed in already."""
    account = signed_in()
    return redirect(url_for(HOME[account.role]), 303) if account else _form()


@public
def sign_in() -> ResponseReturnValue:
    """Start a session, or say no in the same words and time whether the login exists or not."""
    account = _doorkeeper().account(_login())
    password_hash = account.password_hash if account else None
    if not check_password(password_hash, request.form.get("password", "")) or account is None:
        return _form("Anmeldename oder Passwort stimmen nicht.", WRONG)
    session.clear()  # whatever a stranger may have put there before
    session.permanent = True
    login_user(User(account))
    return redirect(_next() or url_for(HOME[account.role]), 303)


@public
def sign_out() -> ResponseReturnValue:
    """End the session, and let the browser forget lists it kept for driving without a net."""
    session.clear()
    response = redirect(url_for("auth.ask"), 303)
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def admit() -> ResponseReturnValue | None:
    """Let a request pass to its view if what the view declares allows it (B49)."""
    if request.endpoint is None:
        return None
    access = access_of(current_app.view_functions[request.endpoint]) or abort(WRONG)
    if request.blueprint == "auth":
        use_language(SOURCE)  # staff pages speak German only
        csrf.protect()
    if access.roles is None:
        return None
    use_language(SOURCE)
    after_this_request(_keep_private)
    account = signed_in()
    if account is None:
        return _to_sign_in()
    csrf.protect()
    return None if access.allows(account.role) else abort(WRONG)


def install(app: Flask, config: Config, db: Database, limiter: Limiter) -> None:
    """Add sessions, the sign-in pages and the check of every request to an application."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-rufbus" if config.secure_cookies else "rufbus",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        PERMANENT_SESSION_LIFETIME=IDLE,
        WTF_CSRF_CHECK_DEFAULT=False,  # admit() decides: passengers' forms carry no cookie to protect
        WTF_CSRF_TIME_LIMIT=None,  # an operator's page stays open all day
    )
    doorkeeper = Doorkeeper(db, demo=config.demo)
    app.extensions[__name__] = doorkeeper
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(doorkeeper.user)
    csrf.init_app(app)
    app.register_error_handler(CSRFError, _stale_form)
    app.before_request(admit)
    app.context_processor(lambda: {"signed_in": signed_in, "home_of": HOME.__getitem__})
    _add_pages(app, limiter)


def _add_pages(app: Flask, limiter: Limiter) -> None:
    by_login = limiter.limit(LOGIN_TRIES, key_func=_login_key, deduct_when=_was_wrong, on_breach=_too_many)
    by_address = limiter.limit(ADDRESS_TRIES, deduct_when=_was_wrong, on_breach=_too_many)
    app.add_url_rule("/anmelden", "auth.ask", ask)
    app.add_url_rule("/anmelden", "auth.sign_in", by_address(by_login(sign_in)), methods=["POST"])
    app.add_url_rule("/abmelden", "auth.sign_out", sign_out, methods=["POST"])


def _doorkeeper() -> Doorkeeper:
    found: Doorkeeper = current_app.extensions[__name__]
    return found


def _login() -> str:
    return request.form.get("login", "").strip().casefold()


def _login_key() -> str:
    return limits.hashed(_login())


def _was_wrong(response: Response) -> bool:
    return response.status_code == WRONG


def _too_many(_limit: RequestLimit) -> Response:
    page, status = _form("Das waren zu viele Versuche. Bitte warten Sie eine Minute.", 429)
    return Response(page, status, headers={"Retry-After": "60"})


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    if signed_in() is None:
        return _form("Die Anmeldeseite war zu lange offen. Bitte melden Sie sich noch einmal an.", 400)
    return render_template("auth/stale.html"), 400


def _form(error: str = "", status: int = 200) -> tuple[str, int]:
    errors = {"login": error} if error else {}
    form = {"login": request.form.get("login", ""), "next": _next()}
    return render_template("auth/sign_in.html", errors=errors, form=form), status


def _next() -> str:
    """Where the caller wanted to go: a path of this host, or nothing."""
    wanted = request.values.get("next", "")
    path = wanted.startswith("/") and not wanted.startswith("//")
    return wanted if path and wanted.isprintable() and "\\" not in wanted else ""


def _to_sign_in() -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        return "", 401  # a part of a page: its script says what to do
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("auth.ask", next=wanted), 303)


def _keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
