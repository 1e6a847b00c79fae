"""The index as it is now, opened for reading and kept until it changes."""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tantivy import DocAddress, Index, Query, Searcher

from search.adapters.embedded.dates import Entries, entries
from search.adapters.embedded.folder import Folder
from search.adapters.embedded.schema import COUNTED, opened
from search.documents import Facet
from search.engine import NO_INDEX, OUTDATED, NoIndex

State = tuple[tuple[int, int, int], ...]
"""Of ``CURRENT`` and of the index's list of its files, both of which are replaced by renaming."""
TRIES = 3
LIBRARYS_LOCK = ".tantivy-meta.lock"
"""Held for moments, by threads of the library as well, while the list of files is read or changed."""
MOST_DIARIES = 50_000
"""Kept in memory, at about 300 bytes each."""


@dataclass
class Snapshot:
    """One state of the index: what is found in it does not change. Lists of its words stay with it."""

    searcher: Searcher
    deleted: bool
    """Whether its files still hold things that were taken out."""
    diaries: dict[int, Entries]
    """Those that were looked at, by their numbers; as these mean the same for ever, they outlast it."""
    _values: dict[Facet, frozenset[str]] = field(default_factory=dict)

    def values(self, facet: Facet) -> frozenset[str]:
        """All values that a facet has in the index."""
        if facet not in self._values:
            found = self.searcher.terms_with_prefix(COUNTED[facet], "")
            self._values[facet] = frozenset(value for value, _ in found)
        return self._values[facet]

    @cached_property
    def points(self) -> list[str]:
        """All places in the index, as ``stored.point`` names them."""
        return [point for point, _ in self.searcher.terms_with_prefix("points", "")]

    def entries(self, addresses: list[DocAddress]) -> Iterator[tuple[Entries, int]]:
        """The dates of these things, and how many of them have the same."""
        known = self.diaries
        if len(known) > MOST_DIARIES:
            known.clear()
        numbers: list[Any] = self.searcher.fast_field_values("diary_number", addresses)
        things = Counter(numbers)
        unknown = things.keys() - known.keys()
        for number, address in zip(numbers, addresses, strict=True) if unknown else ():
            if number in unknown:
                known[number] = entries(str(self.searcher.doc(address).get_first("diary")))
                unknown.discard(number)
        return ((known[number], having) for number, having in things.items())

    @cached_property
    def words(self) -> Mapping[str, int]:
        """As ``Engine.words`` says; things that were taken out are left out only where there are any."""
        among = Query.all_query() if self.deleted else None
        found = self.searcher.terms_with_prefix("words", "", among)
        return {word: number for word, number in found if number}


@dataclass
class _Opened:
    process: int
    state: State
    path: Path
    index: Index
    snapshot: Snapshot


class Reader:
    """Gives the present state. May be used by many threads and after a fork."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._opened: _Opened | None = None
        self._lock = threading.Lock()
        self._diaries: dict[int, Entries] = {}

    def snapshot(self) -> Snapshot:
        """The index as it was last written; looking whether it changed costs two ``stat``."""
        opened_ = self._opened
        if opened_ is None or opened_.process != os.getpid():
            self._lock = threading.Lock() if opened_ else self._lock  # a fork may have copied it locked
            opened_ = None
        if opened_ is not None and opened_.state == self._state(opened_.path):
            return opened_.snapshot
        with self._lock:
            self._opened = self._renewed(self._opened)
            return self._opened.snapshot

    def _renewed(self, before: _Opened | None) -> _Opened:
        for attempt in range(TRIES):
            path = self.folder.current()
            if path is None:
                raise NoIndex(NO_INDEX)
            if self.folder.outdated():
                raise NoIndex(OUTDATED)
            try:
                return self._open(path, before)
            except (FileNotFoundError, ValueError):
                if attempt == TRIES - 1:  # it may have been replaced meanwhile
                    raise
        raise AssertionError

    def _open(self, path: Path, before: _Opened | None) -> _Opened:
        state = self._state(path)
        if before and before.process == os.getpid() and before.path == path:
            if before.state == state:
                return before
            index = before.index
            index.reload()
        else:
            index = opened(path)
        listed = json.loads((path / "meta.json").read_bytes())
        deleted = any(segment.get("deletes") for segment in listed["segments"])
        snapshot = Snapshot(index.searcher(), deleted, self._diaries)
        return _Opened(os.getpid(), state, path, index, snapshot)

    def _state(self, path: Path) -> State:
        return tuple(_state(file) for file in (self.folder.pointer, path / "meta.json"))


def _state(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def _let_go_of_locks() -> None:
    """In a forked process: closes locks of the library that another thread of its parent held just then.

    Nobody here would ever do so, and everybody else would wait for them as long as this process lives.
    """
    with suppress(FileNotFoundError):  # a system without /proc
        for link in list(Path("/proc/self/fd").iterdir()):
            with suppress(OSError):
                if link.readlink().name == LIBRARYS_LOCK:
                    os.close(int(link.name))


os.register_at_fork(after_in_child=_let_go_of_locks)
