"""A mail as a page: its pictures within, as no mail program is there to find them."""

from __future__ import annotations

import base64

from surveys.services.mail_parts import Parts


def within(parts: Parts) -> str:
    """The HTML with each picture in place of its content id."""
    page = parts.html
    for cid, content in parts.images:
        page = page.replace(
            f"cid:{cid}", f"data:image/png;base64,{base64.b64encode(content).decode()}"
        )
    return page
