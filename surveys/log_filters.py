"""No personal link is ever written to a log."""

import logging
import re
from typing import Any

LINK = re.compile(r"(/r/)[^/\s\"'?#<>]{13,}")
"""A token is longer than the public code that stands in clean addresses."""
HIDDEN = r"\1[hidden]"


class HideLinks(logging.Filter):
    """Put [hidden] for the token of every personal link, in messages and in tracebacks."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hide(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_hide_argument(argument) for argument in record.args)
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = _hide(record.exc_text)
        return True


def _hide(text: Any) -> Any:  # noqa: ANN401 - a message may be any object
    return LINK.sub(HIDDEN, text) if isinstance(text, str) else text


def _hide_argument(argument: Any) -> Any:  # noqa: ANN401 - so may an argument
    """Numbers stay numbers; an object is shown as its text only where that holds a link."""
    if isinstance(argument, int | float):
        return argument
    text = str(argument)
    return LINK.sub(HIDDEN, text) if LINK.search(text) else argument
