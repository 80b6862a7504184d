"""What pages hand to the scripts on a respondent's device."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def words_of_scripts() -> str:
    """The same for everybody who reads in one language, so it is drawn once."""
    return _drawn(get_language())


@cache
def _drawn(_language: str | None) -> str:
    return render_to_string("respondent/components/words.html")
