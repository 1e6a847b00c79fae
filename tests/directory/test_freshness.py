"""Readers are told who vouches for an entry and when; overdue is said plainly."""

from __future__ import annotations

from datetime import date

from directory.freshness import FreshnessState, freshness

TODAY = date(2026, 11, 23)


def test_a_recent_check_names_who_and_when() -> None:
    fresh = freshness(assured_on=date(2026, 3, 3), assured_by="Thanet district team", today=TODAY)
    assert fresh.sentence == "Checked by Thanet district team on 3 March 2026."


def test_an_old_check_says_so_and_what_to_do() -> None:
    fresh = freshness(assured_on=date(2025, 11, 22), assured_by="", today=TODAY)
    assert fresh.state == FreshnessState.OVERDUE
    assert fresh.sentence.startswith("Last checked on 22 November 2025, more than a year ago.")


def test_no_check_at_all_says_so() -> None:
    assert (
        freshness(assured_on=None, assured_by="Somebody", today=TODAY).state == FreshnessState.UNCHECKED
    )
