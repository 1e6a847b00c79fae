"""A small invented extract of the national register, loaded as an officer would; one more waits."""

from __future__ import annotations

from pathlib import Path

from portal.accounts.models import RegisterLoad, School, User
from portal.accounts.register.uploads import apply_upload, keep_upload
from portal.vocabulary.places import look_up
from portal.vocabulary.registry import terms

DATA = Path(__file__).parent / "data"
URNS = range(980_001, 980_100)
OFFICER = "officer@demo.example"
SETTINGS = (
    ("Little Acorns Pre-school (demonstration)", "EY980001", "ashford", 2, 4, "TN23 3BT", "Ashford"),
    ("Little Acorns Pre School (demonstration)", None, "ashford", 2, 4, "TN23 3BT", "Ashford"),
    ("Puddle Lane Childminding (demonstration)", None, "swale", 0, 5, "ME13 8NR", "Faversham"),
)
"""Early-years settings, which the register does not number: one that gave its Ofsted number, one that did not;
and one that was added twice, for the screen of duplicates."""


def load_register() -> None:
    """Applies the extract and the links, and leaves an update with bad rows to be looked at."""
    _load_settings()
    if School.objects.filter(urn__in=URNS).exists():
        return
    officer = User.objects.filter(email=OFFICER).first()
    if officer is None:
        return
    for name, kind in (
        ("register.csv", RegisterLoad.Kind.SCHOOLS),
        ("register_links.csv", RegisterLoad.Kind.LINKS),
    ):
        apply_upload(load_id=_keep(name, kind, officer).pk)
    School.objects.filter(urn__in=URNS).update(demonstration=True)
    _keep("register_update.csv", RegisterLoad.Kind.SCHOOLS, officer)


def _keep(name: str, kind: str, officer: User) -> RegisterLoad:
    with (DATA / name).open("rb") as file:
        return keep_upload(file=file, name=name, kind=kind, everywhere=False, uploaded_by=officer)


def _load_settings() -> None:
    for name, number, district, low, high, postcode, town in SETTINGS:
        if School.objects.filter(name=name).exists():
            continue
        place = look_up(postcode)
        setting = School.objects.create(
            name=name,
            ofsted_number=number,
            kind="Early-years setting",
            minimum_age=low,
            maximum_age=high,
            district=terms("districts").by_slug[district],
            town=town,
            postcode=postcode,
            latitude=place.latitude if place else None,
            longitude=place.longitude if place else None,
            demonstration=True,
        )
        setting.phases.set([terms("phases").by_slug["early-years"]])
