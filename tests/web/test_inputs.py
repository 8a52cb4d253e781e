"""Input that no person types is the sender's mistake, not an error of ours."""

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Site


@pytest.mark.parametrize(
    "path", ["/fahrten/a%00b", "/fahren/2026-11-24/%00", "/?von=%00", "/anmelden?next=%00", "/%00"]
)
def test_a_nul_in_an_address_is_refused(site: Site, path: str) -> None:
    assert site.app.test_client().get(path).status_code == 400


@pytest.mark.parametrize("path", ["/anmelden", "/buchung", "/fahrten", "/fahrten/unbekannt/annehmen"])
@pytest.mark.parametrize("field", ["login", "name", "nummer", "angebot"])
def test_a_nul_in_a_form_is_refused(site: Site, path: str, field: str) -> None:
    assert site.app.test_client().post(path, data={field: "a\x00b"}).status_code == 400


def test_other_strange_characters_are_text(reader: FlaskClient) -> None:
    assert reader.get("/orte?q=%01%7f%F0%9F%9A%90").status_code == 200
