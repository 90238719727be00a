"""The embedded database: made, shared, left, killed, refused; each with real processes."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from archive import embedded
from archive.embedded import home as home_module
from archive.embedded import server
from archive.embedded.home import EmbeddedError, Home
from tests.support.running import ROOT, until

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: another user, or a file system of its own")

NO_SPACE = r"No space left in .*: free at least"

# Claims the database of argv[1], says so, and stays until it is told to go. Ctrl-C counts, though whoever runs the tests
# in the background may have it ignored, and is seen also where it comes just before the read.
USER_OF_THE_DATABASE = """
import select, signal, sys
from pathlib import Path
from archive import embedded
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    with embedded.using(Path(sys.argv[1]), settings=embedded.UNSAFE_BUT_FAST):
        print("in", flush=True)
        while not select.select([sys.stdin], [], [], 0.1)[0]:
            pass
except KeyboardInterrupt:
    pass
"""


def start_user(data_dir: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", USER_OF_THE_DATABASE, str(data_dir)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def is_in(user: subprocess.Popen[str]) -> bool:
    assert user.stdout is not None
    return user.stdout.readline() == "in\n"


def leave(user: subprocess.Popen[str]) -> None:
    assert user.stdin is not None
    user.stdin.close()
    assert user.wait(60) == 0


def using(data_dir: Path) -> embedded.Claim:
    return embedded.using(data_dir, settings=embedded.UNSAFE_BUT_FAST, say=lambda _line: None)


def connect(data_dir: Path, user: str = embedded.django_database(Path("/"))["USER"]) -> psycopg.Connection:
    found = embedded.django_database(data_dir)
    return psycopg.connect(host=found["HOST"], port=found["PORT"], user=user, dbname=found["NAME"], autocommit=True)


def answers(data_dir: Path) -> bool:
    try:
        with connect(data_dir) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def postmaster(data_dir: Path) -> psutil.Process:
    running = server.postmaster(Home(data_dir))
    assert running is not None
    return running[0]


def gone(process: psutil.Process) -> bool:
    return not server._alive(process)


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own, so that it can really be full."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"cannot mount a small disk here: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def as_nobody(action: Callable[[], str]) -> str:
    """What `action` returns, or the message of its EmbeddedError, when done by a user without rights."""
    if os.geteuid() != 0:
        return _message(action)
    nobody = pwd.getpwnam("nobody")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
            os.write(writer, _message(action).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        found = answer.read()
    os.waitpid(child, 0)
    return found


def _message(action: Callable[[], str]) -> str:
    try:
        return action()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


# --- its users ------------------------------------------------------------------------------------------


def test_two_commands_starting_at_once_share_one_server_and_the_last_stops_it(folder: Path) -> None:
    users = [start_user(folder), start_user(folder)]
    assert all(is_in(user) for user in users)
    process = postmaster(folder)
    leave(users[0])
    assert answers(folder)
    leave(users[1])
    assert gone(process)
    assert not answers(folder)


def test_ctrl_c_of_one_of_two_leaves_the_server_to_the_other(folder: Path) -> None:
    users = [start_user(folder), start_user(folder)]
    assert all(is_in(user) for user in users)
    users[0].send_signal(signal.SIGINT)
    assert users[0].wait(60) == 0
    assert answers(folder)
    leave(users[1])
    assert not answers(folder)


def test_a_killed_user_leaves_no_claim(folder: Path) -> None:
    killed = start_user(folder)
    assert is_in(killed)
    process = postmaster(folder)
    killed.kill()
    killed.wait()
    assert not embedded.in_use(folder)
    with using(folder):
        assert postmaster(folder) == process, "the running server is adopted, not replaced"
    assert gone(process)


def test_a_claim_closed_in_a_forked_child_stays_with_the_parent(folder: Path) -> None:
    with using(folder) as claim:
        child = os.fork()
        if child == 0:
            claim.close()
            os._exit(0)
        os.waitpid(child, 0)
        assert answers(folder)


# --- crashes --------------------------------------------------------------------------------------------


def test_committed_rows_survive_a_killed_server(folder: Path) -> None:
    with embedded.using(folder, say=lambda _line: None) as claim:
        with connect(folder) as connection:
            connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        for process in server._servers(Home(folder)):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        until(lambda: not claim.alive(), "the server's end")
        assert claim.ensure_running()
        with connect(folder) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_a_killed_first_process_whose_children_linger_is_waited_for(folder: Path) -> None:
    using(folder).close()
    with using(folder) as claim:
        with connect(folder):  # its server process notices the death of the first one only when it is woken
            postmaster(folder).kill()
        until(lambda: not claim.alive(), "the server's end")
        assert claim.ensure_running()
        assert answers(folder)


def test_lock_files_with_the_number_of_another_living_process_do_not_stop_the_start(folder: Path) -> None:
    using(folder).close()
    home = Home(folder)
    home.socket.mkdir(mode=0o700)
    remains = f"{os.getpid()}\n{home.cluster}\n{int(time.time())}\n5432\n{home.socket}\n\n  0  0\nready\n"
    (home.cluster / "postmaster.pid").write_text(remains)
    (home.socket / ".s.PGSQL.5432.lock").write_text(remains)
    with using(folder):
        assert answers(folder)


def test_a_first_start_killed_while_it_makes_the_database_is_begun_again(folder: Path) -> None:
    half = folder / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with using(folder):
        assert answers(folder)
    assert not half.exists()


def test_a_start_that_takes_long_says_so_and_gives_up_with_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stopped server stands for one that recovers for long: it is there and does not answer."""
    using(folder).close()
    monkeypatch.setattr(server, "START_SECONDS", 0.6)
    monkeypatch.setattr(home_module, "PROGRESS_SECONDS", 0.2)
    home, said = Home(folder), []
    with using(folder):
        pid_file = home.cluster / "postmaster.pid"
        ready = pid_file.read_text()
        pid_file.write_text(ready.replace("ready", "starting"))
        with pytest.raises(EmbeddedError, match=r"did not answer within .* try again"):
            embedded.using(folder, say=said.append)
        pid_file.write_text(ready)
    assert any("recovers" in line for line in said)


# --- what stands in the way -----------------------------------------------------------------------------


def test_a_folder_without_write_permission_is_one_line(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o555)
    message = as_nobody(lambda: str(using(closed)))
    assert message == (
        f"EmbeddedError: Cannot write in {closed} (Permission denied): "
        f"make it writable for this user, or set DATA_DIR elsewhere."
    )


@ROOT_ONLY
def test_root_is_told_when_the_servers_user_cannot_reach_the_folder(folder: Path) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    with pytest.raises(EmbeddedError, match=r"cannot reach .*private/var: run as another user, or set DATA_DIR"):
        using(private / "var")


@ROOT_ONLY
def test_programs_that_the_servers_user_cannot_reach_are_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = server.reaches
    monkeypatch.setattr(server, "reaches", lambda user, path: "site-packages" not in str(path) and real(user, path))
    with using(folder):
        assert answers(folder)
        assert folder in Path(postmaster(folder).exe()).parents


@ROOT_ONLY
def test_a_disk_too_small_is_one_line(folder: Path) -> None:
    with small_disk(folder / "disk", 60) as disk, pytest.raises(EmbeddedError, match=NO_SPACE):
        using(disk)


@ROOT_ONLY
def test_a_disk_that_fills_while_the_database_is_made_is_the_same_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "NEEDED_BYTES", 0)
    with small_disk(folder / "disk", 20) as disk, pytest.raises(EmbeddedError, match=NO_SPACE):
        using(disk)


@ROOT_ONLY
def test_a_full_disk_stops_the_start_with_one_line_and_room_lets_it_go_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(folder / "disk", 300) as disk:
        using(disk).close()
        ballast = disk / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb") as file:
            while True:
                file.write(b"\0" * 1_000_000)
        with pytest.raises(EmbeddedError, match=NO_SPACE):
            using(disk)
        ballast.unlink()
        with using(disk):
            assert answers(disk)


@ROOT_ONLY
def test_a_socket_folder_that_somebody_else_put_there_is_refused(folder: Path) -> None:
    socket = Home(folder).socket
    socket.mkdir()
    os.chown(socket, pwd.getpwnam("games").pw_uid, 0)
    try:
        with pytest.raises(EmbeddedError, match="belongs to games: remove it"):
            using(folder)
    finally:
        socket.rmdir()


def test_a_database_of_another_version_names_both(folder: Path) -> None:
    using(folder).close()
    (folder / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match=r"was made by PostgreSQL 17, this is 18.*manage.py backup"):
        using(folder)


# --- who may enter --------------------------------------------------------------------------------------


def test_it_listens_on_no_network_and_its_role_is_no_superuser(folder: Path) -> None:
    with using(folder), connect(folder) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
        assert Home(folder).socket.stat().st_mode & 0o777 == 0o700
        assert not postmaster(folder).net_connections(kind="inet")


@ROOT_ONLY
def test_another_user_of_the_machine_can_neither_connect_nor_use_it(folder: Path) -> None:
    with using(folder):
        assert "OperationalError" in as_nobody(lambda: str(connect(folder)))
        Home(folder).socket.chmod(0o755)
        (Home(folder).socket / ".s.PGSQL.5432").chmod(0o777)
        assert "Peer authentication failed" in as_nobody(lambda: str(connect(folder)))
        assert as_nobody(lambda: str(using(folder))).startswith("EmbeddedError: Cannot write in")


@ROOT_ONLY
def test_it_runs_as_a_user_without_rights_too(folder: Path) -> None:
    home = folder / "nobodys"
    home.mkdir()
    shutil.chown(home, "nobody")

    def work() -> str:
        with using(home):
            return postmaster(home).username() + str(answers(home))

    assert as_nobody(work) == "nobodyTrue"


def test_it_sorts_and_folds_alike_on_every_machine(folder: Path) -> None:
    with using(folder), connect(folder) as connection:
        assert connection.execute("SELECT lower('КИЇВ'), upper('ёж')").fetchone() == ("київ", "ЁЖ")
