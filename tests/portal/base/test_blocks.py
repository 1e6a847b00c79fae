"""The blocks that page bodies are made of: what editors may not save, and what readers get."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from PIL import Image
from wagtail.blocks import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError

from portal.base.blocks import BodyBlock, LinkBlock
from portal.home.models import HomePage, StandardPage
from portal.media.models import PortalDocument, PortalImage

TABLE = {
    "columns": [{"type": "text", "heading": "Age"}, {"type": "number", "heading": "Hours"}],
    "rows": [{"values": ["Under 5", 2.0]}, {"values": ["5 to 7", 2.5]}],
    "caption": "Hours by age",
}


def body(*blocks: tuple[str, Any]) -> StreamValue:
    rows = [
        {"type": name, "value": value, "id": str(number)} for number, (name, value) in enumerate(blocks)
    ]
    return BodyBlock().to_python(rows)


def html(*blocks: tuple[str, Any]) -> BeautifulSoup:
    return BeautifulSoup(render_to_string("blocks/body.html", {"body": body(*blocks)}), "html.parser")


def problems(*blocks: tuple[str, Any]) -> dict[int, str]:
    with pytest.raises(StreamBlockValidationError) as raised:
        BodyBlock().clean(body(*blocks))
    return {number: error.messages[0] for number, error in raised.value.block_errors.items()}


def link(**target: Any) -> Any:
    block = LinkBlock()
    return block.clean(block.to_python({"text": "Book a clinic", **target}))


@pytest.fixture
def picture(db: None) -> PortalImage:
    drawn = BytesIO()
    Image.new("RGB", (1200, 600), "white").save(drawn, "PNG")
    image = PortalImage(title="board.png", description="A now and next board", credit="STLS, 2026")
    image.file = ContentFile(drawn.getvalue(), name="board.png")
    image.save()
    return image


def test_a_heading_can_be_linked_to_by_its_words() -> None:
    heading = html(("heading", "How to book"))
    assert heading.h2 is not None and heading.h2["id"] == "how-to-book"


def test_two_headings_that_say_the_same_are_refused() -> None:
    assert problems(("heading", "Dates"), ("heading", "dates!")) == {
        1: "Another heading says the same. Say what is different here."
    }


def test_a_heading_without_words_is_refused() -> None:
    assert problems(("heading", "***")) == {0: "A heading needs words."}


def test_headings_that_differ_are_kept() -> None:
    assert len(BodyBlock().clean(body(("heading", "Dates"), ("heading", "Places")))) == 2


def test_a_table_needs_a_caption_and_a_heading_for_each_column() -> None:
    bare = {**TABLE, "caption": ""}
    assert "caption" in problems(("table", bare))[0]
    blank = {**TABLE, "columns": [{"type": "text", "heading": " "}, TABLE["columns"][1]]}
    assert "heading" in problems(("table", blank))[0]


def test_a_table_has_header_cells_and_scrolls_by_keyboard() -> None:
    table = html(("table", TABLE))
    assert [cell.get_text() for cell in table.select("th[scope=col]")] == ["Age", "Hours"]
    assert [cell.get_text(strip=True) for cell in table.select("th[scope=row]")] == ["Under 5", "5 to 7"]
    assert [cell.get_text(strip=True) for cell in table.select("td")] == ["2", "2.50"]
    region = table.select_one("[role=region][tabindex='0']")
    assert region is not None and region["aria-label"] == "Hours by age"


@pytest.mark.django_db
def test_a_picture_has_its_description_and_credit(picture: PortalImage) -> None:
    value = {"image": picture.pk, "alt_text": "A board with two pictures", "decorative": False}
    figure = html(("image", value))
    assert figure.img is not None and figure.img["alt"] == "A board with two pictures"
    assert figure.img["loading"] == "lazy"
    assert figure.figcaption is not None and figure.figcaption.get_text() == "STLS, 2026"


@pytest.mark.django_db
def test_a_decorative_picture_is_silent(picture: PortalImage) -> None:
    figure = html(("image", {"image": picture.pk, "alt_text": "", "decorative": True}))
    assert figure.img is not None and figure.img["alt"] == ""


@pytest.mark.django_db
def test_a_document_names_its_type_and_size() -> None:
    document = PortalDocument(
        title="Board", file=ContentFile(b"x" * 3072, name="board.pdf"), file_size=3072
    )
    document.save()
    words = html(("document", document.pk)).get_text(" ", strip=True).replace("\xa0", " ")
    assert words == "Board (PDF, 3.0 KB)"


def test_steps_and_questions_are_lists_that_open_without_a_script() -> None:
    page = html(
        (
            "steps",
            [{"type": "item", "id": "1", "value": {"heading": "Choose", "text": "<p>A date</p>"}}],
        ),
        (
            "questions",
            [
                {
                    "type": "item",
                    "id": "1",
                    "value": {"question": "How much?", "answer": "<p>Nothing</p>"},
                }
            ],
        ),
        ("callout", {"heading": "Note", "text": "<p>Bring a cup</p>"}),
    )
    assert page.select_one("ol.kd-steps li .kd-steps__title") is not None
    assert page.select_one("details summary") is not None
    assert "Nothing" in page.get_text()
    assert page.select_one(".kd-callout h2") is not None


@pytest.mark.django_db
@pytest.mark.parametrize("both", [True, False])
def test_a_link_has_one_target(both: bool) -> None:
    target = {"page": HomePage.objects.get().pk, "url": "https://example.org/"} if both else {}
    with pytest.raises(StructBlockValidationError):
        link(**target)


@pytest.mark.django_db
def test_a_link_to_a_page_that_was_taken_down_is_mere_words() -> None:
    gone = HomePage.objects.get().add_child(instance=StandardPage(title="Gone", live=False))
    item = {"type": "item", "id": "1", "value": {"text": "Old page", "page": gone.pk, "url": ""}}
    links = html(("links", [item]))
    assert links.a is None
    assert "Old page" in links.get_text()
