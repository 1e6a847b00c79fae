"""What pieces of a submission are called, and how their change is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from wagtail.admin.compare import get_comparison_class_for_block
from wagtail.admin.panels import FieldPanel

from portal.publishing.merge import Change, Piece

NAMES = {"slug": "Last part of the address", "seo_title": "Title for search engines"}
NO_WORDS = "(nothing)"


@dataclass(frozen=True)
class Shown:
    """A piece as the reviewer's page lists it."""

    key: str
    label: str
    change: str
    difference: SafeString


def label_of(instance: Any, piece: Piece) -> str:
    """What editors call it, e.g. “Body: text”."""
    name = _field_name(instance, piece.field)
    if piece.change is Change.MOVED:
        return f"{name}: order"
    block = _block(instance, piece) if piece.block else None
    return f"{name}: {str(block.block.label).lower()}" if block is not None else name


def shown(piece: Piece, *, public: Any, draft: Any) -> Shown:
    """With its words before and after."""
    return Shown(
        piece.key, label_of(draft, piece), piece.change.value, _difference(piece, public, draft)
    )


def _difference(piece: Piece, public: Any, draft: Any) -> SafeString:
    if piece.change is Change.MOVED:
        return format_html("{}", "The same blocks, in another order.")
    if piece.block:
        return _block_difference(piece, _block(public, piece), _block(draft, piece))
    panel = FieldPanel(piece.field).bind_to_model(type(draft))
    comparison = panel.get_comparison_class()(panel.db_field, public, draft)
    return format_html("{}", comparison.htmldiff() or NO_WORDS)


def _block_difference(piece: Piece, old: Any, new: Any) -> SafeString:
    block = (new or old).block
    was, now = (old.value if old else None), (new.value if new else None)
    comparison = get_comparison_class_for_block(block)(block, old is not None, new is not None, was, now)
    if piece.change is Change.CHANGED:
        return format_html("{}", comparison.htmldiff())
    marked = "addition" if piece.change is Change.ADDED else "deletion"
    value = comparison.htmlvalue(now if new else was)
    return format_html('<div class="comparison__child-object {}">{}</div>', marked, value)


def _block(instance: Any, piece: Piece) -> Any | None:
    stream = getattr(instance, piece.field, None) or []
    return next((block for block in stream if block.id == piece.block), None)


def _field_name(instance: Any, name: str) -> str:
    if name in NAMES:
        return NAMES[name]
    try:
        field = instance._meta.get_field(name)
    except FieldDoesNotExist:
        return str(capfirst(name.replace("_", " ")))
    return str(capfirst(getattr(field, "verbose_name", name.replace("_", " "))))
