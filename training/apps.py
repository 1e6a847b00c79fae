from __future__ import annotations

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"
    label = "training"
    verbose_name = "Training"

    def ready(self) -> None:
        # Imported here because models may only be imported once all apps are loaded.
        from training import personal_data
        from training.found_at import register_addresses
        from training.gap_viewsets import register_actions
        from training.merging import register_movers
        from training.search import register_kinds

        register_kinds()
        register_addresses()
        register_movers()
        register_actions()
        personal_data.register_all()
