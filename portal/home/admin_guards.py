"""What editors cannot do to the page tree, because addresses are relied on, and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page

from portal.base.ids import read_id
from portal.base.moving import FIXED
from portal.base.reserved import reserved_below_page


def keep_section(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuses to move, unpublish or delete a page whose address is part of the portal."""
    if not getattr(page.specific, "fixed_address", False):
        return None
    return _refuse(request, page, FIXED.format(page=page.title))


def keep_address_free(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Refuses to move a page to where its slug would hide one of the portal's own addresses."""
    reason = reserved_below_page(slug=page.slug, parent=destination)
    return _refuse(request, page, reason) if reason else None


def keep_address_free_of_copies(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The same for a copy, whose new slug and parent stand in the posted form."""
    slug, parent_id = request.POST.get("new_slug", ""), request.POST.get("new_parent_page", "")
    parent = Page.objects.filter(pk=read_id(parent_id)).first()
    if parent is None:
        return keep_section(request, page)
    reason = reserved_below_page(slug=slug, parent=parent)
    return _refuse(request, page, reason) if reason else keep_section(request, page)


def _refuse(request: HttpRequest, page: Page, reason: str) -> HttpResponse:
    messages.error(request, reason)
    return redirect("wagtailadmin_explore", page.pk)
