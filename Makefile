# Concord: `make run` and `make test` are all a newcomer needs; `make help` lists the rest.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 5000
TLS ?= 0
DEMO ?=
WORKERS ?= 2
JOBS ?= 2
BIN := .venv/bin
export HOST PORT TLS DEMO WORKERS
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test check lint types contracts format bench faults again lock translations clone-proof clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  Settings: HOST=0.0.0.0 PORT=5000 TLS=1 (own certificate) DEMO=0 (start empty) WORKERS=2"

setup:
	@$(PYTHON) .ci/setup.py run

setup-test:
	@$(PYTHON) .ci/setup.py test

run: setup ## install what is missing, migrate, start web and worker; Ctrl-C stops all
	@exec $(BIN)/python -m lms.launch

test: setup-test check ## the whole suite: lint, types, contracts, tests on both databases, browser journeys
	$(BIN)/pytest -q -n $(JOBS) -m "not faults_long and not again" $(ARGS)

check: lint types contracts

lint: ## ruff and djlint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet

types: ## mypy, strict
	$(BIN)/mypy

contracts: ## which room may import which
	$(BIN)/lint-imports --no-logo

format: ## write the code in the agreed form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-test ## requests a second of each page beside a yardstick page
	$(BIN)/python -m tests.benchmarks $(ARGS)

faults: setup-test ## long fault tests: killed workers, many at once
	$(BIN)/pytest -q -m "faults or faults_long" $(ARGS)

again: setup-test ## the longest ways through the browser once more, in Urdu and on a phone
	$(BIN)/pytest -q -n $(JOBS) -m again $(ARGS)

lock: ## pin the packages of pyproject.toml anew, with hashes and without addresses
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o .ci/requirements.txt pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev -o .ci/requirements-dev.txt pyproject.toml

translations: setup ## gather the texts of the screens into the catalogues
	$(BIN)/pybabel -q extract -F pyproject.toml -k _l -k _n:1,2 -k N_ --no-location --omit-header -o lms/translations/messages.pot .
	$(BIN)/pybabel -q update -i lms/translations/messages.pot -d lms/translations --ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel -q compile -d lms/translations

clone-proof: ## clone into an empty folder, start it there, look at the start page
	@$(PYTHON) .ci/clone_proof.py $(ARGS)

clean: ## remove what set-up made (not instance/, where the data is)
	rm -rf .venv node_modules static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
