"""``make run CARD=demo``: card payments to try out, with a stand-in for Stripe beside the portal."""

from __future__ import annotations

import os

from portal.launch.console import LaunchError
from portal.launch.place import HOST, Place, check_port

BESIDE = 1_000
"""How far its port is from the portal's."""

KEY, SECRET = "rk_test_stand_in", "whsec_stand_in"


def processes(place: Place) -> dict[str, list[str]]:
    """The stand-in, if it is asked for; the portal's environment is told of it. Raises ``LaunchError``."""
    asked = os.environ.get("CARD", "")
    if not asked:
        return {}
    if asked != "demo":
        raise LaunchError(f"CARD can only be “demo”, not “{asked}”.")
    port = place.port + BESIDE if place.port + BESIDE < 65536 else place.port - BESIDE
    check_port(port)
    os.environ |= {
        "STRIPE_API_KEY": KEY,
        "STRIPE_API_BASE": f"http://{HOST}:{port}",
        "STRIPE_WEBHOOK_SECRETS": SECRET,
    }
    told = ["--target", f"{place.url}/bookings/card-events/", "--secret", SECRET, "--by-itself"]
    command = ["-m", "tests.services.stripe_fake", "--port", f"{port}", "--key", KEY, *told]
    return {"stand-in for Stripe": command}
