"""What `manage.py bench` does to an archive: filling one of its own, starting it, asking it, comparing it with others."""
