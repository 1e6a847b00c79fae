"""What the portal asks of a search engine; ``search.adapters`` answers.

Every adapter passes ``tests/search/contract``: the same document and plan find the same, in the same
order where scores differ enough to matter, with the same counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search.documents import Facet, SearchDocument
from search.plan import Plan


class EngineDown(Exception):
    """The engine did not answer in time, or not at all."""


class NoIndex(EngineDown):
    """It has no index, or one of another version of the portal, and asks for a rebuild."""


NO_INDEX = "The search has no index yet: manage.py search_rebuild builds it."
OUTDATED = (
    "The index was built by another version of the portal: manage.py search_rebuild builds it anew."
)


@dataclass(frozen=True)
class Hit:
    """Something found. ``excerpt`` is HTML: escaped text of the best field with ``<mark>`` around words."""

    key: str
    kind: str
    score: float = 0.0
    excerpt: str = ""
    pinned: bool = False


@dataclass(frozen=True)
class Found:
    """What an engine found.

    ``counts`` say for each facet how many results each value would give with all other facets as
    chosen (its own left out), things and not dates; a chosen value without results stands at 0.
    ``counted`` is false where an engine cannot count.
    """

    total: int = 0
    hits: tuple[Hit, ...] = ()
    counts: Mapping[Facet, Mapping[str, int]] = field(default_factory=dict)
    counted: bool = True


@dataclass(frozen=True)
class Suggestion:
    """A title that goes on as somebody began to type."""

    key: str
    kind: str
    text: str


@dataclass(frozen=True)
class Health:
    """How an engine is. ``documents`` counts what can be found now.

    ``rebuild`` says that it asks for one: it has no index yet, or one of another version of the portal.
    """

    name: str
    documents: int = 0
    answers: bool = True
    detail: str = ""
    rebuild: bool = False


class Engine(Protocol):
    """A search engine. Everything raises ``EngineDown`` when it does not answer."""

    @property
    def name(self) -> str:
        """Which engine it is."""
        ...

    def search(self, plan: Plan, *, start: int, size: int, counting: Sequence[Facet] = ()) -> Found:
        """At most ``size`` hits from ``start`` on, best first; ties by next date, then key."""
        ...

    def suggest(
        self, words: Sequence[str], *, limit: int, kinds: Sequence[str] = ()
    ) -> list[Suggestion]:
        """Titles that have all ``words``, the last of which may be begun only; best first."""
        ...

    def words(self) -> Mapping[str, int]:
        """Every word of titles, keywords, summaries and bodies, as written and normalised, with how
        many documents have it: spelling is corrected towards these."""
        ...

    def write(self, documents: Sequence[SearchDocument], *, gone: Sequence[str] = ()) -> None:
        """Puts these in and takes these keys out, all of it durable and findable on return.

        Raises ``EngineDown`` if any of it was not done; doing it again is harmless.
        """
        ...

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Builds a new index beside the old and puts it in its place at once; says how many it holds.

        Searches go on meanwhile. The caller keeps writers out and then writes what was changed.
        """
        ...

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """Key and fingerprint of every document, in no order."""
        ...

    def health(self) -> Health:
        """How it is; never raises."""
        ...
