# `make` prints the commands. Nothing but Python 3.11 with its venv module needs to be installed beforehand.

PORT ?= $(or $(NEWSLETTER_PORT),8000)
PYTHON ?= python3
export NEWSLETTER_DATA_DIR ?= $(CURDIR)/data

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
T ?=
B ?=
F ?= 500

.PHONY: help run test test-wheel fuzz soak check format bench document client

help: ## print this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run: $(RUNTIME) ## install, migrate and start on http://127.0.0.1:8000 (PORT=9000 for another port)
	@$(BIN)/newsletter migrate
	@NEWSLETTER_PORT=$(PORT) $(BIN)/newsletter example
	@NEWSLETTER_PORT=$(PORT) exec $(BIN)/newsletter serve

test: $(DEVELOPMENT) ## run the tests, on SQLite and PostgreSQL (T=tests/law for some of them)
	$(BIN)/pytest -q $(if $(T),$(T),-n 2 -m "not wheel and not soak")

test-wheel: $(DEVELOPMENT) ## build the wheel, install it in an empty environment, and start it
	$(BIN)/pytest -q -m wheel tests/test_wheel.py tests/test_containers.py

fuzz: $(DEVELOPMENT) ## ask every operation F times what it never expected, good and bad (F=500)
	FUZZ_EXAMPLES=$(F) $(BIN)/pytest -q -n 2 tests/fuzz

soak: $(DEVELOPMENT) ## kill the service, its database, disk and mail server in the middle of a campaign: lost 0, twice 0
	$(BIN)/pytest -q -s -m soak tests/soak

check: $(DEVELOPMENT) ## format, lint, types, architecture and documentation tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/test_architecture.py tests/test_documentation.py

bench: $(DEVELOPMENT) ## measure, on SQLite and PostgreSQL (B=one_click for one figure, SIZE=10000 for a quick run)
	@$(BIN)/python -m bench $(B)

document: $(DEVELOPMENT) ## write openapi.json and the answers of its examples anew, after a change of the API
	$(BIN)/python -m tests.web.examples
	$(BIN)/newsletter openapi > openapi.json

client: $(DEVELOPMENT) ## make the Python client anew from the OpenAPI document
	$(BIN)/python -m generate

format: $(DEVELOPMENT) ## put the code in form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(UV):
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(RUNTIME): $(UV) uv.lock
	@$(UV) sync --quiet --locked --inexact --no-default-groups
	@touch $@

$(DEVELOPMENT): $(UV) uv.lock
	@$(UV) sync --quiet --locked --inexact
	@touch $@ $(RUNTIME)
