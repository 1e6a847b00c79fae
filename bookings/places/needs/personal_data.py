"""What somebody said they need to take part: theirs to have, gone when they go."""

from __future__ import annotations

from django.db.models import QuerySet

from bookings.places.needs.models import AccessNeeds
from bookings.places.needs.services import KEPT
from portal.accounts.models import User
from portal.accounts.personal_data.registry import Foresight, Holding, Record, Subject


def _of(subject: Subject) -> QuerySet[AccessNeeds]:
    if subject.person is None:
        return AccessNeeds.objects.none()
    rows = AccessNeeds.objects.filter(place__person=subject.person)
    return rows.select_related("place__session__course")


def give_needs(subject: Subject) -> list[Record]:
    return [
        {
            "What you need to take part in": row.place.session.title,
            "Starts": row.place.session.starts_at,
            "You wrote": row.words,
            "Last changed": row.said_at,
        }
        for row in _of(subject)
    ]


def erase_needs(subject: Subject, _by: User | None) -> None:
    _of(subject).delete()


def foresee_needs(subject: Subject) -> Foresight:
    if not _of(subject).exists():
        return Foresight()
    return Foresight(
        goes=[f"What {subject.say('you wrote', 'they wrote')} of what is needed to take part."]
    )


NEEDS = Holding(
    key="access-needs",
    title="What you need to take part",
    why="So that those who give a session can meet your needs. Nobody at your school reads it.",
    kept=f"Until {KEPT.days} days after the session, or until you give the place up.",
    covers=[],
    give=give_needs,
    erase=erase_needs,
    foresee=foresee_needs,
)
