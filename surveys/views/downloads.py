"""Stored documents as downloads."""

from django.http import HttpResponse

from surveys.access import ReportFile, ReportKind

OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "zip": "application/zip",
    "json": "application/json",
}


def extension(name: str) -> str:
    """How the file of a kind ends; what comes after a slash is its subject."""
    kind = name.partition("/")[0]
    return ReportKind(kind).extension if kind in ReportKind.values else "pdf"


def report_download(file: ReportFile) -> HttpResponse:
    """The stored bytes, to be kept as a file; its name says what it is."""
    words = ("readiness", file.kind, file.subject, file.mark)
    ending = extension(file.kind)
    name = "-".join(word for word in words if word)
    return HttpResponse(
        bytes(file.content),
        content_type=CONTENT_TYPES[ending],
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{ending}"',
            "ETag": f'"{file.sha256}"',
        },
    )
