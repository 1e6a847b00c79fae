"""Whom a mail says to ask."""

from __future__ import annotations

from portal.base.models import site_settings


def who_to_ask() -> str:
    """The service's contacts as a sentence; empty while none are set."""
    contacts = site_settings.get()
    ways = []
    if contacts.contact_phone:
        ways.append(f"telephone {contacts.contact_phone}")
    if contacts.contact_email:
        ways.append(f"write to {contacts.contact_email}")
    if not ways:
        return ""
    hours = f" ({contacts.contact_hours})" if contacts.contact_hours else ""
    return f"Questions? Please {' or '.join(ways)}{hours}."
