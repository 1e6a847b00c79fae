"""Demonstration schools, the people who work in them, and families."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from portal.accounts.models import Membership, Person, School
from portal.accounts.services import join_school
from portal.base import clock
from portal.vocabulary.models import Community
from portal.vocabulary.places import Place, place_of_number, postcodes_known, town_of
from portal.vocabulary.registry import terms

EACH_DISTRICT = 5
"""Schools in each of the twelve districts: sixty in all."""

STAFF_EACH = 9
FAMILIES = 60

NAMES = (
    "Oakfield", "Hopwood", "Larkmead", "Millstream", "Ashgrove", "Fernhill", "Orchard Bank",
    "Saltmarsh", "Kingsmere", "Downlands", "Bramley", "Cobbler’s Field", "Hazelwell", "Rivermeet",
    "Wealdway", "Chalkpit Lane", "Pilgrim’s Rest", "Sandling Green", "Greenstile", "Hopgarden",
)  # fmt: skip
KINDS = (
    ("Primary School", "Community primary school", ("key-stage-1", "key-stage-2"), "primary"),
    ("Academy", "Secondary academy", ("key-stage-3", "key-stage-4", "post-16"), "secondary"),
    ("Nursery and Pre-school", "Early-years setting", ("early-years",), "nursery"),
    (
        "CE Primary School", "Voluntary controlled primary school",
        ("early-years", "key-stage-1", "key-stage-2"), "ceprimary",
    ),
    ("College", "Sixth form and further education college", ("post-16", "preparing-for-adulthood"), "college"),
)  # fmt: skip
TOWNS = {
    "dartford": "Dartford", "gravesham": "Gravesend", "sevenoaks": "Sevenoaks", "ashford": "Ashford",
    "dover": "Deal", "folkestone-and-hythe": "Hythe", "canterbury": "Whitstable", "swale": "Faversham",
    "thanet": "Margate", "maidstone": "Maidstone", "tonbridge-and-malling": "Tonbridge",
    "tunbridge-wells": "Tunbridge Wells",
}  # fmt: skip
AGES = {
    "Community primary school": (5, 11), "Secondary academy": (11, 18), "Early-years setting": (0, 5),
    "Voluntary controlled primary school": (4, 11), "Sixth form and further education college": (16, 25),
}  # fmt: skip
EVERY = 5
"""Of the known postcodes, every fifth is enough to choose from."""

FIRST = (
    "Amara", "Beth", "Callum", "Dilys", "Ewan", "Farah", "Grace", "Hamza", "Imogen", "Joel", "Keziah",
    "Liam", "Maya", "Noah", "Orla", "Priya", "Rhys", "Siân", "Tomasz", "Una", "Victor", "Wendy",
    "Yusuf", "Zofia", "Anh",
)  # fmt: skip
LAST = (
    "Adeyemi", "Barker", "Chowdhury", "Dunn", "Ellis", "Fisher", "Grant", "Hughes", "Iqbal", "Jones",
    "Kaur", "Lowe", "Morgan", "Nguyễn", "O’Brien", "Patel", "Quinn", "Reed", "Smith", "Taylor",
)  # fmt: skip
ROLES = (
    "class-teacher", "teaching-assistant", "teaching-assistant", "class-teacher", "pastoral-staff",
    "early-years-practitioner", "senior-leader", "midday-staff", "class-teacher",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What one school is to be."""

    name: str
    kind: str
    phases: tuple[str, ...]
    district: str
    domain: str
    urn: int | None


def plans(number: int = 60) -> Iterator[Plan]:
    """``number`` schools spread over districts and phases; the same ones every time."""
    districts = [district.slug for district in terms("districts").rows]
    for i in range(number):
        district, turn = districts[i % len(districts)], i // len(districts)
        suffix, kind, phases, short = KINDS[(turn + i % len(districts)) % len(KINDS)]
        given = NAMES[(i * 7) % len(NAMES)]
        again = f" {i // 60 + 1}" if i >= 60 else ""
        label = "".join(letter for letter in given.lower() if letter.isalpha())
        yield Plan(
            name=f"{given} {suffix}{again} (demonstration)",
            kind=kind,
            phases=phases,
            district=district,
            domain=f"{label}-{short}-{i + 1}.example",
            urn=None if short == "nursery" else 990_000 + i,
        )


@cache
def _postcodes() -> dict[str, list[Place]]:
    """For each district some postcodes of its town, for schools to stand apart from each other."""
    found: dict[str, list[Place]] = {district: [] for district in TOWNS}
    for number in range(0, postcodes_known(), EVERY):
        place = place_of_number(number)
        if town_of(place.name) == TOWNS[place.district]:
            found[place.district].append(place)
    return found


def load_schools() -> None:
    """Adds the communities, schools, staff and families that are missing."""
    _load_communities()
    known = set(School.objects.filter(demonstration=True).values_list("email_domain", flat=True))
    chooser = random.Random(2026)
    for plan in plans():
        if plan.domain not in known:
            _staff(_school(plan), chooser)
    if not Person.objects.filter(
        demonstration=True, memberships=None, email__startswith="family"
    ).exists():
        _load_families(chooser)


def _load_communities() -> None:
    for district in terms("districts").rows:
        for side in ("North", "South"):
            Community.objects.get_or_create(
                slug=f"{district.slug}-{side.lower()}",
                defaults={
                    "name": f"{district.name} {side} community (demonstration)",
                    "district": district,
                },
            )


def _school(plan: Plan) -> School:
    district = terms("districts").by_slug[plan.district]
    number = int(plan.domain.rsplit("-", 1)[1].split(".")[0])
    there = _postcodes()[plan.district]
    place = there[number * 7 % len(there)]
    low, high = AGES[plan.kind]
    school = School.objects.create(
        name=plan.name,
        urn=plan.urn,
        kind=plan.kind,
        district=district,
        community=Community.objects.filter(district=district).order_by("slug")[number % 2],
        town=TOWNS[plan.district],
        postcode=place.name,
        latitude=place.latitude,
        longitude=place.longitude,
        minimum_age=low,
        maximum_age=high,
        phone=f"01632 960{number:03d}",
        email_domain=plan.domain,
        demonstration=True,
    )
    school.phases.set([terms("phases").by_slug[slug] for slug in plan.phases])
    return school


def _staff(school: School, chooser: random.Random) -> None:
    since = clock.today() - timedelta(days=400)
    for i, role in enumerate(("senco", *ROLES[:STAFF_EACH])):
        person = _person(chooser, f"staff{i}@{school.email_domain}", role)
        membership = Membership.Role.SENCO if i == 0 else Membership.Role.STAFF
        join_school(person=person, school=school, role=membership, started_on=since)


def _load_families(chooser: random.Random) -> None:
    for i in range(FAMILIES):
        _person(chooser, f"family{i}@families.example", "parent-carer")


def _person(chooser: random.Random, email: str, role: str) -> Person:
    return Person.objects.create(
        name=f"{chooser.choice(FIRST)} {chooser.choice(LAST)}",
        email=email,
        role=terms("audiences").by_slug[role],
        demonstration=True,
    )
