"""Rows of the vocabulary. Slugs are looked up first, as the real words may be loaded already."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from portal.vocabulary import models
from portal.vocabulary.choices import KentArea


class DistrictFactory(DjangoModelFactory):
    class Meta:
        model = models.District
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda number: f"district-{number}")
    name = factory.LazyAttribute(lambda district: district.slug.replace("-", " ").capitalize())
    area = KentArea.EAST


class TermFactory(DjangoModelFactory):
    """What all lists share: the name follows from the slug."""

    class Meta:
        abstract = True
        django_get_or_create = ("slug",)

    name = factory.LazyAttribute(lambda term: term.slug.replace("-", " ").capitalize())


class AreaOfNeedFactory(TermFactory):
    class Meta:
        model = models.AreaOfNeed

    slug = "communication-and-interaction"


class NeedFactory(TermFactory):
    class Meta:
        model = models.Need

    slug = factory.Sequence(lambda number: f"need-{number}")
    area = factory.SubFactory(AreaOfNeedFactory)


class PhaseFactory(TermFactory):
    class Meta:
        model = models.Phase

    slug = factory.Sequence(lambda number: f"phase-{number}")
    min_age = 5
    max_age = 7


class AudienceFactory(TermFactory):
    class Meta:
        model = models.Audience

    slug = factory.Sequence(lambda number: f"audience-{number}")


class LevelFactory(TermFactory):
    class Meta:
        model = models.Level

    slug = factory.Sequence(lambda number: f"level-{number}")
