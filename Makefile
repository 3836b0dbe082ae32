# Everything a person or CI does with this project. `make` alone prints the list.
#
# A fresh machine needs Python 3.11 or newer with venv, make and git; nothing else for setup, demo
# and test. PostgreSQL, Chromium and the real data files have targets of their own, which fail when
# what they need is missing: they never skip.

PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
WORKERS ?= 2
PYTEST  := $(BIN)/python -m pytest
STAMPS  := $(VENV)/stamps

ASSET_INPUTS   := $(wildcard package.json package-lock.json tools/build_assets.py)
MESSAGE_INPUTS := $(wildcard tools/compile_messages.py src/xiuhua/locale/*/LC_MESSAGES/*.po)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test test-postgres test-browser test-data test-all lint format lock messages rules audit clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- Setting up. Each step leaves a stamp and runs again only when what it reads has changed.

setup: $(STAMPS)/project $(STAMPS)/assets $(STAMPS)/messages $(STAMPS)/solvers  ## .venv with pinned packages, assets, messages

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更新版本。Python 3.11 or newer is needed: make PYTHON=python3.11 setup" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/packages: requirements/dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/project: pyproject.toml $(STAMPS)/packages
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/assets: $(ASSET_INPUTS) $(STAMPS)/packages
	$(BIN)/python tools/build_assets.py
	@touch $@

$(STAMPS)/messages: $(MESSAGE_INPUTS) $(STAMPS)/packages
	$(BIN)/python tools/compile_messages.py
	@touch $@

$(STAMPS)/solvers: $(wildcard src/xiuhua/solvers/partition/*.py) $(STAMPS)/project
	$(BIN)/python tools/compile_solvers.py
	@touch $@

# ---- Running.

demo: setup  ## load the invented demonstration subdistrict and serve it
	$(BIN)/xiuhua load_demo
	$(BIN)/xiuhua serve

# ---- Testing. `-m` names what a target needs; see [tool.pytest.ini_options].

test: setup  ## every test that needs no server, no browser and no file from outside (SQLite)
	@env -u DATABASE_URL $(PYTEST) -n $(WORKERS) --dist worksteal -m "not postgres and not browser and not data"

# The pure storeys and the architecture have no database under them, and the table of permissions and the API's
# contract are long and the same on each: once, with `test`, is enough.
test-postgres: setup  ## what stands on a database and those marked postgres, on PostgreSQL (DATABASE_URL or a private cluster)
	@$(BIN)/python tools/private_postgres.py -- $(PYTEST) -n $(WORKERS) --dist worksteal -m "not browser and not data" --ignore=tests/web/api/test_contract.py --ignore=tests/web/test_permissions.py tests/apps tests/web tests/tools tests/guides tests/benchmarks

test-browser: setup  ## whole journeys in a real Chromium (CHROMIUM=… if it has an unusual name)
	@$(BIN)/python tools/build_assets.py --dev
	@$(PYTEST) -n $(WORKERS) --dist worksteal -m browser

test-data: setup  ## the real files beside the project, in ../shared
	@test -d ../shared || \
	  { echo "缺少 ../shared 数据文件夹。The folder ../shared with the real data is missing." >&2; exit 1; }
	@env -u DATABASE_URL $(PYTEST) -m data

test-all: lint test-postgres test-browser test-data test  ## all of them

# ---- Keeping it tidy.

lint: setup  ## style, import contracts, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python tools/build_assets.py --types

format: setup  ## let ruff rewrite what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: setup  ## take new texts into the catalogue and compile it
	$(BIN)/python tools/merge_messages.py
	$(BIN)/python tools/compile_messages.py

rules: setup  ## print the state machines, the register of personal data and the table of rights into docs/reference again
	$(BIN)/python tools/print_rules.py
	$(BIN)/python tools/print_personal_data.py
	$(BIN)/python tools/print_permissions.py

audit: setup  ## ask whether a pinned package has a known weakness; 2 if the advisory service cannot be reached
	$(BIN)/python tools/audit.py

lock: setup  ## compile requirements/*.txt from pyproject.toml again
	$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --universal -o requirements/run.txt
	$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --universal --group dev -o requirements/dev.txt

clean:  ## remove what the targets made; data in var/ stays
	rm -rf $(VENV) build dist node_modules src/xiuhua/static/vendor .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
