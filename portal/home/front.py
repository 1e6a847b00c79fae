"""What the home page says besides its own words. Three queries: sessions for schools and for families,
and new resources.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from directory.cards import entry_card
from directory.models import Resource
from portal.base import clock
from training.models import Session
from training.session_rows import session_rows

SOONEST = 5
FAMILY_SESSIONS = 2
NEW_ENTRIES = 4
DAYS_AHEAD = 28


@dataclass(frozen=True)
class Action:
    """Something a visitor can do behind a door."""

    label: str
    url: str


@dataclass(frozen=True)
class Door:
    """The variables of ``components/door.html``."""

    title: str
    href: str
    icon: str
    text: str
    actions: tuple[Action, ...]


def front_context(example_searches: str) -> dict[str, Any]:
    """Variables of the home page."""
    bookable = Session.objects.bookable().for_rows()
    newest = (
        Resource.objects.live()
        .for_lists()
        .order_by("-first_published_at", "-created_at", "-pk")[:NEW_ENTRIES]
    )
    return {
        "doors": doors(clock.today()),
        "examples": [words.strip() for words in example_searches.split(",") if words.strip()],
        "soonest": session_rows(bookable.for_professionals()[:SOONEST]),
        "family_sessions": session_rows(bookable.for_families()[:FAMILY_SESSIONS]),
        "new_entries": [entry_card(resource) for resource in newest],
    }


SCHOOLS = Door(
    "Schools and settings",
    "/training/",
    "school",
    "Learn what helps, and how to do it on Monday.",
    (
        Action("Find a course and book places", "/training/"),
        Action("Find a resource for tomorrow’s lesson", "/directory/"),
        Action("See and change my bookings", "/bookings/"),
        Action("Book a slot in a drop-in clinic", "/bookings/clinics/"),
    ),
)
PARENTS = Door(
    "Parents and carers",
    "/parents/",
    "users",
    "You do not need a diagnosis to ask or to come.",
    (
        Action("Find a free session", "/parents/"),
        Action("See what is on near me this term", "/training/near/?for=families"),
        Action("Find somebody independent to talk to", "/directory/?kind=organisation"),
    ),
)
SUPPORT = Door(
    "Support for my school",
    "/support/",
    "heart-handshake",
    "Somebody who knows your district.",
    (
        Action("Find a service for a pupil", "/directory/?kind=service"),
        Action("See who supports my district", "/support/"),
        Action("Bring a question to a LIFT meeting", "/bookings/lift/"),
    ),
)


def doors(today: date) -> tuple[Door, ...]:
    """The four doors, each with what people can do behind it."""
    month = urlencode(
        {"from": today.isoformat(), "to": (today + timedelta(days=DAYS_AHEAD)).isoformat()}
    )
    whats_on = Door(
        "What’s on",
        "/training/?places=left&sort=soonest",
        "calendar-days",
        "Dates with places left, soonest first.",
        (
            Action("Near me this term", "/training/near/"),
            Action("Month by month, in the calendar", "/training/calendar/"),
            Action("In the next four weeks", f"/training/?{month}"),
            Action("Online, from where you are", "/training/?format=online"),
        ),
    )
    return (SCHOOLS, PARENTS, whats_on, SUPPORT)
