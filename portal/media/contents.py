"""What a document may hold: what its name says, so that nobody downloads something else."""

from __future__ import annotations

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files import File

ZIP = b"PK\x03\x04"
STARTS = {
    "pdf": b"%PDF-",
    "rtf": b"{\\rtf",
    "docx": ZIP,
    "odt": ZIP,
    "pptx": ZIP,
    "xlsx": ZIP,
}
"""How files of each kind begin. Those of no kind here, csv and txt, are text."""

READ = 8_192
"""Bytes looked at; a program or picture has a NUL long before."""


def validate_contents(file: File) -> None:
    """Raises ``ValidationError`` when the file begins unlike the kind that its name ends in."""
    kind = PurePath(file.name or "").suffix.removeprefix(".").lower()
    file.seek(0)
    beginning = file.read(READ)
    file.seek(0)
    start = STARTS.get(kind)
    right = beginning.startswith(start) if start else b"\x00" not in beginning
    if not right:
        raise ValidationError(f"This file does not hold what its name says: {kind}.", code="contents")
