"""Elasticsearch on this machine: fetched once by Maven, given its plugin, and kept for the next run."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from tests.services import Unavailable, debian

VERSION = "8.19.21"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
PLUGIN = Path(__file__).resolve().parent / "plugin"
OLDEST_JAVA = 17
SECONDS_TO_FETCH = 600


def find_or_make() -> Path:
    """The folder of a server that has the plugin. Raises ``Unavailable`` where it cannot be made.

    It lies in the folder for temporary files, not in the checkout or a home: the server runs as
    somebody who may not look into root's.
    """
    home = Path(tempfile.gettempdir()) / f"portal-elasticsearch-{os.geteuid()}-{VERSION}-{_stamp()}"
    if home.exists():
        if home.stat().st_uid != os.geteuid():
            raise Unavailable(f"{home} is somebody else's")
        return home
    with tempfile.TemporaryDirectory(prefix="portal-elasticsearch-") as folder:
        made = _unpacked(_fetched(Path(folder)), Path(folder))
        _add_plugin(made)
        _readable(made)
        try:
            made.rename(home)
        except OSError:
            if not home.exists():  # otherwise another run was quicker
                raise
    return home


def java_home() -> Path:
    """A Java development kit, installed first if need be."""
    compiler = shutil.which("javac")
    if not compiler:
        debian.install(f"openjdk-{OLDEST_JAVA}-jdk-headless")
        compiler = shutil.which("javac")
    if not compiler:
        raise Unavailable(f"no Java {OLDEST_JAVA} with javac is to be had from this system's packages")
    said = subprocess.run([compiler, "-version"], capture_output=True, text=True, check=False)
    number = (said.stdout or said.stderr).removeprefix("javac ").split(".")[0].strip()
    if not number.isdigit() or int(number) < OLDEST_JAVA:
        raise Unavailable(f"Java {OLDEST_JAVA} is needed and javac is of version {number}")
    return Path(compiler).resolve().parent.parent


def _stamp() -> str:
    """Changes with the plugin and with this file."""
    digest = hashlib.sha256()
    for file in sorted([Path(__file__), *PLUGIN.iterdir()]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def _fetched(folder: Path) -> Path:
    """The archive, from Maven's own cache when it has been here before."""
    if not shutil.which("mvn"):
        debian.install("maven")
    line = ["mvn", "--batch-mode", "--quiet", "dependency:copy", f"-Dartifact={ARTIFACT}"]
    try:
        done = subprocess.run(
            [*line, f"-DoutputDirectory={folder}"],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            timeout=SECONDS_TO_FETCH,
            env={**os.environ, "JAVA_HOME": str(java_home())},
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"Maven did not fetch it within {SECONDS_TO_FETCH} seconds") from error
    archive = folder / f"elasticsearch-{VERSION}.zip"
    if done.returncode or not archive.exists():
        raise Unavailable(f"Maven could not fetch it: {(done.stdout + done.stderr).strip()[-400:]}")
    return archive


def _unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder / f"elasticsearch-{VERSION}"


def _add_plugin(home: Path) -> None:
    """Compile the plugin against the server's own libraries."""
    target = home / "plugins" / "english-for-tests"
    target.mkdir(parents=True)
    shutil.copy(PLUGIN / "plugin-descriptor.properties", target)
    with tempfile.TemporaryDirectory() as classes:
        source = PLUGIN / "EnglishForTests.java"
        tools = java_home() / "bin"
        for line in (
            [str(tools / "javac"), "-cp", f"{home}/lib/*", "-d", classes, str(source)],
            [str(tools / "jar"), "--create", f"--file={target}/plugin.jar", "-C", classes, "."],
        ):
            done = subprocess.run(line, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Unavailable(f"its plugin could not be built: {done.stderr.strip()[-400:]}")


def _readable(home: Path) -> None:
    """Whoever runs it may read it all and start its programs; archives unpacked by Python forget that."""
    home.chmod(0o755)
    for path in home.rglob("*"):
        runs = path.is_dir() or path.parent.name == "bin"
        path.chmod(0o755 if runs else 0o644)
