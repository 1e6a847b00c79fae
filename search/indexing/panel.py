"""How the search index is, on the first screen of those who look after the portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.admin.ui.components import Component

from portal.base import clock
from portal.outbox.changes import KEPT, waiting
from search.indexing.identity import identity_of
from search.indexing.models import SearchIndex
from search.indexing.touching import TOPIC
from search.kinds import all_sources
from search.port import engine, engine_name

ADMINISTERS = "accounts.view_user"
NAMES = {"elasticsearch": "Elasticsearch", "embedded": "Embedded index"}
NEVER = "Not yet"


@dataclass(frozen=True)
class IndexState:
    """What is known of one index, in words. ``problem`` is empty when all is well."""

    name: str
    place: str
    problem: str
    facts: tuple[tuple[str, str], ...]


class SearchPanel(Component):
    """The index in use and, where there are several machines, theirs; nothing for others."""

    name = "search_state"
    template_name = "admin/home/search_state.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = (parent_context or {})["request"]
        may_see = request.user.has_perm(ADMINISTERS)
        return {"indexes": index_states() if may_see else []}


def index_states() -> list[IndexState]:
    """This machine's index first, then others that somebody still looks at."""
    own = identity_of(engine_name())
    there = sum(source.public().count() for source in all_sources())
    rows = SearchIndex.objects.filter(engine=own.engine)
    mine = rows.filter(name=own.name).first() or SearchIndex(
        name=own.name, engine=own.engine, place=own.place
    )
    others = rows.exclude(name=own.name).filter(followed_at__gt=clock.now() - KEPT)
    return [_state(mine, there, own=True), *(_state(row, there, own=False) for row in others)]


def _state(row: SearchIndex, there: int, *, own: bool) -> IndexState:
    guarded = engine()
    health = guarded.health() if own else None
    problem = row.problem
    if health and not health.answers:
        problem = f"It does not answer: {health.detail}"
    elif row.rebuilt_at is None:
        problem = "It was not built yet: the worker builds it as soon as it runs."
    held = str(health.documents) if health else "Known on its own machine"
    facts = [
        ("Documents in the index", held),
        ("Documents in the database", str(there)),
        ("Changes waiting", _waiting(row)),
        ("Last looked at", _moment(row.followed_at)),
        ("Last rebuilt", _rebuilt(row)),
        ("Last compared", _compared(row)),
    ]
    if own:
        answered = "The database, for now" if guarded.breaker.open else "The index"
        facts.append(("Visitors are answered by", answered))
    return IndexState(NAMES.get(row.engine, row.engine), row.place, problem, tuple(facts))


def _waiting(row: SearchIndex) -> str:
    if row.position is None:
        return NEVER
    rows = waiting(topic=TOPIC, after=row.position)
    oldest = rows.order_by("at").values_list("at", flat=True).first()
    return f"{rows.count()}, the oldest from {clock.say_moment(oldest)}" if oldest else "None"


def _moment(at: Any) -> str:
    return clock.say_moment(at) if at else NEVER


def _rebuilt(row: SearchIndex) -> str:
    if row.rebuilt_at is None:
        return NEVER
    return f"{_moment(row.rebuilt_at)}, in {row.rebuilt_seconds} seconds"


def _compared(row: SearchIndex) -> str:
    if row.compared_at is None:
        return NEVER
    found = f"{row.differences} differed and were put right" if row.differences else "all alike"
    return f"{_moment(row.compared_at)}: {row.compared_documents} documents, {found}"
