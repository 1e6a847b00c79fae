"""Whether an answer has the shape that Stripe describes: as much of OpenAPI as its description uses."""

from __future__ import annotations

from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}


class Schemas:
    """The schemas of one description."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.named: dict[str, Any] = spec["components"]["schemas"]

    def faults(self, name: str, value: Any) -> list[str]:
        """What is wrong with ``value`` as a ``name``, e.g. ``checkout.session``."""
        return list(self._faults(self.named[name], value, name))

    def _faults(self, schema: dict[str, Any], value: Any, at: str) -> list[str]:
        if "$ref" in schema:
            return self._faults(self.named[schema["$ref"].rpartition("/")[2]], value, at)
        if value is None:
            return [] if schema.get("nullable") else [f"{at} is null"]
        if choices := schema.get("anyOf"):
            tried = [self._faults(choice, value, at) for choice in choices]
            return min(tried, key=len)
        wanted = schema.get("type", "object")
        if not isinstance(value, TYPES[wanted]) or (wanted != "boolean" and isinstance(value, bool)):
            return [f"{at} is no {wanted}"]
        if "enum" in schema and value not in schema["enum"]:
            return [f"{at} is “{value}”, which Stripe never says"]
        if wanted == "object":
            return self._faults_of_object(schema, value, at)
        if wanted == "array":
            return [
                fault
                for place, one in enumerate(value)
                for fault in self._faults(schema["items"], one, f"{at}[{place}]")
            ]
        return []

    def _faults_of_object(self, schema: dict[str, Any], value: dict[str, Any], at: str) -> list[str]:
        properties = schema.get("properties")
        if properties is None:
            return []
        faults = [f"{at}.{name} is missing" for name in schema.get("required", []) if name not in value]
        for name, one in value.items():
            if name not in properties:
                faults.append(f"{at}.{name} is not known")
            else:
                faults += self._faults(properties[name], one, f"{at}.{name}")
        return faults
