"""A document as PDF/UA, made of its snapshot alone, so that it can be made again and nothing else decides its words."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from bookings.finance.documents.models import Document, DocumentFile
from portal.base.paper import typeset

SOURCE = Path(__file__).parent / "document.typ"


def pdf_of(snapshot: dict[str, Any]) -> bytes:
    """The paper."""
    return typeset.pdf_of(SOURCE, snapshot)


def file_document(document: Document) -> DocumentFile:
    """Keeps the paper with its hash. Call in the transaction that issues; it takes a few milliseconds."""
    content = pdf_of(document.snapshot)
    return DocumentFile.objects.create(
        document=document, content=content, sha256=hashlib.sha256(content).hexdigest()
    )


def is_untouched(file: DocumentFile) -> bool:
    """Whether the bytes are those whose hash was written down at issue."""
    return hashlib.sha256(bytes(file.content)).hexdigest() == file.sha256
