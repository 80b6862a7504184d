"""Logos of every shape, as PNG."""

import io

from PIL import Image


def png(width, height, colour="#7a1f3d", *, edge=0):
    """A picture in one colour; ``edge`` pixels around it are seen through."""
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    picture.paste(Image.new("RGBA", (width - 2 * edge, height - 2 * edge), colour), (edge, edge))
    out = io.BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()
