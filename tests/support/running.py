"""Archives run as people run them: `manage.py` in processes of their own, with their own folder and port."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg

from archive import embedded
from tests.support.cities import lend_cities

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300.0  # seconds until a test gives up; the first start with the sample took 111 s on a crowded machine


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def until(holds: Callable[[], object], what: str) -> None:
    """Wait for a state of the outside world; fails naming it."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"never happened: {what}")
        time.sleep(0.02)


class Archive:
    """One data folder, one port, and the commands run on them."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self.log = data_dir.with_name(data_dir.name + ".log")
        inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "LOG_LEVEL")}
        mine = {"DATA_DIR": str(data_dir), "HOST": "127.0.0.1", "PORT": str(self.port), "SAMPLE": "0"}
        self.environment = {**inherited, **mine, **environment}

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start `manage.py run` (or another command line), its output going to `log`."""
        lend_cities(self.data_dir)
        with self.log.open("wb") as log:
            return subprocess.Popen(
                command or (sys.executable, "manage.py", "run"),
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @contextlib.contextmanager
    def running(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """A started archive that answers; stopped at the end, whatever the test did to it."""
        process = self.start(*command)
        try:
            self.await_answer(process)
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)

    def await_answer(self, process: subprocess.Popen[bytes]) -> None:
        until(lambda: self.said("Dateline answers at") or process.poll() is not None, f"an answer: {self.log}")
        assert process.poll() is None, self.printed()

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a manage.py command to its end."""
        lend_cities(self.data_dir)
        command = (sys.executable, "manage.py", *arguments)
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE * 2
        )

    def ask(self, query: str) -> tuple[Any, ...]:
        """A row of the archive's database at once: by the time a command has started much may have happened."""
        found = embedded.django_database(self.data_dir)
        where = {"host": found["HOST"], "port": found["PORT"], "user": found["USER"], "dbname": found["NAME"]}
        with psycopg.connect(**where) as talk:
            row = talk.execute(query).fetchone()  # type: ignore[call-overload]
        assert row is not None
        return tuple(row)

    def printed(self) -> str:
        return self.log.read_text()

    def said(self, words: str) -> bool:
        return words in self.printed()

    def answers(self) -> bool:
        """Whether the pages answer, which takes web server, database and index."""
        try:
            with urllib.request.urlopen(f"{self.address}healthz", timeout=10) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def processes(self) -> list[psutil.Process]:
        """Every living Python process of this archive: supervisor, web, worker and theirs."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                ours = process.environ().get("DATA_DIR") == str(self.data_dir)
                if ours and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    def child(self, command: str) -> psutil.Process | None:
        """The oldest process of the archive that runs this manage.py command."""
        ours = [process for process in self.processes() if _arguments(process)[-1:] == [command]]
        return min(ours, key=lambda process: process.create_time(), default=None)

    def database(self) -> list[psutil.Process]:
        """The processes of the archive's database server."""
        found = []
        for process in psutil.process_iter(["name"]):
            with contextlib.suppress(psutil.Error):
                if process.info["name"] == "postgres" and Path(process.cwd()) == self.data_dir / "postgres":
                    found.append(process)
        return found


def _arguments(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # it ended while we looked
        return []
