# Fulcrum needs Python 3.11 or newer with pip, and make. Everything else goes into .venv.
#   make run     serve the API on http://127.0.0.1:8000 (PORT=8011 for another port)
#   make test    run the whole test suite, the case files included (ARGS="-k stuck" for some of it)
#   make setup   only create .venv and install
#   make check   linters, type checker, import contracts, and the rule book's own check
#   make thorough  the long versions of the tests
#   make document  write the rule book's pages anew
#   make lock    resolve the dependencies anew

PORT ?= 8000
ARGS ?= -n auto
PYTHONS = $(or $(PYTHON),python3 python3.11 python3.12 python3.13 python3.14 python)
NEW_ENOUGH = import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))
UV = uv==0.13.9

BIN = .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
HASHED = install --require-hashes --no-deps --no-build-isolation

.DEFAULT_GOAL := help
.PHONY: help setup run test check thorough document lock

help:
	@sed -n 's/^#   \(make .*\)/\1/p' Makefile

setup: .venv/installed

run: .venv/installed
	@exec $(BIN)/fulcrum serve --port $(PORT)

test: .venv/installed
	$(BIN)/pytest $(ARGS)

thorough: .venv/installed
	THOROUGH=1 $(BIN)/pytest --hypothesis-profile=thorough $(ARGS)

check: .venv/installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/fulcrum check

document: .venv/installed
	$(BIN)/fulcrum rules --document docs/rulebook

# The stamps make a second run quick, and able to do without a network.
.venv/created:
	@for python in $(PYTHONS); do \
	  if $$python -c '$(NEW_ENOUGH)' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Fulcrum needs Python 3.11 or newer with its venv module; tried: $(PYTHONS)." >&2; \
	  echo "Name yours: make PYTHON=/path/to/python3.12" >&2; exit 1; \
	fi; \
	$$found -m venv --clear .venv
	@touch $@

.venv/locked: .venv/created requirements-build.txt requirements.txt
	$(PIP) $(HASHED) -r requirements-build.txt
	$(PIP) $(HASHED) -r requirements.txt
	@touch $@

.venv/installed: .venv/locked pyproject.toml
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

lock: .venv/created
	$(PIP) install $(UV)
	$(BIN)/uv lock --no-config --upgrade
	$(BIN)/uv export $(EXPORT) --only-group build --output-file requirements-build.txt
	$(BIN)/uv export $(EXPORT) --all-extras --no-group build --output-file requirements.txt

EXPORT = --no-config --frozen --quiet --no-header --no-emit-project --format requirements.txt
