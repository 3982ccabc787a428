# `make help` lists what can be done. Everything lands in .venv, node_modules and var; nothing outside this folder,
# but for the Debian packages that tests need (PostgreSQL, Chromium), which tools/system_packages.sh installs.

SHELL := /bin/bash
PYTHON ?= python3.11
BIN := .venv/bin
PORT ?= 8000
THIRD_PARTY := var/third_party
SPARK := var/spark/venv
LOCK := $(BIN)/uv pip compile --quiet pyproject.toml --generate-hashes --no-emit-index-url --no-header
FONTS := $(foreach w,400 600,$(foreach s,latin vietnamese,be-vietnam-pro-$(s)-$(w)-normal.woff2))

.DEFAULT_GOAL := help
.PHONY: help setup run demo fix check test test-all test-spark score bench shots docs lock system

help:  ## list what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: var/.setup  ## install everything the program needs
	@$(BIN)/phongtrao migrate

var/.setup: requirements.lock package-lock.json pyproject.toml
	@mkdir -p var $(THIRD_PARTY)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.8
	@$(BIN)/uv pip sync --quiet --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@tools/node.sh npm ci --silent
	@cp node_modules/@picocss/pico/css/pico.min.css node_modules/echarts/dist/echarts.simple.min.js $(THIRD_PARTY)/
	@cp $(addprefix node_modules/@fontsource/be-vietnam-pro/files/,$(FONTS)) $(THIRD_PARTY)/
	@$(BIN)/phongtrao collect-static
	@touch $@

run: setup  ## install, fill the demo, open the pages on http://127.0.0.1:8000
	@$(BIN)/phongtrao demo
	@$(BIN)/phongtrao serve --port $(PORT)

demo: setup  ## fill the demo: accounts, plans, all compiled
	@$(BIN)/phongtrao demo

fix:  ## format the code and mend what the linter can
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .
	@$(BIN)/djade --target-version 5.2 $$(git ls-files '*.html') || true

check: var/.setup  ## format, lint, types, import contract, file lengths, migrations, templates, docs
	@$(BIN)/ruff format --check --quiet . || { echo "run 'make fix'"; exit 1; }
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@tools/file_lengths.sh
	$(BIN)/django-admin check --settings phongtrao.config.settings
	$(BIN)/django-admin makemigrations --check --dry-run --settings phongtrao.config.settings
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files '*.html')
	@$(MAKE) --no-print-directory docs

# Each run starts many processes: read what was compiled before. Browsers wait more than they work: three of them share two
# cores.
test test-all: export PYTHONDONTWRITEBYTECODE :=

test: var/.setup system  ## all tests but the slow ones, on SQLite, on PostgreSQL and in Chromium, with the coverage gates
	$(BIN)/pytest -n 2 --dist loadgroup --cov --cov-report= -m "not browser and not slow and not spark" tests
	$(BIN)/python tools/coverage_gates.py
	$(BIN)/python tools/with_postgres.py $(BIN)/pytest -n 2 --dist loadgroup -m "not browser and not slow and not spark" tests
	$(BIN)/pytest -n 3 --dist worksteal -m "browser" tests/scenarios

test-all: test  ## the slow ones too: fuzzing, big documents, Spark
	$(BIN)/pytest -n 2 -m "slow" tests
	$(BIN)/python -m tests.hostile.fuzz_uploads --count 10000
	@$(MAKE) --no-print-directory test-spark

test-spark: var/spark/.setup  ## the history read on Spark with two executors; installs Java and var/spark, 1 GB
	@env -u SPARK_HOME JAVA_HOME="$$(ls -d /usr/lib/jvm/java-17-* | head -1)" $(SPARK)/bin/python -m pytest -m "spark" tests/reporting

var/spark/.setup: requirements-spark.lock var/.setup
	@tools/system_packages.sh java
	@test -x $(SPARK)/bin/python || $(BIN)/uv venv --quiet --python $(PYTHON) $(SPARK)
	@$(BIN)/uv pip sync --quiet --python $(SPARK)/bin/python --build-constraints requirements.lock --require-hashes requirements-spark.lock
	@$(BIN)/uv pip install --quiet --python $(SPARK)/bin/python --no-deps --no-build-isolation --editable .
	@touch $@

score: var/.setup  ## accuracy of the compiler on the hand-labelled plans of ../shared
	@rm -rf var/score && $(BIN)/phongtrao compile ../shared/plans --out var/score >/dev/null
	@$(BIN)/python ../shared/tools/score_plans.py ../shared/gold var/score ../shared/plans

bench: var/.setup  ## speed, printed as tables and written to var/bench/*.json
	@for one in bench/*_speed.py; do echo "== $$one"; $(BIN)/python $$one || exit 1; done

shots: var/.setup system  ## a picture of every page at 1280 and 360 px in var/shots, with the demo's data
	@$(BIN)/python tools/shots.py

docs: var/.setup  ## the manual and the developers' pages in var/docs, warnings are errors
	@$(BIN)/sphinx-build -q -W --keep-going -b html docs var/docs

lock: ## write requirements.lock and requirements-spark.lock anew from pyproject.toml
	@$(LOCK) --extra dev --output-file requirements.lock
	@$(LOCK) --extra dev --extra spark --constraints requirements.lock --output-file requirements-spark.lock

system:  ## Debian packages that the tests need
	@tools/system_packages.sh
