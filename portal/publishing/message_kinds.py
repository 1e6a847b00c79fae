"""The mails about reviewing and publishing: placeholders, and the words they start from."""

from __future__ import annotations

from collections.abc import Mapping

from portal.notify.kinds import MessageKind, first_words, register_kind

SUBMITTED = "review-submitted"
RETURNED = "review-returned"
APPROVED = "review-approved"
CALLED_OFF = "publication-called-off"
COMMENTED = "page-commented"

ALWAYS = {
    "name": "Edie Clarke",
    "kind": "the service",
    "title": "Drop-in clinic for Thanet",
    "link": "https://portal.example/admin/review/12/",
}


def register_kinds() -> None:
    """Makes the kinds known to ``portal.notify``."""
    _register(
        SUBMITTED,
        "Review asked for, to reviewers",
        "To review: {{ title }}",
        "review_submitted",
        {**ALWAYS, "author": "Edie Clarke"},
    )
    _register(
        RETURNED,
        "Sent back after review, to who wrote it",
        "Sent back to you: {{ title }}",
        "review_returned",
        {**ALWAYS, "reviewer": "Mo Farrell", "comment": "Please say who may come."},
    )
    _register(
        APPROVED,
        "Approved after review, to who wrote it",
        "Approved: {{ title }}",
        "review_approved",
        {**ALWAYS, "reviewer": "Mo Farrell", "when": "The public sees it now.", "comment": "Thank you."},
    )
    _register(
        CALLED_OFF,
        "Not published when due, to who wrote and approved it",
        "Not published: {{ title }}",
        "publication_called_off",
        {**ALWAYS, "reason": "Nobody has approved this version."},
    )
    _register(
        COMMENTED,
        "Comment on a page, to who follows it",
        "Comment on {{ title }}",
        "page_commented",
        {**ALWAYS, "author": "Mo Farrell", "comments": "“Is this still the address?”"},
    )


def _register(key: str, name: str, subject: str, file: str, placeholders: Mapping[str, str]) -> None:
    register_kind(MessageKind(key, name, placeholders, subject, first_words(file)))
