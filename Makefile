# Wirewatch. `make demo` shows the main job, `make test` proves it; both set up what they need.
PYTHON ?= python3
BIN := .venv/bin
SEEDS ?= 200
COMPILE := $(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe

.PHONY: help setup fix check test coverage test-faults test-all demo run bench bench-matching bench-polling bench-poller bench-extraction bench-stories lock clean

help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: .venv/ready  ## a virtual environment with the locked dependencies

.venv/ready: requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

fix: setup       ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: setup     ## format, lint, types, layers, Dockerfile
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile

test: setup      ## the tests, on SQLite and PostgreSQL
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder -m "not slow" $(ARGS)

coverage: setup  ## the same tests with branch coverage, which takes twice as long
	$(MAKE) test ARGS="--cov --cov-report=term:skip-covered $(ARGS)"

test-faults: setup  ## the promise: 200 months simulated, 1,000 faults on each database; SEEDS=9 ARGS="--faults 200 --alerts 100"
	$(BIN)/python -m tests.simulation --seeds $(SEEDS)
	$(BIN)/python -m tests.faults --database sqlite $(ARGS)
	$(BIN)/python -m tests.faults --database postgresql $(ARGS)
	$(BIN)/python -m tests.faults --short --faults 60 --alerts 40 --broken sent-first
	$(BIN)/python -m tests.faults --short --faults 60 --alerts 40 --broken two-transactions

test-all: setup  ## the slow ones too, and ten times as many examples of the matcher
	WIREWATCH_EXAMPLES=1000 $(BIN)/python -m pytest -n 4 --dist loadfile $(ARGS)

demo: setup      ## the whole job, offline
	$(BIN)/wirewatch demo

run: setup       ## the daemon, with ./config
	$(BIN)/wirewatch run

bench: bench-matching bench-polling bench-poller bench-extraction bench-stories  ## every figure that the documents quote
	@for f in archive inflection; do echo "== $$f"; $(BIN)/python benchmarks/$$f.py || exit 1; done

bench-matching: setup  ## the matcher against re, regex, ahocorasick-rs and Hyperscan; ARGS="--docs F --watches F"
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-bench.txt
	$(BIN)/python benchmarks/matching.py $(ARGS)

bench-polling: setup  ## polling policies over publication times; ARGS="--traces F"
	$(BIN)/python benchmarks/polling.py $(ARGS)

bench-poller: setup  ## whole polls over a server on loopback; ARGS="--limit --peers --idle 10000 --due 100000"
	$(BIN)/python benchmarks/poller.py $(ARGS)
	$(BIN)/python benchmarks/slices.py

bench-extraction: setup  ## reading pages, beside trafilatura, newspaper4k and readability-lxml; ARGS="FOLDER"
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-bench.txt
	$(BIN)/python benchmarks/extraction.py $(ARGS)

bench-stories: setup  ## joining articles into stories, beside title Jaccard, simhash and MinHash; ARGS="--window 0 --day 0"
	$(BIN)/python benchmarks/stories.py $(ARGS)

lock: export CUSTOM_COMPILE_COMMAND = make lock
lock: setup      ## refresh the locked requirements, with hashes and no index addresses
	$(COMPILE) --extra postgres -o requirements.txt pyproject.toml
	$(COMPILE) --extra dev -o requirements-dev.txt pyproject.toml
	$(COMPILE) -o requirements-bench.txt benchmarks/requirements.in
	sed -i '/^--/d' requirements.txt requirements-dev.txt requirements-bench.txt  # where this machine gets them from

clean:           ## what can be made again
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis htmlcov .coverage*
