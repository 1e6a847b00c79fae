"""The pages about somebody's own account: one list, for the account's home and its navigation.

A new page of this sort is one entry here. Its template extends ``account/settings_layout.html``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.urls import reverse


class Part(TextChoices):
    """The parts of the account's home, in their order there."""

    YOU = "you", "About you"
    SAFETY = "safety", "Signing in and safety"
    DATA = "data", "Your data"


@dataclass(frozen=True)
class Entry:
    """A page: the name of its URL, what it is called, what can be done there, and its part."""

    url_name: str
    name: str
    about: str
    part: Part

    @property
    def url(self) -> str:
        return reverse(self.url_name)


ENTRIES = (
    Entry("accounts:details", "Your details", "Your name, what you do, where mail goes.", Part.YOU),
    Entry("membership:mine", "Your schools", "Where you work, and asking to join.", Part.YOU),
    Entry("account_email", "Your e-mail", "The address you sign in with.", Part.SAFETY),
    Entry("account_change_password", "Your password", "Choose a new one.", Part.SAFETY),
    Entry(
        "mfa_index",
        "Passkeys and second step",
        "Passkeys, your authenticator app, recovery codes.",
        Part.SAFETY,
    ),
    Entry("usersessions_list", "Where you are signed in", "Sign out on other devices.", Part.SAFETY),
    Entry("accounts:data", "Your data", "Read what we hold about you, and download it.", Part.DATA),
    Entry("accounts:delete", "Delete your account", "Read first what goes and what stays.", Part.DATA),
)


def entries_of(part: Part) -> list[Entry]:
    """The pages of one part, in order."""
    return [entry for entry in ENTRIES if entry.part == part]


@dataclass(frozen=True)
class Link:
    """An entry as the navigation shows it: ``current`` when the reader is on it or below it."""

    name: str
    url: str
    current: bool


def links(path: str) -> Iterator[Link]:
    """The navigation for somebody who reads the page at ``path``."""
    for entry in ENTRIES:
        yield Link(entry.name, entry.url, path.startswith(entry.url))
