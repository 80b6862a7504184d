"""No link that lets somebody in, and no code, is ever written to a log; nor is /health."""

import logging
import re
from typing import Any

HIDDEN = "[hidden]"
SECRETS = (
    # A personal link; a token is longer than the public code that stands in clean addresses.
    re.compile(r"(?P<before>/r/)[^/\s\"'?#<>]{13,}"),
    # Links of departments, typed with or without hyphens, and of their heads.
    re.compile(r"(?P<before>/[dh]/)[^/\s\"'?#<>]{15,}(?=[\s\"'?#<>]|$)"),
    # The set-up link and links for new members, whatever page they lead to.
    re.compile(r"(?P<before>/(?:set-up|invited)/)[^/\s\"'?#<>]{20,}"),
    # The code of a workshop's room, and the link of its projector or of who is to own something.
    re.compile(r"(?P<before>/join/)[^/\s\"'?#<>]{8,}"),
    re.compile(
        r"(?P<before>/w/(?:owners|[2-9a-z]{12}/screen)/)[^/\s\"'?#<>]{20,}(?=[\s\"'?#<>]|$)"
    ),
    # Where somebody ends reminders, and a mail's way back.
    re.compile(r"(?P<before>/no-reminders/)[^/\s\"'?#<>]+"),
    # In addresses: a provider's answer, and whatever is called a token, a code or a key.
    re.compile(
        r"(?P<before>[?&](?:code|state|token|key|id_token|access_token)=)[^&\s\"'#<>]+",
        re.IGNORECASE,
    ),
    # Codes as they are mailed: eight letters in two halves.
    re.compile(r"(?P<before>)\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b"),
    # Cookies and headers in a dump of a request.
    re.compile(
        r"(?P<before>\b(?:__Host-)?(?:session|sessionid|csrf|csrftoken|[rwsl]-[2-9a-z]{12}|[ho]-[0-9a-f]{32})=)[^;\s\"']+"
    ),
)


class HideSecrets(logging.Filter):
    """Put [hidden] for every link and code that lets somebody in, in messages and tracebacks."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = hide(message)
        if hidden != message:
            record.msg, record.args = hidden, None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = hide(record.exc_text)
        if record.stack_info:
            record.stack_info = hide(record.stack_info)
        return True


class LeaveOutHealth(logging.Filter):
    """Probes come every few seconds and say nothing while all is well."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (isinstance(record.args, tuple) and _is_well(record.args))


def _is_well(arguments: tuple[Any, ...]) -> bool:
    """Whether these are of the access log's line about a good answer of /health."""
    line = str(arguments[0]) if arguments else ""
    return " /health " in line and "200" in map(str, arguments[1:])


def hide(text: str) -> str:
    for pattern in SECRETS:
        text = pattern.sub(rf"\g<before>{HIDDEN}", text)
    return text
