"""The navigation of the pages about somebody's own account."""

from __future__ import annotations

from django import template

from portal.accounts.own.navigation import Link, links

register = template.Library()


@register.simple_tag
def account_links(path: str) -> list[Link]:
    """The pages about one's own account, with the one at ``path`` marked."""
    return list(links(path))
