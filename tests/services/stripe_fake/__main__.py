"""``python -m tests.services.stripe_fake``: the stand-in until it is stopped. Says its address first."""

from __future__ import annotations

import argparse
import signal
import sys

from tests.services.stripe_fake.server import Server


def main() -> int:
    """Serves."""
    parser = argparse.ArgumentParser(prog="stripe_fake", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", default="rk_test_fake")
    parser.add_argument("--target", default="", help="where events are sent")
    parser.add_argument("--secret", action="append", default=[], help="what signs them")
    parser.add_argument("--by-itself", action="store_true", help="send each event as it happens")
    asked = parser.parse_args()
    server = Server(
        port=asked.port,
        key=asked.key,
        target=asked.target,
        secrets=asked.secret or ["whsec_fake"],
        by_itself=asked.by_itself,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(server.world.address, flush=True)
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
