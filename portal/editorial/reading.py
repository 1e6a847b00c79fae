"""From a page or an entry to its outline: the one place that knows our blocks and fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from portal.base.addresses import address, is_public
from portal.base.blocks import BodyBlock, CalloutBlock, LinkBlock
from portal.editorial.outline import File, Heading, Link, Outline, Part, Picture, Place, Words
from portal.editorial.richtext import rich_text_parts
from portal.vocabulary.choices import AudienceGroup

HEADINGS: dict[tuple[type, str], int] = {(BodyBlock, "heading"): 2, (CalloutBlock, "heading"): 2}
"""Parts of blocks that their templates show as headings, and of which level."""

FAMILY_SECTION = "parents"
LONG = 200
"""Characters from which a plain field holds sentences rather than a name or a number."""

NOT_READ = frozenset({"seo_title", "search_description", "draft_title", "url_path"})


def outline_of(content: Any) -> Outline:
    """The outline of a page or entry as it would be published."""
    reader = _Reader(content)
    parts = [part for field in content._meta.get_fields() for part in reader.field_parts(field)]
    return Outline(parts, for_families=_for_families(content))


def document_twin(document: Any, content: Any = None) -> bool:
    """Whether a page that people can open says the same as the document.

    That is the page whose address the document names; for the file of a resource also the resource's
    own text, where an editor ticked that it says all.
    """
    named = document.web_address
    if named and (is_public(named) or _path(named) == _own_path(content)):
        return True
    own = getattr(content, "document_id", None) == document.pk
    return bool(own and getattr(content, "text_says_all", False) and content.body)


class _Reader:
    def __init__(self, content: Any) -> None:
        self.content = content
        self._documents: dict[int, Any] = {}

    def field_parts(self, field: Any) -> Iterator[Part]:
        place = Place(field.name)
        if isinstance(field, StreamField):
            yield from self._block(field.stream_block, getattr(self.content, field.name), place)
        elif isinstance(field, RichTextField):
            yield from self._rich_text(getattr(self.content, field.name) or "", place)
        elif _is_prose(field):
            text = (getattr(self.content, field.name) or "").strip()
            if text:
                yield Words(text, place)
        elif isinstance(field, models.ForeignKey) and getattr(self.content, field.attname):
            yield from self._chosen(field, place)

    def _chosen(self, field: models.ForeignKey[Any, Any], place: Place) -> Iterator[Part]:
        model = field.related_model
        if model is get_document_model():
            yield self._file(getattr(self.content, field.name), place)
        elif isinstance(model, type) and issubclass(model, AbstractImage):
            image = getattr(self.content, field.name)
            decorative = bool(getattr(self.content, f"{field.name}_decorative", False))
            yield Picture(
                getattr(self.content, f"{field.name}_alt", "") or image.description, decorative, place
            )

    def _block(self, block: Any, value: Any, place: Place) -> Iterator[Part]:
        if value is None or value == "":
            return
        if isinstance(block, blocks.BaseStreamBlock):
            for number, child in enumerate(value):
                at = Place(place.field, (*place.path, number, child.block_type))
                yield from self._child(block, child.block_type, child.value, at)
        elif isinstance(block, blocks.ListBlock):
            for number, item in enumerate(value):
                at = Place(place.field, (*place.path, number))
                yield from self._block(block.child_block, item, at)
        elif isinstance(block, LinkBlock):
            yield self._link(value, Place(place.field, (*place.path, "text")))
        elif isinstance(block, ImageBlock):
            at = Place(place.field, (*place.path, "alt_text"))
            yield Picture(value.contextual_alt_text, bool(value.decorative), at)
        elif isinstance(block, blocks.BaseStructBlock):
            for name in block.child_blocks:
                at = Place(place.field, (*place.path, name))
                yield from self._child(block, name, value.get(name), at)
        else:
            yield from self._leaf(block, value, place)

    def _child(self, parent: Any, name: str, value: Any, place: Place) -> Iterator[Part]:
        level = next(
            (
                level
                for (kind, part), level in HEADINGS.items()
                if part == name and isinstance(parent, kind)
            ),
            None,
        )
        if level is None:
            yield from self._block(parent.child_blocks[name], value, place)
        elif value:
            yield Heading(level, str(value), place)

    def _leaf(self, block: Any, value: Any, place: Place) -> Iterator[Part]:
        if isinstance(block, blocks.RichTextBlock):
            yield from self._rich_text(value.source, place)
        elif isinstance(block, DocumentChooserBlock):
            yield self._file(value, place)
        elif isinstance(block, ImageChooserBlock):
            yield Picture(value.description, False, place)
        elif isinstance(block, TypedTableBlock):
            yield from self._table(value, place)
        elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
            yield Words(str(value), place)

    def _table(self, table: Any, place: Place) -> Iterator[Part]:
        for row in table.rows:
            for cell in row:
                yield from self._block(cell.block, cell.value, place)

    def _link(self, value: Any, place: Place) -> Link:
        page = value.get("page")
        return Link(value.get("text") or "", address(page) if page else value.get("url") or "", place)

    def _rich_text(self, html: str, place: Place) -> list[Part]:
        return rich_text_parts(html, place, page_address=_page_address, file=self._file_with_id)

    def _file_with_id(self, pk: int, place: Place) -> File | None:
        if pk not in self._documents:
            self._documents[pk] = get_document_model().objects.filter(pk=pk).first()
        document = self._documents[pk]
        return self._file(document, place) if document else None

    def _file(self, document: Any, place: Place) -> File:
        kind = document.file_extension.lower()
        return File(document.title, kind, document_twin(document, self.content), place)


def _is_prose(field: Any) -> bool:
    if not isinstance(field, models.TextField | models.CharField) or field.name in NOT_READ:
        return False
    if isinstance(field, models.EmailField | models.URLField | models.SlugField) or field.choices:
        return False
    return field.editable and (isinstance(field, models.TextField) or (field.max_length or 0) >= LONG)


def _page_address(pk: int) -> str:
    page = Page.objects.filter(pk=pk).only("url_path").first()
    return address(page) if page else ""


def _path(named: str) -> str:
    return urlsplit(named).path.rstrip("/")


def _own_path(content: Any) -> str | None:
    href = getattr(content, "href", "") if getattr(content, "pk", None) else ""
    return _path(href) or None


def _for_families(content: Any) -> bool:
    """Whether parents, carers or young people are among its readers."""
    if isinstance(content, Page):
        section = content.url_path.split("/")[2:3]
        if section == [FAMILY_SECTION]:
            return True
    audiences = getattr(content, "audiences", None)
    if audiences is None:
        return False
    return any(audience.group == AudienceGroup.FAMILY for audience in audiences.all())
