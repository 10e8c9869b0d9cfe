# The environment is made by the first command and kept; PYTHON chooses the interpreter it is made with.
PYTHON ?= python3
VENV ?= .venv
export TRITONE_VENV := $(abspath $(VENV))
RUN := $(VENV)/bin/python
# Which Pythons, as in: make pythons VERSIONS=3.10. All others that there are.
VERSIONS ?=
# More for pytest, as in: make test TESTS="tests/audio -k opus"
TESTS ?=
# Of those that are chosen none may be of a kind: that is pytest's status 5.
MAY_BE_NONE := $(if $(TESTS),|| [ $$? -eq 5 ])
# Where nothing may be written, each of the hundreds of processes of the tests would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE
# Two processes for tests without a server, a file of tests in one of them; in tests/conftest.py's order.
WORKERS ?= -n 2 --dist loadfile --no-loadscope-reorder
# Each with one thread, as models are served: two that take both cores wait for each other.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# Instructions that any x86-64 processor of the last ten years has: PyTorch and its oneDNN are held to them.
PORTABLE := ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2

.PHONY: help setup demo check lint format types unit test test-portable coverage bench serve wheel pythons clean

help:
	@echo "make demo           stream a paragraph from a real Triton server into demo.wav and demo.png"
	@echo "make check          style, types, and the quick tests without a server (a minute on two cores)"
	@echo "make test           run every test"
	@echo "make test-portable  run the tests that compare sounds with PyTorch held to AVX2"
	@echo "make coverage       run every test and see what of tritone and frontend_text they run"
	@echo "make format         format the code"
	@echo "make serve          start a server"
	@echo "make bench          measure time to first audio and throughput"
	@echo "make wheel          build dist/tritone-*.whl, its native kernels compiled"
	@echo "make pythons        run the unit tests under every other Python that is here"
	@echo "make clean          remove the environment and what the commands wrote"

setup:
	@command -v $(PYTHON) >/dev/null || { echo "error: $(PYTHON) not found: install Python 3.10, 3.11 or 3.12 with venv"; exit 1; }
	@$(PYTHON) scripts/setup.py

demo: setup
	@$(RUN) scripts/demo.py

check: setup
	@$(MAKE) --no-print-directory --output-sync=target -j2 lint types unit

lint: setup
	@$(RUN) -m ruff format --check --quiet . || { echo "some files are not formatted: make format"; exit 1; }
	@$(RUN) -m ruff check --quiet .

format: setup
	@$(RUN) -m ruff check --fix --quiet .
	@$(RUN) -m ruff format .

types: setup
	@$(RUN) -m mypy

unit: setup
	@$(ONE_THREAD) $(RUN) -m pytest -q $(WORKERS) -m "not slow and not triton and not gpu" $(TESTS)

# Those without a server in two processes, then those with one, one after the other. COVERAGE: yes measures.
test: setup
	@$(ONE_THREAD) $(RUN) -m pytest -q $(WORKERS) -m "not triton" $(if $(COVERAGE),--cov --cov-report= --cov-fail-under=0) $(TESTS) $(MAY_BE_NONE)
	@$(RUN) -m pytest -q -m triton $(if $(COVERAGE),--cov --cov-append --cov-report=term) $(TESTS) $(MAY_BE_NONE)

# Every library of ours is compared with PyTorch by `make test` already.
test-portable: setup
	@$(ONE_THREAD) $(PORTABLE) $(RUN) -m pytest -q $(WORKERS) -m "not triton and not gpu" -k "not every_library" \
		tests/families tests/devices tests/loadtest/engines $(TESTS)

coverage:
	@$(MAKE) --no-print-directory test COVERAGE=yes

bench: setup
	@$(RUN) -m loadtest.bench

serve: setup
	@$(RUN) -m tritone serve

wheel: setup
	@$(RUN) -m pip wheel --quiet --no-deps --wheel-dir dist . && ls dist/tritone-*.whl

pythons: setup
	@$(RUN) scripts/check_pythons.py $(VERSIONS)

clean:
	find . -name __pycache__ -prune -exec rm -rf {} +
	rm -rf $(VENV) demo.wav demo.png hello.wav speech.pcm .coverage* .pytest_cache .ruff_cache .mypy_cache .hypothesis .tritone/objects
