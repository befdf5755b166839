# Two commands matter: make demo, make test. Everything they need they install themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: demo dev test fuzz soak load model bench bench-workbook bench-quick wheelhouse clean

demo: $(VENV)/.installed
	@mkdir -p out
	@rm -f out/意见汇总.xlsx out/问题清单.docx
	@$(BIN)/fourwinds classify examples -o out/意见汇总.xlsx || { [ $$? -eq 1 ] && [ -f out/意见汇总.xlsx ] && echo "未能读取的文件没有计入，其余照常整理"; }
	@$(BIN)/fourwinds report out/意见汇总.xlsx -o out/问题清单.docx --unit 青禾实验学校
	@echo "打开看看：$(CURDIR)/out/意见汇总.xlsx 和 $(CURDIR)/out/问题清单.docx"

dev: $(VENV)/.installed-dev

test: $(VENV)/.installed-dev
	@bash tests/system-packages.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python packaging/wheelhouse.py
	$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered

fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m tests.intake.fuzzing 20000

# Folders for office PCs without network: this machine's by default, PLATFORM=all for every platform.
wheelhouse: $(VENV)/.installed-dev
	$(BIN)/python packaging/wheelhouse.py $(addprefix --platform ,$(PLATFORM)) $(addprefix --python ,$(PYTHON_VERSION))

soak: $(VENV)/.installed-dev
	$(BIN)/python -m tests.store.soak
	$(BIN)/python -W ignore -m tests.web.soak

load: $(VENV)/.installed-dev
	$(BIN)/python -m tests.store.load
	$(BIN)/python -W ignore -m tests.web.load

model: $(VENV)/.installed
	$(BIN)/fourwinds train --corpora corpora --output models/default

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "正在安装（首次约一两分钟）…"
	@$(PIP) --editable .
	@touch $@

# What start.sh needs besides: the page, and charts.
$(VENV)/.installed-web: $(VENV)/.installed
	@$(PIP) --editable ".[web,charts]"
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(PIP) --editable ".[dev]"
	@touch $@

bench: .venv-bench/.installed
	@cd benchmarks && ../.venv-bench/bin/python run.py
	@cd benchmarks && ../.venv-bench/bin/python workbook.py

bench-workbook: .venv-bench/.installed
	@cd benchmarks && ../.venv-bench/bin/python workbook.py

bench-quick: .venv-bench/.installed
	@cd benchmarks && ../.venv-bench/bin/python run.py --quick

.venv-bench/.installed: pyproject.toml constraints.txt benchmarks/requirements.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . -r benchmarks/requirements.txt
	@touch $@

clean:
	rm -rf $(VENV) .venv-bench out dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage
