"""Results as they are kept: figures as JSON, records and events as compressed text; always the same bytes."""

import gzip
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from dispatch.record import DayRecord
from dispatch.scenarios import Cell, Setting
from dispatch.scenarios.writing import events_text
from mobility.store.studies import StoredResult

LEVEL = 6
"""How hard records and events are compressed."""


def stored(setting: Setting, seed: int, cell: Cell) -> StoredResult:
    """What is kept of a cell; the digest is that of the text, however a machine compresses it."""
    record = records_to_text(cell.records)
    logs = events_text(setting.region, seed, cell)
    figures: dict[str, Any] = dict(cell.figures.to_json())
    digest = sha256()
    for text in (json.dumps(figures), record, logs):
        digest.update(sha256(text.encode()).digest())
    return StoredResult(figures, _packed(record), _packed(logs), digest.hexdigest())


def records_to_text(records: Iterable[DayRecord]) -> str:
    """Records as JSON; :func:`records_from` reads them."""
    return json.dumps([_plain(record) for record in records], ensure_ascii=False, separators=(",", ":"))


def records_from(text: str) -> tuple[DayRecord, ...]:
    """The records that were written."""
    return tuple(_value(DayRecord, each) for each in json.loads(text))


def unpacked(kept: bytes) -> str:
    """A text that was kept compressed."""
    return gzip.decompress(kept).decode()


def logs_from(text: str) -> tuple[str, ...]:
    """The event logs of each day, apart: a header begins each."""
    logs: list[list[str]] = []
    for line in text.splitlines(keepends=True):
        if line.startswith('{"format":'):
            logs.append([])
        logs[-1].append(line)
    return tuple("".join(log) for log in logs)


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode(), LEVEL, mtime=0)


def _plain(value: object) -> object:
    """A value as JSON has it: a dataclass as the list of its fields."""
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):  # and so datetime
        return value.isoformat()
    return value


def _value(kind: Any, plain: Any) -> Any:  # noqa: ANN401 - of whatever type a field has
    """A value of that type out of JSON."""
    if isinstance(kind, type) and is_dataclass(kind):
        found = zip(_hints(kind), plain, strict=True)
        return kind(**{name: _value(hint, each) for (name, hint), each in found})
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], each) for each in plain)
    if isinstance(kind, UnionType):
        (inner,) = (each for each in get_args(kind) if each is not NoneType)
        return None if plain is None else _value(inner, plain)
    if kind in (date, datetime):
        return kind.fromisoformat(plain)
    return kind(plain) if issubclass(kind, StrEnum) else plain


@cache
def _hints(kind: type) -> tuple[tuple[str, Any], ...]:
    """The fields of a dataclass in order, with their types."""
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind))
