from __future__ import annotations

from django.apps import AppConfig


class ParentsConfig(AppConfig):
    name = "parents"
    label = "parents"
    verbose_name = "Parents and carers"
