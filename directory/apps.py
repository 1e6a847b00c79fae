from __future__ import annotations

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"
    label = "directory"
    verbose_name = "Directory"

    def ready(self) -> None:
        # Imported here because models may only be imported once all apps are loaded.
        from directory.found_at import register_addresses
        from directory.search import register_kinds
        from directory.views import is_published
        from portal.base.addresses import register_published

        register_kinds()
        register_addresses()
        register_published("directory:entry", is_published)
