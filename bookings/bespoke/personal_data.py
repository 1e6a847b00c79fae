"""What requests hold about somebody, what is given to them, and what becomes of it when they go."""

from __future__ import annotations

from bookings.bespoke.models import Request
from portal.accounts.models import User
from portal.accounts.personal_data.closing import DELETED
from portal.accounts.personal_data.registry import (
    Foresight,
    Holding,
    Record,
    Subject,
    register_holding,
)
from portal.base import clock
from portal.notify.forgetting import forget_names


def register_all() -> None:
    """Makes the holding known."""
    register_holding(REQUESTS)


def give_requests(subject: Subject) -> list[Record]:
    """What they asked for on behalf of a school, and what happened to it."""
    if subject.person is None:
        return []
    rows = Request.objects.for_page().filter(requester=subject.person).prefetch_related("events")
    own = subject.user.pk if subject.user else None
    return [
        {
            "You asked for": row.aim,
            "Reference": row.reference,
            "For": row.school.name,
            "Number of staff": row.staff_count,
            "Dates wished for": row.wished,
            "State": row.get_state_display(),
            "Asked": row.created_at,
            "What happened": [
                f"{clock.say_date(event.at)}: {event.get_kind_display().lower()}"
                + (" by you" if own is not None and event.actor_id == own else "")
                for event in row.events.all()
            ],
        }
        for row in rows
    ]


def foresee_requests(subject: Subject) -> Foresight:
    """Requests stay with the school."""
    if subject.person is None or not Request.objects.filter(requester=subject.person).exists():
        return Foresight()
    name = subject.say("your", "their")
    return Foresight(stays=[f"What the school asked for in bespoke training, without {name} name."])


def erase_requests(subject: Subject, _by: User | None) -> None:
    """Takes their name out of the mails about them."""
    if subject.person is None:
        return
    about = set(Request.objects.filter(requester=subject.person).values_list("reference", flat=True))
    forget_names(about=about, names=[subject.person.name, *subject.emails], instead=DELETED)


REQUESTS = Holding(
    key="bespoke",
    title="Requests for bespoke training",
    why="So that your school gets what it needs, and an auditor can follow why something was charged.",
    kept="For good, as money may hang on it; without your name once you are gone.",
    covers=["bespoke.request.officer", "bespoke.request.requester", "bespoke.requestevent.actor"],
    give=give_requests,
    erase=erase_requests,
    foresee=foresee_requests,
)
