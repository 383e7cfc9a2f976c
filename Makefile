.DEFAULT_GOAL := help
PYTHON ?= python3
VENV   ?= .venv
PY     := $(VENV)/bin/python
UV     := 0.13.8

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(VENV)/.installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: PYTHON=python3.12 make run")'
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing (Debian: apt install python3-venv)."; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV)
	@$(VENV)/bin/uv pip sync --quiet --python $(PY) --require-hashes requirements.lock
	@touch $@

install: $(VENV)/.installed ## the virtual environment, from the lock

run: install ## the whole product with demo data on 127.0.0.1 (PORT=8000)
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py load_bank
	@$(PY) manage.py load_demo --if-empty
	@$(PY) manage.py serve

test: install ## the whole test suite
	@$(PY) -m pytest -n auto $(ARGS)

lint: install ## what .ci/run checks beside the tests
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check . && $(VENV)/bin/mypy .

lock: install ## compile requirements.lock anew
	@$(VENV)/bin/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --quiet requirements-dev.txt -o requirements.lock

stop: install ## stop the embedded PostgreSQL
	@$(PY) manage.py pg stop

clean: stop ## throw away the demo data and the virtual environment
	@rm -rf .data $(VENV)

.PHONY: help install run test lint lock stop clean
