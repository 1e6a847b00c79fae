"""The staff groups: made by code, the same after every sync, and exactly as wide as their work."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import GroupPagePermission, Site

from portal.accounts.groups import GROUPS, may, sync_groups
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def rights(name: str) -> set[str]:
    return UserFactory(groups=[name]).get_all_permissions()


def test_a_migrated_portal_has_every_group() -> None:
    names = set(Group.objects.values_list("name", flat=True))
    assert names == {row.name for row in GROUPS}


def test_every_right_in_the_table_exists() -> None:
    assert sync_groups() == []


def test_syncing_again_changes_nothing() -> None:
    def state() -> tuple[list[object], list[object]]:
        groups = [
            (group.name, sorted(group.permissions.values_list("pk")))
            for group in Group.objects.order_by("pk")
        ]
        pages = sorted(GroupPagePermission.objects.values_list("pk", "group", "page", "permission"))
        return groups, pages

    before = state()
    sync_groups()
    assert state() == before


def test_syncing_takes_back_what_somebody_added_by_hand() -> None:
    auditors = Group.objects.get(name="Auditors")
    everything = Group.objects.get(name="Administrators").permissions.all()
    auditors.permissions.add(*everything)
    call_command("sync_groups")
    assert "accounts.change_user" not in rights("Auditors")


def test_syncing_works_before_the_site_tree_is_there() -> None:
    Site.objects.all().delete()
    assert sync_groups() == []


def test_groups_of_other_names_are_left_alone() -> None:
    own = Group.objects.create(name="Steering group")
    sync_groups()
    assert Group.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize("row", GROUPS, ids=lambda row: row.name)
def test_every_staff_group_may_enter_the_admin(row: object) -> None:
    assert "wagtailadmin.access_admin" in rights(row.name)


def test_auditors_may_change_nothing() -> None:
    others = {right for right in rights("Auditors") if not right.split(".")[1].startswith("view_")}
    assert others == {"wagtailadmin.access_admin"}


def test_finance_issues_documents_and_keeps_issuers_and_vat_and_changes_nothing_else() -> None:
    others = {right for right in rights("Finance") if not right.split(".")[1].startswith("view_")}
    assert others == {
        "wagtailadmin.access_admin",
        "finance.add_document",
        "finance.add_closing",
        "finance.add_journalbatch",
        "finance.add_billedelsewhere",
        "finance.add_issuer",
        "finance.change_issuer",
        "finance.add_vattable",
        "finance.change_vattable",
        "finance.change_bankline",
        "finance.add_cardrefund",
        "finance.change_cardrefund",
        "finance.change_cardtask",
    }


def test_trainers_change_who_came_and_what_lift_agreed_and_nothing_else() -> None:
    others = {right for right in rights("Trainers") if not right.split(".")[1].startswith("view_")}
    assert others == {
        "wagtailadmin.access_admin",
        "places.change_attendance",
        "slots.change_liftaction",
    }


def test_editors_may_publish_but_not_see_bookings_or_people() -> None:
    held = rights("Content editors")
    assert may("add change publish", "directory.resource") <= held
    assert may("add change", "training.session") <= held
    assert not any(right.startswith(("places.", "accounts.")) for right in held)
    home = Site.objects.get().root_page
    assert home.permissions_for_user(UserFactory(groups=["Content editors"])).can_publish()


def test_officers_manage_people_and_see_bookings_but_not_pages_or_sign_ins() -> None:
    held = rights("Officers")
    assert may("view add change", "accounts.school", "accounts.membership") <= held
    assert may("view", "places.booking") <= held
    assert not any(right.startswith("directory.") for right in held)
    assert not may("add change", "accounts.user") & held


def test_only_administrators_manage_sign_ins() -> None:
    may_manage = {row.name for row in GROUPS if "accounts.change_user" in rights(row.name)}
    assert may_manage == {"Administrators"}


def test_nobody_may_change_groups() -> None:
    for row in GROUPS:
        assert not any(right.endswith("_group") for right in row.rights)
