"""What `manage.py bench` does to an archive: filling, starting, asking it, comparing it with others."""
