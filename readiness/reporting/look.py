"""How a document looks for one client; what it says is the Release's alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """``accent`` is "#rrggbb" or empty for ours; logo and brand are PNG files or empty.

    ``brand`` is the consultant's own, beside the client's ``logo``. ``mark`` is printed across
    every page: empty, draft (not published yet) or sample (made-up answers).
    """

    paper: str = "A4"
    accent: str = ""
    logo: bytes = b""
    brand: bytes = b""
    mark: str = ""


PLAIN = Look()
