"""Evaluation reports and project sheets, as a page of one file and as a PDF of the same content."""

from web.reporting.files import report_html, report_pdf, sheet_html, sheet_pdf, write_report
from web.reporting.making import report_of
from web.reporting.report import Outcome, Report

__all__ = [
    "Outcome",
    "Report",
    "report_html",
    "report_of",
    "report_pdf",
    "sheet_html",
    "sheet_pdf",
    "write_report",
]
