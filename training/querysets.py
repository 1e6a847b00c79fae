"""Reads of courses and sessions that lists, pages and bookings share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate
from wagtail.query import PageQuerySet

from portal.accounts.models import Membership
from portal.base import clock
from portal.base.jsonlists import related_ids, related_rows
from portal.base.relations import joined, related_to, term_ids
from portal.vocabulary.choices import AudienceGroup
from training.choices import BOOKABLE, ONLINE, SHOWN, SessionState

if TYPE_CHECKING:
    from training.models import CoursePage
    from training.sessions import Session  # noqa: F401 - named in a string


class SessionQuerySet(models.QuerySet["Session"]):
    """Dated runs of courses."""

    def visible(self, now: datetime | None = None) -> SessionQuerySet:
        """What the public may see: all that is shown, but for what is made for one school."""
        return self.shown(now).filter(made_for=None)

    def visible_to(self, user_id: Any, *, now: datetime, today: date) -> SessionQuerySet:
        """What the public may see, and what was made for a school to which the user belongs ``today``."""
        # Not “= user_id” alone: without one that would be everybody who never signs in.
        here = Membership.objects.current(today=today).filter(
            person__user__isnull=False, person__user=user_id
        )
        member = Exists(here.filter(school=OuterRef("made_for")))
        return self.shown(now).filter(Q(made_for=None) | member)

    def shown(self, now: datetime | None = None) -> SessionQuerySet:
        """Not a draft, its course live, and its day of showing come, for whomever it is."""
        moment = now or clock.now()
        return self.filter(
            Q(visible_from__isnull=True) | Q(visible_from__lte=moment),
            state__in=[*SHOWN, SessionState.CANCELLED, SessionState.COMPLETED],
            course__live=True,
        )

    def upcoming(self, now: datetime | None = None) -> SessionQuerySet:
        """Visible, not cancelled, its course offered that day, and not yet begun; soonest first."""
        moment = now or clock.now()
        return self.announced(moment).filter(state__in=SHOWN, starts_at__gt=moment)

    def announced(self, now: datetime | None = None) -> SessionQuerySet:
        """Dates to come or under way as a course's page lists them: the later meetings of one that has
        begun are looked for too, and cancelled ones stay; both are said to be."""
        moment = now or clock.now()
        return (
            self.visible(moment)
            .filter(_offered_that_day(), state__in=[*SHOWN, SessionState.CANCELLED])
            .filter(starts_at__isnull=False, ends_at__gt=moment)
            .order_by("starts_at", "pk")
        )

    def to_decide(self, now: datetime | None = None) -> SessionQuerySet:
        """To come, with a day of decision that has come, and neither confirmed nor cancelled."""
        moment = now or clock.now()
        return self.filter(
            decide_by__lte=clock.in_london(moment).date(),
            state__in=[SessionState.OPEN, SessionState.CLOSED],
            starts_at__gt=moment,
        ).order_by("starts_at", "pk")

    def on_calendar(self, now: datetime | None = None) -> SessionQuerySet:
        """Visible dates, past and to come, of courses offered that day; a cancelled one stays until
        it would have ended."""
        moment = now or clock.now()
        over = Q(state=SessionState.CANCELLED, ends_at__lte=moment)
        return self.visible(moment).filter(_offered_that_day(), ~over, starts_at__isnull=False)

    def bookable(self, now: datetime | None = None) -> SessionQuerySet:
        """Upcoming, its booking window open, and with at least one place left."""
        return self.upcoming(now).with_places(now)

    def with_places(self, now: datetime | None = None) -> SessionQuerySet:
        """Those of upcoming sessions whose booking window is open and that have a place left."""
        moment = now or clock.now()
        return self.filter(
            Q(booking_opens_at__isnull=True) | Q(booking_opens_at__lte=moment),
            Q(booking_closes_at__isnull=True) | Q(booking_closes_at__gt=moment),
            state__in=BOOKABLE,
            seats__waiting=0,
            seats__taken__lt=F("seats__capacity"),
        )

    def of_next(self, column: str) -> Coalesce:
        """A column of the next of these dates, within a query: of the soonest with a place to book, or
        else of the soonest."""
        rows = self.order_by("starts_at", "pk")
        return Coalesce(
            Subquery(rows.with_places().values(column)[:1]), Subquery(rows.values(column)[:1])
        )

    def within_reach_of(self, district_ids: Sequence[int]) -> SessionQuerySet:
        """What schools of these districts can attend without travelling out of them.

        Limited to one of them, wherever it is held; or limited to nobody and held in one of them,
        online, or in the school itself.
        """
        limited = joined(self.model, "districts")
        nearby = Q(venue__district__in=district_ids) | Q(venue__isnull=True) | Q(format__in=ONLINE)
        return self.filter(
            related_to(self.model, "districts", district_ids) | (~Exists(limited) & nearby)
        )

    def between(self, first: date | None, last: date | None) -> SessionQuerySet:
        """Starting on ``first`` or later and on ``last`` or earlier, as days in Kent."""
        rows = self
        if first:
            rows = rows.filter(starts_at__gte=datetime.combine(first, time.min, clock.LONDON))
        if last:
            rows = rows.filter(
                starts_at__lt=datetime.combine(last + timedelta(days=1), time.min, clock.LONDON)
            )
        return rows

    def for_families(self) -> SessionQuerySet:
        """Of courses that parents, carers or young people can come to."""
        return self.filter(self._aimed_at(AudienceGroup.FAMILY))

    def for_professionals(self) -> SessionQuerySet:
        """Of courses that people in schools and settings can come to."""
        return self.filter(self._aimed_at(AudienceGroup.PROFESSIONAL))

    def _aimed_at(self, group: AudienceGroup) -> Exists:
        course = self.model._meta.get_field("course").related_model
        return Exists(joined(course, "audiences", outer="course_id").filter(audience__group=group))

    def for_rows(self) -> SessionQuerySet:
        """With all that a row of a list says, in one query."""
        return self.select_related("course", "seats", "venue").annotate(
            district_ids=term_ids(self.model, "districts"),
            audience_ids=term_ids(self.model, "audiences"),
            meeting_rows=related_rows(
                self.model._meta.get_field("meetings").related_model,
                "session_id",
                order_by="starts_at",
                starts="starts_at",
                ends="ends_at",
                room="room",
            ),
        )

    def for_course_page(self) -> SessionQuerySet:
        """``for_rows`` with trainers and what the venue offers."""
        venue_model = self.model._meta.get_field("venue").related_model
        features = venue_model._meta.get_field("access_features").remote_field.through
        return self.for_rows().annotate(
            trainer_rows=related_rows(
                self.model._meta.get_field("trainers").remote_field.through,
                "session_id",
                order_by="trainer__name",
                id="trainer_id",
                name="trainer__name",
                job="trainer__job_title",
                qualifications="trainer__qualifications",
            ),
            access_ids=related_ids(features, "venue_id", "accessfeature_id", outer="venue_id"),
        )


def _offered_that_day() -> Q:
    """Whether the course is not withdrawn by the day the session starts on, as a day in Kent."""
    day = TruncDate("starts_at", tzinfo=clock.LONDON)
    return Q(course__withdrawn_on__isnull=True) | Q(course__withdrawn_on__gt=day)


class CourseQuerySet(PageQuerySet):
    """Courses of the offer."""

    def listed(self, today: date | None = None) -> CourseQuerySet:
        """Published and not withdrawn: what lists show. Planned courses are among them."""
        day = today or clock.today()
        return self.live().filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day))

    def for_families(self) -> CourseQuerySet:
        """Courses that parents, carers or young people can come to."""
        return self.filter(self.aimed_at(AudienceGroup.FAMILY))

    def for_professionals(self) -> CourseQuerySet:
        """Courses that people in schools and settings can come to."""
        return self.filter(self.aimed_at(AudienceGroup.PROFESSIONAL))

    def aimed_at(self, group: AudienceGroup) -> Exists:
        """Whether anybody of ``group`` is among a course's audiences."""
        return Exists(joined(self.model, "audiences").filter(audience__group=group))

    def with_next(self, sessions: SessionQuerySet | None = None) -> CourseQuerySet:
        """Adds ``next_id`` and ``next_start`` of the next of ``sessions``, as ``of_next`` has it, the
        soonest of all (``soonest_id``), and how many they are (``date_count``); by default of all
        upcoming ones. Adds what cards say about who it is for.
        """
        rows = self.session_rows() if sessions is None else sessions
        mine = rows.filter(course=OuterRef("pk"))
        counted = mine.order_by().values("course").annotate(n=Count("pk")).values("n")
        return self.annotate(
            next_id=mine.of_next("pk"),
            next_start=mine.of_next("starts_at"),
            soonest_id=Subquery(mine.order_by("starts_at", "pk").values("pk")[:1]),
            date_count=Coalesce(Subquery(counted), 0),
            audience_ids=term_ids(self.model, "audiences"),
        ).defer_streamfields()

    def session_rows(self) -> SessionQuerySet:
        """All upcoming sessions, to be narrowed."""
        sessions = self.model._meta.get_field("sessions").related_model
        return cast("SessionQuerySet", sessions._default_manager.upcoming())

    def for_serving(self) -> CourseQuerySet:
        """With the ids and the successor that a course's own page says, in one query."""
        lists = {
            "need_ids": "needs",
            "phase_ids": "phases",
            "audience_ids": "audiences",
            "also_area_ids": "also_areas",
        }
        return self.select_related("successor").annotate(
            **{name: term_ids(self.model, relation) for name, relation in lists.items()}
        )

    def like(
        self, course: CoursePage, *, need_ids: Collection[int], group: AudienceGroup
    ) -> CourseQuerySet:
        """Other listed courses about the same needs for the same people that have a date to come."""
        return (
            self.listed()
            .exclude(pk=course.pk)
            .filter(self.aimed_at(group), related_to(self.model, "needs", need_ids))
            .with_next()
            .filter(next_start__isnull=False)
            .order_by("next_start", "pk")
        )
