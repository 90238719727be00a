"""`manage.py run`: started, stopped, killed, started twice, refused; each with real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.db import connection

from archive import embedded
from archive.management.alone import no_earlier_children
from tests.support.running import ROOT, Archive, until


def ended(archive: Archive) -> bool:
    return not archive.processes()


def last_line(archive: Archive) -> str:
    return archive.printed().strip().splitlines()[-1]


def refused(archive: Archive) -> str:
    """The last line of a start that fails; it must be the only complaint, without a traceback."""
    process = archive.start()
    assert process.wait(60) == 1, archive.printed()
    assert not archive.said("Traceback"), archive.printed()
    return last_line(archive)


# --- start and stop -------------------------------------------------------------------------------------


def test_it_answers_where_it_says_and_ctrl_c_stops_every_process(archive: Archive) -> None:
    process = archive.start()
    archive.await_answer(process)
    assert archive.said(f"Dateline answers at {archive.address} ")
    assert archive.answers()
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(60) == 0
    assert ended(archive)
    assert not archive.database()


def test_kill_stops_every_process_and_a_later_start_skips_what_is_done(archive: Archive) -> None:
    with archive.running() as process:
        for step in ("tables", "authority", "search index", "static files"):
            assert not archive.said(f"{step} …")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert ended(archive)
        assert not archive.database()


def test_a_start_tells_how_to_make_an_administrator_until_there_is_one(prepared: Path, archive: Archive) -> None:
    assert "manage.py createsuperuser" in Archive(prepared).printed()
    archive.environment["DJANGO_SUPERUSER_PASSWORD"] = "a long pass phrase"
    made = archive.manage("createsuperuser", "--no-input", "--username", "ann", "--email", "ann@example.org")
    assert made.returncode == 0, made.stderr
    with archive.running():
        assert not archive.said("createsuperuser")


def test_ctrl_c_during_the_first_steps_stops_them(folder: Path) -> None:
    archive = Archive(folder / "var")
    process = archive.start()
    until(lambda: archive.said("tables …"), "the step tables")
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(60) == 0
    assert ended(archive)
    assert not archive.database()


# --- beside other commands ------------------------------------------------------------------------------


def test_a_second_start_says_where_the_first_answers(archive: Archive) -> None:
    with archive.running() as process:
        again = archive.manage("run")
        assert again.returncode == 1
        assert f"already runs from {archive.data_dir} at {archive.address} (process {process.pid})" in again.stderr
        assert "Traceback" not in again.stderr
        assert archive.answers()


def test_of_two_starts_at_once_one_runs_and_the_other_says_so(archive: Archive, folder: Path) -> None:
    twin = Archive(archive.data_dir)
    twin.log = folder / "twin.log"
    both = {archive: archive.start(), twin: twin.start()}
    until(lambda: any(process.poll() is not None for process in both.values()), "the end of one of two")
    (winner, running), (loser, refused) = sorted(both.items(), key=lambda pair: pair[1].poll() is not None)
    assert refused.returncode == 1
    assert loser.said(f"already runs from {archive.data_dir} ")
    winner.await_answer(running)
    running.send_signal(signal.SIGTERM)
    assert running.wait(60) == 0


def test_commands_work_while_it_runs_and_while_it_does_not(archive: Archive) -> None:
    stopped = archive.manage("showmigrations", "archive")
    assert not archive.database()
    with archive.running():
        beside = archive.manage("showmigrations", "archive")
        assert archive.answers()
    assert stopped.returncode == beside.returncode == 0, stopped.stderr + beside.stderr
    assert "[X] 0001_initial" in stopped.stdout
    assert stopped.stdout == beside.stdout


@pytest.mark.django_db
def test_the_tests_database_is_not_the_archives(archive: Archive) -> None:
    if settings.DATABASE_URL:
        pytest.skip("DATABASE_URL names the tests' database")
    with archive.running(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_by_a_test (n int)")
        assert archive.answers()
        assert settings.DATA_DIR not in (archive.data_dir, ROOT / "var")
        assert str(archive.data_dir) not in connection.settings_dict["HOST"]
        found = archive.manage("inspectdb", "made_by_a_test")
        assert "Unable to inspect table 'made_by_a_test'" in found.stdout, found.stderr


def test_database_url_switches_to_a_server_and_starts_nothing_of_its_own(archive: Archive, folder: Path) -> None:
    """The archive's embedded server plays the PostgreSQL of another machine."""
    with embedded.using(archive.data_dir):
        host = embedded.django_database(archive.data_dir)["HOST"]
        other = Archive(folder / "other", DATABASE_URL=f"postgresql://dateline@/dateline?host={host}")
        with other.running():
            assert other.answers()
            shown = other.manage("showmigrations", "archive")
            assert "[X] 0001_initial" in shown.stdout, shown.stderr
            assert not other.database()
        assert not (other.data_dir / "postgres").exists()


# --- killed ---------------------------------------------------------------------------------------------


def test_after_kill_9_of_the_parent_its_children_end_and_the_next_start_recovers(archive: Archive) -> None:
    with archive.running() as process:
        assert len(archive.processes()) >= 3
        process.kill()
        process.wait()
        until(lambda: ended(archive), "the children's end")
    with archive.running():
        assert archive.answers()


def test_a_start_right_after_kill_9_waits_for_the_last_children(archive: Archive) -> None:
    with archive.running() as process:
        process.kill()
        process.wait()
        with archive.running():
            assert archive.answers()


def kill_all(victims: Iterable[psutil.Process]) -> None:
    """kill -9; some end with their parent before it is their turn."""
    for victim in victims:
        with suppress(psutil.NoSuchProcess):
            victim.kill()


def test_after_kill_9_of_everything_the_next_start_recovers(archive: Archive) -> None:
    with archive.running() as process:
        kill_all([*archive.processes(), *archive.database()])
        process.wait()
    with archive.running():
        assert archive.answers()


def test_after_kill_9_of_everything_in_the_first_steps_the_next_start_recovers(folder: Path) -> None:
    archive = Archive(folder / "var")
    process = archive.start()
    until(lambda: archive.said("tables …"), "the step tables")
    kill_all([*archive.processes(), *archive.database()])
    process.wait()
    with archive.running():
        assert archive.answers()


def test_kill_9_of_make_ends_all_that_it_started(archive: Archive) -> None:
    command = ("make", "--no-print-directory", "-o", "environment", f"PYTHON={sys.executable}", "run")
    with archive.running(*command) as make:
        make.kill()
        make.wait()
        until(lambda: ended(archive), "the end of the supervisor and its children")


@pytest.mark.parametrize("command", ["web", "work"])
def test_a_child_that_dies_is_started_again(archive: Archive, command: str) -> None:
    with archive.running():
        victim = archive.child(command)
        assert victim is not None
        victim.kill()
        until(lambda: archive.said(f"`manage.py {command}` ended (exit code -9); it is started again."), "the notice")
        until(lambda: archive.child(command) not in (None, victim) and archive.answers(), "a new one that answers")


def test_a_database_that_dies_is_started_again(archive: Archive) -> None:
    with archive.running():
        kill_all(archive.database())
        until(lambda: archive.said("The database had ended; it is started again."), "the notice")
        until(archive.answers, "an answer")


def test_a_child_of_an_earlier_run_that_does_not_end_is_killed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.management.alone.PREDECESSOR_SECONDS", 0.2)
    with no_earlier_children(folder) as lock:
        stubborn = subprocess.Popen(
            [sys.executable, "-c", "import signal, time; signal.pause()"], pass_fds=(lock,), start_new_session=True
        )
        os.write(lock, f"{stubborn.pid} {psutil.Process(stubborn.pid).create_time()}\n".encode())
    with no_earlier_children(folder):
        assert stubborn.wait(10) == -signal.SIGKILL


# --- refused --------------------------------------------------------------------------------------------


def test_a_used_port_is_one_line_with_another_to_try(folder: Path) -> None:
    archive = Archive(folder / "var")
    with socket.socket() as other:
        other.bind(("127.0.0.1", archive.port))
        other.listen()
        assert refused(archive) == (
            f"CommandError: Cannot listen on 127.0.0.1 port {archive.port} (Address already in use): "
            f"stop the program that uses it, or choose another, for example PORT={archive.port + 1}."
        )
    assert not archive.database()


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("PORT", "70000", "PORT=70000: a port is a number from 1 to 65535"),
        ("PORT", "http", "PORT='http': not a number; for example 8000"),
        ("HOST", "no.such.host.invalid", "HOST=no.such.host.invalid: no such address"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL='loud': write one of DEBUG, INFO, WARNING, ERROR"),
        ("ARCHIVE_ZONE", "Kyiv", "ARCHIVE_ZONE='Kyiv': no such time zone; for example Europe/Kyiv"),
        ("SAMPLE", "perhaps", "SAMPLE='perhaps': write 1 or 0"),
        ("DATABASE_URL", "postgresql://a:b@127.0.0.1:1/c", "The database of DATABASE_URL does not answer: connection"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL must begin with postgresql://"),
    ],
)
def test_a_wrong_setting_is_one_line(folder: Path, name: str, value: str, line: str) -> None:
    archive = Archive(folder / "var", **{name: value})
    assert line in refused(archive)


def test_a_data_folder_that_cannot_be_made_is_one_line(folder: Path) -> None:
    (folder / "file").write_text("a file where a folder is wanted")
    archive = Archive(folder / "file" / "var")
    archive.log = folder / "log"
    assert "Cannot write in" in refused(archive)
