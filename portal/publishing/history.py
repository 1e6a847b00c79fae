"""How an approval in part reads in the history of a page or entry: with both people's names."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from wagtail.log_actions import LogActionRegistry, LogFormatter

from portal.publishing.services.reviews import IN_PART


class InPartFormatter(LogFormatter):
    """Whose words were published, what was, and what went back."""

    label = "Approve in part"

    def format_message(self, log_entry: Any) -> str:
        data = log_entry.data
        people = get_user_model().objects.filter(pk__in=data.get("authors", []))
        names = ", ".join(user.name for user in people) or "nobody known"
        published, back = ", ".join(data["published"]), ", ".join(data["sent_back"])
        return f"Published of what {names} wrote: {published}. Sent back: {back}."

    def format_comment(self, log_entry: Any) -> str:
        return str(log_entry.data.get("comment", ""))


def register(actions: LogActionRegistry) -> None:
    """Makes the action known to Wagtail's history."""
    actions.register_action(IN_PART)(InPartFormatter)
