"""The pages of a PDF as pictures, for slides and boards' portals."""

from __future__ import annotations

import io

from readiness.reporting.tables import zipped

WIDTH = 1600
# A page is never drawn larger than this: a PDF may claim a page of any height.
HIGHEST = 8_000


def pages_zip(pdf: bytes, *, width: int = WIDTH) -> bytes:
    """A PNG a page, ``width`` pixels wide, in a ZIP: page-01.png and on; the same bytes again."""
    from pypdfium2 import PdfDocument  # noqa: PLC0415 - slow import

    files = {}
    document = PdfDocument(pdf)
    try:
        digits = max(2, len(str(len(document))))
        for number, page in enumerate(document, start=1):
            scale = min(width / page.get_width(), HIGHEST / page.get_height())
            picture = page.render(scale=scale).to_pil()
            content = io.BytesIO()
            picture.save(content, "PNG", compress_level=6)
            files[f"page-{number:0{digits}}.png"] = content.getvalue()
            page.close()
    finally:
        document.close()
    return zipped(files)
