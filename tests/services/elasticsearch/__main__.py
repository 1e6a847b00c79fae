"""``python -m tests.services.elasticsearch``: a server to try things on, until Ctrl-C."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress

from tests.services.elasticsearch.server import running_node

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with running_node() as node, suppress(KeyboardInterrupt):
        print(f"ELASTICSEARCH_URL={node.url}", flush=True)
        signal.pause()
