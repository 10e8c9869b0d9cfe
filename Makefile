# The environment is made by the first command and kept; PYTHON chooses the interpreter it is made with.
PYTHON ?= python3
VENV ?= .venv
export TRITONE_VENV := $(abspath $(VENV))
RUN := $(VENV)/bin/python

.PHONY: help setup demo test lint bench serve wheel pythons clean

help:
	@echo "make demo    stream a paragraph from a real Triton server into demo.wav and demo.png"
	@echo "make test    run every test"
	@echo "make serve   start a server"
	@echo "make bench   measure time to first audio and throughput"
	@echo "make pythons run the unit tests under every other Python that is here"
	@echo "make wheel   build dist/tritone-*.whl, its native kernels compiled"
	@echo "make lint    check the style"
	@echo "make clean   remove the environment and what the commands wrote"

setup:
	@command -v $(PYTHON) >/dev/null || { echo "error: $(PYTHON) not found: install Python 3.10, 3.11 or 3.12 with venv"; exit 1; }
	@$(PYTHON) scripts/setup.py

demo: setup
	@$(RUN) scripts/demo.py

test: setup
	@$(RUN) -m pytest -q

lint: setup
	@$(RUN) -m ruff check .

bench: setup
	@$(RUN) -m loadtest.bench

serve: setup
	@$(RUN) -m tritone serve

wheel: setup
	@$(RUN) -m pip wheel --quiet --no-deps --wheel-dir dist . && ls dist/tritone-*.whl

pythons: setup
	@$(RUN) scripts/check_pythons.py

clean:
	rm -rf $(VENV) demo.wav demo.png .pytest_cache .ruff_cache .hypothesis
