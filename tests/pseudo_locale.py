"""Made-up languages: every message is wrapped in ⟦…⟧, so that a text nobody marked stands outside.

``QPS`` reads from left to right, ``QPR`` from right to left. Neither has a catalog: whatever is
asked for is answered.
"""

import re
from contextlib import contextmanager
from gettext import NullTranslations
from html.parser import HTMLParser

from django.conf.locale import LANG_INFO
from django.test import override_settings
from django.utils.translation import override, trans_real

# The second has the code of a real one, Divehi, which checkers of pages know.
QPS, QPR = "qps", "dv"
OPEN, SHUT = "⟦", "⟧"
SPOKEN = ("alt", "aria-label", "placeholder", "title")
SILENT = {"svg", "code", "pre", "script", "style"}
WORD = re.compile(r"[^\W\d_]{2,}")
ADDRESS = re.compile(r"https?://\S+")


class Wrapped(NullTranslations):
    """Answers as a catalog of Django's does."""

    def __init__(self, code):
        super().__init__()
        self.code = code

    def to_language(self):
        return self.code

    def gettext(self, message):
        return f"{OPEN}{message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]}{SHUT}"

    def ngettext(self, singular, plural, number):
        return self.gettext(singular if number == 1 else plural)


@contextmanager
def speaking(code):
    """Everything in one of the languages, pages too: no other is there."""
    info = {"code": code, "bidi": code == QPR, "name": code, "name_local": f"{OPEN}{code}{SHUT}"}
    settings = {
        "LANGUAGE_CODE": code,
        "LANGUAGES": [(code, f"{OPEN}{code}{SHUT}")],
        "LANGUAGES_BIDI": [QPR],
        "DATE_FORMAT": rf"{OPEN}j F Y{SHUT}",
        "DATETIME_FORMAT": rf"{OPEN}j F Y, H:i{SHUT}",
    }
    LANG_INFO[code] = info
    try:
        with override_settings(**settings):
            trans_real._translations[code] = Wrapped(code)
            with override(code):
                yield
    finally:
        del LANG_INFO[code]
        trans_real._translations.pop(code, None)


class Unmarked(HTMLParser):
    """The texts of a page, and of what is read aloud, that stand outside the brackets."""

    def __init__(self, page):
        super().__init__()
        self.found, self.depth, self.silent = [], 0, 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.silent += tag in SILENT
        given = dict(attrs)
        spoken = [given[name] for name in SPOKEN if given.get(name)]
        if given.get("name") == "description":
            spoken.append(given["content"])
        for text in spoken:
            self.found += outside(text)[0]

    def handle_endtag(self, tag):
        self.silent -= tag in SILENT

    def handle_data(self, data):
        if not self.silent:
            found, self.depth = outside(data, self.depth)
            self.found += found


def outside(text, depth=0):
    """The pieces of ``text`` outside all brackets, and how many are open at its end."""
    pieces = [""]
    for letter in text:
        if letter == OPEN:
            depth += 1
            pieces.append("")
        elif letter == SHUT:
            depth -= 1
        elif depth == 0:
            pieces[-1] += letter
    return [piece.strip() for piece in pieces if WORD.search(piece)], depth


def unmarked(page, data):
    """What of ``page`` is neither marked nor one of the texts in ``data``."""
    longest_first = sorted((text for text in data if text), key=len, reverse=True)
    return [piece for piece in Unmarked(page).found if not _is_data(piece, longest_first)]


def _is_data(piece, longest_first):
    piece = ADDRESS.sub(" ", piece)
    for text in longest_first:
        if text in piece:
            piece = piece.replace(text, " ")
            if not WORD.search(piece):
                return True
    return not WORD.search(piece)
