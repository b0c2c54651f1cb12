# The chores. Everything runs in .venv, which `make setup` fills.
BIN := .venv/bin

help:            ## list the chores
	@grep -E '^[a-z-]+: *##|^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup:           ## make .venv with everything for development
	python3 -m venv .venv
	$(BIN)/pip install -q -e '.[dev,bench]'

test:            ## run all tests
	$(BIN)/pytest -n auto

snapshots:       ## accept the present output, after you have looked at it
	$(BIN)/pytest --snapshot-update

lint:            ## check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format:          ## format, and fix what ruff can fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

migrations:      ## run the migrations up and down and compare them with the models
	rm -rf build/migrations && mkdir -p build/migrations
	TIMELINE_DB=build/migrations/t.db $(BIN)/alembic upgrade head
	TIMELINE_DB=build/migrations/t.db $(BIN)/alembic check
	TIMELINE_DB=build/migrations/t.db $(BIN)/alembic downgrade base
	TIMELINE_DB=build/migrations/t.db $(BIN)/alembic upgrade head

docs:            ## rebuild the generated parts of the documentation
	$(BIN)/python -m docs.generate

wheel:           ## build the wheel into dist/
	$(BIN)/python -m build --wheel --outdir dist .

bench:           ## measure the claims about speed and accuracy
	$(BIN)/python benchmarks/dates.py
	$(BIN)/python benchmarks/names.py
	$(BIN)/python benchmarks/queries.py
	$(BIN)/python benchmarks/history.py
	$(BIN)/python benchmarks/trust.py
	$(BIN)/python benchmarks/verify.py
	$(BIN)/python benchmarks/publish.py
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/exchange.py --entries 100000

ci:              ## run all checks that must pass
	.ci/run

clean:           ## remove build results and caches
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

.PHONY: help setup test snapshots lint format migrations docs wheel bench ci clean
.DEFAULT_GOAL := help
