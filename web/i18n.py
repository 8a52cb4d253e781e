"""Two languages: German is the language of the source, others are catalogues in ``translations/``.

The language is part of the address (``?lang=en``), because the city app's web view forgets cookies and a
link that is passed on should read the same for everybody. :func:`install` makes every ``url_for`` keep it.
"""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, request, url_for

SOURCE = "de"
LANGUAGES: Mapping[str, str] = {"de": "Deutsch", "en": "English"}
CATALOGUES = Path(__file__).parent / "translations"

_language: ContextVar[str] = ContextVar("language", default=SOURCE)


@cache
def _catalogue(language: str) -> NullTranslations:
    """The translations of one language, compiled in memory so that no build step can be forgotten."""
    if language == SOURCE:
        return NullTranslations()
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


def language() -> str:
    """The language of the present request, German outside of one."""
    return _language.get()


def use_language(code: str) -> None:
    """Speak this language from now on in this thread or task; an unknown one means German."""
    _language.set(code if code in LANGUAGES else SOURCE)


def gettext(message: str) -> str:
    """The message in the present language; values are filled in by the caller."""
    return _catalogue(language()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The singular or plural message in the present language."""
    return _catalogue(language()).ngettext(one, many, count)


def offered(languages: Iterable[str]) -> tuple[str, ...]:
    """The languages that a region wants and that there are catalogues for, the usual one first.

    >>> offered(["en", "pl", "de"]), offered(["pl"])
    (('en', 'de'), ('de',))
    """
    return tuple(code for code in languages if code in LANGUAGES) or (SOURCE,)


def _usual() -> str:
    return str(current_app.jinja_env.globals["usual_language"])


def _keep_language(_endpoint: str, values: dict[str, Any]) -> None:
    if language() != _usual():
        values.setdefault("lang", language())


def in_language(code: str) -> str | None:
    """Address of the present page in another language; none for the answer to a posted form."""
    if request.method != "GET" or request.endpoint is None:
        return None
    values: dict[str, Any] = {**request.args.to_dict(), **(request.view_args or {})}
    values["lang"] = None if code == _usual() else code
    return url_for(request.endpoint, **values)


def install(app: Flask, languages: Iterable[str]) -> None:
    """Read the language of each request, keep it in every address, translate templates.

    Parameters
    ----------
    app
        The application.
    languages
        Codes of those that its region wants, the usual one first.
    """
    codes = offered(languages)
    usual = codes[0]
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals.update(
        languages={code: LANGUAGES[code] for code in codes},
        usual_language=usual,
        language=language,
        in_language=in_language,
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # comes with the extension
        gettext, ngettext, newstyle=True
    )

    @app.before_request
    def _speak() -> None:
        wanted = request.args.get("lang", usual)
        use_language(wanted if wanted in codes else usual)

    app.url_defaults(_keep_language)
