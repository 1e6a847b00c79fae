"""An index follows, is mended, and is built anew while changes go on."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from portal.base import clock
from portal.notify.models import Message
from portal.outbox.changes import KEPT, forget
from portal.outbox.models import Change
from search.engine import Health
from search.indexing.comparing import compare, compare_when_due
from search.indexing.following import all_documents
from search.indexing.keeping import Keeper
from search.indexing.models import SearchIndex
from search.indexing.telling import late_indexes, note_problem, tell_if_it_lasts
from search.indexing.touching import touch, touch_everything
from tests.factories.accounts import UserFactory
from tests.factories.directory import ResourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def held(keeper: Keeper) -> set[str]:
    return {key for key, _fingerprint in keeper.following.engine.fingerprints()}


def test_an_index_that_is_not_there_is_built(search_folder: Path) -> None:
    resource = ResourceFactory()
    keeper = Keeper("embedded")
    keeper.look()
    assert f"resource:{resource.pk}" in held(keeper)
    assert SearchIndex.objects.get().rebuilt_at is not None


def test_a_folder_that_was_emptied_is_filled_again(keeper: Keeper, search_folder: Path) -> None:
    resource = ResourceFactory()
    keeper.look()
    shutil.rmtree(search_folder)
    keeper.look()
    assert f"resource:{resource.pk}" in held(keeper)


def test_a_broken_index_is_built_anew(keeper: Keeper, search_folder: Path) -> None:
    resource = ResourceFactory()
    keeper.look()
    for file in search_folder.glob("documents-*/meta.json"):
        file.write_text("broken")
    ResourceFactory()
    Keeper("embedded").look()
    assert f"resource:{resource.pk}" in held(keeper)


def test_each_index_follows_from_its_own_position(keeper: Keeper, tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    other_place = tmp_path / "other"
    settings.SEARCH_INDEX_DIR = other_place
    other = Keeper("embedded")
    other.following.rebuild()
    resource = ResourceFactory()
    other.look()
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    assert f"resource:{resource.pk}" not in held(Keeper("embedded"))
    keeper.look()
    assert f"resource:{resource.pk}" in held(keeper)
    assert SearchIndex.objects.count() == 2


def test_what_was_written_is_not_written_again(keeper: Keeper) -> None:
    ResourceFactory()
    assert keeper.look() > 0
    assert keeper.look() == 0


def test_more_changes_than_one_batch_are_all_followed(keeper: Keeper) -> None:
    resource = ResourceFactory()
    touch(*(f"resource:{number}" for number in range(10_000, 11_200)), f"resource:{resource.pk}")
    keeper.look()
    assert keeper.look() == 0
    assert f"resource:{resource.pk}" in held(keeper)


def test_an_index_that_slept_for_a_week_is_built_anew(keeper: Keeper) -> None:
    keeper.look()
    before = SearchIndex.objects.get().rebuilt_at
    with time_machine.travel(clock.now() + KEPT, tick=False):
        keeper.look()
        after = SearchIndex.objects.get().rebuilt_at
    assert before is not None and after is not None and after > before


def test_changes_are_kept_for_a_week(keeper: Keeper) -> None:
    touch("resource:1")
    with time_machine.travel(clock.now() + KEPT - timedelta(hours=1), tick=False):
        forget()
        assert Change.objects.exists()
    with time_machine.travel(clock.now() + KEPT + timedelta(hours=1), tick=False):
        forget()
        assert not Change.objects.exists()


def test_a_bulk_load_has_all_built_anew(keeper: Keeper) -> None:
    touch_everything()
    before = SearchIndex.objects.get().rebuilt_at
    keeper.look()
    after = SearchIndex.objects.get().rebuilt_at
    assert before is not None and after is not None and after > before


def test_what_changes_while_it_is_built_is_in_it_afterwards(keeper: Keeper) -> None:
    first = ResourceFactory(title="First")
    added: list[int] = []

    def meanwhile(_number: int) -> None:
        if not added:
            added.append(ResourceFactory().pk)
            first.delete()

    pk = first.pk
    keeper.following.rebuild(meanwhile)
    assert f"resource:{added[0]}" in held(keeper)
    assert f"resource:{pk}" not in held(keeper)
    assert compare(keeper.following).differing == ()


def test_the_comparison_finds_and_repairs_what_differs(keeper: Keeper) -> None:
    lost, stale = ResourceFactory(), ResourceFactory()
    keeper.look()
    engine = keeper.following.engine
    [document] = [one for one in all_documents() if one.key == f"resource:{stale.pk}"]
    engine.write(
        [
            type(document)(document.key, document.kind, "Another title"),
            type(document)("resource:999999", "resource", "A ghost"),
        ],
        gone=[f"resource:{lost.pk}"],
    )
    found = compare(keeper.following)
    assert found.missing == (f"resource:{lost.pk}",)
    assert found.stale == (f"resource:{stale.pk}",)
    assert found.surplus == ("resource:999999",)
    assert SearchIndex.objects.get().differences == 3
    assert compare(keeper.following).differing == ()


def test_the_comparison_runs_once_a_night(keeper: Keeper, fixed_clock: time_machine.Traveller) -> None:
    fixed_clock.move_to(clock.in_london(clock.now()).replace(hour=2))
    assert compare_when_due(keeper.following) is None
    fixed_clock.move_to(clock.in_london(clock.now()).replace(hour=3, minute=5))
    assert compare_when_due(keeper.following) is not None
    assert compare_when_due(keeper.following) is None


def test_administrators_are_told_once_for_each_time_it_goes_wrong(keeper: Keeper) -> None:
    admin = UserFactory(groups=["Administrators"])
    UserFactory()
    row, broken, well = (
        keeper.following.row(),
        Health("x", answers=False, detail="It hangs."),
        Health("x"),
    )
    assert not tell_if_it_lasts(row, broken, clock.now())
    later = clock.now() + timedelta(minutes=2)
    assert tell_if_it_lasts(row, broken, later)
    assert not tell_if_it_lasts(row, broken, later)
    assert list(Message.objects.values_list("to", flat=True)) == [admin.email]
    assert "It hangs." in Message.objects.get().body
    assert not tell_if_it_lasts(row, well, later)
    assert list(late_indexes(clock.now())) == []
    note_problem(row, "Again")
    [late] = late_indexes(later + timedelta(minutes=5))
    assert late.what == "Search: Again"
    assert tell_if_it_lasts(row, broken, later + timedelta(minutes=5))
    assert Message.objects.count() == 2


def test_the_command_builds_and_says_how_many(
    search_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ResourceFactory()
    call_command("search_rebuild", engine="embedded")
    assert "The embedded index holds" in capsys.readouterr().out
