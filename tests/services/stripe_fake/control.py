"""The control plane ``/_fake/``: what tests and people make happen, which Stripe itself would not offer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.services.stripe_fake.deliveries import Deliveries
from tests.services.stripe_fake.wire import Refusal
from tests.services.stripe_fake.world import World


@dataclass
class Fault:
    """What goes wrong with the next calls that begin with ``call``, e.g. ``POST /v1/refunds``."""

    call: str
    kind: str
    times: int = 1
    seconds: float = 0.0


@dataclass
class Control:
    """Acts on a world. ``calls`` keeps what was asked of the API, for tests of what is told to Stripe."""

    world: World
    deliveries: Deliveries
    faults: list[Fault] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)

    def act(self, name: str, given: dict[str, Any]) -> Any:
        """Does what ``/_fake/name`` is asked with ``given``."""
        acts: dict[str, Callable[[dict[str, Any]], Any]] = {
            "pay": lambda g: self.world.pay(g["session"], later=bool(g.get("later"))),
            "settle": lambda g: self.world.settle(g["session"], good=g.get("good", True)),
            "refund": lambda g: self.world.refund(
                intent_id=g["payment_intent"], amount=g.get("amount"), metadata={}
            ),
            "fail-refund": lambda g: self.world.fail_refund(g["refund"]),
            "dispute": lambda g: self.world.open_dispute(
                intent_id=g["payment_intent"], inquiry=bool(g.get("inquiry"))
            ),
            "close-dispute": lambda g: self.world.close_dispute(g["dispute"], won=bool(g["won"])),
            "change": self._change,
            "clock": self._clock,
            "fault": self._fault,
            "deliver": self.deliveries.deliver,
            "listen": self._listen,
            "calls": lambda _g: self.calls,
            "objects": lambda g: self.world.all(g["kind"]),
            "reset": self._reset,
        }
        if name not in acts:
            raise Refusal(404, f"There is no /_fake/{name}.")
        if name == "deliver":
            # Whoever is delivered to may ask the API before it answers.
            return acts[name](given)
        with self.world.lock:
            return acts[name](given)

    def fault_for(self, call: str) -> Fault | None:
        """What goes wrong with this call, if anything does; it counts down."""
        for fault in self.faults:
            if fault.times and call.startswith(fault.call):
                fault.times -= 1
                return fault
        return None

    def _change(self, given: dict[str, Any]) -> Any:
        """Changes facts of an object behind everybody's back."""
        thing = self.world.things[given["id"]]
        thing.update(given["facts"])
        return thing

    def _clock(self, given: dict[str, Any]) -> Any:
        if "at" in given:
            self.world.ahead = int(given["at"]) - int(time.time())
            self.world.expire_overdue()
        self.world.pass_time(int(given.get("seconds", 0)))
        return {"now": self.world.now()}

    def _fault(self, given: dict[str, Any]) -> Any:
        self.faults.append(Fault(**given))
        return given

    def _listen(self, given: dict[str, Any]) -> Any:
        self.deliveries.target = given.get("target", self.deliveries.target)
        self.deliveries.secrets = given.get("secrets", self.deliveries.secrets)
        self.deliveries.by_itself = bool(given.get("by_itself", self.deliveries.by_itself))
        return given

    def _reset(self, _given: dict[str, Any]) -> Any:
        self.world.things.clear()
        self.world.intent_metadata.clear()
        self.world.ahead = 0
        self.world.resets += 1
        self.faults.clear()
        self.calls.clear()
        self._listen({"target": "", "by_itself": False})
        return {}
