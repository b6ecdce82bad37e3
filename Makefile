# Two commands on a fresh machine with git, make and Python 3.11 or newer: `make site` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The age of legal facts is checked against a fixed date, so that a run today and one next year agree.
TODAY ?= 2026-11-21
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help check confirm site serve test lint format schemas vectors bench bench-builder lock clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

site: $(VENV)/.ready ## Build the site and the documents of every profile into site/
	$(BIN)/guide build

serve: $(VENV)/.ready ## Show the site while you edit content/ (LANG_CODE=en for English)
	$(BIN)/guide serve --lang $(or $(LANG_CODE),da)

check: $(VENV)/.ready ## Check only the content: a second, while you write
	$(BIN)/guide check --today $(TODAY)

confirm: $(VENV)/.ready ## Say that you have read both languages of the texts you changed
	$(BIN)/guide confirm

test: $(VENV)/.ready-test lint ## Run every check: format, lint, types, content, tests
	$(BIN)/guide check --today $(TODAY)
	$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered

lint: $(VENV)/.ready-test ## Check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.ready-test ## Put the code in its standard form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schemas: $(VENV)/.ready-test ## Write generator/schema/ from the model and the questions
	$(BIN)/python -m tests.write_schemas

vectors: $(VENV)/.ready-test ## Write tests/vectors/ anew
	$(BIN)/python -m tests.write_vectors

bench: $(VENV)/.ready-bench ## Measure what a document costs, beside peers in the same run
	$(BIN)/python -m tests.bench.documents

bench-builder: $(VENV)/.ready-test ## Measure from an answer to the painted result in the browser
	$(BIN)/python -m tests.bench.builder

lock: $(VENV)/.ready-test ## Write the lock files anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile -q --universal --no-strip-extras --generate-hashes --no-emit-index-url --no-header --no-annotate -p 3.11 --extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --no-strip-extras --generate-hashes --no-emit-index-url --no-header --no-annotate -p 3.11 --extra build --extra test -c requirements.lock pyproject.toml -o requirements-test.lock
	$(BIN)/uv pip compile -q --universal --no-strip-extras --generate-hashes --no-emit-index-url --no-header --no-annotate -p 3.11 --extra build --extra bench -c requirements.lock pyproject.toml -o requirements-bench.lock

clean: ## Delete what was made
	rm -rf build site out dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.lock pyproject.toml setup.py | $(VENV)/bin/python
	$(PIP) -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . \
	  > $(VENV)/install.log 2>&1 || { cat $(VENV)/install.log; exit 1; }
	touch $@

$(VENV)/.ready-test: $(VENV)/.ready requirements-test.lock
	$(PIP) -r requirements-test.lock
	touch $@

$(VENV)/.ready-bench: $(VENV)/.ready requirements-bench.lock
	$(PIP) -r requirements-bench.lock
	touch $@
