"""Elasticsearch as ``search.engine.Engine``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings

from search.adapters.elasticsearch.client import Elasticsearch, Q, Search, answering, connect
from search.adapters.elasticsearch.counting import count, counted, divided
from search.adapters.elasticsearch.indexes import Indexes, alias_of
from search.adapters.elasticsearch.mapping import shape
from search.adapters.elasticsearch.ranking import (
    PINNED,
    as_scored,
    current,
    scored,
    sorting,
    words_query,
)
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
from search.plan import MOST_RANKED, Plan
from search.words import APOSTROPHES

MOST_WORDS = 60_000
"""Words that ``words`` gives, the most used first: the server counts no more at once."""
SCANNED = 5_000
"""Documents in one step of ``fingerprints``."""
EXCERPT = 240
"""About how many characters of a text an excerpt has."""
MOST_READ = 100_000
"""Characters of one text that are looked through for an excerpt."""
SECONDS_FOR_HEALTH, SECONDS_TO_WRITE, SECONDS_TO_REBUILD = 2, 10, 60
"""How long others than readers wait for one answer."""
MARKED_APOSTROPHE = re.compile(rf"((?:&#x27;|[{APOSTROPHES}])+)</mark>")
"""The server marks an apostrophe after a word with it, as it does not count as a character there."""


class ElasticsearchEngine:
    """Finds through a server, or several that keep copies; may be used by many threads.

    Readers wait for it no longer than ``patience`` seconds, as the database can answer instead.
    """

    name = "elasticsearch"

    def __init__(
        self, *, url: str | None = None, prefix: str | None = None, patience: float | None = None
    ) -> None:
        self.url = settings.ELASTICSEARCH_URL if url is None else url
        self.prefix = settings.ELASTICSEARCH_INDEX_PREFIX if prefix is None else prefix
        self.patience = settings.ELASTICSEARCH_PATIENCE if patience is None else patience
        self._connected: tuple[int, Elasticsearch] | None = None
        self._counted: tuple[str, Mapping[str, int]] | None = None

    @property
    def client(self) -> Elasticsearch:
        """The connections of this process: a forked one must not share its parent's."""
        if self._connected is None or self._connected[0] != os.getpid():
            self._connected = (os.getpid(), connect(self.url, patience=self.patience))
        return self._connected[1]

    @property
    def indexes(self) -> Indexes:
        """Where it writes; rebuilding it waits longer."""
        return Indexes(self.client.options(request_timeout=SECONDS_TO_WRITE), self.prefix)

    @property
    def alias(self) -> str:
        """Where it reads."""
        return alias_of(self.prefix)

    def search(self, plan: Plan, *, start: int, size: int, counting: Sequence[Facet] = ()) -> Found:
        """As ``Engine.search`` says, in one request."""
        body = self._request(plan, start=start, size=size, counting=counting)
        answer = self._asked(body)
        found = answer["hits"]
        hits = tuple(_hit(hit, plan) for hit in found["hits"])
        counts = counted(answer.get("aggregations", {}), plan.selection, counting)
        return Found(found["total"]["value"], hits, counts)

    def _request(
        self, plan: Plan, *, start: int, size: int, counting: Sequence[Facet]
    ) -> dict[str, Any]:
        shared, apart = divided(plan.selection, counting)
        search = Search().query(scored(plan, shared)).sort(*sorting(plan))
        if apart:
            search = search.post_filter(Q("bool", filter=list(apart.values())))
        count(search, plan.selection, counting)
        words = words_query(plan) if plan.excerpts else None
        size = max(min(size, MOST_RANKED - start), 0)
        if words and size:
            search = search.highlight_options(
                encoder="html",
                pre_tags=["<mark>"],
                post_tags=["</mark>"],
                highlight_query=words.to_dict(),
                fragment_size=EXCERPT,
                number_of_fragments=1,
                order="score",
                max_analyzed_offset=MOST_READ,
            ).highlight("summary", "body")
        body: dict[str, Any] = search.to_dict()
        return body | {
            "from_": min(start, MOST_RANKED),
            "size": size,
            "track_total_hits": True,
            "track_scores": True,
            "source": False,
            "docvalue_fields": ["key", "kind"],
        }

    def _asked(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The whole answer in time, or ``EngineDown``."""
        with answering():
            answer = self.client.search(
                index=self.alias,
                timeout=f"{int(self.patience * 1000)}ms",
                allow_partial_search_results=False,
                **body,
            )
        if answer["timed_out"]:
            raise EngineDown("Elasticsearch did not answer in time.")
        return answer.body

    def suggest(
        self, words: Sequence[str], *, limit: int, kinds: Sequence[str] = ()
    ) -> list[Suggestion]:
        """As ``Engine.suggest`` says: titles are kept unstemmed for this."""
        if not words or limit < 1:
            return []
        begun = {"query": " ".join(words), "operator": "and"}
        query = Q("bool", must=[Q("match_bool_prefix", **{"title.plain": begun})])
        query.should = [current()]
        if kinds:
            query.filter = [Q("terms", kind=list(kinds))]
        search = Search().query(query).sort("_score", {"key": {"order": "asc"}})
        answer = self._asked(
            search.to_dict() | {"size": limit, "source": ["title"], "docvalue_fields": ["key", "kind"]}
        )
        return [
            Suggestion(hit["fields"]["key"][0], hit["fields"]["kind"][0], hit["_source"]["title"])
            for hit in answer["hits"]["hits"]
        ]

    def words(self) -> Mapping[str, int]:
        """As ``Engine.words`` says: counted by the server from a column made for it.

        First it is asked, as a reader asks, whether anything was changed: counting takes longer than a
        reader would wait, for a server that hangs too, and is rarely needed.
        """
        state = self._state()
        if self._counted is None or self._counted[0] != state:
            with answering():
                answer = self.client.options(request_timeout=SECONDS_TO_WRITE).search(
                    index=self.alias,
                    size=0,
                    track_total_hits=False,
                    aggs={"words": {"terms": {"field": "words", "size": MOST_WORDS}}},
                )
            buckets = answer["aggregations"]["words"]["buckets"]
            self._counted = state, {bucket["key"]: bucket["doc_count"] for bucket in buckets}
        return self._counted[1]

    def _state(self) -> str:
        """Different after every change that can be found: which index, how many, the last one's number."""
        aggs = {"last": {"max": {"field": "_seq_no"}}, "index": {"terms": {"field": "_index"}}}
        answer = self._asked({"size": 0, "track_total_hits": True, "aggs": aggs})
        found = answer["aggregations"]
        names = [bucket["key"] for bucket in found["index"]["buckets"]]
        return f"{names} {answer['hits']['total']['value']} {found['last']['value']}"

    def write(self, documents: Sequence[SearchDocument], *, gone: Sequence[str] = ()) -> None:
        """As ``Engine.write`` says, where there is an index of the present mapping."""
        with answering():
            indexes = self.indexes
            if not indexes.serving():  # what is written would be taken for all there is
                raise NoIndex(NO_INDEX)
            if indexes.shape() != shape():
                raise NoIndex(OUTDATED)
            indexes.write(documents, gone)

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """As ``Engine.rebuild`` says."""
        with answering():
            client = self.client.options(request_timeout=SECONDS_TO_REBUILD)
            return Indexes(client, self.prefix).rebuild(documents)

    def remove(self) -> None:
        """Deletes its indexes: for one that was made for a while beside the one in use."""
        with answering():
            self.indexes.remove()

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """As ``Engine.fingerprints`` says, from the index as it is at the first step."""
        with answering():
            client = self.client.options(request_timeout=SECONDS_TO_WRITE)
            opened = client.open_point_in_time(index=self.alias, keep_alive="5m")
            point, after = opened["id"], None
            try:
                while True:
                    answer = client.search(
                        pit={"id": point, "keep_alive": "5m"},
                        size=SCANNED,
                        sort=["_shard_doc"],
                        search_after=after,
                        track_total_hits=False,
                        source=False,
                        docvalue_fields=[{"field": "key"}, {"field": "fingerprint"}],
                    )
                    point, hits = answer["pit_id"], answer["hits"]["hits"]
                    for hit in hits:
                        yield hit["fields"]["key"][0], hit["fields"]["fingerprint"][0]
                    if len(hits) < SCANNED:
                        return
                    after = hits[-1]["sort"]
            finally:
                client.close_point_in_time(id=point)

    def health(self) -> Health:
        """As ``Engine.health`` says; asks the cluster, as not every server answers ``info()``."""
        try:
            with answering():
                return self._health()
        except EngineDown as down:
            return Health(self.name, answers=False, detail=str(down))

    def _health(self) -> Health:
        client = self.client.options(request_timeout=SECONDS_FOR_HEALTH)
        indexes, alias = Indexes(client, self.prefix), self.alias
        serving = indexes.serving()
        if not serving:
            return Health(self.name, answers=False, detail=NO_INDEX, rebuild=True)
        cluster = client.cluster.health(index=alias, timeout=f"{SECONDS_FOR_HEALTH}s")
        documents = int(client.count(index=alias)["count"])
        detail = f"{serving[0]}, {cluster['status']}, {cluster['number_of_nodes']} of its servers answer"
        outdated = indexes.shape() != shape()
        return Health(
            self.name,
            documents,
            answers=cluster["status"] != "red",
            detail=f"{detail}. {OUTDATED}" if outdated else detail,
            rebuild=outdated,
        )


def _hit(hit: Mapping[str, Any], plan: Plan) -> Hit:
    key, kind = hit["fields"]["key"][0], hit["fields"]["kind"][0]
    raw = float(hit["_score"] or 0.0)
    pinned = raw >= PINNED
    return Hit(key, kind, as_scored(raw), _excerpt(hit.get("highlight", {})), pinned)


def _excerpt(marked: Mapping[str, Sequence[str]]) -> str:
    """The text with the most marks; the summary when they are even."""
    texts = [
        MARKED_APOSTROPHE.sub(r"</mark>\1", text)
        for field in ("summary", "body")
        for text in marked.get(field, ())
    ]
    return max(texts, key=lambda text: text.count("<mark>"), default="")
