"""Stripe's wire: forms with brackets, errors, signatures."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

PART = re.compile(r"\[([^\]]*)\]")


@dataclass
class Refusal(Exception):
    """An answer that is an error, as Stripe words it."""

    status: int
    message: str
    kind: str = "invalid_request_error"
    code: str = ""
    parameter: str = ""

    @property
    def body(self) -> dict[str, Any]:
        """The answer."""
        said = {"type": self.kind, "message": self.message}
        if self.code:
            said["code"] = self.code
        if self.parameter:
            said["param"] = self.parameter
        return {"error": said}


@dataclass
class Call:
    """A request to the API: ``path`` without the query, ``given`` its parameters as a tree."""

    method: str
    path: str
    given: dict[str, Any] = field(default_factory=dict)
    raw: str = ""
    key: str = ""
    version: str = ""


def tree(text: str) -> dict[str, Any]:
    """``a[b][0][c]=d`` as ``{"a": {"b": [{"c": "d"}]}}``."""
    whole: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        at, steps = whole, [name.split("[", 1)[0], *PART.findall(name)]
        for step in steps[:-1]:
            # An empty pair of brackets adds to the list.
            at = at.setdefault(step or str(len(at)), {})
        at[steps[-1] or str(len(at))] = value
    return {name: _lists(value) for name, value in whole.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(part) for name, part in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def whole_number(given: dict[str, Any], name: str, *, default: int | None = None) -> int:
    """A parameter that is a number. Refuses anything else as Stripe does."""
    text = given.get(name)
    if text is None and default is not None:
        return default
    if not re.fullmatch(r"-?[0-9]{1,15}", str(text), re.ASCII):
        raise Refusal(400, f"Invalid integer: {text}", code="parameter_invalid_integer", parameter=name)
    return int(str(text))


def known_only(given: dict[str, Any], names: frozenset[str]) -> None:
    """Refuses parameters that this version of the API does not have."""
    for name in given:
        if name not in names:
            raise Refusal(
                400,
                f"Received unknown parameter: {name}",
                code="parameter_unknown",
                parameter=name,
            )


def signature(body: bytes, *, secrets: list[str], at: int) -> str:
    """The ``Stripe-Signature`` of a delivery: one ``v1`` for each secret, as while secrets are changed."""
    signed = f"{at}.".encode() + body
    found = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={one}" for one in found)])
