"""The addresses of a place's questions, and which of them its holder can answer now."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from bookings.places.evaluations.models import Stage
from bookings.places.evaluations.services import why_not_answer
from bookings.places.models import Place

TITLES = {
    Stage.BEFORE: "Before you come: what can you do already?",
    Stage.AFTER: "Tell us what the course was worth",
    Stage.LATER: "Three months later: what has changed?",
}


@dataclass(frozen=True)
class Questions:
    """One stage that can be answered now; ``answered``: it can be changed."""

    title: str
    url: str
    answered: bool


def open_questions(place: Place) -> list[Questions]:
    """What the holder can answer now, with links. Reads ``session__course``."""
    answered = set(place.evaluations.values_list("stage", flat=True))
    return [
        Questions(TITLES[stage], questions_path(place, stage), stage in answered)
        for stage in Stage
        if not why_not_answer(place, stage)
    ]


def questions_path(place: Place, stage: Stage) -> str:
    return reverse("bookings:questions", args=[place.key, stage])


def questions_url(place: Place, stage: Stage) -> str:
    """For mails."""
    return f"{settings.PUBLIC_URL}{questions_path(place, stage)}"


def stop_url(place: Place) -> str:
    """Where the holder stops such mails."""
    return f"{settings.PUBLIC_URL}{reverse('bookings:questions_stop', args=[place.key])}"
