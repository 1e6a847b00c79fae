"""The vocabulary that ships with the portal."""

from __future__ import annotations

import json

import pytest

from portal.vocabulary import models as m
from portal.vocabulary.registry import LISTS
from portal.vocabulary.services import FILE, load_vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_loading_fills_every_list_but_the_communities_whose_names_we_do_not_know() -> None:
    load_vocabulary()
    empty = {name for name, model in LISTS.items() if not model._default_manager.exists()}
    assert empty == {"communities"}
    assert (m.AreaOfNeed.objects.count(), m.Need.objects.count(), m.District.objects.count()) == (
        4,
        33,
        12,
    )


def test_loading_again_adds_nothing() -> None:
    assert load_vocabulary() > 0
    assert load_vocabulary() == 0


def test_what_staff_changed_stays() -> None:
    load_vocabulary()
    m.Need.objects.filter(slug="slcn").update(name="Talking and understanding")
    load_vocabulary()
    assert m.Need.objects.get(slug="slcn").name == "Talking and understanding"


def test_what_staff_changed_goes_back_when_asked() -> None:
    load_vocabulary()
    m.Need.objects.filter(slug="slcn").update(name="Talking and understanding")
    load_vocabulary(overwrite=True)
    assert m.Need.objects.get(slug="slcn").name == "Speech, language and communication needs"


def test_a_term_that_staff_deleted_comes_back_with_the_same_stable_id() -> None:
    load_vocabulary()
    before = m.Phase.objects.get(slug="early-years").uuid
    m.Phase.objects.filter(slug="early-years").delete()
    assert load_vocabulary() == 1
    assert m.Phase.objects.get(slug="early-years").uuid == before


def test_each_district_says_base_and_employer_apart() -> None:
    load_vocabulary()
    thanet = m.District.objects.get(slug="thanet")
    assert thanet.base_school
    assert thanet.employer == "Kent County Council"
    assert thanet.latitude is not None


def test_the_levels_of_the_core_offer_are_rows_that_say_so() -> None:
    load_vocabulary()
    offered = set(m.Level.objects.filter(core_offer=True).values_list("slug", flat=True))
    assert offered == {"targeted", "specialist"}


def test_the_words_that_parents_search_by_are_kept_one_a_line() -> None:
    load_vocabulary()
    assert "late talker" in m.Need.objects.get(slug="slcn").parent_words.splitlines()


def test_every_term_of_another_system_has_a_stable_id_in_the_file() -> None:
    lists = json.loads(FILE.read_text(encoding="utf-8"))
    published = {"areas", "needs", "phases", "audiences", "levels", "tiers", "districts"}
    without = [row["slug"] for name in published for row in lists[name] if "uuid" not in row]
    assert without == []
