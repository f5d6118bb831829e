# make demo   sets itself up and builds the samples under out/
# make test   sets itself up and runs every check
# make check  lints, and runs the quick tests of what was changed since main
# make setup  sets up, and tries refused system packages again
# make vendor renews the foreign files: the page's and its tests' from npm, the models that read scans
# make lock   renews the lock files        make schemas  renews schemas/
# make bench   compares with other programs (20 minutes, 6 GB; more with ARGS="--large")
# make corpus  prints what becomes of every foreign file beside the project
# make reference  renews docs/data.zh.md and docs/commands.zh.md
SHELL := bash
# Tests with their assertions rewritten are kept compiled, whatever the surroundings wish.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: demo test check types all-tests near-tests setup ready ready-for-tests vendor lock schemas reference corpus bench wheel clean

# Without LibreOffice (exit code 7) the rest is still built, and docgen says what to install.
demo: ready
	@for sample in assessment application; do \
	    .venv/bin/docgen build samples/$$sample --out out || [ $$? -eq 7 ] || exit 1; \
	done
	@.venv/bin/docgen build samples/example-city --out out/example-city || [ $$? -eq 7 ]
	@printf '\n%s\n%s\n' '在浏览器里打开一份样例 / to open the page of a sample in the browser:' \
	    '    .venv/bin/docgen serve samples/assessment'

test: ready-for-tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
# Tests start docgen a few hundred times: compiled once, not each time.
	@.venv/bin/python -m compileall -q docgen tests
	@$(MAKE) --no-print-directory -j 2 types all-tests

check: ready-for-tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	@$(MAKE) --no-print-directory -j 2 types near-tests

# Types are held against each other beside the tests: on its own that leaves cores idle.
types:
	.venv/bin/mypy

all-tests:
	.venv/bin/pytest -n auto

near-tests:
	.venv/bin/pytest -q -n auto $$(.venv/bin/python tools/touched_tests.py)

ready:
	@tools/setup.sh

ready-for-tests:
	@tools/setup.sh --tests

setup:
	@tools/setup.sh --retry --tests

# Foreign files as locks say: tools/page/package-lock.json those of the page, tools/models/models.lock
# the models that read scans.
vendor: ready
	.venv/bin/python tools/page/vendor.py
	.venv/bin/python tools/models/vendor.py

# One lock for every system and Python: uv resolves for all of them at once.
lock: ready
	.venv/bin/python -m venv .setup/lock
	.setup/lock/bin/python -m pip install --quiet uv
	.setup/lock/bin/uv pip compile pyproject.toml --extra sign --extra batch --group dev --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --upgrade --quiet \
	    --custom-compile-command "make lock" --output-file requirements.lock
	.setup/lock/bin/uv pip compile tools/reading.in --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --upgrade --quiet \
	    --custom-compile-command "make lock" --output-file tools/reading.lock
	.setup/lock/bin/uv pip compile bench/peers.in --universal --python-version 3.12 \
	    --generate-hashes --no-emit-index-url --upgrade --quiet \
	    --custom-compile-command "make lock" --output-file bench/peers.lock

schemas: ready
	.venv/bin/python -m docgen.cli.schemas schemas

corpus: ready
	.venv/bin/python tests/corpus.py

bench: ready
	.venv/bin/python bench/run.py $(ARGS)

reference: ready
	.venv/bin/python -m docgen.cli.reference docs

wheel: ready
	.venv/bin/python -m hatchling build --target wheel --directory dist

clean:
	rm -rf .venv .setup out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find docgen tests -name __pycache__ -prune -exec rm -rf {} +
