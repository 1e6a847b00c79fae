"""Where pages stand on this site, and whether an address leads to something that everybody can read."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.urls import Resolver404, resolve
from wagtail.models import Page, Site

Published = Callable[..., bool]
_published: dict[str, Published] = {}

_web_address = URLValidator(schemes=["http", "https"])


def address(page: Page) -> str:
    """The page's address on this site, without a query: the tree's root is our one home page."""
    return "/" + page.url_path.split("/", 2)[2]


def register_published(view_name: str, published: Published) -> None:
    """Says by ``published(**kwargs)`` whether an address of this view shows something public."""
    _published[view_name] = published


def validate_target(value: str) -> None:
    """Refuses what is neither an address of this site, beginning with “/”, nor one elsewhere."""
    if value.startswith("/") and not value.startswith("//") and "\\" not in value:
        if any(character.isspace() for character in value):
            raise ValidationError("An address has no spaces, e.g. /parents/help/", code="invalid")
        return
    try:
        _web_address(value)
    except ValidationError as error:
        raise ValidationError(
            "Enter an address of this site, e.g. /parents/help/, or one elsewhere, e.g. https://www.kent.gov.uk/",
            code="invalid",
        ) from error


def is_public(target: str) -> bool:
    """Whether a visitor who is not signed in can open ``target``. Other sites are taken at their word."""
    if not target.startswith("/"):
        return bool(target)
    path = urlsplit(target).path
    if page_at(path) is not None:
        return True
    try:
        match = resolve(path)
    except Resolver404:
        return False
    published = _published.get(match.view_name)
    return published is not None and bool(published(**match.kwargs))


def page_at(path: str) -> Page | None:
    """The published page with this address that needs no password or sign-in."""
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site is None:
        return None
    parts = [part for part in path.split("/") if part]
    url_path = site.root_page.url_path + "".join(f"{part}/" for part in parts)
    page: Page | None = Page.objects.live().public().filter(url_path=url_path).first()
    return page
