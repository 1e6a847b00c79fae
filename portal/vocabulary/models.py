"""The service's shared words: editable rows with stable ids (UUIDs published to other systems)."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from portal.vocabulary.choices import AudienceGroup, KentArea, StandardsSection
from portal.vocabulary.school_terms import SchoolTerm

__all__ = [
    "AccessFeature",
    "AreaOfNeed",
    "Audience",
    "Community",
    "CoreStandard",
    "District",
    "Level",
    "Need",
    "Phase",
    "ResourceType",
    "SchoolTerm",
    "Term",
    "Tier",
]

SHORT = 120


class Term(models.Model):
    """One word of a list. ``slug`` stands in addresses and never changes once published."""

    uuid = models.UUIDField("stable id", default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        max_length=80,
        unique=True,
        help_text="Stands in addresses, e.g. “key-stage-1”. Do not change it once people link to it.",
    )
    name = models.CharField(max_length=SHORT, help_text="As staff say it.")
    plain_name = models.CharField(
        "in plain words", max_length=SHORT, blank=True, help_text="As a parent would say it."
    )
    description = models.CharField(max_length=400, blank=True)
    order = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first in lists.")
    retired = models.BooleanField(
        default=False, help_text="Keeps what uses it, but cannot be chosen any more."
    )

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class AreaOfNeed(Term):
    """One of the four areas of need of the SEND Code of Practice (2015), 6.28 to 6.35."""

    abbreviation = models.CharField(max_length=20, blank=True, help_text="For example “C&I”.")
    lift_name = models.CharField(
        "name for LIFT",
        max_length=SHORT,
        blank=True,
        help_text="Where only a part of it is brought to a LIFT meeting, e.g. “Physical disability”. "
        "Empty: its own name.",
    )
    lift_instead = models.CharField(
        "never through LIFT",
        max_length=300,
        blank=True,
        help_text="What of it is referred elsewhere, and where, e.g. “Hearing and vision: refer directly to "
        "the county service”. Without a name for LIFT, none of it is offered there.",
    )

    class Meta(Term.Meta):
        verbose_name = "area of need"
        verbose_name_plural = "areas of need"

    @property
    def name_for_lift(self) -> str:
        """What it is called where a school brings a question to LIFT; empty where it brings none."""
        return self.lift_name or ("" if self.lift_instead else self.name)


class Need(Term):
    """A kind of need, with the words teachers and parents use for it (one a line)."""

    area = models.ForeignKey(
        AreaOfNeed, on_delete=models.PROTECT, related_name="needs", verbose_name="area of need"
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="narrower",
        verbose_name="broader need",
        help_text="For example, language disorder belongs under SLCN.",
    )
    dfe_code = models.CharField("DfE code", max_length=10, blank=True)
    teacher_words = models.TextField(
        blank=True, help_text="One a line: abbreviations and terms staff use, e.g. “ASD”."
    )
    parent_words = models.TextField(
        "parents' words", blank=True, help_text="One a line: what a parent might type."
    )

    class Meta(Term.Meta):
        pass


class Phase(Term):
    """A phase of education with its age range in whole years."""

    min_age = models.PositiveSmallIntegerField("from age")
    max_age = models.PositiveSmallIntegerField("to age")
    year_groups = models.CharField(max_length=200, blank=True, help_text="For example “Year 1, Year 2”.")
    key_stage = models.CharField(max_length=10, blank=True)

    class Meta(Term.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(max_age__gte=models.F("min_age")), name="phase_ages_in_order"
            )
        ]


class Audience(Term):
    """Who something is for; also the role that a delegate has."""

    group = models.CharField(
        max_length=20, choices=AudienceGroup.choices, default=AudienceGroup.PROFESSIONAL
    )

    class Meta(Term.Meta):
        pass


class Level(Term):
    """A level of support. National names are changing, so these are rows and never constants."""

    core_offer = models.BooleanField(
        "part of the core training offer",
        default=False,
        help_text="Targeted and specialist are; universal is signposted.",
    )

    class Meta(Term.Meta):
        pass


class Tier(Term):
    """A tier of access to the service, e.g. a drop-in clinic or a LIFT meeting."""

    route = models.CharField("how to get it", max_length=300, blank=True)

    class Meta(Term.Meta):
        verbose_name = "tier of access"
        verbose_name_plural = "tiers of access"


class ResourceType(Term):
    """What sort of thing a resource is: a guide, a checklist, a video."""

    class Meta(Term.Meta):
        pass


class AccessFeature(Term):
    """Something a venue offers that somebody may need, e.g. a hearing loop."""

    class Meta(Term.Meta):
        pass


class CoreStandard(Term):
    """A heading of Kent's Mainstream Core Standards."""

    section = models.CharField(max_length=5, choices=StandardsSection.choices)

    class Meta(Term.Meta):
        verbose_name = "Mainstream Core Standards heading"


class District(Term):
    """One of Kent's twelve districts. Base, employer and contact are three separate facts."""

    area = models.CharField(max_length=5, choices=KentArea.choices)
    ons_code = models.CharField("ONS code", max_length=9, blank=True)
    base_school = models.CharField(
        max_length=SHORT,
        blank=True,
        help_text="Where the district team is based: a venue, not necessarily its employer.",
    )
    base_postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    employer = models.CharField(
        max_length=SHORT, blank=True, help_text="Who employs the team, e.g. Kent County Council."
    )
    contact_name = models.CharField(max_length=SHORT, blank=True, help_text="A named role.")
    contact_phone = models.CharField("contact telephone", max_length=40, blank=True)
    contact_email = models.EmailField("contact e-mail", blank=True)

    class Meta(Term.Meta):
        pass


class Community(Term):
    """A Community of Schools: the county's local grouping beside the district."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="communities")

    class Meta(Term.Meta):
        verbose_name = "community of schools"
        verbose_name_plural = "communities of schools"
