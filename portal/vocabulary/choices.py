"""Lists that the code itself branches on; everything else of the vocabulary is rows."""

from __future__ import annotations

from django.db import models


class Format(models.TextChoices):
    """How a session is given."""

    IN_PERSON = "in-person", "In person"
    ONLINE = "online", "Live online"
    BLENDED = "blended", "Part online, part in person"
    E_LEARNING = "e-learning", "E-learning, in your own time"
    IN_SCHOOL = "in-school", "In your school"
    CLINIC = "clinic", "Clinic slot"


class AudienceGroup(models.TextChoices):
    """Whether people come through their work or as a family."""

    PROFESSIONAL = "professional", "Works with children and young people"
    FAMILY = "family", "Family member or young person"


class KentArea(models.TextChoices):
    """The four areas that group the twelve districts."""

    NORTH = "North", "North Kent"
    SOUTH = "South", "South Kent"
    EAST = "East", "East Kent"
    WEST = "West", "West Kent"


class StandardsSection(models.TextChoices):
    """The two sections of the Mainstream Core Standards."""

    ONE = "one", "Section one: for every pupil"
    TWO = "two", "Section two: by area of need"
