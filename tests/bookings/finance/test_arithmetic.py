"""VAT by line, half up, and credit notes that together give back exactly what was charged."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bookings.finance.arithmetic import Sum, credited, line_sum, total, vat_of

TWENTY = Decimal(20)
RATES = some.decimals(min_value=0, max_value=100, places=2, allow_nan=False)
PENCE = some.integers(min_value=1, max_value=10_000_000)


@pytest.mark.parametrize(
    ("net", "rate", "vat"),
    [
        (33, "20", 7),
        (100, "20", 20),
        (2, "20", 0),
        (3, "20", 1),
        (1, "50", 1),
        (45_000, "20", 9_000),
        (99, "0", 0),
    ],
)
def test_vat_is_rounded_half_up_to_the_penny(net: int, rate: str, vat: int) -> None:
    assert vat_of(net, Decimal(rate)) == vat


def test_three_lines_of_33p_bear_21p_and_not_20p() -> None:
    lines = [line_sum(quantity=1, unit_pence=33, rate=TWENTY)] * 3
    assert total(lines) == Sum(99, 21)
    assert total(lines).gross_pence == 120


def test_a_line_of_three_bears_the_vat_of_its_sum() -> None:
    assert line_sum(quantity=3, unit_pence=33, rate=TWENTY) == Sum(99, 20)


@pytest.mark.parametrize(("quantity", "unit"), [(0, 100), (1, 0), (-1, 100), (1, -100)])
def test_a_line_that_charges_nothing_is_refused(quantity: int, unit: int) -> None:
    with pytest.raises(ValueError, match="charges something"):
        line_sum(quantity=quantity, unit_pence=unit)


@pytest.mark.parametrize(("net", "rate"), [(-1, "20"), (1, "-20")])
def test_vat_on_less_than_nothing_is_refused(net: int, rate: str) -> None:
    with pytest.raises(ValueError, match="less than nothing"):
        vat_of(net, Decimal(rate))


@pytest.mark.parametrize("net", [0, -1, 41, 100])
def test_no_more_than_is_left_of_a_line_is_credited(net: int) -> None:
    with pytest.raises(ValueError, match="Between 1 and 40 pence"):
        credited(line=Sum(100, 20), rate=TWENTY, before_pence=60, net_pence=net)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(
    net=PENCE, rate=RATES, cuts=some.lists(some.integers(min_value=1, max_value=10_000_000), max_size=6)
)
def test_parts_credited_one_after_the_other_come_to_the_line_with_its_vat(
    net: int, rate: Decimal, cuts: list[int]
) -> None:
    line = line_sum(quantity=1, unit_pence=net, rate=rate)
    ends = [*sorted({cut for cut in cuts if cut < net}), net]
    given_back, before = [], 0
    for end in ends:
        given_back.append(credited(line=line, rate=rate, before_pence=before, net_pence=end - before))
        before = end
    assert total(given_back) == line
    assert all(part.vat_pence >= 0 for part in given_back)
