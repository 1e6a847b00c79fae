"""Synthetic bulk for scale tests: many resources, schools or bookings, the same for the same seed.

Each number is how many synthetic rows there shall be: a second run adds only what is missing.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from directory.entries import Resource
from portal.accounts.finder.words import search_text
from portal.accounts.models import School
from portal.base.snapshot import tell_changed
from portal.home.demo.bulk_bookings import load_bookings
from portal.home.demo.invented import Invented, invented_schools
from portal.home.demo.load import refuse_unless_allowed
from portal.home.demo.schools import EACH_DISTRICT
from portal.vocabulary.registry import terms
from search.indexing.touching import touch_everything

BATCH = 2_000
SLUG = "bulk-resource-"
BULK_DOMAIN = ".invented.example"
MOST_URNS = 10_000
"""From 990,000 on there is room for so many six-digit numbers that no register has."""
WORDS = (
    "practical", "visual", "quiet", "structured", "early", "shared", "small-step", "whole-class",
    "playground", "reading", "writing", "number", "talking", "listening", "memory", "routine",
)  # fmt: skip


@transaction.atomic
def load_bulk(*, resources: int, schools: int, bookings: int, seed: int) -> bool:
    """Adds invented rows until there are this many; says whether the search has something to learn.

    Raises ``CommandError`` outside a demonstration.
    """
    refuse_unless_allowed()
    _schools(schools, seed)
    load_bookings(number=bookings, seed=seed)
    return _resources(resources, seed) > 0


def _resources(number: int, seed: int) -> int:
    """Returns how many were added."""
    first = Resource.objects.filter(slug__startswith=SLUG).count()
    for start in range(first, number, BATCH):
        chooser = random.Random(f"{seed}-{start}")
        numbers = range(start, min(start + BATCH, number))
        made = Resource.objects.bulk_create([_resource(i, chooser) for i in numbers])
        for relation, field in (
            ("needs", "need_id"),
            ("phases", "phase_id"),
            ("audiences", "audience_id"),
        ):
            rows = terms(relation).rows
            pairs = [(resource.pk, term.pk) for resource in made for term in chooser.sample(rows, 2)]
            _join(getattr(Resource, relation).through, "resource_id", field, pairs)
    if number > first:
        touch_everything()
    return max(number - first, 0)


def _resource(number: int, chooser: random.Random) -> Resource:
    return Resource(
        uuid=uuid.UUID(int=chooser.getrandbits(128)),
        title=f"{' '.join(chooser.sample(WORDS, 3)).capitalize()} pack {number}",
        slug=f"{SLUG}{number}",
        summary=f"Synthetic entry about {' and '.join(chooser.sample(WORDS, 4))}.",
        resource_type=chooser.choice(terms("resource_types").rows),
        area_of_need=chooser.choice(terms("areas").rows),
        level=chooser.choice(terms("levels").rows),
        demonstration=True,
    )


def _schools(number: int, seed: int) -> None:
    """Invented schools after those that the demonstration names: as various as a register's."""
    named = EACH_DISTRICT * len(terms("districts").rows)
    there = School.objects.filter(demonstration=True, email_domain__endswith=BULK_DOMAIN).count()
    wanted = list(invented_schools(number, seed=seed, first=there))
    made = School.objects.bulk_create(
        (_school(invented, named + invented.number) for invented in wanted), batch_size=BATCH
    )
    phases = terms("phases").by_slug
    pairs = [
        (school.pk, phases[slug].pk)
        for school, invented in zip(made, wanted, strict=True)
        for slug in invented.kind.phases
    ]
    _join(School.phases.through, "school_id", "phase_id", pairs)
    if made:
        tell_changed(School)


def _school(invented: Invented, number: int) -> School:
    school = School(
        name=f"{invented.name} (demonstration)",
        urn=990_000 + number if number < MOST_URNS else None,
        kind=invented.kind.register,
        minimum_age=invented.kind.ages[0],
        maximum_age=invented.kind.ages[1],
        district=terms("districts").by_slug[invented.place.district],
        town=invented.town,
        postcode=invented.place.name,
        latitude=invented.place.latitude,
        longitude=invented.place.longitude,
        email_domain=f"school-{number}{BULK_DOMAIN}",
        demonstration=True,
    )
    school.search_text = search_text(school)
    return school


def _join(through: type[models.Model], owner: str, other: str, pairs: Iterable[tuple[int, int]]) -> None:
    rows: list[Any] = [through(**{owner: left, other: right}) for left, right in pairs]
    through._default_manager.bulk_create(rows, batch_size=BATCH)
