"""Words become PDF/UA as data: lists in lists too, and letters without a font are shown as a mark."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from portal.base.paper.typeset import pdf_of


def source(folder: Path) -> Path:
    file = folder / "page.typ"
    file.write_text(
        "#let words = json(bytes(sys.inputs.words))\n"
        '#set document(title: "Page")\n#set text(fallback: false, font: ("Noto Sans", "Noto Emoji"))\n'
        '= Page\n#for row in words.rows [#row.name: #row.parts.join(", ") ]'
    )
    return file


def words_of(folder: Path, *rows: dict[str, Any]) -> str:
    reader = PdfReader(BytesIO(pdf_of(source(folder), {"rows": list(rows)})))
    return " ".join(reader.pages[0].extract_text().split())


def test_words_in_lists_of_lists_are_set(tmp_path: Path) -> None:
    assert "One: a, b" in words_of(tmp_path, {"name": "One", "parts": ["a", "b"]})


def test_a_letter_without_a_font_is_marked_wherever_it_stands(tmp_path: Path) -> None:
    words = words_of(tmp_path, {"name": "字", "parts": ["x字y", "z\x00"]})
    assert "字" not in words
    assert "x�y" in words
