"""The first start of all, with the sample, seen in a browser as a stranger sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.running import Archive


def test_the_first_start_shows_the_sample_tagged_and_a_removed_sample_never_returns(folder: Path, page: Any) -> None:
    archive = Archive(folder / "var", SAMPLE="1")
    with archive.running():
        page.goto(archive.address)
        assert "Dateline" in page.title()
        page.goto(f"{archive.address}search?q=Crimea")
        first = page.locator("a[href^='/article/']").first
        first.click()
        assert page.get_by_text("Written for demonstration; not a published report").count() > 0
        assert page.locator("main mark").count() > 0, "an article of the sample is tagged before the address is told"
        removed = archive.manage("sample", "remove")
        assert removed.returncode == 0, removed.stderr
    with archive.running():
        page.goto(f"{archive.address}search?q=Crimea")
        assert page.locator("a[href^='/article/']").count() == 0
