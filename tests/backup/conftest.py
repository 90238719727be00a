"""Folders for archives that are run as processes of their own."""

from tests.ops.conftest import folder, run_folder

__all__ = ["folder", "run_folder"]
