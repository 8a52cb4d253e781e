"""Tables to download from the planner's pages."""

from flask import Response

from web.charts import Numbers, csv_text

CSV = "text/csv; charset=utf-8"


def table(numbers: Numbers, name: str) -> Response:
    """A table as a file of that name, for a spreadsheet."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(csv_text(numbers), content_type=CSV, headers=headers)
