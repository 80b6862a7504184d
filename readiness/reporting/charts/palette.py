"""The colours of print. Blue against orange stays apart for colour-blind readers; no meaning rests on
colour alone: shapes, hatches and printed values say the same.
"""

INK = "#1c2733"
NAVY = "#12304f"
TODAY = "#1f5f99"
TARGET = "#a84f12"
GREY = "#55606d"
RULE = "#dfe5ea"
TRACK = "#f3f6f9"
ARROW = "#9aa5b1"
WHITE = "#ffffff"
PALE = "#8fb6d6"

# From light to dark; white text is readable from the fourth on.
RAMP = ("#eef3f8", "#c9dcec", "#8fb6d6", "#2f74ab", "#12304f")
# Parts of a whole: neighbours differ in lightness, so that they stay apart in grey.
PARTS = ("#12304f", "#8fb6d6", "#2f74ab", "#c9dcec", "#6b7a89")
# Answers from level 0 to the top: orange, grey, blue.
ANSWERS = ("#c8641b", "#e9b78f", "#d5dbe1", "#8fb6d6", "#1f5f99")


def is_dark(colour: str) -> bool:
    """Whether white reads better on ``colour`` than navy does."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140  # noqa: PLR2004 - middle lightness
