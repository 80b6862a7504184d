"""The secrets in links: made anew whenever a link is mailed or shown, and stored nowhere.

A token is the assessment's code and 192 bits of an HMAC over the row's key and number, under the
site's secret key. So a link can be mailed again, or shown where there is no mail server, and stays
the same; the database holds its SHA-256 only, which opens nothing. A new number makes a new link.
"""

from __future__ import annotations

import base64
import hashlib
import uuid

from django.utils.crypto import salted_hmac

SALT = "surveys.link"
BYTES = 24


def token_of(*, code: str, kind: str, key: uuid.UUID, number: int) -> str:
    """``kind`` keeps apart what invitations, departments and heads get."""
    made = salted_hmac(f"{SALT}.{kind}", f"{key.hex}.{number}", algorithm="sha256").digest()
    return code + base64.urlsafe_b64encode(made[:BYTES]).decode()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
