"""Tables of an account as spreadsheets read them."""

from datetime import date

import pytest

from dispatch.accounting import Line, Month, Statement
from dispatch.figures import Count, Figures, PublicTable
from web.account_files import BOM, bookkeeping_csv, euros, split_csv, statistics_csv

BANK = date(2026, 9, 14)


def account(vehicle: str = "Rufbus 1") -> Statement:
    """A day of two towns: 11 EUR of cost, and 4 EUR brought in, 1 of them by nobody knows whom."""
    lines = (
        Line(date=BANK, shift="frueh", vehicle=vehicle, cents=1001, key=1, parts={"A": 501, "B": 500}),
        Line(date=BANK, shift="", vehicle="", cents=99, key=1, parts={"A": 0, "B": 99}),
    )
    groups = {"municipality": {"A": {"revenue_cents": 200}, "B": {"revenue_cents": 100}}}
    cells = {
        ("Reetz", "rode"): Count(7, 5),
        ("Reetz", ""): Count(7, 5),
        ("Grubo", "rode"): None,
        ("Grubo", ""): None,
        ("", "rode"): Count(9, 6),
        ("", ""): Count(9, 6),
    }
    return Statement(
        month=Month.of(BANK),
        until=BANK,
        region="ab",
        rules="r",
        program="p",
        figures=Figures({"revenue_cents": 400}, groups),
        lines=lines,
        idle=(),
        statistics=PublicTable(("Reetz", "Grubo"), ("rode",), cells),
    )


def test_a_split_sums_up_to_the_cent_and_leaves_nothing_out() -> None:
    assert split_csv(account()) == (
        f"{BOM}Gemeinde;Kosten EUR;Einnahmen EUR;Zuschuss EUR\r\n"
        "A;5,01;2,00;3,01\r\n"
        "B;5,99;1,00;4,99\r\n"
        "unbekannt;0,00;1,00;-1,00\r\n"
        "Summe;11,00;4,00;7,00\r\n"
    )


def test_bookkeeping_has_a_line_for_every_run_and_for_what_the_day_costs_besides() -> None:
    assert bookkeeping_csv(account()) == (
        f"{BOM}Datum;Schicht;Fahrzeug;Kosten EUR;Schlüssel;A EUR;B EUR\r\n"
        "14.09.2026;frueh;Rufbus 1;10,01;1;5,01;5,00\r\n"
        "14.09.2026;;übrige Kosten des Tages;0,99;1;0,00;0,99\r\n"
    )


def test_statistics_leave_empty_what_must_not_be_told() -> None:
    assert statistics_csv(account()) == (
        f"{BOM}Ortsteil;befördert;alle\r\nReetz;7;7\r\nGrubo;;\r\nalle;9;9\r\n"
    )


@pytest.mark.parametrize("name", ["=1+1", "+49", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_name_becomes_a_formula(name: str) -> None:
    assert f"'{name}" in bookkeeping_csv(account(vehicle=name))


@pytest.mark.parametrize(("cents", "text"), [(0, "0,00"), (7, "0,07"), (-7, "-0,07"), (123456, "1234,56")])
def test_amounts_have_a_comma(cents: int, text: str) -> None:
    assert euros(cents) == text
