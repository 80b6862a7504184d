"""Stored documents as downloads."""

from django.http import HttpResponse

from surveys.access import ReportFile


def report_download(file: ReportFile) -> HttpResponse:
    """The stored bytes, to be kept as a file."""
    return HttpResponse(
        bytes(file.content),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="readiness-{file.kind}.pdf"',
            "ETag": f'"{file.sha256}"',
        },
    )
