from __future__ import annotations

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "portal.home"
    label = "home"
    verbose_name = "Home and standard pages"

    def ready(self) -> None:
        # Imported here because models may only be imported once all apps are loaded.
        from portal.home.found_at import register_addresses
        from portal.home.search import register_kinds

        register_kinds()
        register_addresses()
