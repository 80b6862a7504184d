"""Public codes: what addresses show instead of the database's keys."""

import secrets

# 31 letters and digits that nobody mistakes for another: no 0, 1, i, l, o.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 12


def public_code() -> str:
    """A new code, 59 bits of chance."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
