"""Measurements of the program on this machine and on collections made by others; nothing that serves imports it."""
