# Every target sets up what it needs; the second time that takes no time.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: install demo test slow campaign fuzz check lint types bench replay lock audit clean

install: $(READY)

$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: install  ## the whole path against the bundled newsroom
	$(BIN)/hoptac demo --home build/demo

test: install  ## the fast suite
	$(BIN)/python -m pytest -m "not slow and not campaign" -n 2 --dist loadfile

slow: install
	$(BIN)/python -m pytest -m "slow and not campaign" -n 2 --dist loadfile --timeout 600

campaign: install  ## kills, stops and many writers at many moments: hours
	HOPTAC_KILLS=50 $(BIN)/python -m pytest -m campaign --timeout 7200

fuzz: install  ## ten minutes for each reader of what strangers write
	@for target in article feed sitemap listing dates cleaning programs robots; do \
	    echo "== $$target"; $(BIN)/python -m tests.fuzz.run $$target --seconds 600 || exit 1; done

lint: install
	$(BIN)/ruff check .

types: install
	$(BIN)/mypy

check: test slow lint types

bench: install  ## figures, one line each
	@for bench in tests/bench/bench_*.py; do echo "== $$bench"; PYTHONPATH=. $(BIN)/python $$bench || exit 1; done

replay: install  ## the real saved pages, served from loopback under their own names, through the whole ingest
	$(BIN)/python -m tests.replay

lock:  ## pins every dependency with its hashes
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 pyproject.toml --extra test --extra build \
	    --no-emit-index-url --generate-hashes --no-header -o requirements.lock

audit: install  ## known vulnerabilities of the locked packages
	$(BIN)/pip install --quiet pip-audit
	$(BIN)/pip-audit --disable-pip --require-hashes -r requirements.lock

clean:
	rm -rf $(VENV) build dist *.egg-info
