# Waystation: `make run` serves the demo, `make test` passes the tests. Needs Python 3.11 with venv, git and make.
PY ?= python3
PORT ?= 8000
SITE_PORT ?= 8001
V  := .venv
UV := $(V)/bin/uv
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1
# Compiled modules are kept whatever the shell says: else each command compiles them all once more.
export PYTHONDONTWRITEBYTECODE :=
.PHONY: run test test-all check bench soak lock messages

$(V)/run.stamp: requirements-uv.txt requirements.txt pyproject.toml hatch_build.py frontend/package-lock.json
	$(PY) -m venv $(V)
	$(V)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt
	$(UV) pip install -q --python $(V)/bin/python --require-hashes -r requirements.txt
	$(UV) pip install -q --python $(V)/bin/python --no-deps -e .
	$(V)/bin/waystation warm
	touch $@

$(V)/dev.stamp: $(V)/run.stamp requirements-dev.txt
	$(UV) pip install -q --python $(V)/bin/python --require-hashes -r requirements-dev.txt
	touch $@

$(V)/bench.stamp: $(V)/dev.stamp requirements-bench.txt
	$(UV) pip install -q --python $(V)/bin/python --require-hashes -r requirements-bench.txt
	touch $@

# Only where the database is a server of its own: see docs/OPERATING.md.
$(V)/postgres.stamp: $(V)/run.stamp requirements-postgres.txt
	$(UV) pip install -q --python $(V)/bin/python --require-hashes -r requirements-postgres.txt
	touch $@

run: $(V)/run.stamp $(if $(WAYSTATION_DATABASE_URL),$(V)/postgres.stamp)
	$(V)/bin/waystation demo load --if-empty
	$(V)/bin/waystation serve --port $(PORT) --site-port $(SITE_PORT)

# What tests and checks write does not mix with what `make run` wrote.
test test-all check bench soak: export WAYSTATION_HOME := $(CURDIR)/$(V)/test-home

test: $(V)/dev.stamp check
	sh tests/with_browser.sh $(V)/bin/python -m pytest -n 2 --dist loadfile

# The libraries that stand beside the planner are needed to compare answers, not only times.
# TESTED=1: `make test` has passed just now; only the long ones are left. Then whatever reaches a
# database runs a second time, on a PostgreSQL that is thrown away. Long ones wait now and then, for a
# browser or a clock: three at a time on two cores.
test-all: $(V)/bench.stamp $(if $(TESTED),,check)
	sh tests/with_browser.sh $(V)/bin/python -m pytest -n 3 --dist loadfile -m "$(if $(TESTED),long and ,)not soak"
	sh tests/with_browser.sh sh tests/with_postgres.sh $(V)/bin/python -m pytest -n 2 --dist loadfile --database-only -m "not soak"

check: $(V)/dev.stamp
	$(V)/bin/ruff check .
	$(V)/bin/ruff format --check .
	$(V)/bin/mypy
	$(V)/bin/lint-imports

bench: $(V)/bench.stamp
	$(V)/bin/python -m bench

# Hours, not minutes: every property with 5,000 examples, every address tried by everybody with every
# method, a thousand and forty years of money made up
# at random, then 400 wrong versions of the vault.
soak: $(V)/bench.stamp
	WAYSTATION_WHOLE=1 $(V)/bin/python -m pytest -m "long or not long" --hypothesis-profile=soak --ignore=tests/journeys
	sh tests/with_browser.sh $(V)/bin/python -m bench.money --seeds 1000 --events 500
	sh tests/with_browser.sh sh tests/with_postgres.sh env -u WAYSTATION_DATABASE_URL $(V)/bin/python -m bench.money --seeds 40 --events 500 --postgres
	WAYSTATION_WHOLE=1 sh tests/with_browser.sh sh tests/with_postgres.sh $(V)/bin/python -m pytest -n 2 --dist loadfile --database-only -m "not soak"
	$(V)/bin/python -m bench.mutation --sample 400 --seed 1855

lock: $(V)/run.stamp
	echo uv | $(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 - -o requirements-uv.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --group dev pyproject.toml -o requirements-dev.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --group bench -c requirements-dev.txt pyproject.toml -o requirements-bench.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --group cluster -c requirements-bench.txt pyproject.toml -o requirements-cluster.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --group linkage -c requirements-bench.txt pyproject.toml -o requirements-linkage.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --group spark -c requirements-bench.txt pyproject.toml -o requirements-spark.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --group postgres -c requirements-bench.txt pyproject.toml -o requirements-postgres.txt

messages: $(V)/dev.stamp
	$(V)/bin/python -m waystation.testing.messages
