"""What the vocabulary adds to the admin."""

from __future__ import annotations

from wagtail import hooks

from portal.vocabulary.viewsets import VocabularyGroup


@hooks.register("register_admin_viewset")
def vocabulary() -> VocabularyGroup:
    return VocabularyGroup()
