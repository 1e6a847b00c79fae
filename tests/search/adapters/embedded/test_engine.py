"""Processes that read and write at once, die, find nothing or find rubbish."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from search.adapters.embedded import EmbeddedEngine
from search.adapters.embedded.reader import LIBRARYS_LOCK
from search.documents import SearchDocument
from search.engine import EngineDown, Suggestion
from tests.faults import embedded as faults
from tests.search.contract.documents import choosing, crowd, dated, document, plan

SPAWNED = multiprocessing.get_context("spawn")


def keys(engine: EmbeddedEngine, *words: str) -> set[str]:
    """What these words find."""
    return {hit.key for hit in engine.search(plan(*words), start=0, size=1_000).hits}


def write_from_elsewhere(root: Path, first: int, number: int) -> None:
    """What another process does: one document after another."""
    engine = EmbeddedEngine(root, patience=60)
    for index in range(first, first + number):
        engine.write([document(f"resource:{index}", f"Sleep {index}")])


def test_another_process_finds_what_was_written_and_writes_what_is_found(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.rebuild([document("resource:0", "Sleep")])
    writers = [SPAWNED.Process(target=write_from_elsewhere, args=(tmp_path, at, 6)) for at in (10, 20)]
    for writer in writers:
        writer.start()
    for index in range(30, 36):
        engine.write([document(f"resource:{index}", "Sleep")])
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    numbers = [0, *range(10, 16), *range(20, 26), *range(30, 36)]
    assert keys(engine, "sleep") == {f"resource:{number}" for number in numbers}
    assert engine.health().documents == len(numbers)


def test_a_forked_process_sees_what_its_parent_writes_later(embedded_engine: EmbeddedEngine) -> None:
    embedded_engine.write([document("resource:1", "Sleep")])
    assert keys(embedded_engine, "sleep") == {"resource:1"}
    (ready, go), (told, tell) = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        os.read(ready, 1)
        os.write(tell, " ".join(sorted(keys(embedded_engine, "sleep"))).encode())
        os._exit(0)
    embedded_engine.write([document("resource:2", "Sleep")])
    os.write(go, b"!")
    os.waitpid(child, 0)
    assert os.read(told, 1_000) == b"resource:1 resource:2"


def test_a_lock_that_was_held_at_a_fork_is_not_held_by_the_forked_process(tmp_path: Path) -> None:
    (ready, go) = os.pipe()
    with (tmp_path / LIBRARYS_LOCK).open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        child = os.fork()
        if not child:
            os.read(ready, 1)
            os._exit(0)
    try:
        with (tmp_path / LIBRARYS_LOCK).open("ab") as again:
            wait_until(lambda: locked(again))
    finally:
        os.write(go, b"!")
        os.waitpid(child, 0)


def locked(file: IO[bytes]) -> bool:
    """Takes the lock if nobody has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_until(true: Callable[[], bool]) -> None:
    """Fails after ten seconds."""
    until = time.monotonic() + 10
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_threads_search_while_another_writes(embedded_engine: EmbeddedEngine) -> None:
    embedded_engine.rebuild(crowd(200))
    wrong: list[object] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                if len(keys(embedded_engine)) < 200:
                    wrong.append("too few")
        except BaseException as error:  # noqa: BLE001 - told to the test
            wrong.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for index in range(8):
        embedded_engine.write([document(f"page:{index}")])
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_searching_and_writing_go_on_while_the_index_is_built_anew(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.rebuild([document("resource:old", "Sleep")])

    def slowly() -> Iterator[SearchDocument]:
        for index, item in enumerate(crowd(60)):
            if not index % 20:
                engine.write([document(f"resource:new-{index}", "Sleep")])
                assert f"resource:new-{index}" in keys(engine, "sleep")
            yield item

    assert engine.rebuild(slowly()) == 60
    assert keys(engine) == {item.key for item in crowd(60)}


def test_two_do_not_build_at_once(tmp_path: Path) -> None:
    engine, other = EmbeddedEngine(tmp_path), EmbeddedEngine(tmp_path)

    def meanwhile() -> Iterator[SearchDocument]:
        with pytest.raises(EngineDown, match="built already"):
            other.rebuild([])
        yield document("resource:1")

    assert engine.rebuild(meanwhile()) == 1


def test_killed_writers_and_builders_leave_one_batch_whole() -> None:
    assert "0 differences" in faults.run(12)


def test_files_do_not_grow_with_the_number_of_writes(embedded_engine: EmbeddedEngine) -> None:
    embedded_engine.rebuild(crowd(50))
    for index in range(40):
        embedded_engine.write([document("resource:same", f"Title {index}")])
    path = embedded_engine.folder.current()
    assert path is not None
    assert len(list(path.iterdir())) < 200
    assert len(embedded_engine.words()) > 0
    assert "39" in embedded_engine.words()
    assert "38" not in embedded_engine.words()


def test_a_document_that_comes_twice_is_held_once_as_it_came_last(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    twice = [document("resource:1", "Sleep"), document("resource:1", "Reading")]
    assert engine.rebuild(twice) == 1
    assert (keys(engine, "sleep"), keys(engine, "reading")) == (set(), {"resource:1"})


def test_without_an_index_everything_says_so_until_one_is_built(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "nothing")
    for asked in (
        lambda: keys(engine),
        engine.words,
        lambda: engine.suggest(["a"], limit=1),
        lambda: engine.write([document("resource:1")]),  # which would be taken for all there is
        lambda: dict(engine.fingerprints()),
    ):
        with pytest.raises(EngineDown, match="search_rebuild"):
            asked()
    health = engine.health()
    assert (health.answers, health.rebuild) == (False, True)
    assert engine.rebuild([document("resource:1", "Sleep")]) == 1
    assert keys(engine, "sleep") == {"resource:1"}
    assert engine.health().answers


def test_an_index_of_another_version_answers_nothing_and_takes_nothing(
    embedded_engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded_engine.write([document("resource:1")])
    monkeypatch.setattr("search.adapters.embedded.folder.shape", lambda: "00000000")
    other = EmbeddedEngine(embedded_engine.folder.root)
    assert other.health().rebuild
    with pytest.raises(EngineDown, match="another version"):
        keys(other)
    with pytest.raises(EngineDown, match="another version"):
        other.write([document("resource:2")])
    assert other.rebuild([document("resource:3")]) == 1
    assert keys(other) == {"resource:3"}


@pytest.mark.parametrize("how", ["list", "files", "folder", "pointer"])
def test_a_spoilt_index_is_an_engine_that_is_down_and_rebuilding_mends_it(
    tmp_path: Path, how: str
) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.rebuild(crowd(60))
    path = engine.folder.current()
    assert path is not None
    if how == "list":
        (path / "meta.json").write_text("{}", encoding="ascii")
    elif how == "files":
        for file in path.glob("*.term"):
            file.write_bytes(b"rubbish")
    elif how == "folder":
        shutil.rmtree(path)
    else:
        engine.folder.pointer.write_text("documents-of-nobody", encoding="ascii")
    fresh = EmbeddedEngine(tmp_path)
    with pytest.raises(EngineDown):
        keys(fresh, "sleep")
    assert not fresh.health().answers
    fresh.rebuild(crowd(60))
    assert len(keys(fresh)) == 60


def test_a_full_disk_fails_the_write_and_keeps_the_index(
    embedded_engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded_engine.write([document("resource:1", "Sleep")])

    def full(*_arguments: object) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("search.adapters.embedded.engine.stored", full)
        with pytest.raises(EngineDown):
            embedded_engine.write([document("resource:2", "Sleep")], gone=["resource:1"])
    assert keys(embedded_engine, "sleep") == {"resource:1"}
    embedded_engine.write([document("resource:2", "Sleep")])
    assert keys(embedded_engine, "sleep") == {"resource:1", "resource:2"}


def test_words_are_the_same_object_until_something_is_written(embedded_engine: EmbeddedEngine) -> None:
    embedded_engine.write([document("resource:1", "Sleep")])
    words = embedded_engine.words()
    assert embedded_engine.words() is words
    embedded_engine.write([document("resource:2", "Reading")])
    assert set(embedded_engine.words()) == {"sleep", "reading"}


def test_text_that_no_database_holds_is_no_harm(embedded_engine: EmbeddedEngine) -> None:
    odd = "Sleep \x00 \ud800 \u202e" + "x" * 70_000
    embedded_engine.write([document("resource:1", odd, summary=odd, body=odd, keywords=(odd,))])
    assert keys(embedded_engine, "sleep") == {"resource:1"}
    assert embedded_engine.suggest(["sle"], limit=1)[0].key == "resource:1"


def test_what_is_suggested_is_current_before_it_is_overdue(embedded_engine: EmbeddedEngine) -> None:
    embedded_engine.write(
        [document("resource:1", "Sleep", overdue=True), document("resource:2", "Sleepless")]
    )
    assert embedded_engine.suggest(["sle"], limit=1) == [
        Suggestion("resource:2", "resource", "Sleepless")
    ]
    assert len(embedded_engine.suggest(["sle"], limit=5)) == 2


def test_every_choice_at_once_is_answered(embedded_engine: EmbeddedEngine) -> None:
    values = tuple(f"value-{number}" for number in range(500))
    embedded_engine.write([document("course:1", dates=(dated(3, *values[:40]),))])
    selection = choosing(
        district=values,
        format=(*values, "in-person"),
        places=(*values, "left"),
        first=dated(-400).starts.date(),
        last=dated(4_000).starts.date(),
    )
    found = embedded_engine.search(plan(selection=selection), start=0, size=5, counting=())
    assert found.total == 1


def test_what_a_writer_left_that_was_killed_before_its_commit_blocks_no_other(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.rebuild([document("resource:0", "Sleep")])
    engine.write([document(f"resource:{number}", "Sleep") for number in (1, 2, 3)])  # in one file
    index = engine.folder.current()
    assert index is not None
    committed = (index / "meta.json").read_bytes()
    engine.write([], gone=["resource:1"])
    assert list(index.glob("*.del"))
    # As if it had been killed between writing its files and replacing the list of them.
    (index / "meta.json").write_bytes(committed)
    other = EmbeddedEngine(tmp_path)
    other.write([], gone=["resource:2"])
    assert keys(other, "sleep") == {"resource:0", "resource:1", "resource:3"}
