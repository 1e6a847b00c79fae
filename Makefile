# Two commands are enough to begin: `make run` and `make test`. Each works on a fresh clone.
# PORT and DATA_DIR choose the address and the data folder: make run PORT=8001 DATA_DIR=/tmp/mine
SHELL := /bin/sh
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$name; exit; fi; done; \
	command -v python3)
LAUNCH = $(if $(PYTHON),$(PYTHON) -m portal.launch,echo "Python 3.11 or newer is needed and no python3 was found: install it, then run make again." >&2; exit 1;)
COMPILE = .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench reset-demo lock

help:
	@echo "make setup       install what the portal needs into .venv"
	@echo "make run         start the portal with demonstration content at http://127.0.0.1:8000"
	@echo "make run CARD=demo   the same, with a stand-in for Stripe to try out card payments"
	@echo "make test        run every test (installs PostgreSQL and Chromium where it may)"
	@echo "make check       lint, types, layers, migrations, templates, production settings"
	@echo "make bench       measure the portal against a bare Django view"
	@echo "make reset-demo  put the demonstration data back to its first state"
	@echo "make lock        resolve the dependencies of pyproject.toml again"

setup run test check bench reset-demo:
	@$(LAUNCH) $@

lock:
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra test --extra dev --constraint requirements.lock --output-file requirements-dev.lock
