"""Results as tables: typed, complete, the same bytes, and no formulas."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pyarrow.parquet as pq
import pytest

from dispatch.exports import export_csv, export_parquet
from dispatch.figures import FIGURES, Figures
from dispatch.studies import VariantResult
from mobility.studies import Origin, Study

STUDY = Study(
    id="aaaaaaaa",
    name="Süden",
    text="",
    author="planung",
    created_at=datetime(2026, 9, 10, tzinfo=UTC),
    base="bad-belzig",
    digest="d0",
    origin=Origin(code="c0", region="r0"),
    stopped=False,
    complete=True,
    counts={},
)
WHOLE = {"booked": 7, "service_level": 0.875, "wait_mean_s": None}
RESULTS = [
    VariantResult(
        1,
        {"fleet.vans": 2, "region.policy.notice_min": 30, "served.municipalities": ["Bad Belzig"]},
        (1, 4),
        (
            Figures(WHOLE, {"ortsteil": {"=Reetz": {"booked": 3}, "Lütte": {"booked": 4}}}),
            Figures({**WHOLE, "booked": 6}),
        ),
    ),
    VariantResult(
        2, {"fleet.vans": 3, "region.policy.notice_min": 7.5, "served.municipalities": "@all"}, (), ()
    ),
]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def test_given_results_when_exported_long_then_each_figure_has_a_row() -> None:
    found = rows(export_csv(RESULTS))
    assert len(found) == 3 + 2 + 3
    assert found[0] == {
        "variant": "1", "label.fleet.vans": "2", "label.region.policy.notice_min": "30",
        "label.served.municipalities": '["Bad Belzig"]', "seed": "1", "dimension": "", "group": "",
        "figure": "booked", "unit": "count", "value": "7",
    }  # fmt: skip
    assert (found[1]["value"], found[2]["value"]) == ("0.875", "")
    assert (found[4]["dimension"], found[4]["group"], found[4]["value"]) == ("ortsteil", "Lütte", "4")


def test_given_a_name_like_a_formula_when_exported_then_no_spreadsheet_computes_it() -> None:
    assert [row["group"] for row in rows(export_csv(RESULTS)) if "Reetz" in row["group"]] == ["'=Reetz"]


def test_given_results_when_exported_wide_then_each_variant_and_seed_has_a_row() -> None:
    found = rows(export_csv(RESULTS, wide=True))
    assert [(row["variant"], row["seed"], row["booked"]) for row in found] == [
        ("1", "1", "7"),
        ("1", "4", "6"),
    ]
    assert {figure.key for figure in FIGURES} <= set(found[0])


def test_given_results_when_exported_as_parquet_then_columns_are_typed_and_say_what_they_are_of() -> None:
    table = pq.read_table(BytesIO(export_parquet(STUDY, RESULTS)))
    types = {field.name: str(field.type) for field in table.schema}
    assert types == {
        "variant": "int32", "seed": "int64", "dimension": "string", "group": "string", "figure": "string",
        "unit": "string", "value": "double", "label.fleet.vans": "int64",
        "label.region.policy.notice_min": "double", "label.served.municipalities": "string",
    }  # fmt: skip
    about = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    about.pop("ARROW:schema", None)
    assert about == {"name": "Süden", "scenario": "d0", "code": "c0", "region": "r0"}
    values = table.column("value").to_pylist()
    assert values == [None if not row["value"] else float(row["value"]) for row in rows(export_csv(RESULTS))]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ((1, 2), "int64"),
        ((1, 2.5), "double"),
        ((True, False), "bool"),
        (("a", 1), "string"),
        ((True, 1), "string"),
    ],
)
def test_given_values_of_a_key_when_exported_as_parquet_then_their_type_is_kept(
    values: tuple[object, ...], kind: str
) -> None:
    results = [
        VariantResult(n, {"key": value}, (1,), (Figures({"booked": n}),))
        for n, value in enumerate(values, start=1)
    ]
    table = pq.read_table(BytesIO(export_parquet(STUDY, results)))
    assert str(table.schema.field("label.key").type) == kind


def test_given_the_same_results_when_exported_again_then_the_bytes_are_the_same() -> None:
    assert export_parquet(STUDY, RESULTS) == export_parquet(STUDY, RESULTS)
    assert export_csv(RESULTS) == export_csv(RESULTS)


def test_given_no_results_when_exported_then_the_tables_are_empty() -> None:
    assert rows(export_csv([])) == []
    assert rows(export_csv([], wide=True)) == []
    assert pq.read_table(BytesIO(export_parquet(STUDY, []))).num_rows == 0
