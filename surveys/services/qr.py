"""An address as a picture for a phone's camera."""

from __future__ import annotations

import io


def inline_svg(address: str) -> str:
    """Black on white with its quiet zone, as large as the page makes it."""
    import segno  # noqa: PLC0415 - slow import

    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(out, kind="svg", border=2, light="#fff", xmldecl=False, svgns=False, omitsize=True)
    return out.getvalue().decode()
