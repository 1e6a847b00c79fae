"""Which index is in use, and who may write."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from search.adapters.embedded.folder import GRACE, Folder
from search.engine import EngineDown


def aged(path: Path) -> Path:
    """As if it had lain there for long."""
    then = time.time() - GRACE - 5
    os.utime(path, (then, then))
    return path


def test_an_index_is_in_use_once_it_is_named_so(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "search")
    assert folder.current() is None
    first, second = folder.fresh(), folder.fresh()
    folder.use(first)
    assert folder.current() == first
    folder.use(second)
    assert folder.current() == second
    assert not list(folder.root.glob("CURRENT.*"))


def test_what_is_replaced_stays_for_a_while(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    old, left_by_the_dead, building, used = (folder.fresh() for _ in range(4))
    beside = tmp_path / "other"
    beside.mkdir()
    aged(beside)
    folder.use(aged(old))
    folder.use(used)
    aged(used)
    aged(left_by_the_dead)
    folder.clear()
    assert {path for path in (old, left_by_the_dead, building, used, beside) if path.exists()} == {
        old,
        building,
        used,
        beside,
    }
    aged(old)
    folder.tidy()
    assert not old.exists()


def test_nothing_is_tidied_while_somebody_builds(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    building, used = aged(folder.fresh()), folder.fresh()
    folder.use(used)
    aged(building)
    with Folder(tmp_path).building():
        folder.tidy()
        assert building.exists()
    folder.tidy()
    assert not building.exists()


def test_a_name_that_is_none_of_ours_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("../../etc", encoding="ascii")
    assert Folder(tmp_path).current() is None


def test_one_writes_and_one_builds_at_a_time(tmp_path: Path) -> None:
    folder, other = Folder(tmp_path), Folder(tmp_path)
    with folder.writing(0), folder.building():
        with pytest.raises(EngineDown, match="writes"), other.writing(0.05):
            pass
        with pytest.raises(EngineDown, match="built already"), other.building():
            pass
    with other.writing(0), other.building():
        pass
