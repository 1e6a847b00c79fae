"""The StreamField blocks that every page body is made of. One template each in ``templates/blocks``."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

PLAIN_TEXT = ["bold", "italic", "link", "document-link", "ol", "ul"]


class LinkBlock(blocks.StructBlock):
    """A link with words of its own, to a page of this site or to an address elsewhere."""

    text = blocks.CharBlock(
        max_length=120, help_text="Words that make sense alone, e.g. “Book a drop-in clinic”."
    )
    page = blocks.PageChooserBlock(required=False, help_text="A page of this site, or …")
    url = blocks.URLBlock(required=False, help_text="… an address elsewhere, starting https://")

    class Meta:
        icon = "link"
        template = "blocks/link.html"
        label = "Link"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuses both targets, or neither."""
        cleaned = super().clean(value)
        if bool(cleaned.get("page")) == bool(cleaned.get("url")):
            raise StructBlockValidationError(
                block_errors={
                    "url": ValidationError("Choose a page or give an address: one of the two.")
                }
            )
        return cleaned


class CalloutBlock(blocks.StructBlock):
    """A short notice set apart from the text."""

    heading = blocks.CharBlock(max_length=100, required=False)
    text = blocks.RichTextBlock(features=PLAIN_TEXT)

    class Meta:
        icon = "warning"
        template = "blocks/callout.html"
        label = "Callout"


class StepBlock(blocks.StructBlock):
    """One step of a numbered path."""

    heading = blocks.CharBlock(max_length=100)
    text = blocks.RichTextBlock(features=PLAIN_TEXT)

    class Meta:
        icon = "list-ol"
        label = "Step"


class DetailsBlock(blocks.StructBlock):
    """A question whose answer opens on demand."""

    question = blocks.CharBlock(max_length=140)
    answer = blocks.RichTextBlock(features=PLAIN_TEXT)

    class Meta:
        icon = "help"
        template = "blocks/details.html"
        label = "Question and answer"


class BodyBlock(blocks.StreamBlock):
    """What an editor may put in the body of a page."""

    heading = blocks.CharBlock(
        max_length=120, icon="title", template="blocks/heading.html", label="Heading"
    )
    text = blocks.RichTextBlock(
        features=["h3", *PLAIN_TEXT], icon="pilcrow", template="blocks/text.html", label="Text"
    )
    image = ImageBlock(template="blocks/image.html", label="Picture")
    callout = CalloutBlock()
    steps = blocks.ListBlock(
        StepBlock(), icon="list-ol", template="blocks/steps.html", label="Numbered steps"
    )
    questions = blocks.ListBlock(
        DetailsBlock(), icon="help", template="blocks/questions.html", label="Questions and answers"
    )
    document = DocumentChooserBlock(template="blocks/document.html", label="Document to download")
    links = blocks.ListBlock(LinkBlock(), icon="link", template="blocks/links.html", label="Links")
    table = TypedTableBlock(
        [("text", blocks.CharBlock(label="Text")), ("number", blocks.FloatBlock(label="Number"))],
        template="blocks/table.html",
        label="Table",
    )

    class Meta:
        required = False

    def clean(self, value: Any, **kwargs: Any) -> Any:
        """Refuses what readers who jump by headings or hear a table read out could not follow."""
        cleaned = super().clean(value, **kwargs)
        errors: dict[int, ValidationError] = {}
        seen: set[str] = set()
        for number, child in enumerate(cleaned):
            problem = ""
            if child.block_type == "heading":
                problem = _heading_problem(child.value, seen)
            elif child.block_type == "table":
                problem = _table_problem(child.value)
            if problem:
                errors[number] = ValidationError(problem)
        if errors:
            raise blocks.StreamBlockValidationError(block_errors=errors)
        return cleaned


def _heading_problem(words: str, seen: set[str]) -> str:
    """What is wrong with a heading: its address within the page is made of its words."""
    anchor = slugify(words)
    if not anchor:
        return "A heading needs words."
    if anchor in seen:
        return "Another heading says the same. Say what is different here."
    seen.add(anchor)
    return ""


def _table_problem(table: Any) -> str:
    if table is None or not table.columns:
        return ""
    if not all(str(column["heading"]).strip() for column in table.columns):
        return "Give each column of the table a heading, e.g. “Age”."
    if not str(table.caption or "").strip():
        return "Give the table a caption that says what it shows."
    return ""
