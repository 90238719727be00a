"""A real OpenSearch cluster for tests: nodes that are processes of their own, to be killed one by one.

`scripts/opensearch-jars.sh` brings the server from Maven Central; it needs Java 21 or newer with full locale data.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
JARS = Path(os.environ.get("OPENSEARCH_JARS", HERE.parents[2] / "var-test" / "opensearch"))
# Enough for small archives; three nodes and the tests fit into 4 GB.
HEAP = "512m"
# Short lives on few cores: a simple collector and no second compilation.
QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
START_SECONDS = 240
NODES = ("one", "two", "three")


def java() -> str:
    """A Java of 21 or newer: JAVA_HOME, else among those that are installed."""
    homes = [Path(home) for home in (os.environ.get("JAVA_HOME"),) if home]
    homes += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True) if Path("/usr/lib/jvm").is_dir() else []
    for home in homes:
        program = home / "bin" / "java"
        if program.exists() and _release(program) >= 21:
            return str(program)
    raise RuntimeError("the cluster's tests need Java 21 or newer: install one or set JAVA_HOME")


def _release(program: Path) -> int:
    told = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found.group(1)) if found else 0


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


class Cluster:
    """Three nodes with their data in a folder of their own. Use as a context."""

    def __init__(self, names: tuple[str, ...] = NODES, *, heap: str = HEAP, jvm: tuple[str, ...] = QUICK) -> None:
        """`heap`: memory of each node; `jvm`: further options of Java."""
        self._java = (f"-Xms{heap}", f"-Xmx{heap}", *jvm)
        self.folder = Path(tempfile.mkdtemp(prefix="dateline-cluster-"))
        ports = free_ports(2 * len(names))
        self.http = dict(zip(names, ports[: len(names)], strict=True))
        self._transport = dict(zip(names, ports[len(names) :], strict=True))
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        """As SEARCH_URL, without prefix."""
        return "opensearch://" + ",".join(f"127.0.0.1:{port}" for port in self.http.values())

    @property
    def running(self) -> set[str]:
        """The nodes that have a process."""
        return set(self._running)

    def __enter__(self) -> Cluster:
        for name in self.http:
            self.start(name)
        self.wait(len(self.http))
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self._running):
            self.kill(name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, name: str) -> None:
        """Begin a node's process, on the data that it had."""
        seeds = ",".join(f"127.0.0.1:{port}" for port in self._transport.values())
        ports = (str(self.http[name]), str(self._transport[name]))
        classes = ("-cp", f"{JARS / 'lib'}/*", str(HERE / "Node.java"))
        command = [java(), *self._java, *classes, name, str(self.folder / name), *ports, seeds, ",".join(self.http)]
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(command, stdout=log, stderr=log)

    def kill(self, name: str) -> None:
        """kill -9, as a machine that loses its power."""
        process = self._running.pop(name)
        process.kill()
        process.wait()

    def signal(self, number: int) -> None:
        """Send every node a signal."""
        for process in self._running.values():
            process.send_signal(number)

    def manager(self) -> str:
        """The node that leads the cluster now."""
        (row,) = self.ask("GET", "/_cat/cluster_manager?format=json")
        return str(row["node"])

    def wait(self, nodes: int, status: str = "yellow") -> None:
        """Until so many nodes are one cluster of at least this health."""
        path = f"/_cluster/health?wait_for_nodes={nodes}&wait_for_status={status}&timeout=5s"
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                health = self.ask("GET", path)
                if not health["timed_out"]:
                    return
            except OSError as error:
                health = error
            if time.monotonic() > end:
                raise RuntimeError(f"the cluster did not come up: {health}\n{self._logs()}")
            time.sleep(0.5)

    def ask(self, method: str, path: str, body: Any = None, seconds: float = 30) -> Any:
        """One request of any node that answers; OSError where none does."""
        last: OSError = OSError("no node runs")
        for name in self._running:
            request = urllib.request.Request(
                f"http://127.0.0.1:{self.http[name]}{path}",
                method=method,
                data=json.dumps(body).encode() if body is not None else None,
                headers={"Content-Type": "application/json"},
            )
            try:
                with urllib.request.urlopen(request, timeout=seconds) as answer:
                    return json.loads(answer.read() or b"{}")
            except urllib.error.HTTPError as error:
                last = OSError(f"{error.code}: {error.read()[:300]!r}")
            except OSError as error:
                last = error
        raise last

    def _logs(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-1500:] for path in sorted(self.folder.glob("*.log")))
