"""What is asked before a page is moved, by drag, list, form or API: all of them send one signal."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page
from wagtail.signals import page_slug_changed, post_page_move, pre_page_move

from portal.base.publishing import MoveRefused, Refusal
from portal.base.reserved import reserved_below_page

FIXED = "“{page}” is a fixed part of the portal: links rely on its address, so it stays where it is."


def connect() -> None:
    """Called once, when the app is ready."""
    pre_page_move.connect(keep_addresses, dispatch_uid="keep addresses")
    page_slug_changed.connect(drop_stale_redirects, dispatch_uid="drop stale redirects of renamed")
    post_page_move.connect(drop_stale_redirects, dispatch_uid="drop stale redirects of moved")


def keep_addresses(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **_signal: Any
) -> None:
    """Raises ``MoveRefused`` for a fixed page, and where the slug is the portal's own."""
    if parent_page_before.pk == parent_page_after.pk:
        return
    if getattr(instance.specific, "fixed_address", False):
        raise MoveRefused(instance, [Refusal(FIXED.format(page=instance.title))])
    reason = reserved_below_page(slug=instance.slug, parent=parent_page_after)
    if reason:
        raise MoveRefused(instance, [Refusal(reason)])


def drop_stale_redirects(instance: Page, **_signal: Any) -> None:
    """Takes out what would lead away from an address at which a page stands again."""
    # The contrib app's models are loaded only by the time that pages are moved.
    from wagtail.contrib.redirects.models import Redirect

    below = Page.objects.descendant_of(instance, inclusive=True)
    paths = [
        "/" + url_path.split("/", 2)[2].rstrip("/")
        for url_path in below.values_list("url_path", flat=True)
    ]
    Redirect.objects.filter(automatically_created=True, old_path__in=paths).delete()
