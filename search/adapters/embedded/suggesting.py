"""Titles that go on as somebody began to type."""

from __future__ import annotations

from collections.abc import Sequence

from tantivy import DocAddress, Occur, Order, Query

from search.adapters.embedded.conditions import one_of
from search.adapters.embedded.meaning import worth
from search.adapters.embedded.reader import Snapshot
from search.adapters.embedded.schema import LONGEST_WORD, schema
from search.adapters.embedded.stored import OVERDUE
from search.engine import Suggestion
from search.words import words_of

MOST_WORDS = 20
SPARE = 100
"""Suggestions looked at besides, in case some are even."""


def suggest(
    snapshot: Snapshot, words: Sequence[str], *, limit: int, kinds: Sequence[str]
) -> list[Suggestion]:
    """Titles with all words, the last perhaps only begun: overdue last, then by rarity of the words."""
    typed = [word[:LONGEST_WORD] for word in words_of(" ".join(words))][:MOST_WORDS]
    if not typed or limit < 1:
        return []
    *whole, begun = typed
    # Words are letters and digits only, so nothing in them means anything to a regular expression.
    needed = [Query.regex_query(schema(), "plain_title", f"{begun}.*")]
    if kinds:
        needed.append(one_of("own", [f"kind:{kind}" for kind in kinds]))
    asked = [(Occur.Must, worth(query, 0.0)) for query in needed]
    asked += [(Occur.Must, Query.term_query(schema(), "plain_title", word, "freq")) for word in whole]
    late = one_of("own", [OVERDUE])
    found: list[DocAddress] = []
    for occur in (Occur.MustNot, Occur.Must):
        if len(found) < limit:
            query = Query.boolean_query([*asked, (occur, worth(late, 0.0))])
            found += _best(snapshot, query, limit - len(found), scored=bool(whole))
    return [_suggestion(snapshot, address) for address in found]


def _best(snapshot: Snapshot, query: Query, limit: int, *, scored: bool) -> list[DocAddress]:
    """The best, by key where they are even; a single word begun makes all of them even."""
    searcher = snapshot.searcher
    if not scored:
        by_key = searcher.search(query, limit=limit, count=False, order_by_field="key", order=Order.Asc)
        return [address for _, address in by_key.hits]
    hits = searcher.search(query, limit=limit + SPARE, count=False).hits
    orders = searcher.fast_field_values("order", [address for _, address in hits])
    ranked = sorted(range(len(hits)), key=lambda at: (-hits[at][0], orders[at] or 0))
    return [hits[at][1] for at in ranked[:limit]]


def _suggestion(snapshot: Snapshot, address: DocAddress) -> Suggestion:
    kept = snapshot.searcher.doc(address)
    texts = [str(kept.get_first(field) or "") for field in ("key", "kind", "shown_title")]
    return Suggestion(*texts)
