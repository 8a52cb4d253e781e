"""Every page speaks English as completely as German."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from web.i18n import CATALOGUES

WEB = Path("web")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]

Message = str | tuple[str, ...]


@pytest.fixture(scope="module")
def source() -> set[Message]:
    """The German messages in code and templates."""
    return {message for _, _, message, _, _ in extract_from_dir(str(WEB), METHODS)}


@pytest.fixture(scope="module")
def english() -> dict[Message, Message]:
    """What they are in English."""
    with (CATALOGUES / "en.po").open("rb") as file:
        return {
            frozen(message.id): frozen(message.string) for message in read_po(file, locale="en") if message.id
        }


def frozen(message: str | Sequence[str] | None) -> Message:
    return message if isinstance(message, str) else tuple(message or ())


def texts(message: Message) -> Iterator[str]:
    yield from (message,) if isinstance(message, str) else message


def test_every_german_message_is_translated(source: set[Message], english: dict[Message, Message]) -> None:
    missing = {message for message in source if not all(texts(english.get(message, "")))}
    assert not missing


def test_no_translation_is_left_over(source: set[Message], english: dict[Message, Message]) -> None:
    assert not english.keys() - source


def test_translations_fill_in_the_same_values(english: dict[Message, Message]) -> None:
    for german, translated in english.items():
        wanted = {name for text in texts(german) for name in PLACEHOLDER.findall(text)}
        used = {name for text in texts(translated) for name in PLACEHOLDER.findall(text)}
        assert wanted == used, german


def test_no_german_is_left_in_english_words(english: dict[Message, Message]) -> None:
    german = re.compile(r"[äöüßÄÖÜ]|\b(?:Sie|und|nicht|Fahrt|Uhr)\b")
    assert not [text for string in english.values() for text in texts(string) if german.search(text)]
