"""Apps make their rows searchable by registering a kind."""

from __future__ import annotations

from search.kinds import all_kinds


def test_every_kind_that_addresses_may_name_is_registered_in_order() -> None:
    assert [kind.slug for kind in all_kinds()] == [
        "course",
        "resource",
        "service",
        "parent_session",
        "page",
    ]
