"""What training adds to the admin. Its menu is put together in ``portal.home``."""

from __future__ import annotations

from wagtail import hooks

from training.viewsets import VenueChooser


@hooks.register("register_admin_viewset")
def venue_chooser() -> VenueChooser:
    return VenueChooser()
