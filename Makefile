# Every target sets up what it needs by itself, and leaves a stamp in .venv so that the second call is quick.
# `make demo` needs Python 3.11+ and make; `make test` also Node, and finds or installs PostgreSQL, Chromium and slapd.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# A lock names everything there is to install, so that pip has nothing to look up; `pip check` sees that it does.
INSTALL_LOCKED := $(PIP) install --no-deps --require-hashes --requirement
INSTALL_CHECKOUT := $(PIP) install --no-deps --no-build-isolation --editable .

# People mostly want the Python that they call python3; otherwise the newest.
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11

# Each worker of `make test` runs a PostgreSQL and a Chromium of its own.
WORKERS := 2

.PHONY: help
help:  ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

$(BIN)/python:
	@sh requirements/venv.sh $(VENV) $(PYTHON) $(PYTHONS)

$(VENV)/.demo: requirements/demo.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the demo needs into $(VENV) (once, about a minute)"
	@$(INSTALL_LOCKED) requirements/demo.txt
	@$(INSTALL_CHECKOUT)
	@$(PIP) check
	@touch $@

# The development lock holds the demo's packages at the same versions, so the demo's stamp is renewed as well.
$(VENV)/.development: requirements/development.txt pyproject.toml | $(BIN)/python
	@echo "Installing what development needs into $(VENV) (once, about two minutes)"
	@$(INSTALL_LOCKED) requirements/development.txt
	@$(INSTALL_CHECKOUT)
	@$(PIP) check
	@touch $@ $(VENV)/.demo

.PHONY: venv
venv: $(VENV)/.development  ## Set up .venv for development

.PHONY: demo
demo: $(VENV)/.demo  ## Run the portal with a simulated AWS and a sample company
	@$(BIN)/doorstep demo

# The programs that are no packages of ours: looked for each time (a moment), installed as root on Debian.
.PHONY: system
system: $(VENV)/.development
	@$(BIN)/python -m tests.setup.install postgresql chromium node slapd openldap

# Built from source, with what `system` installed: for the tests only, so that nothing else here needs a compiler.
$(VENV)/.ldap: requirements/ldap.txt $(VENV)/.development | system
	@echo "Building what the tests need of LDAP into $(VENV)"
	@$(INSTALL_LOCKED) requirements/ldap.txt
	@touch $@

tests/node/node_modules/.installed: tests/node/package-lock.json | system
	@echo "Installing what the tests need of npm into tests/node"
	@cd tests/node && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: test-setup
test-setup: $(VENV)/.development system $(VENV)/.ldap tests/node/node_modules/.installed

.PHONY: test
test: test-setup  ## Run every test, with a real PostgreSQL and a real Chromium
	@$(BIN)/pytest --numprocesses=$(WORKERS) --cov --cov-report=term $(PYTEST_ARGUMENTS)

.PHONY: lint
lint: $(VENV)/.development  ## Check style: ruff, djlint, hadolint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet && echo "djlint: nothing to say"
	@if [ -x $(BIN)/hadolint ]; then $(BIN)/hadolint Dockerfile && echo "hadolint: nothing to say"; \
	else echo "hadolint has no wheel for this platform: the Dockerfile was not checked" >&2; fi

.PHONY: types
types: $(VENV)/.development  ## Check types: mypy --strict
	$(BIN)/mypy --strict app tests

.PHONY: wheel
wheel: $(VENV)/.development  ## Build the wheel into dist/
	@$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

.PHONY: bench
bench: $(VENV)/.development  ## Measure clicks, and decisions and pages at scale, against the bars (exit 1 on a missed one)
	@$(BIN)/python -m tests.setup.install wrk postgresql
	@$(BIN)/python -m tests.bench.run

.PHONY: bench-count
bench-count: $(VENV)/.development  ## Only count what a click costs: connections, queries, entries, bytes
	@$(BIN)/python -m tests.bench.run --count

.PHONY: hostile
hostile: $(VENV)/.development  ## Send 10,000 hostile inputs to each provider's way in (exit 1 if one gets in)
	@$(BIN)/python -m tests.hostile.run oidc,proxy,saml

# Without --upgrade uv keeps every version that still fits. The smaller files are cut to the versions of the largest.
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--annotation-style line --custom-compile-command "make lock"
WITHIN := --constraint requirements/development.txt
# All but what simulates, which production has no business with, and LDAP, which has a lock of its own.
EXTRAS := --extra postgres --extra saml --extra scim

.PHONY: lock
lock: $(VENV)/.development  ## Pin the dependencies of pyproject.toml anew (LOCK=--upgrade takes newer ones)
	$(COMPILE) $(LOCK) pyproject.toml $(EXTRAS) --extra demo --group dev --output-file requirements/development.txt
	$(COMPILE) $(LOCK) pyproject.toml --extra postgres --extra demo --group build $(WITHIN) --output-file requirements/demo.txt
	$(COMPILE) $(LOCK) pyproject.toml $(EXTRAS) $(WITHIN) --output-file requirements/production.txt
	$(COMPILE) $(LOCK) --group ldap $(WITHIN) --output-file requirements/ldap.txt
	$(COMPILE) $(LOCK) --group build $(WITHIN) --output-file requirements/build.txt

.PHONY: clean
clean:  ## Remove everything that this file made
	rm -rf $(VENV) dist build htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	rm -rf tests/node/node_modules
