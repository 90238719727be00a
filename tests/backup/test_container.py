"""The file of a backup: whole, or refused with what is wrong."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.backup import BackupError, check_version, opened
from archive.backup.container import FORMAT, Header, Manifest, Tally, Writing

LINES = "".join(f"{n}\tmin\\nister\tПривіт {n * 7919}\n" for n in range(2000)).encode()
HEADER = Header("2026-11-25T10:00:00+00:00", "18.0", {"archive": ["0001_initial"]}, {"archive_source": ["id", "name"]})


def sealed(header: Header = HEADER, lines: bytes = LINES, told: bytes = LINES) -> bytes:
    """A backup of one table; `told`: the rows that the manifest speaks of."""
    out, tally = io.BytesIO(), Tally()
    tally.add(told)
    writing = Writing(out, header)
    with writing.table("archive_source") as part:
        part.write(lines)
    writing.close(Manifest({"archive_source": tally.content()}, {"archive_source_id_seq": 7}))
    return out.getvalue()


WHOLE = sealed()


def refused(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(BackupError) as error, opened(path):
        pass
    assert str(path) in str(error.value)
    assert "Nothing was changed" in str(error.value)
    return str(error.value)


def test_rows_come_out_as_they_went_in(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    path.write_bytes(WHOLE)
    with opened(path) as backup:
        assert b"".join(backup.lines("archive_source")) == LINES
        assert backup.header == HEADER
        assert backup.manifest.sequences == {"archive_source_id_seq": 7}
        assert backup.manifest.tables["archive_source"].rows == 2000


def test_any_unzip_reads_it() -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as file:
        assert file.testzip() is None
        assert file.read("tables/archive_source.copy") == LINES
        assert json.loads(file.read("manifest.json"))["tables"]["archive_source"]["bytes"] == len(LINES)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(WHOLE) - 1), by=st.integers(1, 255))
def test_a_damaged_byte_anywhere_is_refused(tmp_path: Path, at: int, by: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[at] ^= by
    refused(tmp_path / "a.backup", bytes(damaged))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(0, len(WHOLE) - 1))
def test_one_cut_short_is_refused(tmp_path: Path, size: int) -> None:
    said = refused(tmp_path / "a.backup", WHOLE[:size])
    assert "cut short" in said or size < 60


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 and so on", b"PK\x03\x04" + b"x" * 500, WHOLE + b"\n"])
def test_another_file_is_refused(tmp_path: Path, data: bytes) -> None:
    refused(tmp_path / "a.backup", data)


def test_one_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    assert "newer Dateline" in refused(tmp_path / "a.backup", sealed(replace(HEADER, format=FORMAT + 1)))


def test_one_with_tables_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    path.write_bytes(sealed(replace(HEADER, migrations={"archive": ["0001_initial", "9999_from_the_future"]})))
    with opened(path) as backup, pytest.raises(BackupError, match=r"archive\.9999_from_the_future"):
        check_version(backup)


def test_rows_that_are_not_those_of_the_manifest_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    path.write_bytes(sealed(lines=LINES + b"2001\tmore\tX\n"))
    with opened(path) as backup, pytest.raises(BackupError, match="archive_source"):
        list(backup.lines("archive_source"))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="No such file"), opened(tmp_path / "none.backup"):
        pass
