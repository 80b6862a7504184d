# What a newcomer types. `make` alone says what there is; each target can be run again at any time.
.DEFAULT_GOAL := help
.PHONY: help setup demo serve pages test lint faults mutants messages requirements

PORT ?= 8000
SERVE ?= yes
ARGS ?=
PY := .venv/bin/python

# Nothing asks, and nothing is written outside this folder (but for what apt installs).
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_CACHE_DIR := 1
export PIP_NO_INPUT := 1
export XDG_CACHE_HOME := $(CURDIR)/var/cache
export MPLCONFIGDIR := $(CURDIR)/var/cache/matplotlib

help: ## Say what there is to type
	@echo "Readiness: from what staff say they do to who owns which activity."
	@echo
	@sed -nE 's/^([a-z]+): ## (.*)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '%-20s %s\n' "$$name" "$$text"; done
	@echo
	@echo "  PORT=8001 takes another port, PYTHON=python3.12 another Python (3.11 or newer)."

# Where this site is, for the links that are printed, shown and mailed.
demo serve: export READINESS_BASE_URL ?= http://127.0.0.1:$(PORT)

demo: ## Make the samples (reports in out/, both in the database), then serve on 127.0.0.1:8000 (SERVE=no: reports only)
	@scripts/setup.sh run
	@echo "==> Database: var/readiness.sqlite3"
	@$(PY) manage.py migrate --verbosity 0
	@echo "==> Samples"
	@$(PY) manage.py demo
ifneq ($(SERVE),no)
	@scripts/serve.sh "$(PORT)"
endif

serve: ## Serve pages and worker on 127.0.0.1:8000 without making the sample again
	@scripts/setup.sh run
	@$(PY) manage.py migrate --verbosity 0
	@scripts/serve.sh "$(PORT)"

pages: ## Draw every page of every kind of report on the samples as a picture, in out/pages
	@scripts/setup.sh run
	@$(PY) scripts/page_images.py $(ARGS)

test: ## Run all tests, on SQLite and on PostgreSQL (ARGS="-k tally": some of them)
	@scripts/setup.sh test
	@echo "==> Tests"
	@scripts/test.sh $(ARGS)

lint: ## Check code, types and templates
	@scripts/setup.sh lint
	@echo "==> Lint"
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 --check {} +
	scripts/check_sources.sh

faults: ## Kill server and workers 50 times each on both databases, answer over a bad network, and count what is lost (an hour)
	@scripts/setup.sh test
	@echo "==> Faults"
	@$(PY) -m tests.faults.web $(WEB_ARGS)
	@$(PY) -m tests.faults.room $(ROOM_ARGS)
	@$(PY) -m tests.faults.killing $(ARGS)
	@$(PY) -m tests.faults.network $(NETWORK_ARGS)
	@$(PY) -m tests.faults.mail $(MAIL_ARGS)

mutants: ## Put 650 small faults into readiness/core, one at a time, and name those that no test finds (one hour)
	@scripts/setup.sh test
	@echo "==> Mutants"
	@$(PY) -m tests.mutation $(ARGS)

setup: ## Install what running, testing and linting need, and nothing else
	@scripts/setup.sh test

messages: ## Bring the translations in locale/ up to date with what the sources say
	@scripts/setup.sh lint
	@$(PY) scripts/messages.py

requirements: ## For maintainers: write the requirements*.txt anew from the requirements*.in
	@scripts/setup.sh lint
	@scripts/requirements.sh
