"""Finding a school, and officers looking after the list: the register's file, and duplicates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize, expect

from portal.accounts.models import Membership, RegisterLoad, School
from portal.vocabulary.services import load_vocabulary
from tests.factories.accounts import MembershipFactory, SchoolFactory
from tests.factories.register import csv_of, row_of
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.screens import BOTH, width_of
from tests.journeys.test_staff_sign_in import in_the_admin

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clear_cache")]


@pytest.mark.usefixtures("demonstration")
def test_a_visitor_finds_a_school_by_postcode_without_javascript(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/schools/")
    page.get_by_label("Name, town, postcode or URN").fill("ct91hq")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("status")).to_contain_text("nearest to CT9 1HQ first")
    first = page.locator(".kd-results li article").first
    expect(first).to_contain_text("under 0.1 miles away")
    expect(first).to_contain_text("St Mildred’s")
    first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("St Mildred’s")
    expect(page.get_by_role("link", name=re.compile("Saltpan Junior School"))).to_be_visible()

    page.goto("/schools/?q=saltpan+jnr")
    expect(page.get_by_text("Only schools that have closed match")).to_be_visible()
    page.get_by_role("link", name=re.compile("St Mildred’s")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Primary School")


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_an_officer_loads_a_file_with_bad_rows(
    browser_page: Page, tmp_path: Path, screen: ViewportSize
) -> None:
    load_vocabulary()
    file = tmp_path / "edubasealldata.csv"
    bad = [row_of(urn=f"20000{n}", opened="soon") for n in range(3)]
    file.write_bytes(csv_of(row_of(), *bad, encoding="cp1252", ends="\r\n").getvalue())
    page = in_the_admin(browser_page, "Officers")
    page.set_viewport_size(screen)
    page.goto(reverse("register_loads:add"))
    assert_no_axe_violations(page)
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("Nothing is written yet")).to_be_visible()
    expect(page.get_by_role("heading", name="Bad rows: 3")).to_be_visible()
    assert_no_axe_violations(page)
    assert not School.objects.exists()
    page.get_by_role("button", name="Apply this file").click()
    expect(page.get_by_text("The file is applied")).to_be_visible()
    assert School.objects.get().name == "Sands Primary School"
    assert RegisterLoad.objects.get().state == "applied"


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_an_officer_merges_two_schools(browser_page: Page, screen: ViewportSize) -> None:
    load_vocabulary()
    kept = SchoolFactory(name="Oakfield Primary", urn=118234, postcode="CT9 1HQ", town="Margate")
    gone = SchoolFactory(name="Oakfield primary", urn=None, postcode="CT9 1HQ", town="Margate")
    MembershipFactory(school=gone)
    page = in_the_admin(browser_page, "Officers")
    page.set_viewport_size(screen)
    page.goto(reverse("merges:add"))
    assert_no_axe_violations(page)
    page.get_by_role("link", name=re.compile("Look at both")).first.click()
    expect(page.get_by_text("Memberships: 1")).to_be_visible()
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Merge these two").click()
    expect(page.get_by_text("has everything of both")).to_be_visible()
    assert Membership.objects.get().school == kept
    page.goto(reverse("merges:index"))
    expect(page.get_by_role("cell", name="Oakfield Primary, Margate")).to_be_visible()
    assert_no_axe_violations(page)
