"""Directory entries in templates."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import template

from directory import cards
from directory.entries import Entry

register = template.Library()


@register.filter
def entry_card(entry: Entry) -> cards.EntryCard:
    """The entry as a row of a list."""
    return cards.entry_card(entry)


@register.filter
def host(url: str) -> str:
    """“kelsi.org.uk” of an address, to say where a link leads."""
    name = urlsplit(url).hostname or url
    return name.removeprefix("www.")
