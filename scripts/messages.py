"""`make messages`: what the sources say goes into locale/*/LC_MESSAGES/django.po, .po into .mo.

What is translated stays; what is new is added without words; what nobody says any more goes. No
guesses: a translation is somebody's or missing. Babel does it, so no gettext tools are needed.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import django
from babel.messages import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
DOMAIN = Path("LC_MESSAGES") / "django"
SOURCES = {"readiness": ("*.py",), "surveys": ("*.py",), "templates": ("*.html", "*.txt")}
CONTEXT = ((1, "c"), 2)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# What Django's templatize makes of a template: calls among rubble that no tokenizer reads.
TEXT = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"(?<![\w.])(_|n?p?gettext)\(\s*({TEXT}(?:\s*,\s*{TEXT})*)")


def extracted() -> Catalog:
    """Every message of the sources, with the files that say it."""
    catalog = Catalog(charset="utf-8")
    for folder, patterns in SOURCES.items():
        for path in sorted(file for pattern in patterns for file in (ROOT / folder).rglob(pattern)):
            for name, given in _calls(path):
                _add(catalog, name, given, path.relative_to(ROOT).as_posix())
    return catalog


def catalog_of(path: Path) -> Catalog:
    """The translations in a .po file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def compiled(catalog: Catalog) -> bytes:
    """The .mo file of a catalog."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """What has no translation, or a guessed one."""
    return [
        str(message.id)
        for message in catalog
        if message.id and (message.fuzzy or not all(_forms(message.string)))
    ]


def main() -> int:
    """Bring every language up to date; 1 where something is still to translate."""
    settings.configure()
    django.setup()
    template, left = extracted(), 0
    for path in sorted(LOCALE.glob(f"*/{DOMAIN}.po")):
        catalog = catalog_of(path)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        catalog.last_translator = catalog.msgid_bugs_address = "Readiness"
        with path.open("wb") as file:
            write_po(file, catalog, width=96, include_lineno=False, sort_by_file=True)
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        without = missing(catalog)
        left += len(without)
        print(f"{path.parts[-3]}: {len(catalog)} messages, {len(without)} to translate")
        for text in without:
            print(f"  {text}")
    return 1 if left else 0


def _calls(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The name of each call for a translation, and its texts."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        for _line, name, texts, _comments in extract_python(
            BytesIO(source.encode()), list(KEYWORDS), [], {}
        ):
            given = texts if isinstance(texts, tuple) else (texts,)
            yield name, tuple(text for text in given if isinstance(text, str))
        return
    for found in CALL.finditer(templatize(source, origin=str(path))):
        yield found[1], ast.literal_eval(f"({found[2]},)")


def _add(catalog: Catalog, name: str, given: tuple[str, ...], place: str) -> None:
    context = None
    if KEYWORDS[name] and isinstance(KEYWORDS[name][0], tuple):
        context, *rest = given
        given = tuple(rest)
    wanted = 2 if "ngettext" in name or name.startswith("npgettext") else 1
    if len(given) < wanted or not given[0]:
        return
    catalog.add(given[:2] if wanted > 1 else given[0], locations=[(place, 0)], context=context)


def _forms(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    sys.exit(main())
