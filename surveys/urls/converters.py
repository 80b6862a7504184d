"""How public codes look in addresses; everything else is not found without asking the database."""

from surveys.views.downloads import extension


class CodeConverter:
    regex = "[2-9a-hjkmnp-z]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FingerprintConverter(CodeConverter):
    """The beginning of a model version's SHA-256."""

    regex = "[0-9a-f]{16}"


class DocumentConverter:
    """The file name of a report's document: a kind, or a kind and whom it is about.

    "brief/it" in the program is "brief/it.pdf" in addresses.
    """

    regex = r"[a-z]{1,16}(?:/[-a-zA-Z0-9_]{1,64})?\.[a-z]{3,4}"

    def to_python(self, value: str) -> str:
        name, _dot, ending = value.rpartition(".")
        if ending != extension(name):
            raise ValueError(value)
        return name

    def to_url(self, value: str) -> str:
        return f"{value}.{extension(value)}"
