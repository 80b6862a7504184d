"""Signs of ours in what leaves and comes back: Message-IDs, bounce addresses, opt-out links.

Each is a public code and a part of an HMAC under the site's secret key, so that nobody else can
make one. They are in lower case: mail programs may change the case of an address.
"""

from __future__ import annotations

import re
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.encoding import punycode

from surveys.models import CODE_LENGTH, Message

SIGNS = 20
MARK = re.compile(rf"([2-9a-hjkmnp-z]{{{CODE_LENGTH}}})-([0-9a-f]{{{SIGNS}}})", re.ASCII)


def mark_of(code: str, purpose: str) -> str:
    """``code`` with its signature."""
    made = salted_hmac(f"surveys.mail.{purpose}", code, algorithm="sha256").hexdigest()
    return f"{code}-{made[:SIGNS]}"


def code_of(mark: str, purpose: str) -> str | None:
    """The code of a mark that we have made; None for any other text."""
    found = MARK.fullmatch(mark.lower())
    if found and constant_time_compare(mark.lower(), mark_of(found[1], purpose)):
        return found[1]
    return None


def message_id(message: Message) -> str:
    """The same for every try, so that mail programs show a mail that came twice once."""
    return f"<{mark_of(message.code, 'message')}@{settings.BASE_HOST or 'localhost'}>"


def message_of_id(text: str) -> str | None:
    """The code of the message that this Message-ID is of."""
    return code_of(text.strip().strip("<>").partition("@")[0], "message")


def sender(message: Message) -> str:
    """Whom the servers on the way tell that the mail cannot be delivered."""
    if not settings.MAIL_BOUNCES:
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    name, _, domain = settings.MAIL_BOUNCES.partition("@")
    return f"{name}+{mark_of(message.code, 'bounce')}@{punycode(domain)}"


def message_of_address(address: str) -> str | None:
    """The code of the message that this bounce address is of."""
    local, _, _domain = parseaddr(address)[1].rpartition("@")
    return code_of(local.rpartition("+")[2], "bounce")
