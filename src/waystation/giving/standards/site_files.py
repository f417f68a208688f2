"""A file of open data as an answer: its kind by its name, nothing else of it said."""

from django.http import HttpResponse

KINDS = {
    "xml": "application/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def as_file(name: str, content: bytes) -> HttpResponse:
    """Answer with a file to keep."""
    answer = HttpResponse(content, content_type=KINDS[name.rpartition(".")[2]])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
