# Everything a developer does here. A newcomer needs two of them: `make demo` and `make test`.

PYTHON ?= python3
JOBS ?= 2

VENV := .venv
BIN := $(VENV)/bin
DEPS := $(VENV)/.dependencies
WHEEL := $(VENV)/.wheel
# Folders too, because a deleted file changes only its folder
SOURCES := pyproject.toml README.md LICENSE $(shell find src campaigns templates -name __pycache__ -prune -o -print)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh

.PHONY: help demo test test-faults lint format types contracts docs docs-check bench lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(WHEEL) ## run the whole loop on the example workspace, into demo/
	rm -rf demo
	$(BIN)/xpromo demo demo

# A file's tests stay together, so that what a file makes once is made once; tests/conftest.py says which file comes first
test: $(WHEEL) ## run every test against the installed wheel, with branch coverage
	$(BIN)/pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder --cov --cov-report=term $(ARGS)

# As many faults of each kind, by seed, happen to each command: XPROMO_FAULT_SEED=2 makes others happen
test-faults: export XPROMO_FAULT_ROUNDS ?= 10
test-faults: $(WHEEL) ## crashes, full disks, damage, crowds: five minutes of them; XPROMO_FAULT_ROUNDS=100 makes it an hour
	$(BIN)/pytest tests/faults --numprocesses $(JOBS) --dist loadscope --no-cov -rP $(ARGS)

lint: $(DEPS) ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(DEPS) ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(DEPS) ## mypy, strict, on src and tests
	$(BIN)/mypy

contracts: $(DEPS) ## who may import whom
	PYTHONPATH=src $(BIN)/lint-imports

docs: $(WHEEL) ## write the generated pages of docs/ again
	$(BIN)/python docs/generate.py

docs-check: $(WHEEL) ## fail when a generated page is not what the code says
	$(BIN)/python docs/generate.py --check

bench: $(WHEEL) ## run the comparisons of benchmarks/ and print their ratios
	$(BIN)/python -m benchmarks $(ARGS)

lock: ## resolve requirements.txt again; UPGRADE=1 takes the newest versions
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet uv
	sed -n '/^# /p' requirements.txt > $(VENV)-lock/header
	cp requirements.txt $(VENV)-lock/requirements.txt
	$(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) --group pyproject.toml:dev pyproject.toml \
		--output-file $(VENV)-lock/requirements.txt
	cat $(VENV)-lock/header $(VENV)-lock/requirements.txt > requirements.txt

clean: ## remove all that was made here
	rm -rf $(VENV) $(VENV)-lock build dist demo htmlcov .coverage .coverage.* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	find src tests docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# --no-deps: the lock is complete, and for `coverage[toml]` pip would look at newer versions than the locked one
$(DEPS): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "xpromo needs Python 3.11 or newer, and '$(PYTHON)' is not. Name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch $@

# The wheel, not an editable install: what the tests see is what people get
$(WHEEL): $(DEPS) $(SOURCES)
	@rm -rf $(VENV)/wheel
	$(BIN)/python -m pip wheel --quiet --no-index --no-deps --no-build-isolation --wheel-dir $(VENV)/wheel .
	$(BIN)/python -m pip install --quiet --no-index --no-deps --force-reinstall $(VENV)/wheel/*.whl
	@touch $@
