"""The kinds of mail there are. Apps register theirs in ``ready()``, with the words to start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class MessageKind:
    """One kind of mail: what staff call it, its placeholders with an example each, and first words."""

    key: str
    name: str
    placeholders: Mapping[str, str]
    subject: str
    body: str


_kinds: dict[str, MessageKind] = {}


def register_kind(kind: MessageKind) -> None:
    """Makes ``kind`` known. Raises ``ValueError`` if another one has its key."""
    if _kinds.setdefault(kind.key, kind) != kind:
        raise ValueError(f"Two kinds of message are called {kind.key}.")


def first_words(file: str) -> str:
    """The words that a kind starts from, as they stand in ``templates/emails``."""
    path = settings.BASE_DIR / "templates" / "emails" / f"{file}.txt"
    return str(path.read_text(encoding="utf-8"))


def kind_called(key: str) -> MessageKind:
    """The kind with this key. Raises ``KeyError`` if no app registered it."""
    return _kinds[key]


def all_kinds() -> list[MessageKind]:
    """Every kind, by name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)
