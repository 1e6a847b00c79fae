"""The make targets."""

from __future__ import annotations

import errno
import subprocess
import sys
import time

from portal.launch import cards, checks, prepare
from portal.launch.console import LaunchError, say
from portal.launch.install import DEVELOPMENT_LOCK, PYTHON, RUNTIME_LOCK, install
from portal.launch.place import ROOM_FOR_DATA, ROOT, check_folder, check_port, read_place, sole_use
from portal.launch.serve import Portal, processes


def setup() -> int:
    """Install what the portal needs to run."""
    install(RUNTIME_LOCK)
    say("  Installed. make run starts the portal.")
    return 0


def run() -> int:
    """Install, prepare and start the portal, and stay until it is stopped."""
    began = time.monotonic()
    place = read_place()
    check_folder(place.data, room=ROOM_FOR_DATA)
    check_port(place.port)
    with sole_use(place):
        say("Starting the Kent Directory of Resources")
        install(RUNTIME_LOCK)
        beside = cards.processes(place)
        prepare.prepare(place)
        prepare.warn_of_stale_dates(place)
        portal = Portal(place.url, {**processes(place), **beside})
        welcome = (
            f"\n{prepare.sign_ins(place).rstrip()}\n\n"
            f"  The portal is at {place.url} – Ctrl-C stops it.\n"
            f"  Passkeys work only at {place.url_for_passkeys}, the same portal by name.\n"
            f"  Its data is kept in {place.data}.\n"
        )
        code = portal.run(welcome)
    say(f"  Ran for {time.monotonic() - began:.0f} s; the data is kept.")
    return code


def reset_demo() -> int:
    """Put the demonstration back to its first state."""
    place = read_place()
    check_folder(place.data, room=ROOM_FOR_DATA)
    with sole_use(place):
        install(RUNTIME_LOCK)
        prepare.reset(place)
    return 0


def check() -> int:
    """Run everything that judges the code without running it."""
    install(DEVELOPMENT_LOCK)
    return checks.check()


def test() -> int:
    """Run every test."""
    install(DEVELOPMENT_LOCK)
    return subprocess.run([PYTHON, "-m", "tests.services.run"], cwd=ROOT, check=False).returncode


def bench() -> int:
    """Run the benchmarks of docs/performance.md."""
    install(DEVELOPMENT_LOCK)
    return subprocess.run([PYTHON, "-m", "tests.bench"], cwd=ROOT, check=False).returncode


COMMANDS = {
    "setup": setup,
    "run": run,
    "check": check,
    "test": test,
    "bench": bench,
    "reset-demo": reset_demo,
}


def main(arguments: list[str]) -> int:
    """Run one command; returns its exit code. What people can mend is said in one sentence."""
    if not arguments or arguments[0] not in COMMANDS:
        say(f"usage: python3 -m portal.launch {'|'.join(COMMANDS)}")
        return 2
    try:
        return COMMANDS[arguments[0]]()
    except LaunchError as error:
        sys.stderr.write(f"\n{error}\n")
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        sys.stderr.write("\nThe disk is full: free some room and run make again.\n")
    return 1
