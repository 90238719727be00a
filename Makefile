# One command to run (make run), one to test (make test). The virtual environment is made from the
# hashed requirements and made again when they change.

VENV := .venv
PYTHON := $(VENV)/bin/python
# A file at a time in each process; the order of the files stays the random one.
WORKERS := -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: run test test-cluster soak check requirements environment environment-dev clean

run: environment
	@exec $(PYTHON) manage.py run --with-parent

test: environment-dev
	@echo "Not in this run: tests/cluster, which need a three-node OpenSearch (make test-cluster), and make soak"
	@$(PYTHON) -m pytest -m "not cluster and not soak" $(WORKERS)

test-cluster: environment-dev
	@sh scripts/opensearch-jars.sh var-test/opensearch
	@$(PYTHON) -m pytest -m cluster tests/cluster

# Half an hour, or SOAK_SECONDS: ingest, search, export and correction at once; any wrong answer or growth fails.
soak: environment-dev
	@$(PYTHON) -m pytest -m soak -s tests/bench/test_soak.py

check: environment-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy archive manage.py
	$(VENV)/bin/lint-imports
	# piece.html stands inside sentences: a line end after it would be a space in them
	find templates -name '*.html' ! -name piece.html -print0 | xargs -0 -r $(VENV)/bin/djade --check --target-version 5.2

# What the packages need is pinned with hashes for every Python from 3.11 and every platform at once.
requirements: environment-dev
	$(VENV)/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	$(VENV)/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt

environment:
	@sh scripts/environment.sh $(VENV) requirements.txt

environment-dev:
	@sh scripts/environment.sh $(VENV) requirements.txt requirements-dev.txt

clean:
	rm -rf $(VENV) var-test
