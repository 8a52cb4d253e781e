"""The planner's pages without a browser: what they say, and what they do."""

import re

import pytest
from flask.testing import FlaskClient

from dispatch import studies
from dispatch.figures import Figures
from dispatch.scenarios import BrokenScenario
from dispatch.studies import VariantResult
from mobility.accounts import Role
from mobility.studies import CellState, FailedCell, Failure, StudyState
from tests.web.conftest import Site
from tests.web.pages import text
from tests.web.planning.made import GRID, SCENARIO, SEARCH, compute, finished, submitted
from tests.web.staff import hire, sign_in, token
from web.planning import showing, standing
from web.planning.comparing import changes, compared
from web.planning.outcomes import heat, outcomes
from web.planning.sizing import Size, seconds_per_day

STARTED = {"name": "Probe", "tage": "24.11.2026", "laeufe": "2", "binnen": "20", "schritt": "rechnen"}


@pytest.fixture
def paula(site: Site) -> FlaskClient:
    """A planner who has signed in."""
    hire(site.office.db, "paula", Role.PLANNER)
    return sign_in(site.app, "paula")


def post(client: FlaskClient, path: str, **data: str) -> tuple[int, str]:
    """Send a form as the page would; the status, and where it leads or what it says."""
    answer = client.post(path, data={"csrf_token": token(client, "/planung"), **data})
    return answer.status_code, answer.location or text(answer)


def test_given_no_study_when_the_list_is_opened_then_it_says_how_to_begin(paula: FlaskClient) -> None:
    said = text(paula.get("/planung"))

    assert "Noch keine Studie." in said
    assert "Wie viele Fahrzeuge für 90 % der Wünsche?" in said


def test_given_an_example_that_is_not_there_when_opened_then_there_is_no_page(paula: FlaskClient) -> None:
    assert paula.get("/planung/neu?beispiel=nichts").status_code == 404


def test_given_a_filled_form_when_started_then_the_study_waits_and_workers_are_rung(
    site: Site, paula: FlaskClient
) -> None:
    rung: list[str] = []
    site.app.extensions["rufbus.ring_planner"] = lambda: rung.append("rung")

    status, where = post(paula, "/planung/neu", **STARTED)

    (study,) = studies.studies(site.office)
    assert (status, where) == (303, f"/planung/{study.id}")
    assert (study.name, study.author, study.state) == ("Probe", "paula", StudyState.WAITING)
    assert rung == ["rung"]
    assert "0 von 2 Rechnungen fertig. Sobald ein Rechner frei ist" in text(paula.get(where))


def test_given_a_form_that_is_only_checked_when_sent_then_nothing_is_started(
    site: Site, paula: FlaskClient
) -> None:
    status, said = post(paula, "/planung/neu", **STARTED | {"schritt": "pruefen"})

    assert status == 200
    assert "Alle Angaben stimmen. 1 Variante mal 2 Durchläufe: 2 Rechnungen." in said
    assert studies.studies(site.office) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Bitte geben Sie der Studie einen Namen."),
        ({"experte": "[behaviour]\nnonsense = 1"}, "behaviour.nonsense"),
        ({"vorlauf": "30", "experte": "[region.policy]\nstep_min = 0"}, "region.policy.step_min"),
        (
            {"laeufe": "100", "frage": "werte", "was1": "vorlauf", "werte1": " ".join(map(str, range(1, 21)))}
            | {"was2": "zuege", "werte2": "0; 50"},
            "Das wären 4000 Rechnungen; höchstens 2000 sind möglich.",
        ),
    ],
)
def test_given_a_form_that_cannot_be_computed_when_started_then_it_comes_back_with_the_reason(
    site: Site, paula: FlaskClient, typed: dict[str, str], said: str
) -> None:
    status, answer = post(paula, "/planung/neu", **STARTED | typed)

    assert status == 422
    assert said in answer
    assert studies.studies(site.office) == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("laeufe", "1000", "von 1 bis 100"), ("name", "lang " * 1000, "höchstens 120 Zeichen")],
)
def test_given_more_than_a_field_takes_when_sent_then_nothing_is_cut_and_it_says_so(
    site: Site, paula: FlaskClient, field: str, typed: str, said: str
) -> None:
    data = {"csrf_token": token(paula, "/planung"), **STARTED, field: typed}

    answer = paula.post("/planung/neu", data=data)

    assert answer.status_code == 422
    assert said in text(answer)
    assert f'value="{typed}"' in answer.text
    assert "maxlength" not in answer.text
    assert studies.studies(site.office) == []


def test_given_a_planner_when_the_mark_of_the_service_is_followed_then_it_leads_to_the_studies(
    paula: FlaskClient,
) -> None:
    assert '<a class="brand" href="/planung">' in paula.get("/planung").text


def test_given_markup_as_a_name_when_shown_then_it_is_text(paula: FlaskClient) -> None:
    _, where = post(paula, "/planung/neu", **STARTED | {"name": "<script>alert(1)</script>"})

    for path in (where, "/planung", f"{where}/kopieren", f"{where}/loeschen"):
        assert "<script>alert" not in paula.get(path).text


def test_given_a_study_when_copied_then_the_form_is_filled_as_it_was(site: Site, paula: FlaskClient) -> None:
    study = submitted(site.office)

    page = paula.get(f"/planung/{study.id}/kopieren").text

    assert 'value="Vorlauf 30 statt 60 Minuten (Kopie)"' in page
    assert 'value="60; 30"' in page
    assert '<option value="vorlauf" selected>' in page


def test_given_a_running_study_when_looked_at_again_then_results_are_called_for_only_if_there_are_more(
    site: Site, paula: FlaskClient
) -> None:
    study = submitted(site.office)
    compute(site.office, 1)

    before = paula.get(f"/planung/{study.id}/stand?fertig=0")
    same = paula.get(f"/planung/{study.id}/stand?fertig=1")

    assert before.headers["HX-Trigger"] == "ergebnisse"
    assert "HX-Trigger" not in same.headers
    assert "1 von 6 Rechnungen fertig." in same.text


def test_given_a_study_when_stopped_and_resumed_then_it_goes_on_where_it_was(
    site: Site, paula: FlaskClient
) -> None:
    study = submitted(site.office)
    compute(site.office, 1)

    post(paula, f"/planung/{study.id}/anhalten")
    stopped = studies.study(site.office, study.id)
    post(paula, f"/planung/{study.id}/fortsetzen")
    again = studies.study(site.office, study.id)

    assert (stopped.state, stopped.counts[CellState.DONE]) == (StudyState.STOPPED, 1)
    assert (again.state, again.counts[CellState.PENDING]) == (StudyState.RUNNING, 5)


def test_given_data_that_have_changed_when_resumed_then_it_stays_stopped_and_the_page_says_why(
    site: Site, paula: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = submitted(site.office)
    studies.cancel(site.office, study.id)
    monkeypatch.setattr("dispatch.studies.books.is_stale", lambda _office, _study: True)
    monkeypatch.setattr(studies, "is_stale", lambda _office, _study: True)

    status, where = post(paula, f"/planung/{study.id}/fortsetzen")

    assert (status, studies.study(site.office, study.id).state) == (303, StudyState.STOPPED)
    assert "Seit dieser Studie haben sich Programm oder Daten geändert." in text(paula.get(where))


def test_given_a_study_when_deleted_then_its_page_is_gone(site: Site, paula: FlaskClient) -> None:
    study = submitted(site.office)

    assert post(paula, f"/planung/{study.id}/loeschen") == (303, "/planung")

    for path in ("", "/stand", "/ergebnisse", "/kopieren", "/szenario.toml", "/daten/kennzahlen.csv"):
        assert paula.get(f"/planung/{study.id}{path}").status_code == 404, path


def test_given_results_when_the_page_is_read_then_figures_stand_with_their_intervals(
    site: Site, paula: FlaskClient
) -> None:
    study = finished(site.office)

    said = text(paula.get(f"/planung/{study.id}"))

    assert re.search(r"2: Vorlauf der Buchung: 30 Minuten 3 Durchläufe \d+\s% \(\d+ bis \d+\s%\)", said)
    assert "Verglichen wird Vorlauf der Buchung: 60 Minuten; 30 Minuten" in said
    assert "Erfüllt heißt eine Fahrt binnen 20 Minuten vom Wunsch" in said


def test_given_a_search_when_it_is_done_then_its_answer_is_a_sentence(site: Site, paula: FlaskClient) -> None:
    study = finished(site.office, SEARCH)

    said = text(paula.get(f"/planung/{study.id}"))

    assert "Das Kleinste, was reicht: Zahl der Fahrzeuge 5." in said
    assert "Ziel: erfüllte Wünsche mindestens 90 %." in said
    assert "Gesucht wird der kleinste Wert von „Zahl der Fahrzeuge“ zwischen 1 und 8, für: erfüllte" in said


def test_given_a_search_that_nothing_meets_when_it_is_done_then_it_says_so(
    site: Site, paula: FlaskClient
) -> None:
    study = finished(site.office, SEARCH.replace("to = 8", "to = 2"))

    page = paula.get(f"/planung/{study.id}")
    assert "Kein Wert zwischen 1 und 2 reicht" in text(page)
    assert '<div class="notice notice-attention"><p class="answer">' in page.text
    assert "notice-good" not in page.text


def test_given_variants_that_other_people_ask_when_weighed_then_none_is_called_the_best(
    site: Site, paula: FlaskClient
) -> None:
    same = finished(site.office, SCENARIO.replace("[60, 30]", "[60, 45, 30]"))
    other = finished(site.office, GRID)

    best, why = "Von keiner anderen Variante übertroffen", "gelten nicht für dieselben Menschen"
    told = text(paula.get(f"/planung/{same.id}"))
    assert best in told
    assert why not in told
    told = text(paula.get(f"/planung/{other.id}"))
    assert best not in told
    assert why in told


def test_given_one_result_when_another_is_chosen_then_the_one_most_like_it_is_proposed(
    site: Site, paula: FlaskClient
) -> None:
    study = finished(site.office, GRID)

    page = paula.get(f"/planung/vergleich?a={study.id}:5").text

    assert f'<option value="{study.id}:5" selected>5: Bediente Gemeinden' in page
    assert f'<option value="{study.id}:2" selected>2: Bediente Gemeinden' in page


def test_given_a_mistake_when_it_is_told_then_the_wording_of_the_program_is_kept_apart(
    paula: FlaskClient,
) -> None:
    _, said = post(paula, "/planung/neu", **STARTED | {"experte": "foo = 1"})

    assert "foo: Diese Angabe kennt die Berechnung nicht." in said
    assert "Meldung der Berechnung im Wortlaut scenario.toml: foo is unknown" in said


def test_given_results_when_taken_along_then_each_file_holds_them(site: Site, paula: FlaskClient) -> None:
    study = finished(site.office)
    base = f"/planung/{study.id}"

    files = {
        path: paula.get(f"{base}/{path}").data
        for path in (
            "szenario.toml",
            "daten/kennzahlen.csv",
            "daten/kennzahlen-breit.csv",
            "bild/varianten.csv",
        )
    }

    assert files["szenario.toml"].decode() == SCENARIO
    assert files["daten/kennzahlen-breit.csv"].count(b"\n") == 1 + 6
    assert files["daten/kennzahlen.csv"].startswith(b"variant,label.region.policy.notice_min,seed,")
    assert "1: Vorlauf der Buchung: 60 Minuten" in files["bild/varianten.csv"].decode()
    assert paula.get(f"{base}/daten/kennzahlen.parquet").data[:4] == b"PAR1"
    assert paula.get(f"{base}/variante/1/bild/stunden.csv").status_code == 200
    for missing in ("daten/alles.zip", "bild/nichts.csv", "variante/1/bild/nichts.csv", "variante/9"):
        assert paula.get(f"{base}/{missing}").status_code == 404, missing


def test_given_a_scenario_of_an_earlier_program_when_opened_then_its_results_are_still_read(
    site: Site, paula: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = finished(site.office)

    def refuse(_text: str) -> None:
        raise BrokenScenario("scenario.toml", "vary", "is unknown")

    monkeypatch.setattr(showing, "read_scenario", refuse)

    assert "2: Vorlauf der Buchung: 30 Minuten" in text(paula.get(f"/planung/{study.id}"))


def test_given_two_variants_when_compared_then_only_what_differs_is_listed_and_judged(
    site: Site, paula: FlaskClient
) -> None:
    study = finished(site.office)

    said = text(paula.get(f"/planung/vergleich?a={study.id}:1&b={study.id}:2"))

    assert "Einstellung Vorher Nachher Vorlauf der Buchung 60 Minuten 30 Minuten Verglichen" in said
    assert "Verglichen werden 3 Durchläufe mit denselben Zufallszahlen" in said
    assert re.search(r"\+3\sProzentpunkte \(3 bis 3\sProzentpunkte\) ▲ besser", said)


def test_given_a_result_that_is_not_there_when_compared_then_there_is_no_page(
    site: Site, paula: FlaskClient
) -> None:
    study = finished(site.office)

    for wanted in (f"{study.id}:9", "nichts:1", f"{study.id}:x"):
        assert paula.get(f"/planung/vergleich?a={study.id}:1&b={wanted}").status_code == 404, wanted


def test_given_results_not_computed_yet_when_compared_then_it_says_so(site: Site, paula: FlaskClient) -> None:
    study = submitted(site.office)
    compute(site.office, 1)

    said = text(paula.get(f"/planung/vergleich?a={study.id}:1&b={study.id}:2"))

    assert "Eines der beiden Ergebnisse ist noch nicht gerechnet." in said


def result(number: int, label: dict[str, object], *values: float) -> VariantResult:
    figures = tuple(Figures({"service_level": value, "subsidy_cents": 100 * value}) for value in values)
    return VariantResult(number, label, tuple(range(len(values))), figures)


def test_given_pairs_of_seeds_when_compared_then_the_difference_is_over_those_that_both_have() -> None:
    before = VariantResult(1, {}, (1, 2, 3), tuple(Figures({"service_level": v}) for v in (0.5, 0.6, 0.9)))
    after = VariantResult(2, {}, (2, 3, 4), tuple(Figures({"service_level": v}) for v in (0.7, 1.0, 0.1)))

    found = compared(before, after)

    line = found.line("service_level")
    assert found.seeds == (2, 3)
    # 0.7 - 0.6 and 1.0 - 0.9: 0.1 both times
    assert line.change.text == "+10\N{NO-BREAK SPACE}Prozentpunkte"
    assert (line.verdict, line.mark) == ("besser", "▲")


def test_given_no_seed_in_common_when_compared_then_the_difference_is_not_sure() -> None:
    before = VariantResult(1, {}, (1,), (Figures({"service_level": 0.5}),))
    after = VariantResult(2, {}, (2,), (Figures({"service_level": 0.9}),))

    found = compared(before, after)

    line = found.line("service_level")
    assert found.seeds == ()
    assert (line.change.text, line.change.between) == ("+40\N{NO-BREAK SPACE}Prozentpunkte", "")
    assert (line.verdict, line.mark) == ("unklar", "○")


def test_given_a_grid_over_two_things_when_drawn_then_the_best_cell_is_the_darkest() -> None:
    results = [
        result(1, {"fleet.vans": 2, "served.municipalities": ["Au"]}, 0.5),
        result(2, {"fleet.vans": 2, "served.municipalities": ["Au", "Bach"]}, 0.4),
        result(3, {"fleet.vans": 3, "served.municipalities": ["Au"]}, 0.8),
        result(4, {"fleet.vans": 3, "served.municipalities": ["Au", "Bach"]}),
    ]

    found = heat(outcomes(results), "service_level")
    cheap = heat(outcomes(results), "subsidy_cents")

    assert found
    assert found.columns == ("Au", "Au und Bach")
    assert [(name, [cell.strength for cell in cells]) for name, cells in found.rows] == [
        ("2", [1, 0]),
        ("3", [4, 0]),
    ]
    assert found.rows[1][1][1].value is None
    assert cheap
    assert [cell.strength for cell in cheap.rows[0][1]] == [3, 4]


def test_given_one_thing_varied_when_a_grid_is_asked_for_then_there_is_none() -> None:
    assert heat(outcomes([result(1, {"fleet.vans": 2}, 0.5)]), "service_level") is None
    assert heat((), "service_level") is None


def test_given_settings_of_two_scenarios_when_compared_then_what_is_missing_is_as_today() -> None:
    found = changes(
        {"name": "A", "fleet": {"vans": 3}}, {"name": "B", "region": {"policy": {"notice_min": 30}}}
    )

    assert [(each.name, each.before, each.after) for each in found] == [
        ("Zahl der Fahrzeuge", "3", "wie heute"),
        ("Vorlauf der Buchung", "wie heute", "30 Minuten"),
    ]


def test_given_failed_cells_when_told_then_each_reason_stands_once(site: Site) -> None:
    study = submitted(site.office, GRID)
    lost = [FailedCell(1, seed, Failure.LOST, "") for seed in (1, 2)]
    refused = FailedCell(2, 1, Failure.REFUSED, "no stops")

    class Failed:
        failures = (*lost, refused)

    assert study.failures == ()
    assert standing.failures(Failed()) == [  # type: ignore[arg-type] # all that is asked of it
        "Der Rechner ist mehrmals mitten in der Arbeit ausgefallen. Betroffen: 2 Rechnungen.",
        "So lässt sich das Szenario nicht rechnen. (no stops) Betroffen: 1 Rechnung.",
    ]


def test_given_studies_that_were_measured_when_a_new_one_is_estimated_then_days_count(site: Site) -> None:
    study = finished(site.office, SCENARIO.replace('["2026-11-24"]', '["2026-11-24", "2026-11-25"]'))

    taken = seconds_per_day([study, submitted(site.office)])

    assert study.seconds is not None
    assert taken == study.seconds / 2
    assert seconds_per_day([]) is None


def test_given_a_size_when_said_then_it_is_plain() -> None:
    assert Size(1, 1, 1, at_most=False).sentence() == "1 Variante mal 1 Durchlauf: 1 Rechnung."
    assert Size(5, 3, 2, at_most=True).sentence() == (
        "Höchstens 5 Varianten mal 3 Durchläufe: höchstens 15 Rechnungen über je 2 Tage."
    )
    assert Size(2, 5, 1, at_most=False).duration(30) == (
        "Das dauert etwa 5 Minuten, mit mehreren Rechnern weniger."
    )
    assert Size(1, 1, 1, at_most=False).duration(3) == "Das dauert nur wenige Sekunden."
