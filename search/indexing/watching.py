"""What changes something else's document: pages that move or are restricted, words of the vocabulary.

Signals, as Wagtail, forms, services and scripts all save by other ways, and all of them inside the
transaction of the change. What is changed without saving (``update``, ``bulk_create``) says so itself
by ``touch``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from portal.vocabulary.models import District, Need, Phase, Term
from portal.vocabulary.registry import LISTS
from search.indexing.touching import touch, touch_everything, touch_rows
from search.kinds import all_sources, key_of
from search.needs import with_narrower

NEED_FIELDS = ("slug", "name", "plain_name", "teacher_words", "parent_words", "parent_id", "area_id")
FIELDS: dict[type[Term], tuple[str, ...]] = {
    Need: NEED_FIELDS,
    Phase: ("slug", "min_age", "max_age"),
    LISTS["resource_types"]: ("slug", "name"),
}
SLUG = ("slug",)

Keys = Callable[[Any], list[str]]


def watch(model: type[models.Model], keys: Keys, *relations: str) -> None:
    """Touches ``keys(row)`` whenever a row of ``model`` or one of its many-to-many lists is changed."""
    uid = f"search {model._meta.label}"

    def changed(instance: Any, **_signal: Any) -> None:
        touch(*keys(instance))

    def list_changed(instance: Any, action: str, reverse: bool, **_signal: Any) -> None:
        if action.startswith("post_") and not reverse:
            touch(*keys(instance))

    for signal in (post_save, post_delete):
        signal.connect(changed, sender=model, weak=False, dispatch_uid=uid)
    for relation in relations:
        through = model._meta.get_field(relation).remote_field.through  # type: ignore[union-attr]
        m2m_changed.connect(list_changed, sender=through, weak=False, dispatch_uid=f"{uid} {relation}")


def connect() -> None:
    """Called once, when the app is ready."""
    for model in LISTS.values():
        uid = f"search words {model._meta.label}"
        pre_save.connect(_look_at_term, sender=model, dispatch_uid=uid)
        post_save.connect(_term_saved, sender=model, dispatch_uid=uid)
        pre_delete.connect(_term_goes, sender=model, dispatch_uid=uid)
    post_save.connect(_district_added, sender=District, dispatch_uid="search districts")
    for signal in (post_save, post_delete):
        signal.connect(_restricted, sender=PageViewRestriction, dispatch_uid="search restrictions")
    post_save.connect(_page_saved, sender=Page, dispatch_uid="search pages")
    post_page_move.connect(_moved, dispatch_uid="search moves")
    if not getattr(MovePageAction._move_page, "whole", False):
        MovePageAction._move_page = _whole(MovePageAction._move_page)


def _whole(move: Callable[..., Any]) -> Callable[..., Any]:
    """A move and what is told of it, both or neither."""
    moved = transaction.atomic(move)
    moved.whole = True  # type: ignore[attr-defined]
    return moved


def below(page: Page) -> list[str]:
    """Keys of a page and all below it, whatever they are."""
    pks = list(Page.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True))
    return [key for pk in pks for key in page_keys(pk)]


def page_keys(pk: int) -> list[str]:
    """Every key that a page can have."""
    return [
        key_of(source.name, pk) for source in all_sources() if issubclass(source.public().model, Page)
    ]


def _page_saved(instance: Page, **_signal: Any) -> None:
    """Saved as a page of no particular sort, as Wagtail does here and there."""
    touch(*page_keys(instance.pk))


def _restricted(instance: PageViewRestriction, **_signal: Any) -> None:
    touch(*below(instance.page))


def _moved(instance: Page, **_signal: Any) -> None:
    touch(*below(Page.objects.get(pk=instance.pk)))


def _look_at_term(sender: type[Term], instance: Any, **_signal: Any) -> None:
    """Before it is saved, as only then it is known what is changed. A new term has no users yet."""
    fields = FIELDS.get(sender, SLUG)
    old = sender._default_manager.filter(pk=instance.pk).values(*fields).first() if instance.pk else None
    instance.found_otherwise = old is not None and any(
        getattr(instance, name) != value for name, value in old.items()
    )


def _term_saved(instance: Any, **_signal: Any) -> None:
    if getattr(instance, "found_otherwise", False):
        _users_changed(instance)


def _users_changed(instance: Term) -> None:
    if isinstance(instance, Need):
        _need_changed(instance)
    else:
        touch_everything()


def _district_added(created: bool, **_signal: Any) -> None:
    """What is for all of Kent is for the new one too."""
    if created and any(source.public().exists() for source in all_sources()):
        touch_everything()


def _term_goes(instance: Term, **_signal: Any) -> None:
    _users_changed(instance)


def _need_changed(need: Any) -> None:
    """Those about it or about narrower needs: its words stand in their documents."""
    ids = with_narrower([need.pk])
    for source in all_sources():
        if any(field.name == "needs" for field in source.public().model._meta.get_fields()):
            rows = source.public().filter(needs__in=ids).order_by().distinct()
            touch_rows(source.name, rows.values_list("pk", flat=True))
