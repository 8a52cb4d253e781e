"""Input that no person types: refused before any view sees it."""

from flask import Flask, abort, request

NUL = "\x00"
"""PostgreSQL stores no text that holds it, so it would end in an error of ours instead of theirs."""


def refuse_nul() -> None:
    """Answer 400 to a request with a NUL character in its address or form."""
    texts = [request.path, *request.args.values(), *request.form.values()]
    if any(NUL in text for text in texts):
        abort(400)


def install(app: Flask) -> None:
    """Refuse such requests to every view."""
    app.before_request(refuse_nul)
