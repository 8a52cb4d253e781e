"""Evaluation reports and project sheets, as a page of one file and as a PDF of the same content."""

from web.reporting.report import Outcome, Report

__all__ = ["Outcome", "Report"]
