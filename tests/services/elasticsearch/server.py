"""An Elasticsearch of the tests' own: a node in a temporary folder, on a free port."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.services import Unavailable
from tests.services.elasticsearch import distribution
from tests.services.postgres import free_port

NOBODY = 65534
SECONDS_TO_START = 180
HEAP = ["-Xms512m", "-Xmx512m"]
QUICK = ["-XX:TieredStopAtLevel=1"]
"""Halves the CPU that starting takes; what is measured must do without it."""
SETTINGS = {
    "network.host": "127.0.0.1",
    # Must stand here before the first start, which would write TLS settings of its own otherwise.
    "xpack.security.enabled": "false",
    "cluster.routing.allocation.disk.threshold_enabled": "false",
}


class Node:
    """A server. ``stop`` and ``start`` may be called again, as tests of faults do."""

    def __init__(self, folder: Path, home: Path, *, quick: bool = True) -> None:
        self.folder = folder
        self.home = home
        self.options = [*HEAP, *(QUICK if quick else [])]
        self.port, self.transport = free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its ELASTICSEARCH_URL."""
        return f"http://127.0.0.1:{self.port}"

    def initialise(self, first: Node | None = None) -> None:
        """Write its configuration, and give the folder to nobody when we are root: it refuses root.

        By itself it is a cluster of one; otherwise it joins that of ``first`` and only keeps data.
        """
        config = self.folder / "config"
        shutil.copytree(self.home / "config", config)
        settings = SETTINGS | {
            "http.port": str(self.port),
            "transport.port": str(self.transport),
            "discovery.seed_hosts": f"127.0.0.1:{(first or self).transport}",
            "path.data": f"{self.folder}/data",
            "path.logs": f"{self.folder}/logs",
        }
        if first:
            settings["node.roles"] = "[data]"
        else:
            settings |= {"node.name": "first", "cluster.initial_master_nodes": "first"}
        lines = "".join(f"{name}: {value}\n" for name, value in settings.items())
        (config / "elasticsearch.yml").write_text(lines, encoding="utf-8")
        options = config / "jvm.options.d"
        options.mkdir(exist_ok=True)
        (options / "portal.options").write_text("\n".join(self.options) + "\n", encoding="utf-8")
        if os.geteuid() == 0:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, NOBODY, NOBODY)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                env={
                    "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
                    "ES_JAVA_HOME": str(distribution.java_home()),
                    "ES_PATH_CONF": f"{self.folder}/config",
                    "CLI_JAVA_OPTS": "-Xmx64m -XX:TieredStopAtLevel=1",
                },
            )
        patience = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < patience and self.process.poll() is None:
            if self.answers():
                return
            time.sleep(0.2)
        raise Unavailable(f"Elasticsearch did not start: {self.tail()}")

    def answers(self) -> bool:
        """Whether its cluster has formed."""
        asked = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=1s"
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(asked, timeout=5):
            return True
        return False

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the server and what started it."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.signal(signal.SIGKILL)
        if self.process:
            self.process.wait(30)

    def tail(self) -> str:
        """The last words of the server's log."""
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")[-800:]

    def command(self) -> list[str]:
        """The command line, run as nobody when we are root. It ends with us, however we end."""
        user = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
        return ["setpriv", *user, "--pdeathsig=TERM", str(self.home / "bin" / "elasticsearch")]


@contextmanager
def running_node(first: Node | None = None, *, quick: bool = True) -> Iterator[Node]:
    """A started server, thrown away at the end; one that joins ``first``, where that is given.

    Raises ``Unavailable`` where there is none.
    """
    home = distribution.find_or_make()
    folder = Path(tempfile.mkdtemp(prefix="portal-elasticsearch-"))
    node = Node(folder, home, quick=quick)
    try:
        node.initialise(first)
        node.start()
        yield node
    finally:
        node.kill()
        shutil.rmtree(folder, ignore_errors=True)
