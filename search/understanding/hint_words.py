"""The words by which kinds, roles, phases, prices and places are recognised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from search.documents import Facet

MARKS: Mapping[Facet, float] = {
    Facet.KIND: 1.0,
    Facet.AUDIENCE: 0.9,
    Facet.PHASE: 0.9,
    Facet.FORMAT: 0.6,
    Facet.TYPE: 0.6,
}
"""What it is worth to be of the kind, for the role, in the phase, … that was asked for."""

STAGES = re.compile(r"(?:ks ?|key stage )([1-4])\b")
YEAR = re.compile(r"(?:years? |yrs? ?|y)(1[0-3]|[1-9])s?\b(?! olds?\b)")
AGED = re.compile(r"age[ds]? (1?[0-9])\b(?: years?)?(?: olds?)?")
AGE = re.compile(r"(1?[0-9]) ?(?:years?|yrs?|y)?(?: ?olds?|o)\b")
"""“key stage 2”, “yr 4”, “aged 7” and “2 year old” at the beginning of what is read."""

LEADING_ON = frozenset(
    [
        "near",
        "in",
        "at",
        "around",
        "for",
        "on",
        "from",
        "during",
        "to",
        "of",
        "close",
        "by",
        "the",
        "nearby",
        "next",
    ]
)
PLACED_BY = frozenset(["near", "in", "around", "at", "nearby", "from"])
EVERYDAY_PLACES = frozenset(
    ["deal", "sandwich", "leigh", "hartley", "charing", "hythe", "marden", "minster", "wye"]
)
"""Names of places that are also other words: only recognised after “in”, “near” and the like."""
FREE = (
    ("free", "of", "charge"),
    ("for", "free"),
    ("no", "cost"),
    ("no", "charge"),
    ("at", "no", "cost"),
    ("free",),
)
BIT_OF_FREE = frozenset(
    ["school", "meals", "play", "flow", "flowing", "time", "choice", "range", "standing", "from"]
)

_KINDS = {
    ("course", 1.0): "training course courses cpd inset twilight webinar webinars lecture conference",
    (
        "service",
        1.0,
    ): "service services team teams charity charities helpline organisation organisations",
    ("resource", 1.0): (
        "resource resources leaflet leaflets factsheet factsheets handout handouts booklet booklets guide "
        "guides template templates checklist checklists worksheet worksheets poster posters toolkit "
        "printable printables download downloads video videos pack packs"
    ),
}
_SESSIONS = "workshop workshops session sessions"
_FOR_FAMILIES = (
    "parent parents carer carers mum mums mom dad dads family families grandparent grandparents"
)
_ROLES: Mapping[str, str] = {
    "teaching-assistant": (
        "ta|tas|teaching assistant|teaching assistants|lsa|lsas|learning support assistant|"
        "learning support assistants|hlta|classroom assistant"
    ),
    "senco": "senco|sencos|sendco|sendcos|senco coordinator|inclusion manager|special needs coordinator",
    "early-years-senco": "early years senco|nursery senco|preschool senco",
    "governor": "governor|governors|governing body|trustee|trustees",
    "class-teacher": "teacher|teachers|class teacher|subject teacher|ect|ects|nqt|nqts",
    "senior-leader": "head|heads|headteacher|headteachers|head teacher|senior leader|senior leaders|slt",
    "midday-staff": "lunchtime staff|midday staff|midday supervisor|midday supervisors|dinner ladies|mdsa",
    "school-business-manager": "business manager|business managers|bursar|school business manager|sbm",
    "early-years-practitioner": (
        "childminder|childminders|nursery nurse|nursery staff|nursery worker|early years practitioner|"
        "early years staff|key person"
    ),
    "pastoral-staff": "pastoral staff|pastoral|pastoral lead|family liaison officer|flo|learning mentor",
    "young-person": "teenager|teenagers|young person|young people|teen|teens",
}
_PHASES: Mapping[str, tuple[str, ...]] = {
    "early years": ("early-years",),
    "eyfs": ("early-years",),
    "nursery": ("early-years",),
    "nurseries": ("early-years",),
    "preschool": ("early-years",),
    "preschooler": ("early-years",),
    "pre school": ("early-years",),
    "pre schooler": ("early-years",),
    "playgroup": ("early-years",),
    "toddler": ("early-years",),
    "toddlers": ("early-years",),
    "under fives": ("early-years",),
    "under 5s": ("early-years",),
    "reception": ("early-years",),
    "year r": ("early-years",),
    "yr r": ("early-years",),
    "foundation stage": ("early-years",),
    "infant": ("key-stage-1",),
    "infants": ("key-stage-1",),
    "junior": ("key-stage-2",),
    "juniors": ("key-stage-2",),
    "primary": ("key-stage-1", "key-stage-2"),
    "primary school": ("key-stage-1", "key-stage-2"),
    "secondary": ("key-stage-3", "key-stage-4"),
    "secondary school": ("key-stage-3", "key-stage-4"),
    "high school": ("key-stage-3", "key-stage-4"),
    "gcse": ("key-stage-4",),
    "gcses": ("key-stage-4",),
    "sixth form": ("post-16",),
    "sixth former": ("post-16",),
    "college": ("post-16",),
    "post 16": ("post-16",),
    "preparing for adulthood": ("preparing-for-adulthood",),
    "adulthood": ("preparing-for-adulthood",),
    "pfa": ("preparing-for-adulthood",),
    "ks5": ("post-16",),
    "key stage 5": ("post-16",),
}
_FORMATS = {
    "online": "online",
    "webinar": "online",
    "webinars": "online",
    "virtual": "online",
    "zoom": "online",
    "face to face": "in-person",
    "in person": "in-person",
    "e learning": "e-learning",
    "elearning": "e-learning",
    "self paced": "e-learning",
}
_TYPES = {"video": "video", "videos": "video", "checklist": "checklist", "template": "template"}


@dataclass(frozen=True)
class Meant:
    """Facets that words stand for, each with its share of the facet's worth, and those offered."""

    marks: tuple[tuple[Facet, str, float], ...]
    filters: tuple[tuple[Facet, str], ...] = ()


@dataclass(frozen=True)
class Phrases:
    """What is recognised word by word."""

    by_words: Mapping[tuple[str, ...], Meant]
    longest: int


@cache
def phrases() -> Phrases:
    """All words for kinds, roles, phases and formats."""
    found = {**_kinds(), **_roles(), **_phases()}
    for wording, value in _FORMATS.items():
        said = tuple(wording.split())
        before = found.get(said, Meant(()))
        marks = (*before.marks, (Facet.FORMAT, value, 1.0))
        found[said] = Meant(marks, (*before.filters, (Facet.FORMAT, value)))
    for word, value in _TYPES.items():
        known = found[(word,)]
        found[(word,)] = Meant((*known.marks, (Facet.TYPE, value, 1.0)), known.filters)
    return Phrases(found, max(map(len, found)))


def _kinds() -> dict[tuple[str, ...], Meant]:
    found: dict[tuple[str, ...], Meant] = {}
    for (kind, share), words in _KINDS.items():
        marks: tuple[tuple[Facet, str, float], ...] = ((Facet.KIND, kind, share),)
        if kind == "course":
            marks += ((Facet.KIND, "parent_session", 0.7),)
        found |= {(word,): Meant(marks, ((Facet.KIND, kind),)) for word in words.split()}
    both = ((Facet.KIND, "course", 0.8), (Facet.KIND, "parent_session", 0.8))
    return found | {(word,): Meant(both, ((Facet.KIND, "course"),)) for word in _SESSIONS.split()}


def _roles() -> dict[tuple[str, ...], Meant]:
    family = ((Facet.AUDIENCE, "parent-carer", 1.0), (Facet.KIND, "parent_session", 1.3))
    families = Meant(family, ((Facet.AUDIENCE, "parent-carer"),))
    found: dict[tuple[str, ...], Meant] = {(word,): families for word in _FOR_FAMILIES.split()}
    for slug, wordings in _ROLES.items():
        role = Meant(((Facet.AUDIENCE, slug, 1.0),), ((Facet.AUDIENCE, slug),))
        found |= {tuple(wording.split()): role for wording in wordings.split("|")}
    return found


def _phases() -> dict[tuple[str, ...], Meant]:
    found: dict[tuple[str, ...], Meant] = {}
    for wording, slugs in _PHASES.items():
        stages = tuple((Facet.PHASE, slug) for slug in slugs)
        found[tuple(wording.split())] = Meant(tuple((*stage, 1.0) for stage in stages), stages)
    return found


def phase_of_stage(stage: int) -> str:
    """The phase that a key stage is."""
    return f"key-stage-{stage}"


def phase_of_year(year: int) -> str:
    """The phase that a year group is in."""
    for last, slug in ((2, "key-stage-1"), (6, "key-stage-2"), (9, "key-stage-3"), (11, "key-stage-4")):
        if year <= last:
            return slug
    return "post-16"


def phase_of_age(age: int) -> str:
    """The phase that most children of this age are in."""
    for last, slug in (
        (4, "early-years"),
        (6, "key-stage-1"),
        (10, "key-stage-2"),
        (13, "key-stage-3"),
        (15, "key-stage-4"),
    ):
        if age <= last:
            return slug
    return "post-16"
