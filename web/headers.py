"""Security headers of every response: nothing inline, nothing from elsewhere, no foreign frame."""

from flask import Flask, Response, request

from mobility.config import Config


def _policy(frame_ancestors: str) -> str:
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": frame_ancestors or "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def install(app: Flask, config: Config) -> None:
    """Add the headers to every response."""
    headers = {
        "Content-Security-Policy": _policy(config.frame_ancestors),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        # staff forms are checked against the referrer over HTTPS, so the own origin keeps it
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    if not config.frame_ancestors:
        headers["X-Frame-Options"] = "DENY"  # for browsers that do not know frame-ancestors
    if config.secure_cookies:
        headers["Strict-Transport-Security"] = "max-age=31536000"

    @app.after_request
    def _add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "assets.static":
            response.headers.setdefault("Cache-Control", "no-cache")
        return response
