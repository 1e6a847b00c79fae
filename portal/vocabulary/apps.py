from __future__ import annotations

from django.apps import AppConfig


class VocabularyConfig(AppConfig):
    name = "portal.vocabulary"
    label = "vocabulary"
    verbose_name = "Vocabulary"
