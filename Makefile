# Reentry Graph. Needs Python 3.11 or later, make and git; everything else is installed beside this file.
#
#   make serve    start the server       (PORT=8000 DATA=data)
#   make test     run the tests          (ARGS='-k dates' goes to pytest)
#   make check    style, types, floors and tests
#   make bench    measure                (ARGS goes to the benchmarks)
#   make format   put the code into the house style
#   make web      build the SPARQL editor from web/ anew (needs npm); what it makes is kept in the repository
#   make constraints   pin what pyproject.toml asks for (ARGS=--upgrade: the newest of everything)
#   make clean    remove environments and caches; data stay

PORT ?= 8000
DATA ?= data
ARGS ?=

# An environment is ready when it holds a stamp that names what it was made from: the two files that say what goes into
# it, and the folder it stands in. Any change, a move or an interrupted installation gives another name or none, and
# the next run makes the environment anew.
KEY := $(shell { cat pyproject.toml constraints.txt && pwd; } | cksum | tr ' ' -)
SERVE := .venv/ready-$(KEY)
DEV := .venv-dev/ready-$(KEY)
# An interpreter that is gone or was replaced takes its stamp along.
$(shell for v in .venv .venv-dev; do test ! -d $$v || $$v/bin/python -V >/dev/null 2>&1 || rm -f $$v/ready-*; done)

.PHONY: .venv .venv-dev serve test check lint bench format web constraints clean
.DEFAULT_GOAL := serve

.venv: $(SERVE)
.venv-dev: $(DEV)

serve: $(SERVE)
	@exec .venv/bin/reentry serve --port $(PORT) --data $(DATA)

test: $(DEV)
	@.venv-dev/bin/python -m pytest $(ARGS)

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

# What the page is made of is installed as the lock says, checked for types, and bundled.
web:
	@npm ci --prefix web --ignore-scripts --no-audit --no-fund --silent
	@npm run --prefix web --silent check
	@npm run --prefix web --silent build

# No address of a package index and no path of this machine may get into the file.
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
