"""Courses below the catalogue, sessions with meetings and places, venues and trainers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from bookings.places.services.capacity import set_capacity
from portal.base import clock
from tests.factories.vocabulary import AreaOfNeedFactory, AudienceFactory, DistrictFactory, LevelFactory
from training.models import CoursePage, Session, Trainer, TrainingIndexPage, Venue
from training.services import MeetingTime, save_session

RELATIONS = ("audiences", "needs", "phases", "also_areas", "related_resources")


class CoursePageFactory(DjangoModelFactory):
    """A published course of the core offer. ``audiences=[…]`` and the like set relations."""

    class Meta:
        model = CoursePage

    title = factory.Sequence(lambda number: f"Course {number}")
    slug = factory.Sequence(lambda number: f"course-{number}")
    summary = "Adapt one lesson with visual support."
    area_of_need = factory.SubFactory(AreaOfNeedFactory)
    level = factory.SubFactory(LevelFactory, slug="targeted")

    @classmethod
    def _create(cls, model_class: type[CoursePage], *args: Any, **kwargs: Any) -> CoursePage:
        related = {name: kwargs.pop(name) for name in RELATIONS if name in kwargs}
        related.setdefault("audiences", [AudienceFactory(slug="teacher")])
        course = model_class(*args, **kwargs)
        for name, rows in related.items():
            setattr(course, name, rows)
        TrainingIndexPage.objects.get().add_child(instance=course)
        return course


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda number: f"Laleham Gap School {number}")
    town = "Ramsgate"
    postcode = "CT12 6FH"
    district = factory.SubFactory(DistrictFactory)


class TrainerFactory(DjangoModelFactory):
    class Meta:
        model = Trainer

    name = factory.Sequence(lambda number: f"Amina Example {number}")
    job_title = "Specialist teacher"


def in_a_week() -> datetime:
    """9:30 on a Kent clock, seven days from now."""
    day = clock.in_london(clock.now()) + timedelta(days=7)
    return day.replace(hour=9, minute=30, second=0, microsecond=0)


class SessionFactory(DjangoModelFactory):
    """An open online session in a week, two hours long; of ``capacity`` places ``taken`` are gone.

    ``meetings=[(start, end), …]`` sets the times; ``districts`` and ``audiences`` the limits.
    """

    class Meta:
        model = Session

    course = factory.SubFactory(CoursePageFactory)
    state = "open"
    format = "online"

    @classmethod
    def _create(cls, model_class: type[Session], *args: Any, **kwargs: Any) -> Session:
        start = kwargs.pop("starts_at", None) or in_a_week()
        times = kwargs.pop("meetings", [(start, start + timedelta(hours=2))])
        capacity, taken = kwargs.pop("capacity", 24), kwargs.pop("taken", 0)
        related = {
            name: kwargs.pop(name) for name in ("districts", "audiences", "trainers") if name in kwargs
        }
        session = model_class(*args, **kwargs)
        save_session(session=session, meetings=[MeetingTime(start, end) for start, end in times])
        for name, rows in related.items():
            getattr(session, name).set(rows)
        set_capacity(session=session, capacity=capacity)
        if taken:
            type(session.seats).objects.filter(pk=session.pk).update(taken=taken)
        session.refresh_from_db()
        return session
