"""Rows that are probably the same: for an officer to look at, never merged by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.functions import Lower

from portal.accounts.finder.words import words_of
from portal.accounts.models import Merge, Person, School

MOST = 50


@dataclass(frozen=True)
class Suggestion:
    """Two rows and why they may be one. The first is suggested to stay."""

    kind: str
    kept: Any
    gone: Any
    why: str


def suggestions() -> list[Suggestion]:
    """At most ``MOST`` of each kind."""
    return [*_schools(), *_people()]


def _schools() -> list[Suggestion]:
    """Open schools with the same words in their name at the same postcode, unless both are registered."""
    shared = (
        School.objects.open()
        .exclude(postcode="")
        .values("postcode")
        .annotate(how_many=Count("pk"))
        .filter(how_many__gt=1)
    )
    rows = (
        School.objects.open().filter(postcode__in=shared.values("postcode")).order_by("postcode", "pk")
    )
    groups: dict[tuple[str, ...], list[School]] = defaultdict(list)
    for school in rows.only("name", "postcode", "urn", "town", "from_register_on"):
        groups[(school.postcode, *sorted(words_of(school.name)))].append(school)
    pairs = []
    for group in groups.values():
        first, *others = sorted(group, key=lambda school: (school.urn is None, school.pk))
        pairs += [
            Suggestion(Merge.Kind.SCHOOL, first, other, "The same name and postcode")
            for other in others
            if not (first.urn and other.urn)
        ]
    return pairs[:MOST]


def _people() -> list[Suggestion]:
    """People with one e-mail in any case, and one who signs in before those who do not."""
    people = Person.objects.exclude(email="").annotate(key=Lower("email"))
    shared = (
        people.values("key").annotate(how_many=Count("pk")).filter(how_many__gt=1).order_by("key")[:MOST]
    )
    keys = [row["key"] for row in shared]
    of_one: dict[str, list[Person]] = defaultdict(list)
    for person in people.filter(key__in=keys).select_related("user").order_by("pk"):
        of_one[person.email.lower()].append(person)
    return list(_pairs(of_one.values()))[:MOST]


def _pairs(groups: Iterable[list[Person]]) -> Iterable[Suggestion]:
    for group in groups:
        first, *others = sorted(group, key=lambda person: (person.user_id is None, person.pk))
        for other in others:
            why = "The same e-mail" if first.name == other.name else "The same e-mail, another name"
            yield Suggestion(Merge.Kind.PERSON, first, other, why)
