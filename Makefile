# `make` sets everything up and builds the samples; `make help` lists all targets.

SHELL := /bin/sh
.DEFAULT_GOAL := all
MAKEFLAGS += --no-print-directory

PYTHONS ?= python3 python3.13 python3.12 python3.11 /usr/bin/python3
JOBS ?= 2
BIN := .venv/bin

# Without bytecode files, each of the many processes of a build or a test run would compile every module again.
unexport PYTHONDONTWRITEBYTECODE

# Debian packages: Python with venv, and the libraries that WeasyPrint loads.
PACKAGES := python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
# Optional packages, for tests and `make verapdf`.
TOOLS := default-jre-headless maven poppler-utils ghostscript chromium

# The names of stamp files contain a checksum of what .venv is made from, and of its path, because a venv cannot be moved.
SUM := $(shell { cat requirements.lock requirements-dev.lock pyproject.toml; pwd; } | cksum | tr -d ' ')
READY := .venv/.ready-$(SUM)
DEV := .venv/.dev-$(SUM)

# If the Python of .venv is missing or has changed, .venv is created again.
ifneq ($(shell $(BIN)/python -c "import pip; print(1)" 2>/dev/null),1)
$(READY): broken
CLEAR := --clear
endif

# Prints what is missing, and fails if something is.
define PROBE
import ctypes, ctypes.util, importlib.util, sys
missing = []
if sys.version_info < (3, 11):
    missing.append("Python 3.11 or newer (this is %d.%d)" % sys.version_info[:2])
if importlib.util.find_spec("ensurepip") is None:
    missing.append("Python's venv")
for name, version in (("pango-1.0", 0), ("pangoft2-1.0", 0), ("harfbuzz-subset", 0), ("fontconfig", 1)):
    try:
        ctypes.CDLL("lib%s.so.%d" % (name, version))
    except OSError:
        if sys.platform == "linux" or ctypes.util.find_library(name) is None:
            missing.append("lib" + name)
sys.exit("Missing: " + ", ".join(missing) if missing else 0)
endef
export PROBE

define NEEDS

printissue needs Python 3.11 or newer with venv, Pango 1.44 or newer, and HarfBuzz with its subset library.
  Debian, Ubuntu  sudo apt-get install -y $(PACKAGES)
  Fedora          sudo dnf install -y python3 pango harfbuzz
  macOS           brew install python pango harfbuzz
Then run make again.
endef
export NEEDS

# Sets $python to the first Python that has everything, or $why to what is missing.
define FIND_PYTHON
find_python() { \
  why="Missing: Python"; \
  for python in $(PYTHONS); do \
    said="$$("$$python" -c "$$PROBE" 2>&1)" && return 0; \
    case "$$said" in Missing:*) why="$$said";; esac; \
  done; \
  return 1; \
}
endef
# True for root on Debian and its derivatives: there packages are installed without asking.
MAY_INSTALL = { [ -f /etc/debian_version ] && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; }
APT = apt-get update -qq && DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get install -y -qq --no-install-recommends

# Downloads what .ci/<name>/pom.xml names into $folder, unless it is there.
DOWNLOAD = if [ -n "$$(find "$$folder" -name '*.jar' 2>/dev/null | head -1)" ]; then exit 0; fi; \
	echo "Downloading $(1) into $$folder ..."; \
	rm -rf "$$folder.part" && mkdir -p "$$folder.part" && \
	mvn -q -B -Dstyle.color=never -f .ci/$(1)/pom.xml dependency:copy-dependencies -DoutputDirectory="$$folder.part/lib" && \
	mv "$$folder.part" "$$folder"

.PHONY: all build volume setup dev test test-all bench lint docs manual samples pictures gallery dist lock tools verapdf html-checker clean help broken
broken:

## all        set up and build the samples (default)
all: build

## setup      install missing system packages, and printissue into .venv
setup: $(READY)

$(READY):
	@$(FIND_PYTHON); \
	if ! find_python && $(MAY_INSTALL); then \
	  echo "Installing $(PACKAGES) ..."; \
	  $(APT) $(PACKAGES) >/dev/null || exit 1; \
	fi; \
	if ! find_python; then \
	  echo "$$why"; echo "$$NEEDS"; exit 1; \
	fi >&2; \
	echo "Making .venv with $$("$$python" --version) ..."; \
	"$$python" -m venv $(CLEAR) .venv
	@$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@rm -f .venv/.ready-* .venv/.dev-*
	@touch $@

## build      build every issue of every publication in issues/
build: $(READY)
	@$(BIN)/printissue build
	@echo "The PDFs are in $(CURDIR)/output."

## volume     bind the sample volume: output/imprint/2025
volume: $(READY)
	@$(BIN)/printissue volume imprint/2025

## dev        install what tests and checks need into .venv
dev: $(DEV)

$(DEV): $(READY)
	@$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements-dev.lock
	@touch $@

## test       run all tests but the slow ones; TESTS="tests/preflight -k bleed" runs some of them
test: MARKS := -m "not slow"
## test-all   run all tests, also the slow ones, as CI does
test test-all: $(DEV)
	@if command -v java >/dev/null && command -v mvn >/dev/null; then \
	  $(MAKE) verapdf || echo "veraPDF cannot be downloaded: the conformance tests are skipped." >&2; \
	  $(MAKE) html-checker || echo "The Nu Html Checker cannot be downloaded: its test is skipped." >&2; \
	fi
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile --no-loadscope-reorder $(MARKS) $(TESTS)

## bench      compare with other programs that set pages and merge PDFs; BENCH="--sizes 1 --peers none" measures less
bench: $(DEV)
	@$(BIN)/python tests/bench/bench.py $(BENCH)
	@$(BIN)/python tests/bench/bench_volume.py

## lint       check style and types
lint: $(DEV)
	@failed=0; for check in "ruff check ." "ruff format --check ." mypy; do \
	  echo "$$check"; $(BIN)/$$check || failed=1; \
	done; exit $$failed

## tools      install optional programs that tests use: Java, Maven, Poppler, Ghostscript, Chromium
tools:
	@if $(MAY_INSTALL); then $(APT) $(TOOLS) >/dev/null; else \
	  echo "Install these with your package manager: $(TOOLS)"; \
	fi

## verapdf    download veraPDF, a validator of PDF/A and PDF/UA, into the cache
verapdf: $(READY)
	@folder="$$($(BIN)/python -c "from printissue.core.files import verapdf_folder; print(verapdf_folder())")"; \
	$(call DOWNLOAD,verapdf)

## html-checker  download the Nu Html Checker, which a test uses, into the cache
html-checker: $(DEV)
	@folder="$$(PYTHONPATH=tests $(BIN)/python -c "from htmlchecker import folder; print(folder())")"; \
	$(call DOWNLOAD,html-checker)

## docs       write the pages of docs/ that come from models, rules and commands
docs: $(READY)
	@$(BIN)/python docs/make.py

## manual     write docs/ as a site into output/manual/; fail if a link or a page of it is wrong
manual: $(DEV)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict -q

## pictures   make the pictures of README.md from the samples
pictures: $(DEV) build volume
	@$(BIN)/python docs/pictures.py

## gallery    make the contact sheets of the samples
gallery: $(DEV) build
	@$(BIN)/python docs/gallery.py

## samples    draw the pictures of the sample issues again
samples: $(DEV)
	@$(BIN)/python docs/samples/draw.py

## dist       build the wheel and the sdist into dist/, check them and try the wheel
dist: $(DEV)
	@rm -rf dist
	@$(BIN)/python -m hatchling build -d dist
	@$(BIN)/python -m twine check --strict dist/*
	@.ci/dist

## lock       update the lock files; UPGRADE=--upgrade takes the newest versions
lock: $(READY)
	@"$$(readlink -f $(BIN)/python)" -m venv .venv/lock
	@.venv/lock/bin/python -m pip install --disable-pip-version-check -q uv
	@for set in build:requirements.lock dev:requirements-dev.lock; do \
	  .venv/lock/bin/uv pip compile pyproject.toml --quiet --system-certs --universal --python-version 3.11 \
	    --generate-hashes --no-header $(UPGRADE) --group "$${set%%:*}" \
	    $$([ "$${set%%:*}" = dev ] && echo -c requirements.lock) -o "$${set#*:}" || exit 1; \
	done

## clean      remove the built PDFs, .venv and all caches
clean:
	@rm -rf .venv dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find output -mindepth 1 -not -name .gitkeep -delete
	@find src tests -name __pycache__ -prune -exec rm -rf {} +

## help       show this list
help:
	@sed -n 's/^## /  make /p' $(MAKEFILE_LIST)
