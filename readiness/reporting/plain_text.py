"""What users typed, made fit for a file: no character that breaks it, and none that is unseen."""

from __future__ import annotations

import re

BOX = "\N{REPLACEMENT CHARACTER}"
# What XML cannot hold, what UTF-8 cannot hold, and what turns the text round for its reader.
UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u2028-\u202e]"
)


def fit(text: str) -> str:
    """``text`` with a box for every such character; its lines end in one way."""
    return UNFIT.sub(BOX, text.replace("\r\n", "\n").replace("\r", "\n"))


def cut(text: str, limit: int) -> str:
    """``text``, or as much of it as ``limit`` allows with a mark that the rest is not there."""
    if len(text) <= limit:
        return text
    mark = f" […] ({len(text):,})"
    return text[: limit - len(mark)] + mark
