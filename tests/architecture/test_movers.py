"""Nothing that belongs to a school or a person is lost when two of them become one."""

from __future__ import annotations

import pytest
from django.db.models import Model

from portal.accounts.merging.registry import movers, relations_to
from portal.accounts.models import Person, School


@pytest.mark.parametrize("model", [School, Person])
def test_every_relation_to_it_has_a_mover(model: type[Model]) -> None:
    known = {mover.relation for mover in movers(model)}
    assert relations_to(model) - known == set(), (
        "Say how these rows follow a merge: portal.accounts.merging.registry.register, in ready()."
    )


@pytest.mark.parametrize("model", [School, Person])
def test_every_mover_is_of_a_relation_that_exists(model: type[Model]) -> None:
    assert {mover.relation for mover in movers(model)} - relations_to(model) == set()
