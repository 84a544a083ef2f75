# Everything Blindbench needs is installed into .venv. `make` alone lists what there is to make.
.DEFAULT_GOAL := help
.PHONY: help run worker story test check format install-gpu python requirements requirements-dev

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$name; break; fi; done)
VENV_PYTHON := .venv/bin/python

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: requirements ## Start Blindbench. Honours PORT, HOST, SITE_URL, DATABASE_URL, REDIS_URL, VAR_DIR, QUEUES, DEMO=0
	@$(VENV_PYTHON) -m scripts.serve

worker: requirements ## Start one more worker beside a running server, for QUEUES (gpu)
	@$(VENV_PYTHON) -m scripts.worker

story: requirements ## Replay the reference story in VAR_DIR (var/story): train, generate, rate by simulated raters, report
	@$(VENV_PYTHON) -m scripts.story

test: requirements-dev ## Run all tests, with the services they need; ARGS="-k rating" goes to pytest
	@$(VENV_PYTHON) -m scripts.run_tests $(ARGS)

check: requirements-dev ## Check style, types, import contracts, templates, migrations and deployment settings
	@$(VENV_PYTHON) -m scripts.check

format: requirements-dev ## Bring code and templates into the project's format
	@$(VENV_PYTHON) -m scripts.check --fix

install-gpu: requirements ## Replace torch by its CUDA build; TORCH_INDEX_URL names the index
	@$(VENV_PYTHON) -m scripts.install --gpu

requirements: python
	@$(PYTHON) -m scripts.install requirements.txt

requirements-dev: python
	@$(PYTHON) -m scripts.install requirements-dev.txt

python:
	@test -n "$(PYTHON)" || { echo "Blindbench needs Python 3.11 or newer; none was found." >&2; exit 1; }
