"""The web server and the worker live and stop together."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from portal.launch import serve
from portal.launch.console import LaunchError
from tests.services.postgres import free_port

ANSWER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *arguments):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
WAIT = """
import os, pathlib, sys, time
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
time.sleep(60)
"""


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    """A free port; the processes run under the Python of the tests."""
    monkeypatch.setattr(serve, "PYTHON", Path(sys.executable))
    return free_port()


def portal(port: int, worker: list[str]) -> serve.Portal:
    """A portal of a tiny web server and the given worker."""
    commands = {"web server": ["-c", ANSWER, str(port)], "worker": worker}
    return serve.Portal(f"http://127.0.0.1:{port}", commands)


def gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_when_the_worker_ends_the_web_server_is_stopped_and_it_is_said(port: int) -> None:
    running = portal(port, ["-c", "import time; time.sleep(1); raise SystemExit(3)"])
    with pytest.raises(LaunchError, match=r"The worker ended by itself \(code 3\)"):
        running.run("welcome")
    assert all(gone(child.pid) for child in running.children.values())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_both_and_counts_as_a_good_end(
    port: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], number: signal.Signals
) -> None:
    running = portal(port, ["-c", WAIT, str(tmp_path / "pid")])
    threading.Timer(2, os.kill, [os.getpid(), number]).start()
    assert running.run("Sign in as anybody") == 0
    assert "Sign in as anybody" in capsys.readouterr().out
    assert gone(int((tmp_path / "pid").read_text()))
    assert all(gone(child.pid) for child in running.children.values())
