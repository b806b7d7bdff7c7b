# Every target sets up what it needs by itself, and leaves a stamp in .venv so that the second call is quick.
# `make demo` needs Python 3.11+ and make; `make test` also Node, and finds or installs PostgreSQL and Chromium.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL_LOCKED := $(PIP) install --require-hashes --requirement
INSTALL_CHECKOUT := $(PIP) install --no-deps --no-build-isolation --editable .

# The oldest Python that we support comes last: people mostly want the one they call python3.
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11

.PHONY: help
help:  ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

$(BIN)/python:
	@for candidate in $(PYTHON) $(PYTHONS); do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found="$$candidate"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Doorstep needs Python 3.11 or newer, and found none among: $(PYTHON) $(PYTHONS)." >&2; \
		echo "Install one (on Debian and Ubuntu: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$found cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
		exit 1; \
	fi; \
	echo "Making $(VENV) with $$found ($$("$$found" --version))"; \
	"$$found" -m venv --clear $(VENV)

$(VENV)/.demo: requirements/demo.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the demo needs into $(VENV) (once, about a minute)"
	@$(INSTALL_LOCKED) requirements/demo.txt
	@$(INSTALL_CHECKOUT)
	@touch $@

# The development lock holds the demo's packages at the same versions, so the demo's stamp is renewed as well.
$(VENV)/.development: requirements/development.txt pyproject.toml | $(BIN)/python
	@echo "Installing what development needs into $(VENV) (once, about two minutes)"
	@$(INSTALL_LOCKED) requirements/development.txt
	@$(INSTALL_CHECKOUT)
	@touch $@ $(VENV)/.demo

.PHONY: venv
venv: $(VENV)/.development  ## Set up .venv for development

