"""The embedded engine as ``search.engine.Engine``."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from tantivy import Document, IndexWriter, Occur, Order, Query

from search.adapters.embedded.conditions import Conditions, all_of, one_of
from search.adapters.embedded.counting import count
from search.adapters.embedded.excerpts import Marker
from search.adapters.embedded.folder import Folder
from search.adapters.embedded.meaning import finding
from search.adapters.embedded.ordering import Ordering, Place, with_pinned
from search.adapters.embedded.reader import Reader, Snapshot
from search.adapters.embedded.schema import opened
from search.adapters.embedded.stored import stored
from search.adapters.embedded.suggesting import suggest
from search.documents import Facet, SearchDocument
from search.engine import (
    NO_INDEX,
    OUTDATED,
    EngineDown,
    Found,
    Health,
    Hit,
    NoIndex,
    Suggestion,
)
from search.plan import MOST_RANKED, Plan, Sort

PATIENCE = 10.0
"""Seconds that a writer waits for another."""
SMALL_HEAP, LARGE_HEAP = 15_000_000, 120_000_000
"""Bytes that documents take before they go to disk, for a batch and for a rebuild."""
BUILDERS = 2
STEP = 0.02


class EmbeddedEngine:
    """Finds in files of this machine; any number of processes and threads may read, one writes at a time."""

    name = "embedded"

    def __init__(self, root: Path | None = None, *, patience: float = PATIENCE) -> None:
        self.folder = Folder(Path(settings.SEARCH_INDEX_DIR if root is None else root))
        self.patience = patience
        self.reader = Reader(self.folder)

    def search(self, plan: Plan, *, start: int, size: int, counting: Sequence[Facet] = ()) -> Found:
        """As ``Engine.search`` says."""
        with answering():
            snapshot = self.reader.snapshot()
            conditions = Conditions(plan.selection, snapshot).queries()
            found = with_pinned(plan, finding(plan)) or Query.all_query()
            number, counts = count(snapshot, found, plan.selection, counting)
            places, pinned = [], 0
            if number and size > 0 and start < MOST_RANKED:
                places, pinned = _places(plan, snapshot, conditions, start + size)
            marker = Marker(plan) if plan.excerpts else None
            hits = tuple(
                _hit(snapshot, place, marker, pinned=at < pinned)
                for at, place in enumerate(places[start : start + size], start)
            )
            return Found(number, hits, counts)

    def suggest(
        self, words: Sequence[str], *, limit: int, kinds: Sequence[str] = ()
    ) -> list[Suggestion]:
        """As ``Engine.suggest`` says."""
        with answering():
            return suggest(self.reader.snapshot(), words, limit=limit, kinds=kinds)

    def words(self) -> Mapping[str, int]:
        """As ``Engine.words`` says: the same object as long as nothing was written."""
        with answering():
            return self.reader.snapshot().words

    def write(self, documents: Sequence[SearchDocument], *, gone: Sequence[str] = ()) -> None:
        """As ``Engine.write`` says, where there is an index of this version of the portal."""
        with self.folder.writing(self.patience), answering():
            path = self.folder.current()
            if path is None:  # what is written would be taken for all there is
                raise NoIndex(NO_INDEX)
            if self.folder.outdated():
                raise NoIndex(OUTDATED)
            if not self._put(path, documents, gone):
                self._writer(path, SMALL_HEAP, 1).garbage_collect_files()
                if not self._put(path, documents, gone):
                    raise EngineDown("Files of a writer that was killed lie in the way.")
        self.folder.tidy()

    def _put(self, path: Path, documents: Sequence[SearchDocument], gone: Sequence[str]) -> bool:
        """Not, where a writer that was killed before its commit left files of the names this one uses."""
        # A fresh index each time: long-lived ones in several processes leave files behind.
        writer = self._writer(path, SMALL_HEAP, 1)
        for key in {*gone, *(document.key for document in documents)}:
            writer.delete_documents_by_term("key", key)
        for document in documents:
            writer.add_json(stored(document))
        try:
            # By hand: as a context manager the writer commits even what broke off.
            writer.commit()
        except ValueError as error:
            if "FileAlreadyExists" not in str(error):
                raise
            return False
        writer.wait_merging_threads()
        return True

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """As ``Engine.rebuild`` says. What is written meanwhile goes to the old index."""
        with self.folder.building():
            with answering():
                self.folder.clear()
                path = self.folder.fresh()
            try:
                number = self._fill(path, documents)
                with self.folder.writing(self.patience), answering():
                    self.folder.use(path)
            except BaseException:
                shutil.rmtree(path, ignore_errors=True)
                raise
            self.folder.clear()
        return number

    def _fill(self, path: Path, documents: Iterable[SearchDocument]) -> int:
        with answering():
            writer = self._writer(path, LARGE_HEAP, BUILDERS)
        keys: set[str] = set()
        for document in documents:  # whose own errors are not the engine's
            with answering():
                if document.key in keys:
                    writer.delete_documents_by_term("key", document.key)
                keys.add(document.key)
                writer.add_json(stored(document))
        with answering():
            writer.commit()
            writer.wait_merging_threads()
            del writer
            self._settle(path)
            held = int(opened(path).searcher().num_docs)
        if held != len(keys):
            raise EngineDown(f"The new index holds {held} of {len(keys)} documents.")
        return held

    def _settle(self, path: Path) -> None:
        """Merges now what the first batch written to the index would have to wait for."""
        writer = self._writer(path, SMALL_HEAP, 1)
        writer.commit()
        writer.wait_merging_threads()

    def _writer(self, path: Path, heap: int, threads: int) -> IndexWriter:
        """Its lock is the system's and goes with the process; the last writer may just be ending."""
        until = time.monotonic() + self.patience
        while True:
            try:
                return opened(path).writer(heap, threads)
            except ValueError as error:
                if "Lock" not in str(error) or time.monotonic() >= until:
                    raise
                time.sleep(STEP)

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """As ``Engine.fingerprints`` says, of the index as it is at the first step."""
        with answering():
            searcher = self.reader.snapshot().searcher
            everything = Query.const_score_query(Query.all_query(), 0.0)
            found = searcher.search(everything, limit=searcher.num_docs or 1, count=False).hits
        for _, address in found:
            with answering():
                kept = searcher.doc(address)
            yield _text(kept, "key"), _text(kept, "fingerprint")

    def health(self) -> Health:
        """As ``Engine.health`` says."""
        try:
            with answering():
                snapshot = self.reader.snapshot()
                path = self.folder.current()
        except EngineDown as down:
            rebuild = isinstance(down, NoIndex)
            return Health(self.name, answers=False, detail=str(down), rebuild=rebuild)
        parts = snapshot.searcher.num_segments
        detail = f"{path.name if path else ''}, in {parts} parts"
        return Health(self.name, int(snapshot.searcher.num_docs), detail=detail)


@contextmanager
def answering() -> Iterator[None]:
    """Turns what the library raises, which is nearly always a ``ValueError``, into ``EngineDown``.

    It says what happened and repeats nothing that was asked: logs keep no searches.
    """
    try:
        yield
    except EngineDown:
        raise
    except (ValueError, OSError) as error:
        raise EngineDown(f"The embedded index failed ({type(error).__name__}).") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise EngineDown("The embedded index failed (panic).") from error


def _places(
    plan: Plan, snapshot: Snapshot, conditions: Sequence[Query], number: int
) -> tuple[list[Place], int]:
    """The first results, and how many of them are pinned."""
    if plan.order is not Sort.BEST or not plan.pinned:
        return Ordering(plan, snapshot, conditions).first(number), 0
    pinned = _pinned(plan, snapshot, conditions)
    others = Query.boolean_query(
        [(Occur.Must, Query.all_query()), (Occur.MustNot, one_of("key", plan.pinned))]
    )
    number = min(number, MOST_RANKED) - len(pinned)
    return pinned + Ordering(plan, snapshot, [*conditions, others]).first(number), len(pinned)


def _pinned(plan: Plan, snapshot: Snapshot, conditions: Sequence[Query]) -> list[Place]:
    query = all_of([one_of("key", plan.pinned), *conditions])
    hits = snapshot.searcher.search(
        query, limit=len(plan.pinned), count=False, order_by_field="key", order=Order.Asc
    ).hits
    places = {key: Place(0.0, address) for key, address in hits}
    return [places[key] for key in dict.fromkeys(plan.pinned) if key in places]


def _hit(snapshot: Snapshot, place: Place, marker: Marker | None, *, pinned: bool) -> Hit:
    kept = snapshot.searcher.doc(place.address)
    shown = ("shown_summary", "shown_body")
    excerpt = marker.excerpt([_text(kept, field) for field in shown]) if marker else ""
    return Hit(_text(kept, "key"), _text(kept, "kind"), place.score, excerpt, pinned)


def _text(kept: Document, field: str) -> str:
    return str(kept.get_first(field) or "")
