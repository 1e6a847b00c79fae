"""The running portal: a web server and the background worker, which live and stop together."""

from __future__ import annotations

import signal
import subprocess
import time
import urllib.error
import urllib.request
from types import FrameType

from portal.launch.console import LaunchError, say
from portal.launch.install import PYTHON
from portal.launch.place import HOST, ROOT, Place

SECONDS_TO_START = 60
SECONDS_TO_STOP = 15
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Portal:
    """The processes, by name, and the wish to stop, which a signal sets."""

    def __init__(self, url: str, commands: dict[str, list[str]]) -> None:
        self.url = url
        self.commands = commands
        self.asked_to_stop = False
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, welcome: str) -> int:
        """Start all, print ``welcome`` when the portal answers, stay until asked to stop.

        Returns 0 when asked to stop. Raises ``LaunchError`` if a process ends by itself; the
        others are stopped first.
        """
        previous = {number: signal.signal(number, self.ask_to_stop) for number in STOPPING}
        try:
            self.children = {name: start(line) for name, line in self.commands.items()}
            if self.wait_until_ready():
                say(welcome)
            while not self.asked_to_stop:
                self.check_children()
                time.sleep(0.2)
            say("\nStopping the portal …")
            return 0
        finally:
            self.stop()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        """A signal handler: only notes the wish, as the loop above does the rest."""
        self.asked_to_stop = True

    def check_children(self) -> None:
        """Raise ``LaunchError`` naming the first process that has ended."""
        for name, child in self.children.items():
            code = child.poll()
            if code is not None and not self.asked_to_stop:
                how = f"was killed (signal {-code})" if code < 0 else f"ended by itself (code {code})"
                raise LaunchError(
                    f"The {name} {how}, so the portal was stopped; what it said stands above."
                )

    def wait_until_ready(self) -> bool:
        """Wait for the first good answer; False if asked to stop before it came."""
        patience = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < patience:
            if self.asked_to_stop:
                return False
            self.check_children()
            if answers(f"{self.url}/health/live"):
                return True
            time.sleep(0.1)
        raise LaunchError(f"The portal did not answer within {SECONDS_TO_START} seconds.")

    def stop(self) -> None:
        """Ask all to end, and end those that do not."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        patience = time.monotonic() + SECONDS_TO_STOP
        for child in self.children.values():
            try:
                child.wait(max(0.1, patience - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def processes(place: Place) -> dict[str, list[str]]:
    """What makes up the running portal, each with its Python arguments."""
    return {"web server": web(place), "worker": ["manage.py", "worker"]}


def web(place: Place) -> list[str]:
    """The web server: threads, so that a slow reader keeps nobody else waiting."""
    return [
        *("-m", "gunicorn", "portal.wsgi", "--bind", f"{HOST}:{place.port}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "8"),
        *("--graceful-timeout", "10", "--log-level", "warning"),
        # Overlong addresses reach the portal, which answers with a page of its own.
        *("--limit-request-line", "0"),
        # A visitor's header may not say where the portal is mounted.
        *("--forwarder-headers", ""),
    ]


def start(arguments: list[str]) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own: Ctrl-C reaches the launcher alone, which then
    stops all in order."""
    return subprocess.Popen([PYTHON, *arguments], cwd=ROOT, start_new_session=True)


def answers(url: str) -> bool:
    """Whether a GET of ``url`` is answered with success."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own http address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
