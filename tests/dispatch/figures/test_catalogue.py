"""The catalogue of figures, and the document that explains them."""

import re

import pytest

from dispatch.figures import CATALOGUE, FIGURES, Figure
from tests.machine import ROOT
from web.figure_names import WORDS

DOCUMENT = (ROOT / "docs" / "figures.md").read_text()
CELL = re.compile(r"(?<!\\)\|")  # a bar, unless it belongs to a formula
ROWS = [CELL.split(line)[1:-1] for line in DOCUMENT.splitlines() if line.startswith("| `")]
EXPLAINED = {row[0].strip(" `"): [cell.strip() for cell in row[1:]] for row in ROWS}


def test_given_the_catalogue_when_listed_then_no_key_is_there_twice() -> None:
    assert len(CATALOGUE) == len(FIGURES)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_given_a_figure_when_looked_up_in_the_document_then_it_is_explained_as_it_is(figure: Figure) -> None:
    name, meaning, unit, better = EXPLAINED[figure.key]

    assert name == WORDS[figure.key].name
    assert meaning.replace("\\|", "|") == figure.meaning
    assert unit == figure.unit
    assert better == (figure.better or "-")
