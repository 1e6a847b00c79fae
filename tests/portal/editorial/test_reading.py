"""A page or entry taken apart as a reader meets it, and the same headings as its template shows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.template.loader import render_to_string
from wagtail.images.tests.utils import get_test_image_file

from portal.editorial.outline import File, Heading, Link, Picture, Words
from portal.editorial.reading import outline_of
from portal.home.models import HomePage, StandardPage
from portal.media.models import PortalDocument, PortalImage
from tests.factories.directory import ResourceFactory
from tests.factories.vocabulary import AudienceFactory

pytestmark = pytest.mark.django_db


def page(*body: tuple[str, Any], slug: str = "guide") -> StandardPage:
    made = StandardPage(title="Guide", slug=slug, body=list(body), live=False)
    HomePage.objects.get().add_child(instance=made)
    return StandardPage.objects.get(pk=made.pk)


def document(name: str = "guide.pdf", **values: str) -> PortalDocument:
    made = PortalDocument(title="Guide", **values)
    made.file.save(name, ContentFile(b"%PDF-1.7"))
    return made


def picture() -> PortalImage:
    file: ImageFile = get_test_image_file()
    return PortalImage.objects.create(title="Board", file=file)


def test_headings_are_those_that_the_templates_show_in_their_order_and_size() -> None:
    made = page(
        ("heading", "What helps"),
        ("text", "<h3>At home</h3><p>Use few words.</p>"),
        ("callout", {"heading": "Ask early", "text": "<p>No diagnosis needed.</p>"}),
        ("steps", [{"heading": "Look", "text": "<p>Watch.</p>"}]),
        ("questions", [{"question": "Who?", "answer": "<p>Anybody.</p>"}]),
    )
    shown = re.findall(
        r"<h([1-6])[^>]*>(.*?)</h\1>", render_to_string("blocks/body.html", {"body": made.body})
    )
    found = [(str(part.level), part.words) for part in outline_of(made).of(Heading)]
    assert found == shown
    assert found == [("2", "What helps"), ("3", "At home"), ("2", "Ask early")]


def test_links_lead_to_addresses_wherever_they_stand() -> None:
    home = HomePage.objects.get()
    made = page(
        ("text", f'<p><a linktype="page" id="{home.pk}">First page</a></p>'),
        ("questions", [{"question": "Who?", "answer": '<p><a href="/b/">Our team</a></p>'}]),
        ("links", [{"text": "Kelsi", "page": None, "url": "https://www.kelsi.org.uk/"}]),
    )
    found = [(part.words, part.target, part.place.path) for part in outline_of(made).of(Link)]
    assert found == [
        ("First page", "/", (0, "text")),
        ("Our team", "/b/", (1, "questions", 0, "answer")),
        ("Kelsi", "https://www.kelsi.org.uk/", (2, "links", 0, "text")),
    ]


def test_pictures_of_blocks_and_of_rich_text_are_found() -> None:
    image = picture()
    made = page(
        ("image", {"image": image, "alt_text": "Two cards", "decorative": False}),
        ("image", {"image": PortalImage.objects.get(), "alt_text": "", "decorative": True}),
        (
            "text",
            f'<embed embedtype="image" id="{image.pk}" alt="" format="left"/><embed embedtype="image" id="1"/>',
        ),
    )
    found = [(part.alt or "", part.decorative) for part in outline_of(made).of(Picture)]
    assert found == [("Two cards", False), ("", True), ("", True), ("", False)]


def test_paragraphs_are_words_and_headings_are_not() -> None:
    made = page(
        ("text", "<h3>At home</h3><p>Use <b>few</b> words.</p><ul><li>One</li><li>Two</li></ul>")
    )
    texts = [part.text for part in outline_of(made).of(Words) if part.place.field == "body"]
    assert texts == ["Use few words.", "One", "Two"]


def test_a_document_is_found_in_a_block_in_rich_text_and_in_a_field() -> None:
    pdf = document()
    made = page(
        ("document", pdf), ("text", f'<p><a linktype="document" id="{pdf.pk}">The guide</a></p>')
    )
    assert [part.place.path for part in outline_of(made).of(File)] == [(0, "document"), (1, "text")]
    resource = ResourceFactory(document=pdf)
    assert [part.place.field for part in outline_of(resource).of(File)] == ["document"]


def twins(content: Any) -> list[bool]:
    return [part.twin for part in outline_of(content).of(File)]


def test_the_twin_of_a_document_is_a_published_page_an_entry_or_an_address_elsewhere() -> None:
    entry = ResourceFactory(slug="now-and-next-board")
    for address, public in [
        ("", False),
        ("/parents/", True),
        ("/nothing/", False),
        (entry.href, True),
        ("/directory/resources/none/", False),
        ("/bookings/", False),
        ("https://www.kelsi.org.uk/guide", True),
    ]:
        assert twins(ResourceFactory(document=document(web_address=address))) == [public], address


def test_a_draft_is_no_twin_but_the_page_being_published_is_its_own() -> None:
    made = page(("document", document(web_address="/guide/")), slug="guide")
    assert twins(made) == [True]
    assert twins(ResourceFactory(document=document(web_address="/guide/"))) == [False]


def test_the_text_of_a_resource_is_the_twin_of_its_own_file_where_an_editor_says_so() -> None:
    body = [("text", "<p>All that the file says.</p>")]
    assert twins(ResourceFactory(document=document(), body=body)) == [False]
    assert twins(ResourceFactory(document=document(), body=body, text_says_all=True)) == [True]
    assert twins(ResourceFactory(document=document(), text_says_all=True)) == [False]


def test_families_are_readers_of_what_names_them_and_of_their_section() -> None:
    parent = AudienceFactory(slug="parent", group="family")
    assert outline_of(ResourceFactory(audiences=[parent])).for_families
    assert not outline_of(ResourceFactory()).for_families
