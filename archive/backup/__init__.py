"""Backup and restore: everything but the search index, in one file, copied from one snapshot of the database.

Inside: the file (`container`), what of the database belongs in it and how its rows are copied (`tables`), `backup` and
`restore`. Not inside: the search index, which is made again from the database; files of the data folder (the secret
key stays where it is: sessions end with a move, passwords hold).

Invariants:
- A backup is moved to its name only when it is whole and on the disk; its last 64 characters are the checksum of all
  before them.
- A restore is one transaction. Until its end everything is as it was, whatever ends it.
- A table's checksum is over its rows in the order of their keys as COPY prints them, so that it is the same on every
  server that holds the same rows.
"""

from archive.backup.container import Backup, BackupError, opened
from archive.backup.making import Made, backup
from archive.backup.restoring import Target, check_version, restore, target

__all__ = ["Backup", "BackupError", "Made", "Target", "backup", "check_version", "opened", "restore", "target"]
