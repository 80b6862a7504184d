"""No personal link is ever written to a log."""

import logging
import re

LINK = re.compile(r"(/r/)[^/\s\"'?#<>]{13,}")
"""A token is longer than the public code that stands in clean addresses."""
HIDDEN = r"\1[hidden]"


class HideLinks(logging.Filter):
    """Put [hidden] for the token of every personal link, in messages and in tracebacks."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if LINK.search(message):
            record.msg, record.args = LINK.sub(HIDDEN, message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = LINK.sub(HIDDEN, record.exc_text)
        return True
