"""scripts/environment.sh: what it says when something is missing, and that it does nothing twice."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.running import ROOT

TOOLS = ["sh", "cat", "sha256sum", "awk", "flock", "touch", "rm", "df", "tee", "grep", "tail", "mkdir", "cp"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the script, empty requirements, and a PATH that holds only its own tools."""
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(str(shutil.which(tool)))
    shutil.copy(ROOT / "scripts/environment.sh", tmp_path)
    (tmp_path / "none.txt").write_text("")
    return tmp_path


def program(place: Path, name: str, text: str) -> None:
    path = place / "bin" / name
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def run(place: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "environment.sh", ".venv", "none.txt"],
        cwd=place,
        env={"PATH": str(place / "bin"), "HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_too_old_a_python_is_one_line(place: Path) -> None:
    program(place, "python3", 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac')
    done = run(place)
    assert done.returncode == 1
    assert done.stderr.startswith("Dateline needs Python 3.11 or newer, found Python 3.9.2: install one")
    assert done.stderr.count("\n") == 1


def test_a_python_without_venv_names_the_package(place: Path) -> None:
    program(place, "python3.11", 'case "$2" in *ensurepip*) exit 1;; esac')
    done = run(place)
    assert done.returncode == 1
    assert done.stderr.endswith("/bin/python3.11 cannot make virtual environments: apt-get install python3-venv\n")


def test_no_space_left_is_one_line(place: Path) -> None:
    program(place, "df", "echo Filesystem 1024-blocks Used Available; echo disk 9 9 40960 100% /")
    done = run(place)
    assert done.returncode == 1
    assert done.stderr == f"Only 40 MB are free in {place}; Dateline needs 2000 MB: make room there.\n"


def test_a_folder_without_write_permission_is_one_line(place: Path) -> None:
    program(place, "touch", "exit 1")
    done = run(place)
    assert done.returncode == 1
    assert done.stderr == f"Cannot write in {place}: copy Dateline to a folder of yours, or mend its permissions.\n"


def test_packages_are_installed_with_hashes_once_and_again_only_when_the_list_changes(place: Path) -> None:
    make_venv = 'mkdir -p "$3/bin"; cp python-of-venv "$3/bin/python"'
    program(place, "python3.11", f'case "$2" in venv) {make_venv};; esac')
    (place / "python-of-venv").write_text('#!/bin/sh\necho "$@" >>calls\n')
    (place / "python-of-venv").chmod(0o755)
    assert run(place).returncode == 0
    calls = (place / "calls").read_text()
    assert "--require-hashes --only-binary :all: -r none.txt" in calls
    assert run(place).stderr == ""
    assert (place / "calls").read_text() == calls
    (place / "none.txt").write_text("# changed\n")  # its checksum decides, not its time
    assert run(place).returncode == 0
    assert (place / "calls").read_text().count("--require-hashes") == 2


def test_packages_that_cannot_be_had_stop_it_with_the_reason_and_are_tried_again(place: Path) -> None:
    (place / ".venv/bin").mkdir(parents=True)
    program(place, "../.venv/bin/python", 'case "$2" in pip) echo "ERROR: No matching distribution"; exit 1;; esac')
    for _ in range(2):
        done = run(place)
        assert done.returncode == 1
        assert "ERROR: No matching distribution\nThe packages of none.txt could not be installed" in done.stderr
