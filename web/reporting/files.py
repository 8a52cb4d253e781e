"""Reports as files, all of the same content."""

from pathlib import Path

from web.reporting.evaluation import evaluation
from web.reporting.pages import page
from web.reporting.pdf import pdf
from web.reporting.report import Report
from web.reporting.sheet import sheet

REPORT, SHEET = "report", "sheet"


def report_html(report: Report) -> str:
    """The evaluation report as a page of one file."""
    return page(evaluation(report), REPORT)


def report_pdf(report: Report) -> bytes:
    """The evaluation report as a PDF."""
    return pdf(evaluation(report), REPORT)


def sheet_html(report: Report) -> str:
    """The project sheet as a page of one file."""
    return page(sheet(report), SHEET)


def sheet_pdf(report: Report) -> bytes:
    """The project sheet as a PDF of one page."""
    return pdf(sheet(report), SHEET)


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write report and sheet, each as page and PDF, into a folder that is there; their paths.

    Raises
    ------
    OSError
        If they cannot be put there.
    """
    made = {
        f"{REPORT}.html": report_html(report).encode(),
        f"{REPORT}.pdf": report_pdf(report),
        f"{SHEET}.html": sheet_html(report).encode(),
        f"{SHEET}.pdf": sheet_pdf(report),
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in made]
