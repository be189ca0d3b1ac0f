# Reentry Graph. Needs Python 3.11 or later, make and git; everything else is installed beside this file.
#
#   make serve    start the server       (PORT=8000 DATA=data)
#   make test     run the tests          (ARGS='-k dates' goes to pytest)
#   make check    style, types, order of imports, and tests
#   make bench    run the benchmarks     (ARGS goes to them)
#   make format   format the code
#   make web      build the SPARQL editor from web/ (needs npm); the bundle is part of the repository
#   make architecture   draw the picture of docs/architecture.md anew
#   make constraints   pin all dependencies (ARGS=--upgrade: to their newest versions)
#   make clean    remove environments and caches, but no data

PORT ?= 8000
DATA ?= data
ARGS ?=

# All tests run in a process for each core. The tests of one file stay together, since they share what they set up, and
# the longest files begin first (tests/conftest.py).
ALL_TESTS := --numprocesses=logical --maxprocesses=8 --dist=loadfile --no-loadscope-reorder

# An environment is ready when it has a stamp file whose name is a checksum of what it was made from: the two files that
# list its packages, and the folder it is in. After a change, a move or an interrupted installation there is no such
# file, and the next run makes the environment again.
KEY := $(shell { cat pyproject.toml constraints.txt && pwd; } | cksum | tr ' ' -)
SERVE := .venv/ready-$(KEY)
DEV := .venv-dev/ready-$(KEY)
# If the interpreter was removed or replaced, remove the stamp as well.
$(shell for v in .venv .venv-dev; do test ! -d $$v || $$v/bin/python -V >/dev/null 2>&1 || rm -f $$v/ready-*; done)

.PHONY: .venv .venv-dev serve test check lint bench format web architecture constraints clean
.DEFAULT_GOAL := serve

.venv: $(SERVE)
.venv-dev: $(DEV)

serve: $(SERVE)
	@exec .venv/bin/reentry serve --port $(PORT) --data $(DATA)

test: $(DEV)
	@.venv-dev/bin/python -m pytest $(or $(ARGS),$(ALL_TESTS))

check: lint test

lint: $(DEV)
	@.venv-dev/bin/ruff format --check .
	@.venv-dev/bin/ruff check .
	@.venv-dev/bin/mypy
	@.venv-dev/bin/lint-imports --no-logo

bench: $(DEV)
	@.venv-dev/bin/python -m bench $(ARGS)

format: $(DEV)
	@.venv-dev/bin/ruff format .
	@.venv-dev/bin/ruff check --fix .

# Install what the lock file says, check the types, and bundle.
web:
	@npm ci --prefix web --ignore-scripts --no-audit --no-fund --silent
	@npm run --prefix web --silent check
	@npm run --prefix web --silent build

# The file must not contain the address of a package index or a path of this machine.
constraints: $(DEV)
	@CUSTOM_COMPILE_COMMAND='make constraints' .venv-dev/bin/pip-compile --quiet $(ARGS) --all-extras --strip-extras \
		--no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--output-file=constraints.txt pyproject.toml

clean:
	rm -rf .venv .venv-dev build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(SERVE):
	@.ci/environment .venv . $@

$(DEV):
	@.ci/environment .venv-dev '.[dev]' $@
