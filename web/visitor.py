"""A passenger without a browser: asks and accepts through the same pages as everybody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin
from urllib.request import ProxyHandler, build_opener

from mobility.errors import MobilityError

PATIENCE_S = 20.0
"""How long a page may take (s)."""


@dataclass
class PageRefused(MobilityError):
    """A page did not do what a passenger wanted; the text names no address, since that may be a secret.

    Parameters
    ----------
    page
        What was wanted.
    why
        Status code or kind of the error.
    """

    page: str
    why: str

    def __str__(self) -> str:
        return f"{self.page} was refused: {self.why}"


@dataclass
class Form:
    """A form of a page with the values its hidden fields and its first button would send."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """The forms of a page that is read."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect forms, and the names and values that they send by themselves."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif self.forms and "name" in given and (tag == "button" or given.get("type") == "hidden"):
            self.forms[-1].fields.setdefault(given["name"], given.get("value", ""))


class Visitor:
    """Somebody who opens the pages at an address.

    Parameters
    ----------
    base
        Address of the start page.
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._opener = build_opener(ProxyHandler({}))  # the pages are on this machine

    def is_welcome(self) -> bool:
        """Whether the start page can be opened."""
        try:
            self._open("the start page", self._base)
        except PageRefused:
            return False
        return True

    def ask(self, answers: Mapping[str, str]) -> str:
        """Send the filled-in form; the address of the ride's page.

        Raises
        ------
        PageRefused
            If the form is not taken.
        """
        address, _ = self._open("a request for a ride", urljoin(self._base, "/fahrten"), answers)
        return address

    def accept_first(self, ride: str) -> bool:
        """Take the first offer on a ride's page; ``False`` if there is none to take.

        Raises
        ------
        PageRefused
            If the page cannot be opened or the offer is not taken.
        """
        _, page = self._open("the page of a ride", ride)
        reader = _Forms()
        reader.feed(page)
        offers = [form for form in reader.forms if form.action.endswith("/annehmen")]
        if not offers:
            return False
        self._open("the acceptance of an offer", urljoin(ride, offers[0].action), offers[0].fields)
        return True

    def _open(self, page: str, address: str, answers: Mapping[str, str] | None = None) -> tuple[str, str]:
        data = None if answers is None else urlencode(answers).encode()
        try:
            with self._opener.open(address, data, timeout=PATIENCE_S) as response:
                return response.url, response.read().decode()
        except HTTPError as error:
            error.close()
            raise PageRefused(page, f"status {error.code}") from None
        except (URLError, HTTPException, OSError) as error:
            raise PageRefused(page, type(error).__name__) from None
