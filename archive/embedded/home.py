"""Where an embedded server keeps its things, the system user that runs it, and what may be wrong with folders."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import pwd
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROLE = DATABASE = "dateline"
ADMINISTRATOR = "postgres"
SERVER_USER = "dateline-db"  # system user that runs the server when the command runs as root
PORT = 5432  # only part of the socket's file name: nothing listens on the network
PROGRESS_SECONDS = 5.0
NEEDED_BYTES = 150_000_000  # initdb writes 40 MB, the write-ahead log and some work need the rest

Say = Callable[[str], None]


class EmbeddedError(Exception):
    """The server cannot be had; the message is one line for a person: what is wrong and what to do."""


def say_on_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - stdout belongs to the command's own output


@dataclass(frozen=True, slots=True)
class Home:
    """Where one archive's server keeps its things, all derived from the data folder (an absolute path)."""

    data_dir: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own folder, owned by the user that runs the server."""
        return self.data_dir / "postgres"

    @property
    def log(self) -> Path:
        return self.data_dir / "postgres.log"

    @property
    def socket(self) -> Path:
        """Short (a unix socket's path has at most 107 bytes), one for each data folder, under a fixed /tmp so
        that processes with different TMPDIR meet."""
        temporary = Path("/tmp")  # noqa: S108 - the folder in it is private and its owner is checked
        if not os.access(temporary, os.W_OK | os.X_OK):
            temporary = Path(tempfile.gettempdir())
        return temporary / ("dateline-" + hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:12])


def django_database(data_dir: Path) -> dict[str, Any]:
    """Django's connection settings for the embedded server of `data_dir`; starts and touches nothing."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": ROLE,
        "HOST": str(Home(data_dir.resolve()).socket),
        "PORT": str(PORT),
    }


@contextlib.contextmanager
def progress(what: str, say: Say) -> Iterator[Callable[[], float]]:
    """A function that waits a moment, says every few seconds that it still waits, and returns the seconds so far."""
    began = time.monotonic()
    said = began

    def tick() -> float:
        nonlocal said
        time.sleep(0.02)
        now = time.monotonic()
        if now - said >= PROGRESS_SECONDS:
            said = now
            say(f"{what} ({now - began:.0f} s) …")
        return now - began

    yield tick


def check_folder(data_dir: Path) -> None:
    """Make `data_dir` and try to write in it; an EmbeddedError tells what hinders."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            pass
    except OSError as error:
        raise EmbeddedError(why_not_writable(data_dir, error)) from error


def why_not_writable(folder: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"No space left in {folder}: free at least {NEEDED_BYTES // 1_000_000} MB, or set DATA_DIR elsewhere."
    return f"Cannot write in {folder} ({error.strerror}): make it writable for this user, or set DATA_DIR elsewhere."


def lock_file(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM):
            owner = user_name(path.stat().st_uid) if path.exists() else user_name(path.parent.stat().st_uid)
            raise EmbeddedError(f"{path} belongs to {owner}: run this command as {owner}, or set DATA_DIR.") from error
        raise EmbeddedError(why_not_writable(path.parent, error)) from error


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def server_user(home: Home) -> pwd.struct_passwd:
    """Who runs the server: this user, but never root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        try:
            return pwd.getpwuid(os.geteuid())
        except KeyError as error:
            raise EmbeddedError(f"User {os.geteuid()} has no name on this machine; PostgreSQL needs one.") from error
    if home.cluster.exists() and (owner := home.cluster.stat().st_uid) != 0:
        return pwd.getpwuid(owner)
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SERVER_USER)
    add = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_USER]
    with contextlib.suppress(OSError):
        subprocess.run(add, capture_output=True, check=False)
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        return pwd.getpwnam("nobody")


def dropped_rights(user: pwd.struct_passwd) -> dict[str, Any]:
    """Arguments of subprocess that drop root's rights; nothing for anybody else."""
    if os.geteuid() != 0:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "umask": 0o077}


def reaches(user: pwd.struct_passwd, path: Path) -> bool:
    """Whether the server's user may enter or run `path`; asked of the kernel, not computed from mode bits."""
    command = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
    return subprocess.run(command, cwd="/", check=False, **dropped_rights(user)).returncode == 0


def private_folder(path: Path, user: pwd.struct_passwd) -> None:
    """Make `path` for the server's user alone; a folder that somebody else put there is refused."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(path, user.pw_uid, user.pw_gid)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (user.pw_uid, os.geteuid()):
        raise EmbeddedError(f"{path} belongs to {user_name(found.st_uid)}: remove it, then try again.")
    if os.geteuid() == 0:
        os.chown(path, user.pw_uid, user.pw_gid)
    path.chmod(0o700)
