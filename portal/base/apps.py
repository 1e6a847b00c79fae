from __future__ import annotations

from django.apps import AppConfig


class PortalBaseConfig(AppConfig):
    name = "portal.base"
    label = "base"
    verbose_name = "Foundations"

    def ready(self) -> None:
        # Wagtail's actions import models, which are loaded only by now.
        from portal.base import menus, moving
        from portal.base.publishing import install

        install()
        moving.connect()
        menus.connect()
