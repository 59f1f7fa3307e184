# The two doors: `make demo` plays the whole story, `make test` proves what ten minutes can. The rest are parts of them.
# VENV=folder keeps another environment; PYTHON=program chooses the interpreter; T='-k hold' narrows the tests.

VENV ?= .venv
T ?=
bin := $(VENV)/bin
# Each program that a test starts reads 350 modules: with their bytecode it is there a third sooner.
unexport PYTHONDONTWRITEBYTECODE

CORPUS ?= tests/corpus
N ?= 100000
SEED ?= 0
DIR ?= build/mails
L ?= en
BENCH ?=

.PHONY: help demo test test-faults test-fast checks bytecode faults faults-imap faults-postgres faults-several due corpus learning simulate mutants fuzz bench bench-board bench-write year interop machine release-check deb-check look docs manual reference sbom dist deb packages venv lint types layers format lock clean
.DEFAULT_GOAL := help
# Debian packages may bring what makes the environment, and the environment what checks: in this order.
ifndef TOGETHER
.NOTPARALLEL:
endif

help:  ## show this list
	@sed -nE 's/^([a-z-]+):.*##  ?(.*)/  make \1\t\2/p' Makefile | expand -t 20

demo:  ## play the whole story with an embedded mail host and real GnuPG
	@command -v gpg >/dev/null || { echo "The demo needs GnuPG (Debian: apt-get install gnupg)." >&2; exit 1; }
	@.ci/venv $(VENV) requirements.lock
	@$(bin)/hotlined demo

# Half of the time of what starts daemons is waiting: three on two processors leave a seventh of these idle.
SPREAD := -n 4 --dist loadfile --no-loadscope-reorder
test: packages venv checks  ## lint, types, layers, all tests but those of test-faults
	$(bin)/pytest $(SPREAD) -m "not faults" $(T)

test-faults: packages venv checks  ## daemons, servers and lines are killed and cut, disks fill up; `.ci/run` has these, too
	$(bin)/pytest $(SPREAD) -m faults $(T)

test-fast: venv checks  ## the same without the tests marked slow or faults
	$(bin)/pytest $(SPREAD) -m "not slow and not faults" $(T)

# Types take one processor for forty seconds. The other one reads the tests meanwhile: else each of four would.
checks:
	@$(MAKE) --no-print-directory --jobs 2 --output-sync TOGETHER=yes types lint layers bytecode

bytecode: venv
	@$(bin)/pytest --collect-only --quiet >/dev/null || true  # what is wrong is said by the tests themselves

STORE = files
faults: packages venv  ## nothing lost: every long run, and docs/reliability.md from it (an hour): STORE=postgresql, SEED=n repeats, SIZES="--kills 200"
	@PYTHONPATH=daemon:. $(bin)/python -m tests.faults --store $(STORE) --seed $(SEED) $(SIZES)

faults-imap: packages venv  ## every byte of an IMAP session cut, reset and stalled (an hour): SEED=n repeats
	HOTLINED_CUTS=all HOTLINED_SEED=$(SEED) HOTLINED_STORE=$(STORE) $(bin)/pytest -s tests/faults/test_imap_cut.py tests/faults/test_imap_moods.py

faults-postgres: packages venv  ## every byte of a commit to PostgreSQL cut and reset (twenty minutes)
	HOTLINED_PG_CUTS=all $(bin)/pytest --timeout 3600 tests/adapters/test_postgres_crash.py

TURNS = 60
faults-several: packages venv  ## three daemons on one database, in turn and together, killed, paused, cut off, and the database fails over (twenty minutes): TURNS=n
	HOTLINED_TURNS=$(TURNS) $(bin)/pytest -s tests/faults/test_several.py tests/faults/test_together.py tests/faults/test_standby.py

due: N = 10000
due: packages venv  ## so many notices that fall due in one minute (half an hour): make due N=10000 STORE=postgresql
	HOTLINED_DUE=$(N) HOTLINED_STORE=$(STORE) $(bin)/pytest tests/faults/test_due.py

corpus: venv  ## how a labelled corpus is read: make corpus CORPUS=folder (with bounce/, autoreply/, reply/, torture/, lea/)
	@PYTHONPATH=daemon:. $(bin)/python -m tests.corpus_table $(CORPUS)

SETS = blind3 blind4
learning: venv  ## how often an analyst is asked once the answers have taught something: make learning SETS=blind4
	@PYTHONPATH=daemon:. $(bin)/python -m tests.corpus_learning $(SETS)

fuzz: venv  ## hostile mails from bytes to decision: make fuzz N=100000 (SEED=0: the first of their seeds)
	@PYTHONPATH=daemon:. $(bin)/python -m tests.fuzz $(N) $(SEED)

bench: packages venv  ## how fast it is, and docs/performance.md from it (twenty minutes): BENCH="--open 1000 10000 100000 --closed 1000000 --due 10000" (an hour)
	@PYTHONPATH=daemon:. $(bin)/python -m benchmarks $(BENCH)

bench-board: venv  ## what the board costs with so many open cases, against reading them at start: make bench-board N=10000
	@PYTHONPATH=daemon:. $(bin)/python -m benchmarks.board $(N)

year: venv  ## a year of a hotline's mail and of all of INHOPE's, simulated on the last bench's figures (ten minutes)
	@PYTHONPATH=daemon:. $(bin)/python -m benchmarks.year --seed $(SEED)

bench-write: venv  ## what a commit costs as its stream grows to 50,000 entries, against one fsynced write
	@PYTHONPATH=daemon:. $(bin)/python -m benchmarks.write

simulate: venv  ## random schedules of holds, crashes, clock jumps: make simulate N=100000 SEED=0, TRUE=1 for the true loops, CREW=1 for several daemons
	@PYTHONPATH=daemon:. $(bin)/python -m tests.simulation --count $(N) --seed $(SEED) $(if $(TRUE),--true) $(if $(CREW),--crew)

mutants: venv  ## versions that are wrong on purpose, and after how many schedules each is found
	@PYTHONPATH=daemon:. $(bin)/python -m tests.simulation --mutants --seed $(SEED)

SERVERS =
interop: packages venv  ## as root: other people's servers, and docs/interop.md from it (half an hour): make interop DIR=folder SERVERS="cyrus gmail"
	@PYTHONPATH=daemon:. $(bin)/python -m tests.machine.interop $(DIR) $(SERVERS)

BEFORE =
DEBIAN =
machine release-check deb-check: export HOTLINED_DEBIAN = $(DEBIAN)
machine: venv  ## as root: a new Debian with a real systemd, by the administrator's guide alone: make machine DIR=folder BEFORE=commit DEBIAN=bookworm
	@PYTHONPATH=. $(bin)/python -m tests.machine $(DIR) $(if $(BEFORE),--before $(BEFORE))

release-check: venv  ## as root: wheel and sdist on an empty Debian, by pip and pipx, play the demo there: make release-check DIR=folder
	@PYTHONPATH=. $(bin)/python -m tests.machine.release $(DIR)

deb-check: venv  ## as root: the Debian package from nothing to its purge, on a new Debian: make deb-check DIR=folder BEFORE=commit
	@PYTHONPATH=. $(bin)/python -m tests.machine.package $(DIR) $(if $(BEFORE),--before $(BEFORE))

look: venv  ## every mail to analysts as HTML and text, to look at in a browser: make look DIR=folder (L=de)
	@PYTHONPATH=daemon:. $(bin)/python -m tests.look $(DIR) $(L)

docs: venv  ## the documentation as a site, in build/site: every link, anchor and picture is looked at
	@$(bin)/python -m sphinx --quiet --fail-on-warning --keep-going -c docs/site -d build/site-trees . build/site
	@echo "build/site/index.html"

manual: venv  ## write share/: the man page and the completion for bash, out of the commands
	@PYTHONPATH=daemon:. $(bin)/python -m tools.manual

reference: venv  ## write docs/reference.md: every key of the configuration, out of the models
	@PYTHONPATH=daemon:. $(bin)/python -m tools.reference

# Of what a site installs: an environment with the packages of the lock alone, not even pip.
sbom_tools := $(VENV)-sbom/bin
shipped := build/sbom-env
sbom:  ## build/sbom.cdx.json (CycloneDX) and build/licences.md: every package of requirements.lock
	@test -x $(sbom_tools)/pip-licenses || { $$(.ci/venv --find) -m venv $(VENV)-sbom && \
		$(sbom_tools)/pip install --quiet "cyclonedx-bom>=7,<8" "pip-licenses>=5,<6"; }
	@rm -rf $(shipped) && $$(.ci/venv --find) -m venv --without-pip $(shipped)
	@$(sbom_tools)/pip --python $(shipped)/bin/python install --quiet --disable-pip-version-check \
		--require-hashes --requirement requirements.lock
	@$(sbom_tools)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--output-file build/sbom.cdx.json $(shipped)
	@$(sbom_tools)/pip-licenses --python $(shipped)/bin/python --with-urls --format markdown \
		--output-file build/licences.md >/dev/null
	@rm -rf $(shipped)

dist: venv  ## dist/: the sdist, and the wheel that is built out of it
	@rm -rf dist build/sdist && mkdir -p build/sdist
	@$(bin)/hatchling build -t sdist -d dist
	@tar -x -C build/sdist --strip-components 1 -f dist/hotlined-*.tar.gz
	@cd build/sdist && $(abspath $(bin))/hatchling build -t wheel -d ../../dist

V =
deb: dist sbom  ## dist/hotlined_VERSION_ARCH.deb, for the Debian that it is built on (debhelper, python3-venv): V=0.1.0-2
	@.ci/deb dist/hotlined-*.tar.gz $(V)

packages:  # the Debian packages that the tests run against, if missing
	@.ci/packages

venv:  ## the development environment, in $(VENV)
	@.ci/venv $(VENV) requirements-dev.lock

lint: venv  ## ruff: rules and format
	$(bin)/ruff check .
	$(bin)/ruff format --check .

format: venv  ## let ruff mend what it can
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

types: venv  ## mypy --strict, of daemon, benchmarks and tools
	$(bin)/mypy --strict --num-workers 2 daemon/hotlined benchmarks tools

layers: venv  ## the import contracts
	$(bin)/lint-imports

# One lock for Python 3.11 and newer; names, versions and hashes only, so that any index or mirror serves it.
uv := $(VENV)-lock/bin/uv
compile := $(uv) pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --no-config \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" pyproject.toml

lock:  ## refresh both lock files to the newest versions allowed
	@test -x $(uv) || { $$(.ci/venv --find) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install --quiet "uv>=0.9,<1"; }
	$(compile) --extra demo --extra oauth2 --extra postgres --output-file requirements.lock
	$(compile) --extra demo --extra oauth2 --extra postgres --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean:  ## remove environments and caches
	rm -rf $(VENV) $(VENV)-lock $(VENV)-sbom build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
