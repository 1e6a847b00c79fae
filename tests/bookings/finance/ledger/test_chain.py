"""A chain of hashes shows a fact that was changed, an entry taken out, put in, or moved."""

from __future__ import annotations

import pytest

from bookings.finance.ledger.chain import BEGINNING, Facts, follow, link

Entry = tuple[int, str, Facts]


def chain(*facts: Facts) -> list[Entry]:
    entries, head = [], BEGINNING
    for position, one in enumerate(facts, start=1):
        head = link(head, one)
        entries.append((position, head, one))
    return entries


def three() -> list[Entry]:
    return chain((1, "invoice", 45_000), (2, "bacs", -45_000), (3, "refund", 100))


def test_an_untouched_chain_holds_and_ends_where_its_last_entry_says() -> None:
    found = follow(three())
    assert (found.holds, found.number, found.head) == (True, 3, three()[-1][1])


def test_an_empty_ledger_holds() -> None:
    assert follow([]).head == BEGINNING


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_changed_fact_breaks_it_there(at: int) -> None:
    entries = three()
    position, written, (_position, kind, pence) = entries[at]
    entries[at] = (position, written, (position, kind, pence + 1))
    assert follow(entries).broken_at == at + 1


def test_an_entry_taken_out_breaks_it() -> None:
    first, _second, third = three()
    assert follow([first, third]).broken_at == 3


def test_an_entry_taken_out_breaks_it_even_if_the_rest_is_counted_anew() -> None:
    first, _second, (_position, written, facts) = three()
    assert follow([first, (2, written, facts)]).broken_at == 2


def test_facts_that_run_together_alike_have_different_hashes() -> None:
    assert link(BEGINNING, ("1", "23")) != link(BEGINNING, ("12", "3"))
