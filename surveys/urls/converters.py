"""How public codes look in addresses; everything else is not found without asking the database."""


class CodeConverter:
    regex = "[2-9a-hjkmnp-z]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FingerprintConverter(CodeConverter):
    """The beginning of a model version's SHA-256."""

    regex = "[0-9a-f]{16}"
