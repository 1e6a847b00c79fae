"""Whether something that the public no longer sees could once be read, and what stands for it now."""

from __future__ import annotations

from typing import Any

from wagtail.log_actions import registry

MOST_SUCCESSORS = 10
"""Nobody means a longer row of replacements; it also ends a circle."""


def was_public(content: Any) -> bool:
    """Whether everybody could once read it; what is still a first draft stays unknown."""
    if content.first_published_at is not None:
        return True
    logs = registry.get_logs_for_instance(content)
    return bool(logs.filter(action__startswith="wagtail.unpublish").exists())


def successor_of(content: Any) -> Any:
    """The published page or entry that replaces ``content``, perhaps by way of others."""
    for _step in range(MOST_SUCCESSORS):
        content = getattr(content, "successor", None)
        if content is None or content.live:
            return content
    return None
