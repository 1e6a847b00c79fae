"""Indexes behind one alias: made for the present mapping, filled, put in place and cleared away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any
from uuid import uuid4

from portal.base.clock import now
from search.adapters.elasticsearch.client import Elasticsearch, NotFoundError, explained, streaming_bulk
from search.adapters.elasticsearch.mapping import definition, shape, stored
from search.documents import SearchDocument
from search.engine import EngineDown

CHUNK, CHUNK_BYTES = 500, 8 * 2**20
RETRIES, FIRST_WAIT, LONGEST_WAIT = 3, 0.2, 5.0
"""For a server that says it is too busy for an item; anything else is not tried again."""
WHILE_FILLING = {"refresh_interval": "-1", "auto_expand_replicas": False, "number_of_replicas": 0}


def alias_of(prefix: str) -> str:
    """The name that readers and writers use."""
    return f"{prefix}-documents"


class Indexes:
    """The indexes of one portal, told by their prefix from those of others on the same server.

    Whoever writes or rebuilds has kept other writers out.
    """

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        self.client = client
        self.alias = alias_of(prefix)
        self.ours = re.compile(rf"{re.escape(self.alias)}-[0-9a-f]{{8}}-[0-9]{{14}}-[0-9a-f]{{6}}")

    def serving(self) -> list[str]:
        """The index behind the alias; none before the first."""
        try:
            return sorted(self.client.indices.get_alias(name=self.alias))
        except NotFoundError:
            return []

    def shape(self) -> str:
        """The mapping's shape that the index behind the alias was made with."""
        for index in self.client.indices.get_mapping(index=self.alias).values():
            return str(index["mappings"].get("_meta", {}).get("shape", ""))
        return ""

    def write(self, documents: Sequence[SearchDocument], gone: Sequence[str]) -> None:
        """Puts in and takes out behind the alias; findable on return."""
        taken_out = ({"_op_type": "delete", "_id": key} for key in gone)
        self._send(self.alias, [*map(_action, documents), *taken_out], require_alias=True)
        self.client.indices.refresh(index=self.alias)

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """A new index in the place of the old; what an interrupted rebuild left is cleared away."""
        self.clear()
        name = self._new_name()
        made = definition()
        normal = {setting: made["settings"].get(setting) for setting in WHILE_FILLING}
        made["settings"] |= WHILE_FILLING
        self.client.indices.create(index=name, **made)
        try:
            written = self._send(name, map(_action, documents))
            self.client.indices.put_settings(index=name, settings=normal)
            self.client.indices.refresh(index=name)
            held = int(self.client.count(index=name)["count"])
            if held != written:
                raise EngineDown(f"The new index holds {held} of {written} documents.")
            self._swap(name)
        except BaseException:
            if name not in self.serving():
                self.client.indices.delete(index=name, ignore_unavailable=True)
            raise
        self.clear()
        return held

    def clear(self) -> None:
        """Deletes our indexes that are not behind the alias."""
        serving = self.serving()
        for name in self.client.indices.get(index=f"{self.alias}-*", features="aliases"):
            if self.ours.fullmatch(name) and name not in serving:
                self.client.indices.delete(index=name, ignore_unavailable=True)

    def remove(self) -> None:
        """Deletes all of ours, the one in use too."""
        for name in self.client.indices.get(index=f"{self.alias}-*", features="aliases"):
            if self.ours.fullmatch(name):
                self.client.indices.delete(index=name, ignore_unavailable=True)

    def _swap(self, name: str) -> None:
        """At once for every reader: nobody sees none or both."""
        actions: list[dict[str, Any]] = [
            {"remove": {"index": old, "alias": self.alias}} for old in self.serving()
        ]
        if not actions and self.client.indices.exists(index=self.alias):
            # Somebody wrote to the alias's name before there was one, which made an index of it.
            actions.append({"remove_index": {"index": self.alias}})
        actions.append({"add": {"index": name, "alias": self.alias}})
        self.client.indices.update_aliases(actions=actions)

    def _send(self, index: str, actions: Iterable[dict[str, Any]], **options: Any) -> int:
        """Sends in batches; how many documents are new. Raises ``EngineDown`` if any item was refused."""
        refused: list[Mapping[str, Any]] = []
        made = 0
        for done, item in self._sent(index, actions, **options):
            result = next(iter(item.values()))
            made += result.get("result") == "created"
            if not done and "error" in result:  # what is gone already is no error
                refused.append(result)
        if refused:
            first = refused[0]
            kind = str(first["error"].get("type", "")) if isinstance(first["error"], dict) else ""
            raise EngineDown(
                f"{len(refused)} documents were refused, the first ({first['_id']}): "
                + explained(int(first["status"]), kind)
            )
        return made

    def _sent(
        self, index: str, actions: Iterable[dict[str, Any]], **options: Any
    ) -> Iterable[tuple[bool, dict[str, Any]]]:
        return streaming_bulk(
            self.client,
            actions,
            index=index,
            chunk_size=CHUNK,
            max_chunk_bytes=CHUNK_BYTES,
            raise_on_error=False,
            max_retries=RETRIES,
            initial_backoff=FIRST_WAIT,
            max_backoff=LONGEST_WAIT,
            **options,
        )

    def _new_name(self) -> str:
        stamp = now().astimezone(UTC).strftime("%Y%m%d%H%M%S")
        return f"{self.alias}-{shape()}-{stamp}-{uuid4().hex[:6]}"


def _action(document: SearchDocument) -> dict[str, Any]:
    return {"_id": document.key, "_source": stored(document)}
