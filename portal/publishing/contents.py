"""What a revision says: its content without what Wagtail keeps there for its own ends."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import COMMENTS_RELATION_NAME

Content = Mapping[str, Any]

HOUSEKEEPING = frozenset(
    {
        "pk",
        "id",
        "uuid",
        "path",
        "depth",
        "numchild",
        "url_path",
        "translation_key",
        "locale",
        "content_type",
        "draft_title",
        "live",
        "has_unpublished_changes",
        "owner",
        "locked",
        "locked_at",
        "locked_by",
        "expired",
        "first_published_at",
        "last_published_at",
        "live_revision",
        "latest_revision",
        "latest_revision_created_at",
        "alias_of",
        "created_at",
        "page_ptr",
        COMMENTS_RELATION_NAME,
        "comments",
    }
)
"""What publishing, locking, moving and commenting write: nobody's words."""

WHEN = frozenset({"go_live_at", "expire_at"})
"""When it shows is for whoever publishes, what it says for whoever writes."""


def words(content: Content) -> dict[str, Any]:
    """What the public would read and find by, ready to be compared."""
    return {
        name: _plain(value)
        for name, value in content.items()
        if name not in HOUSEKEEPING and name not in WHEN
    }


def content_of(instance: Any) -> dict[str, Any]:
    """What ``instance`` says now, as a revision of it would keep it: dates and the like as text."""
    told: dict[str, Any] = json.loads(json.dumps(instance.serializable_data(), cls=DjangoJSONEncoder))
    return told


def digest(content: Content) -> str:
    """The same for contents that say the same, and for no others."""
    told = json.dumps(words(content), sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(told.encode()).hexdigest()


def parsed_stream(value: Any) -> list[dict[str, Any]] | None:
    """A stream field's blocks, which stand in a revision as JSON within JSON; ``None`` for all else."""
    if not isinstance(value, str) or not value.startswith("["):
        return None
    try:
        blocks = json.loads(value)
    except ValueError:
        return None
    if all(isinstance(block, dict) and "type" in block and "value" in block for block in blocks):
        return blocks
    return None


def _plain(value: Any) -> Any:
    """Sets of related rows have no order, and stream fields no spaces between their blocks."""
    blocks = parsed_stream(value)
    if blocks is not None:
        return blocks
    if isinstance(value, list) and all(isinstance(row, int | str) for row in value):
        return sorted(value, key=str)
    return value
