"""Folders and ports that cannot be used are named in one sentence, before anything is begun."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from portal.launch.console import LaunchError
from portal.launch.place import Place, check_folder, check_port, read_place, sole_use


def test_a_taken_port_is_named_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(LaunchError, match=rf"Port {port} is taken .* make run PORT=\d+"):
            check_port(port)


def test_a_free_port_is_accepted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    check_port(port)


@pytest.mark.parametrize("port", ["0", "65536", "80a", "-1", "٣"])
def test_a_senseless_port_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(LaunchError, match="PORT must be a number"):
        read_place()


def test_a_relative_data_folder_becomes_absolute_for_the_processes_started_later(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", "mine")
    assert read_place().data == tmp_path / "mine"
    assert os.environ["DATA_DIR"] == str(tmp_path / "mine")


def test_a_disk_without_room_is_named_with_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(LaunchError, match=r"MiB free and 1000000000 MiB are needed"):
        check_folder(tmp_path, room=10**9)


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LaunchError, match="cannot be written to"):
        check_folder(tmp_path / "file" / "data", room=1)


def test_a_second_portal_on_the_same_data_is_refused(tmp_path: Path) -> None:
    place = Place(data=tmp_path, port=8000, own_database=True)
    with (
        sole_use(place),
        pytest.raises(LaunchError, match="A portal is already running on"),
        sole_use(place),
    ):
        pytest.fail("both had it")


def test_the_data_is_free_again_when_a_portal_was_killed(tmp_path: Path) -> None:
    program = (
        "import os, signal\nfrom pathlib import Path\nfrom portal.launch.place import Place, sole_use\n"
        f"with sole_use(Place(data=Path({str(tmp_path)!r}), port=1, own_database=True)):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=False)
    with sole_use(Place(data=tmp_path, port=8000, own_database=True)):
        pass
