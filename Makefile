# Precedent: `make app` installs, builds the library and opens the app; `make test` runs every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS := corpus/cases corpus/regulations corpus/plans corpus/registers
INSTALLED := $(VENV)/.installed
TESTED := $(VENV)/.installed-test

.PHONY: app library test check format clean

app: library
	$(BIN)/streamlit run app.py

library: $(INSTALLED)
	$(BIN)/kb setup
	$(BIN)/kb ingest $(CORPUS)

test: $(TESTED)
	$(BIN)/kb setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadgroup

format: $(TESTED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf library .cache

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/pip install --quiet -c constraints.txt -e .
	touch $@

$(TESTED): $(INSTALLED)
	$(BIN)/pip install --quiet -c constraints.txt -e ".[test]"
	touch $@
