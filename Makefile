# Everyday commands. They need python3 (3.11 or newer) and make, and bring everything else themselves.
.DEFAULT_GOAL := help
.PHONY: help install demo test coverage bench check lock fonts clean

PYTHON ?= python3
PY := .venv/bin/python
PREPARE := @$(PYTHON) .ci/prepare.py
ARGS ?=
ON_ALL_CORES := -n auto --maxprocesses 4 --dist worksteal

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

install: ## make .venv with what the product needs to run
	$(PREPARE) demo

demo: ## set up and open the demonstration site; ARGS go to manage.py demo
	$(PREPARE) demo
	@$(PY) manage.py demo $(ARGS)

# The tests that touch the database run on PostgreSQL first; then everything runs on SQLite. The second
# run is told how the first ended and fails with it, so that the summary it closes with is the whole truth.
test: ## run all tests, on PostgreSQL and on SQLite; make test ARGS="-k sign_off" runs some
	$(PREPARE) test
	@$(PY) -m pytest $(ON_ALL_CORES) -p tests.pg $(ARGS); first=$$?; [ $$first -ne 5 ] || first=0; \
	HEGUI_POSTGRESQL_RUN=$$first $(PY) -m pytest $(ON_ALL_CORES) $(ARGS) && exit $$first

coverage: ## run all tests on SQLite and say which lines none of them reaches
	$(PREPARE) test
	@$(PY) -m coverage run -m pytest -q $(ARGS); $(PY) -m coverage report

bench: ## measure speed against floors; make bench NAME=rules measures one thing
	$(PREPARE) bench
	@$(PY) -m tests.bench $(NAME) $(ARGS)

check: ## lint, check types, and hold the layers apart
	$(PREPARE) check
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -m pytest tests/test_layers.py tests/test_house.py

COMPILE := uv pip compile --quiet --universal --generate-hashes --no-strip-extras --python-version 3.11 \
	--custom-compile-command "make lock"

lock: ## choose versions anew from pyproject.toml; needs uv; ARGS=--upgrade takes the newest
	@command -v uv >/dev/null || { echo "make lock needs uv; pip install uv brings it." >&2; exit 1; }
	$(COMPILE) $(ARGS) pyproject.toml -o requirements.lock
	$(COMPILE) $(ARGS) -c requirements.lock pyproject.toml --group dev -o requirements-dev.lock

fonts: ## cut the packaged type anew from its sources, which npm and pip bring
	$(PREPARE) check
	@$(PY) -m reports.make_fonts var/type-sources

clean: ## remove the virtual environment and caches; data under var/ stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
