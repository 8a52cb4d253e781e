"""Results of studies as tables for other programs: CSV and Parquet, the same bytes for the same results.

The *long* form has one row for each figure of each variant and seed, as a whole and by groups; the *wide*
form one row for each variant and seed. A text that a spreadsheet would take for a formula gets an apostrophe
in front.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

from dispatch.figures import CATALOGUE, FIGURES, Figures
from dispatch.figures.values import Value
from dispatch.studies import VariantResult
from mobility.studies import Study

if TYPE_CHECKING:
    import pyarrow as pa

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet computes when a text begins with it."""
LABEL = "label."
"""Before the name of a key that is varied."""


class FigureRow(NamedTuple):
    """A figure of one variant and seed; dimension and group are empty for the whole."""

    variant: int
    seed: int
    dimension: str
    group: str
    figure: str
    unit: str
    value: Value


def export_csv(results: Sequence[VariantResult], *, wide: bool = False) -> str:
    """Results as CSV in UTF-8, with commas, decimal points and a head line.

    Parameters
    ----------
    results
        What the variants came to (:func:`dispatch.studies.results`).
    wide
        One row for each variant and seed, without groups; otherwise the long form.
    """
    keys = _keys(results)
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    if wide:
        figures = [figure.key for figure in FIGURES]
        table.writerow(["variant", *(LABEL + key for key in keys), "seed", *figures])
        for result in results:
            label = [_written(result.label.get(key)) for key in keys]
            for seed, found in zip(result.seeds, result.figures, strict=True):
                values = [_written(found.values.get(key)) for key in figures]
                table.writerow([result.number, *label, seed, *values])
        return text.getvalue()
    table.writerow(["variant", *(LABEL + key for key in keys), *FigureRow._fields[1:]])
    for result in results:
        label = [_written(result.label.get(key)) for key in keys]
        for row in _rows(result):
            table.writerow([row.variant, *label, *map(_written, row[1:])])
    return text.getvalue()


def export_parquet(study: Study, results: Sequence[VariantResult]) -> bytes:
    """The long form as Parquet, with the digests of scenario, program and region in its metadata."""
    import pyarrow as pa  # noqa: PLC0415 - large, and only this needs it
    import pyarrow.parquet as pq  # noqa: PLC0415

    columns: dict[str, pa.Array] = {}
    rows = [row for result in results for row in _rows(result)]
    of_variant = {result.number: result.label for result in results}
    types = {
        "variant": pa.int32(), "seed": pa.int64(), "dimension": pa.string(), "group": pa.string(),
        "figure": pa.string(), "unit": pa.string(), "value": pa.float64(),
    }  # fmt: skip
    for number, (name, kind) in enumerate(types.items()):
        columns[name] = pa.array([row[number] for row in rows], kind)
    for key in _keys(results):
        kind = _kind(pa, [result.label.get(key) for result in results])
        values = [of_variant[row.variant].get(key) for row in rows]
        columns[LABEL + key] = pa.array([_typed(value, kind == pa.string()) for value in values], kind)
    about = {"name": study.name, "scenario": study.digest, **asdict(study.origin)}
    table = pa.table(columns).replace_schema_metadata(about)
    sink = BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _keys(results: Sequence[VariantResult]) -> list[str]:
    """What is varied, in the order of the scenario."""
    return list(dict.fromkeys(key for result in results for key in result.label))


def _rows(result: VariantResult) -> Iterator[FigureRow]:
    for seed, found in zip(result.seeds, result.figures, strict=True):
        for dimension, group, values in _parts(found):
            for key, value in values.items():
                unit = str(CATALOGUE[key].unit) if key in CATALOGUE else ""
                yield FigureRow(result.number, seed, dimension, group, key, unit, value)


def _parts(found: Figures) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    yield "", "", found.values
    for dimension, groups in found.by.items():
        for group, values in groups.items():
            yield dimension, group, values


def _written(value: object) -> str:
    """A value in a cell of a table."""
    if value is None:
        return ""
    if isinstance(value, bool | list):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def _kind(pa: Any, values: list[object]) -> "pa.DataType":  # noqa: ANN401 - a module
    """The type of a key's values: numbers are numbers, and whatever is mixed is text."""
    kinds = {type(value) for value in values if value is not None}
    fits = (({bool}, pa.bool_()), ({int}, pa.int64()), ({int, float}, pa.float64()))
    return next((kind for types, kind in fits if kinds <= types), pa.string())


def _typed(value: object, text: bool) -> object:
    return _written(value) if text and value is not None else value
