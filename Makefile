# LandGuard's verbs. `make demo` and `make test` need nothing but Debian 12 and root (or the system packages in place).
SHELL := /bin/bash
PYTHON := .venv/bin/python
SITE_PACKAGES := $(CURDIR)/.venv/lib/python3.11/site-packages
# The GEOS that a real QGIS process has loaded; with it first, the tests meet what the desktop meets (docs/adr/0003).
QGIS_GEOS = $(shell ldconfig -p | awk '/libgeos_c\.so\.1 /{print $$NF; exit}')
export QT_QPA_PLATFORM ?= offscreen
export PROJ_DATA ?= /usr/share/proj
export PYTHONDONTWRITEBYTECODE := 1
export LANDGUARD_SITE_PACKAGES := $(SITE_PACKAGES)
DATA ?=
PYTEST_ARGS ?=
SCENES ?=

.PHONY: setup demo test test-gui lint package stage run bench bench-quick bench-writeoff catalogue strings evidence-case evidence-ledger evidence-store golden screenshots clean help

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

setup: .venv/.ok  ## system packages (as root) and the Python environment in .venv

.venv/.ok: requirements-dev.txt scripts/setup_system.sh
	bash scripts/setup_system.sh
	test -x .venv/bin/python || /usr/bin/python3 -m venv --system-site-packages .venv
	.venv/bin/python -m pip install -q -r requirements-dev.txt 2> >(grep -v 'is ignored: it is neither' >&2)
	touch $@

stage: setup  ## the package as it ships, in build/
	@$(PYTHON) -m tools.stage >/dev/null

test: stage  ## all tests but those that need a screen
	LD_PRELOAD=$(QGIS_GEOS) $(PYTHON) -m pytest -q $(PYTEST_ARGS)

test-gui: package  ## drives a real QGIS Desktop, leaves pictures in out/gui (SCENES=files: only these)
	bash tests/gui/run_all.sh $(SCENES)

lint: setup .venv-lint/.ok  ## style, imports, the plugin site's upload scan, Qt 6 readiness
	bash scripts/lint.sh

.venv-lint/.ok: requirements-lint.txt
	test -x .venv-lint/bin/python || /usr/bin/python3 -m venv .venv-lint
	.venv-lint/bin/python -m pip install -q -r requirements-lint.txt 2> >(grep -v 'is ignored: it is neither' >&2)
	touch $@

package: setup  ## dist/landguard_plugin-VERSION.zip, the same bytes for the same commit
	@$(PYTHON) -m tools.package

run: package  ## QGIS with the packaged plugin in a profile of its own
	bash scripts/run_qgis.sh

demo: stage package  ## builds a county, runs the whole chain, leaves reports and maps in out/ (DATA=folder: your own files)
	LANDGUARD_DEMO_DATA="$(DATA)" $(PYTHON) -m tools.demo

bench-quick: setup  ## speed against a peer in the same run, small
	$(PYTHON) -m benchmarks.run quick

bench: setup  ## speed against peers in the same run, 100k patches
	$(PYTHON) -m benchmarks.run full

bench-writeoff: setup  ## the best write-off for many units against HiGHS in the same run
	$(PYTHON) -m benchmarks.writeoff large

evidence-case: setup  ## case packages flipped, cut, forged; round trips, throughput; writes docs/evidence/case_packages.md (FLIPS=n)
	$(PYTHON) -m tests.long.case_run $(or $(FLIPS),20000)

evidence-ledger: setup  ## a million postings against a second ledger, stores, proposals; writes docs/evidence/ledger.md (POSTINGS=n)
	$(PYTHON) -m tests.long.ledger_run $(or $(POSTINGS),1000000)

catalogue: setup  ## writes docs/checks.md from the rules of the survey checks
	$(PYTHON) -m tools.check_catalogue

evidence-store: setup  ## kills, writers side by side, mutated files, drafts, load of the patch project; writes docs/evidence/patch_store.md (KILLS=n)
	$(PYTHON) -m tests.long.patch_store_run $(or $(KILLS),500)

strings: setup  ## collects the strings to translate
	$(PYTHON) tools/strings.py

clean:  ## removes what was built; the environment stays
	rm -rf build dist out .bench .qgis-settings .hypothesis
