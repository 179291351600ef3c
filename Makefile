# Everything that a checkout can do. Each target makes .venv when it is missing or out of date.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
READY := .venv/ready
WORKERS ?= auto
EXAMPLES ?= 20000

.PHONY: demo test conformance check bench fidelity fuzz completions goldens clean

demo: $(READY)  ## start a sandbox, send the samples to it, show the results
	$(BIN)/egain demo

test: $(READY)  ## all tests, with coverage, then the conformance suite
	$(BIN)/pytest -n $(WORKERS) --cov --cov-report=term
	$(BIN)/python -m tests.conformance --sandbox

conformance: $(READY)  ## plain HTTP requests to EGAIN_TEST_URL, or to a sandbox started for it
	$(BIN)/python -m tests.conformance

check: $(READY)  ## style, types, and which room may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)  ## how fast, as ratios against peers in one run; writes docs/performance.md
	$(BIN)/pip install --quiet --group bench
	$(BIN)/python -m bench --write

fidelity: $(READY)  ## real messages against what independent parsers make of them: CORPUS=DIR
	@test -n "$(CORPUS)" || { echo "make fidelity CORPUS=DIR; docs/fidelity.md says what DIR holds"; exit 2; }
	$(BIN)/python -m tests.fidelity "$(CORPUS)"

fuzz: $(READY)  ## mutated samples through the mapping, EXAMPLES=20000 of them
	EGAIN_FUZZ=$(EXAMPLES) $(BIN)/pytest -q -n 0 tests/inputs/mime/test_fuzz.py

completions: $(READY)  ## write completions/ anew
	$(BIN)/egain completions bash > completions/egain.bash
	$(BIN)/egain completions zsh > completions/_egain
	$(BIN)/egain completions fish > completions/egain.fish
	$(BIN)/egain completions powershell > completions/egain.ps1

goldens: $(READY)  ## write the samples' payloads and the pages made from tables anew; then read the diff
	EGAIN_WRITE_GOLDENS=1 $(BIN)/pytest tests/encode tests/test_api_coverage.py tests/test_findings.py -q

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage* dist

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "egain needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable '.[sandbox,keyring]' --group dev
	$(BIN)/python -c 'open("$(READY)", "w").close()'
