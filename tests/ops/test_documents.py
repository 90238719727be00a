"""The documents are held to the code: every setting, every dependency, and nothing more."""

from __future__ import annotations

import re
from pathlib import Path

from archive.settings import VARIABLES, Variable
from tests.support import requirements
from tests.support.running import ROOT

TYPES = {Path: "folder", str: "text", int: "number", bool: "switch"}


def rows(text: str) -> list[list[str]]:
    """The cells of a document's tables, without headings."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    found = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    return [cells for cells in found if cells[0].startswith("`")]


def row(variable: Variable) -> list[str]:
    default = {True: "1", False: "0", "": "(empty)"}.get(variable.default, variable.default)
    if variable.name == "DATA_DIR":
        default = variable.default.relative_to(ROOT)
    choices = f" One of {', '.join(variable.choices)}." if variable.choices else ""
    return [f"`{variable.name}`", TYPES[variable.kind], f"`{default}`", variable.help + choices]


def test_the_table_of_settings_is_the_one_in_the_code() -> None:
    assert rows((ROOT / "docs/settings.md").read_text()) == [row(variable) for variable in VARIABLES]


def test_the_environment_is_read_in_one_place() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "archive").rglob("*.py")
        if re.search(r"os\.environ\b(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|os\.getenv", path.read_text())
    }
    assert readers == {"archive/settings.py"}


def names(requirements: Path) -> list[str]:
    lines = [line for line in requirements.read_text().splitlines() if line and line[0] not in "-#"]
    return [re.split(r"[\[=<>~! ]", line)[0] for line in lines]


def test_every_direct_dependency_is_explained() -> None:
    run, develop = (ROOT / "docs/dependencies.md").read_text().split("## To test and check")
    assert [cells[0].strip("`") for cells in rows(run)] == names(ROOT / "requirements.in")
    assert [cells[0].strip("`") for cells in rows(develop)] == names(ROOT / "requirements-dev.in")


def test_every_pinned_package_has_a_hash() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        packages = re.split(r"^(?=[A-Za-z0-9])", (ROOT / file).read_text(), flags=re.MULTILINE)[1:]
        assert packages
        assert all("--hash=sha256:" in package for package in packages)


def test_every_requirement_has_tests_named_after_it_and_the_document_lists_them() -> None:
    found = requirements.found()
    assert set(requirements.POINTS) == set(found)
    assert all(f"test_r{point:02}_" in name for point, tests in found.items() for _, name in tests)
    assert requirements.DOCUMENT.read_text(encoding="utf-8") == requirements.written()
