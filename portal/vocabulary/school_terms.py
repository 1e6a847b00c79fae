"""When schools are open: the terms that staff keep, for “this term” and for holidays in the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from portal.base import clock
from portal.base.snapshot import Snapshot

LONGEST = timedelta(weeks=20)
"""A longer term is a slip of the pen."""


class SchoolTerm(models.Model):
    """One term of a school year, from its first to its last day of school."""

    name = models.CharField(max_length=60, help_text="As schools say it, e.g. “Term 3”.")
    starts_on = models.DateField("first day", help_text="For example 2027-01-04.")
    ends_on = models.DateField("last day", help_text="For example 2027-02-12.")
    demonstration = models.BooleanField(
        "example dates",
        default=False,
        help_text="Tick while these are not the dates that the county has published: pages say so.",
    )

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="school_term_ends_after_start",
                violation_error_message="The last day has to come after the first.",
            ),
            models.UniqueConstraint(
                fields=["starts_on"],
                name="one_school_term_at_a_time",
                violation_error_message="Another term starts on that day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {clock.say_date(self.starts_on)} to {clock.say_date(self.ends_on)}"

    def clean(self) -> None:
        """Terms do not overlap, and none is longer than half a year."""
        if not (self.starts_on and self.ends_on):
            return
        if self.ends_on - self.starts_on > LONGEST:
            weeks = LONGEST.days // 7
            raise ValidationError({"ends_on": f"A term is at most {weeks} weeks long. Check the year."})
        others = SchoolTerm.objects.exclude(pk=self.pk)
        same = others.filter(starts_on__lte=self.ends_on, ends_on__gte=self.starts_on).first()
        if same:
            raise ValidationError({"starts_on": f"These days overlap {same}."})


_terms = Snapshot(lambda: tuple(SchoolTerm.objects.all()), SchoolTerm)


def school_terms() -> tuple[SchoolTerm, ...]:
    """All terms, the earliest first."""
    return _terms.get()


def term_from(day: date) -> SchoolTerm | None:
    """The term that ``day`` is in, or in a holiday the one that comes next; None when none is known."""
    return next((term for term in school_terms() if term.ends_on >= day), None)


def term_after(term: SchoolTerm) -> SchoolTerm | None:
    """The term that follows ``term``, if it is known."""
    return next((later for later in school_terms() if later.starts_on > term.ends_on), None)


def is_holiday(day: date) -> bool:
    """Whether schools are closed on ``day`` because it lies between two terms that are known."""
    terms = school_terms()
    if any(term.starts_on <= day <= term.ends_on for term in terms):
        return False
    return any(term.ends_on < day for term in terms) and any(term.starts_on > day for term in terms)
