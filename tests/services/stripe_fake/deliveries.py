"""Sending events to whoever listens: in any order, any number of times, signed well or badly."""

from __future__ import annotations

import base64
import json
import threading
import urllib.error
import urllib.request
from typing import Any

from tests.services.stripe_fake.shapes import Thing
from tests.services.stripe_fake.wire import signature
from tests.services.stripe_fake.world import World

TRIES = 4
"""How often an event is sent by itself until it is answered well."""


class Deliveries:
    """Where events go and by which secrets they are signed. ``by_itself`` sends each as it happens."""

    def __init__(self, world: World, *, target: str, secrets: list[str], by_itself: bool) -> None:
        self.world = world
        self.target = target
        self.secrets = secrets
        self.by_itself = by_itself
        world.listener = self._happened

    def _happened(self, event: Thing) -> None:
        if self.by_itself and self.target:
            body = dump(event)
            threading.Thread(target=self._until_taken, args=(body,), daemon=True).start()

    def _until_taken(self, body: bytes) -> None:
        for turn in range(TRIES):
            # After the answer to the call that caused it, as with Stripe.
            threading.Event().wait(0.5 * 3**turn)
            if 200 <= self._post(body, self._header(body, {})) < 300:
                return

    def deliver(self, wanted: dict[str, Any]) -> list[Thing]:
        """Sends events and says how each was answered; without ``target`` only says what would be sent.

        ``events`` (ids; all when absent), ``order`` (“reversed”), ``times``, ``together``, ``timestamp``
        (seconds from now), ``change`` (paths of the event and their values, signed as changed), ``mutate``
        (flips a byte after signing), ``secrets``.
        """
        found = [json.loads(dump(event)) for event in self._chosen(wanted)]
        for event in found:
            for path, value in (wanted.get("change") or {}).items():
                put(event, path, value)
        if wanted.get("order") == "reversed":
            found.reverse()
        bodies = [dump(event) for event in found for _turn in range(int(wanted.get("times", 1)))]
        sent = [(body, self._header(body, wanted)) for body in bodies]
        if wanted.get("mutate"):
            sent = [(body.replace(b'"livemode"', b'"livemodf"', 1), header) for body, header in sent]
        if not wanted.get("target", self.target):
            return [{"body": base64.b64encode(body).decode(), "header": header} for body, header in sent]
        return self._post_all(sent, together=bool(wanted.get("together")))

    def _chosen(self, wanted: dict[str, Any]) -> list[Thing]:
        events = list(reversed(self.world.all("event")))
        if "events" in wanted:
            events = [self.world.get(oid, "event") for oid in wanted["events"]]
        if types := wanted.get("types"):
            events = [event for event in events if event["type"] in types]
        return events

    def _header(self, body: bytes, wanted: dict[str, Any]) -> str:
        at = self.world.now() + int(wanted.get("timestamp", 0))
        return signature(body, secrets=list(wanted.get("secrets") or self.secrets), at=at)

    def _post_all(self, sent: list[tuple[bytes, str]], *, together: bool) -> list[Thing]:
        answers = [0] * len(sent)

        def post(at: int) -> None:
            answers[at] = self._post(*sent[at])

        threads = [threading.Thread(target=post, args=(at,)) for at in range(len(sent))]
        for thread in threads:
            thread.start()
            if not together:
                thread.join()
        for thread in threads:
            thread.join()
        return [{"status": status} for status in answers]

    def _post(self, body: bytes, header: str) -> int:
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": header}
        request = urllib.request.Request(self.target, data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


def dump(event: Thing) -> bytes:
    """An event as Stripe writes it, indented."""
    return json.dumps(event, indent=2).encode()


def put(thing: Any, path: str, value: Any) -> None:
    """Sets ``a.b.c`` of a thing."""
    *steps, last = path.split(".")
    for step in steps:
        thing = thing[step]
    thing[last] = value
