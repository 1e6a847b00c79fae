"""The training offer: courses as pages; their dated sessions stand in ``training.sessions``."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from portal.base import clock
from portal.base.blocks import BodyBlock
from portal.base.models import BasePage
from portal.vocabulary.choices import Format
from training.catalogue import catalogue
from training.choices import Funding, OfferState, PriceUnit
from training.course_page import course_context
from training.forms import CoursePageForm
from training.gaps import Gap
from training.panels import course_editor
from training.querysets import CourseQuerySet
from training.sessions import Meeting, Session, SessionSeats, Trainer, Venue

__all__ = [
    "CoursePage",
    "Gap",
    "Meeting",
    "Session",
    "SessionSeats",
    "Trainer",
    "TrainingIndexPage",
    "Venue",
]


class TrainingIndexPage(BasePage):
    """``/training/``: the catalogue of all courses."""

    intro = RichTextField(
        blank=True, features=["bold", "link"], help_text="One or two sentences above the list."
    )

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]

    parent_page_types = ["home.HomePage"]
    subpage_types = ["training.CoursePage"]
    max_count = 1
    fixed_address = True
    private_page_options: list[str] = []
    page_description = "The list of all courses. There is one, and it stays at /training/."
    template = "pages/training/training_index_page.html"

    class Meta:
        verbose_name = "training catalogue"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the courses that the address asks for."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "catalogue": catalogue(request.GET, CoursePage.objects.all())}


class CoursePage(BasePage):
    """A course of the offer. Parents' sessions are courses whose audience is parents."""

    reference = models.CharField(max_length=20, blank=True, help_text="Your own code, e.g. “CI-001”.")
    summary = models.CharField(
        "promise",
        max_length=255,
        help_text="One sentence: what somebody will be able to do. Shown in lists and search.",
    )
    body = StreamField(BodyBlock(), blank=True, help_text="More about the course, if needed.")
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(max_length=200, label="Outcome"))],
        blank=True,
        verbose_name="after this you can …",
        help_text="Start each with a verb, e.g. “Adapt one lesson using visual support”.",
    )
    area_of_need = models.ForeignKey(
        "vocabulary.AreaOfNeed",
        on_delete=models.PROTECT,
        related_name="courses",
        verbose_name="area of need",
    )
    also_areas = ParentalManyToManyField(
        "vocabulary.AreaOfNeed",
        blank=True,
        related_name="+",
        verbose_name="also concerns",
    )
    needs = ParentalManyToManyField("vocabulary.Need", blank=True, related_name="courses")
    level = models.ForeignKey(
        "vocabulary.Level",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="courses",
        help_text="Not needed for parents’ and carers’ sessions.",
    )
    phases = ParentalManyToManyField("vocabulary.Phase", blank=True, related_name="courses")
    audiences = ParentalManyToManyField(
        "vocabulary.Audience", related_name="courses", verbose_name="who it is for"
    )
    core_standard = models.ForeignKey(
        "vocabulary.CoreStandard",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="courses",
        verbose_name="Mainstream Core Standards heading",
    )
    format = models.CharField(max_length=12, choices=Format.choices, default=Format.ONLINE)
    meeting_count = models.PositiveSmallIntegerField("number of meetings", default=1)
    meeting_minutes = models.PositiveSmallIntegerField(
        "minutes each", default=90, help_text="For example 90."
    )
    meetings_to_attend = models.PositiveSmallIntegerField(
        "meetings to attend",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="How many of them somebody has to be at to have attended the course, e.g. 2 of 3. "
        "Empty: all of them.",
    )
    usual_capacity = models.PositiveSmallIntegerField(
        "usual number of places", default=24, help_text="A new session starts with this."
    )
    prerequisites = models.CharField(
        max_length=255, blank=True, help_text="What to have done before, e.g. another course."
    )
    min_age = models.PositiveSmallIntegerField("child from age", null=True, blank=True)
    max_age = models.PositiveSmallIntegerField("child to age", null=True, blank=True)
    co_produced = models.BooleanField("made together with parents", default=False)
    funding = models.CharField(max_length=12, choices=Funding.choices, default=Funding.CORE_OFFER)
    price_pence = models.PositiveIntegerField(
        "price in pence", default=0, help_text="Without VAT. 9500 means £95. 0 for the core offer."
    )
    price_unit = models.CharField(
        "price for", max_length=10, choices=PriceUnit.choices, default=PriceUnit.DELEGATE
    )
    related_resources = ParentalManyToManyField(
        "directory.Resource",
        blank=True,
        related_name="courses",
        verbose_name="goes with these resources",
        help_text="Resources whose use this course teaches.",
    )
    evaluation_first = models.BooleanField(
        "ask for an evaluation before the certificate",
        default=False,
        help_text="Yes: people get their certificate once they have said what the course was worth, which"
        " takes two minutes. No: they are asked as well, and get it either way.",
    )
    needs_approval = models.BooleanField(
        "a head or approver has to agree",
        default=False,
        help_text="Yes: places are held for 72 hours until the head or an approver of the school agrees."
        " No: a booking counts at once, unless the school itself asks for it.",
    )
    offered_from = models.DateField(
        "offered from", null=True, blank=True, help_text="A future date shows the course as planned."
    )
    withdrawn_on = models.DateField(
        "withdrawn on",
        null=True,
        blank=True,
        help_text="From this day it cannot be booked; until then it shows as being withdrawn.",
    )
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="predecessors",
        verbose_name="replaced by",
    )

    objects = PageManager.from_queryset(CourseQuerySet)()

    parent_page_types = ["training.TrainingIndexPage"]
    subpage_types: list[str] = []
    # Lists, search and bookings show every published course, so privacy would only seem to hide one.
    private_page_options: list[str] = []
    base_form_class = CoursePageForm
    edit_handler = course_editor
    page_description = "Something people can learn. Its dates are added under Training, Sessions."
    template = "pages/training/course_page.html"

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("outcomes"),
        index.SearchField("body"),
        index.RelatedFields(
            "needs",
            [
                index.SearchField("name"),
                index.SearchField("teacher_words"),
                index.SearchField("parent_words"),
            ],
        ),
    ]

    class Meta:
        verbose_name = "course"
        constraints = [
            models.CheckConstraint(
                condition=Q(funding="core-offer", price_pence=0)
                | Q(funding="chargeable", price_pence__gt=0),
                name="only_chargeable_courses_cost",
                violation_error_message="A course of the core offer costs 0; a chargeable one more.",
            ),
            models.CheckConstraint(
                condition=Q(offered_from__isnull=True)
                | Q(withdrawn_on__isnull=True)
                | Q(withdrawn_on__gt=models.F("offered_from")),
                name="course_withdrawn_after_offered",
                violation_error_message="A course is withdrawn after it was first offered.",
            ),
        ]

    def offered_on(self, day: date) -> bool:
        """Whether the course is not withdrawn by ``day``."""
        return self.withdrawn_on is None or self.withdrawn_on > day

    def offer_state(self, today: date | None = None) -> OfferState:
        """Where the course stands in its life on ``today``."""
        day = today or clock.today()
        if not self.offered_on(day):
            return OfferState.WITHDRAWN
        if self.withdrawn_on:
            return OfferState.BEING_WITHDRAWN
        if self.offered_from and self.offered_from > day:
            return OfferState.PLANNED
        return OfferState.CURRENT

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With dates, facts, and what goes with the course."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **course_context(self)}
