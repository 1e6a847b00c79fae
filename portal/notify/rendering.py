"""Filling in the words that staff wrote.

A placeholder ``{{ name }}`` is replaced by its value and nothing else is understood: staff's words
are never run as a template, so no word in them can reach into the portal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError

from portal.base.validators import breaks_line
from portal.notify.kinds import MessageKind

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")


def fill(words: str, values: Mapping[str, str]) -> str:
    """``words`` with its placeholders replaced; what a value itself contains is left as it is.

    Raises ``KeyError`` for a placeholder without a value.
    """
    filled = PLACEHOLDER.sub(lambda found: values[found[1]], words)
    return re.sub(r"\n{3,}", "\n\n", filled).strip()


def one_line(text: str) -> str:
    """``text`` as it may stand in a mail's header: refused if it breaks the line.

    Raises ``ValidationError``, as a line break there would let its writer add headers.
    """
    if breaks_line(text):
        raise ValidationError("Write this on one line.", code="one_line")
    return text


def check_words(kind: MessageKind, *, subject: str, body: str) -> None:
    """Raises ``ValidationError`` by field when the words use what this kind does not offer."""
    errors = {}
    for field, words in (("subject", subject), ("body", body)):
        unknown = sorted({found[1] for found in PLACEHOLDER.finditer(words)} - set(kind.placeholders))
        if unknown:
            offered = ", ".join(f"{{{{ {name} }}}}" for name in kind.placeholders)
            errors[field] = f"“{unknown[0]}” is not a placeholder of this message. Use: {offered}."
        elif BRACES.search(PLACEHOLDER.sub("", words)):
            errors[field] = "Write placeholders like this: {{ reference }}."
    if not errors.get("subject") and breaks_line(subject):
        errors["subject"] = "Write the subject on one line."
    if errors:
        raise ValidationError(errors)
