"""Invented schools by the thousand, as various as a real register's, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from portal.vocabulary.places import Place, place_of_number, postcodes_known, town_of

SAINTS = (
    "Mary", "Peter", "John", "Paul", "Nicholas", "Michael", "James", "Augustine", "Anselm", "Thomas",
    "Margaret", "Mildred", "Edmund", "George", "Stephen", "Martin", "Bartholomew", "Eanswythe", "Gregory",
    "Laurence", "Katherine", "Francis", "Joseph", "Teresa", "Botolph", "Mark", "Luke", "Matthew",
)  # fmt: skip
TREES = (
    "Oak", "Ash", "Elm", "Beech", "Hazel", "Cherry", "Apple", "Bramble", "Hop", "Holly", "Willow", "Fern",
    "Lark", "Kestrel", "Swan", "Heron", "Mill", "Stone", "Chalk", "Salt", "Sand", "Brook", "River", "Wealden",
)  # fmt: skip
ENDS = (
    "field", "wood", "mead", "grove", "hill", "down", "gate", "well", "hurst", "den", "bourne", "ham",
    "stead", "bridge", "lea", "croft", "marsh", "bank", "view", "ridge",
)  # fmt: skip
GIVEN = (
    "Eleanor Wickham", "Thomas Aveling", "Isabel Culpeper", "William Harvey", "Octavia Finch",
    "Robert Sackett", "Agnes Maplesden", "John Tufton", "Dorothy Selby", "Henry Fane",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A type of school: how names end, what the register calls it, its ages and phases."""

    ending: str
    register: str
    phase: str
    ages: tuple[int, int]
    phases: tuple[str, ...]
    saintly: bool = False


PRIMARY = ("early-years", "key-stage-1", "key-stage-2")
SECONDARY = ("key-stage-3", "key-stage-4", "post-16")
KINDS = (
    Kind("Primary School", "Community school", "Primary", (4, 11), PRIMARY),
    Kind("Primary School", "Community school", "Primary", (3, 11), PRIMARY),
    Kind("Primary Academy", "Academy converter", "Primary", (4, 11), PRIMARY),
    Kind(
        "Church of England Primary School",
        "Voluntary controlled school",
        "Primary",
        (4, 11),
        PRIMARY,
        True,
    ),
    Kind("CofE Primary School", "Voluntary aided school", "Primary", (4, 11), PRIMARY, True),
    Kind("Catholic Primary School", "Academy converter", "Primary", (4, 11), PRIMARY, True),
    Kind("Infant School", "Community school", "Primary", (4, 7), ("early-years", "key-stage-1")),
    Kind("Junior School", "Foundation school", "Primary", (7, 11), ("key-stage-2",)),
    Kind("Community Primary School", "Community school", "Primary", (4, 11), PRIMARY),
    Kind("Academy", "Academy sponsor led", "Secondary", (11, 18), SECONDARY),
    Kind("Grammar School", "Foundation school", "Secondary", (11, 18), SECONDARY),
    Kind("School for Girls", "Academy converter", "Secondary", (11, 18), SECONDARY),
    Kind("High School", "Academy converter", "Secondary", (11, 16), ("key-stage-3", "key-stage-4")),
    Kind(
        "Special School", "Foundation special school", "Not applicable", (3, 19), (*PRIMARY, *SECONDARY)
    ),
    Kind("Nursery School", "Local authority nursery school", "Nursery", (2, 5), ("early-years",)),
    Kind("College", "Further education", "16 plus", (16, 25), ("post-16", "preparing-for-adulthood")),
)
LIKELY = (14, 10, 12, 10, 8, 6, 6, 6, 6, 4, 3, 2, 3, 4, 3, 1)


@dataclass(frozen=True)
class Invented:
    """One school that is nowhere."""

    number: int
    name: str
    kind: Kind
    place: Place
    town: str


def invented_schools(number: int, *, seed: int = 1, first: int = 0) -> Iterator[Invented]:
    """Schools ``first`` to ``number``, each at a true postcode of Kent."""
    for i in range(first, number):
        chooser = random.Random(f"{seed}-{i}")
        place = place_of_number(chooser.randrange(postcodes_known()))
        [kind] = chooser.choices(KINDS, LIKELY)
        town = town_of(place.name) or place.district.replace("-", " ").title()
        yield Invented(i, f"{_name(kind, town, chooser)} {kind.ending}", kind, place, town)


def _name(kind: Kind, town: str, chooser: random.Random) -> str:
    if kind.saintly:
        saint = chooser.choice(SAINTS)
        owned = f"{saint}’" if saint.endswith("s") else f"{saint}’s"
        return chooser.choice(
            (f"St {owned}", f"St. {owned}", f"{town}, St {owned}", f"St {saint}-in-{town}")
        )
    natural = chooser.choice(TREES) + chooser.choice(ENDS)
    return chooser.choice(
        (
            natural,
            natural,
            f"{natural} {chooser.choice(ENDS).title()}",
            town,
            f"{town} {natural}",
            f"The {chooser.choice(GIVEN)}",
        )
    )
