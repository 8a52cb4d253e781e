"""What a page says and carries on, without a browser."""

import re
from html import unescape

from werkzeug.test import TestResponse


def hidden(page: str) -> dict[str, str]:
    """The answers that a page carries on."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def text(answer: TestResponse) -> str:
    """What a page says, without its markup."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
