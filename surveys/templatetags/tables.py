"""Tables of a report, cell by cell with the columns they stand in."""

from collections.abc import Iterable
from typing import TypeVar

from django.template import Library

Left = TypeVar("Left")
Right = TypeVar("Right")

register = Library()


@register.filter
def beside(left: Iterable[Left], right: Iterable[Right]) -> list[tuple[Left, Right]]:
    """Pairs of two sequences of the same length."""
    return list(zip(left, right, strict=True))
