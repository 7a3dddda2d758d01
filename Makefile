# Two commands need nothing but Python 3.11+, git and make: `make demo` and `make test`.
# Both set up .venv on their first run; later runs use it again.

.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TESTED := .cache/tested
# The first of these that is 3.11 or newer, and able to make an environment.
PYTHONS := python3.11 python3.12 python3.13 python3.14 python3 python
# Half an hour of processor time for all kinds of files together.
FUZZED := .csv .csv.gz .jsonl .json .html .xlsx .xls .ods .parquet .toml
FUZZ_SECONDS := 180
SOURCES := $(shell find prioritizer tests configs datasets docs benchmarks cli.py setup.py \
	pyproject.toml README.md README.th.md Makefile -type f -not -path '*/__pycache__/*' 2>/dev/null)

.PHONY: help demo test check lint docs data bench fuzz weaken clean

help: ## List these targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | \
		while IFS='	' read -r name does; do printf '  make %-8s %s\n' "$$name" "$$does"; done

demo: $(READY) ## Run the whole job on the demo study, into runs/demo
	$(BIN)/prioritizer demo runs/demo --replace

test: $(READY) ## Run every test
	$(BIN)/python -m pytest
	@mkdir -p $(dir $(TESTED)) && touch $(TESTED)

check: lint $(TESTED) ## Lint, then test unless nothing changed since the tests last passed

lint: $(READY) ## Hold format, style, types and floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict prioritizer
	$(BIN)/lint-imports

docs: $(READY) ## Write again what the code knows best: commands, study file, figures, the demo screen
	$(BIN)/python docs/generate.py

data: $(READY) ## Make the demo signals again, from their seed
	$(BIN)/python datasets/generate_demo.py

bench: $(READY) ## Measure the hot paths; results go to benchmarks/results
	@for script in benchmarks/bench_*.py; do echo "$$script" && $(BIN)/python "$$script" || exit 1; done

fuzz: $(READY) ## Throw spoilt files at the readers for half an hour (installs atheris)
	@$(BIN)/python -c 'import atheris' 2>/dev/null || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris
	@for kind in $(FUZZED); do \
		mkdir -p .cache/fuzz/$$kind; \
		$(BIN)/python benchmarks/fuzz.py $$kind --seconds $(FUZZ_SECONDS) -timeout=600 \
			-rss_limit_mb=2048 -artifact_prefix=.cache/fuzz/crash$$kind- .cache/fuzz/$$kind || \
			broken="$$broken $$kind"; done; \
		[ -z "$$broken" ] || { echo "Broken by a file:$$broken (see .cache/fuzz)"; exit 1; }

weaken: $(READY) ## Weaken every guard in a copy, one at a time, and see a test notice
	$(BIN)/python tests/weakened/weaken.py

clean: ## Remove the environment, caches and runs/demo
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf build dist *.egg-info runs/demo

$(TESTED): $(SOURCES) | $(READY)
	@$(MAKE) --no-print-directory test

$(READY): pyproject.toml setup.py
	@for python in $(PYTHONS); do \
		if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
			>/dev/null 2>&1; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "No Python 3.11 or newer with venv was found." >&2; \
		echo "Install one (Debian, Ubuntu: apt install python3 python3-venv), then try again." >&2; \
		exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$found; the first time this takes a few minutes."; \
	$$found -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $(READY)
