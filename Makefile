# The front door: `make help` tells what is behind it. Meson and Ninja do the work; this file
# names the things that people want and installs what is missing (scripts/install-deps.sh).
#
#   BUILD=folder   where to build (build)           JOBS=N   compilers at once (all processors)
#   CC=clang       another compiler                 V=1      show the commands
#   MESON_ARGS=..  more options for meson setup     TEST_ARGS=..  more for meson test

BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
RUNS    ?= 100000
SAN     ?= address,undefined
JOBS    ?= $(shell nproc 2>/dev/null || echo 2)
LMEV     = $(BUILD)/src/cmd/lmev
NINJA    = ninja -j $(JOBS) $(if $(V),-v)
VENV     = .venv-interop
PAGEVENV = .venv-page
FMTVENV  = .venv-format
comma   := ,
SANDIR   = build-$(subst $(comma),-,$(SAN))

.DEFAULT_GOAL := all
.NOTPARALLEL:
.PHONY: all demo test dev asan bench interop page fuzz fresh nightly install format format-check venvs clean help deps deps-test
$(if $(V),,.SILENT:)

help:
	echo 'make                  build the program and the library (build/src/cmd/lmev)'
	echo 'make demo             a whole study on synthetic titles, offline, in about a minute'
	echo 'make test             all tests'
	echo 'make install          into PREFIX (/usr/local), below DESTDIR'
	echo
	echo 'for those who change it:'
	echo 'make dev              a debug build with every warning an error (build-dev)'
	echo 'make asan             tests under AddressSanitizer and UBSan; SAN=thread for threads'
	echo 'make fuzz RUNS=N      every fuzz target, N executions each (100000)'
	echo 'make interop          TensorFlow, gensim, model2vec and others read our files, and agree'
	echo 'make page             the report in a browser: links, sorting, dark, phone, paper, attacks'
	echo 'make bench            the speed table: matmul floor, PyTorch, Keras, gzip'
	echo 'make fresh            demo and tests in a new Debian root (needs root); SUITE=bookworm|trixie'
	echo 'make nightly          what takes hours: both Debians, long fuzzing, kills, simulated studies'
	echo 'make format           lay all C files out with clang-format'
	echo 'make format-check     fail where a file is not laid out so'
	echo 'make clean            remove what make made'
	echo
	echo 'Missing packages are installed with apt (with LMEV_NO_INSTALL=1 only reported).'

# --- building ---------------------------------------------------------------------------

deps:
	scripts/install-deps.sh build

deps-test:
	scripts/install-deps.sh build test report

$(BUILD)/build.ninja:
	echo '--- configuring $(BUILD) (release)'
	meson setup $(BUILD) $(MESON_ARGS) $(if $(V),,>/dev/null)

all: deps $(BUILD)/build.ninja
	echo '--- building lmev and liblmev'
	$(NINJA) -C $(BUILD) src/cmd/lmev src/liblmev.a
	echo '--- done: $(LMEV). Next: make demo'

demo: all
	scripts/install-deps.sh report
	echo '--- lmev demo'
	$(LMEV) demo

# The stamp says that the folder was configured when the test packages were there already.
$(BUILD)/.with-tests: $(BUILD)/build.ninja
	meson setup --reconfigure $(BUILD) -Dtests=enabled $(if $(V),,>/dev/null)
	touch $@

test: deps-test $(BUILD)/.with-tests
	echo '--- building lmev and its tests'
	$(NINJA) -C $(BUILD)
	echo '--- testing'
	meson test -C $(BUILD) --no-rebuild --print-errorlogs --num-processes $(JOBS) $(TEST_ARGS)

install: all
	echo '--- installing below $(DESTDIR)$(PREFIX)'
	meson configure $(BUILD) -Dprefix=$(PREFIX)
	$(NINJA) -C $(BUILD) src/cmd/lmev src/liblmev.a
	DESTDIR='$(DESTDIR)' meson install -C $(BUILD) --no-rebuild

# --- for those who change it ------------------------------------------------------------

dev: deps-test
	[ -f build-dev/build.ninja ] || \
	    meson setup build-dev -Dbuildtype=debug -Dwerror=true -Dtests=enabled >/dev/null
	$(NINJA) -C build-dev

# detect_stack_use_after_return stays off: gcc 12 does not align its frames for the 64-byte vectors
# of the kernels. With -O1 and line numbers alone gcc takes 0.4 of the time of -O2 -g. Tests that look at sources, names and installed files are those of `make test`;
# where there is one thread (tests/unit/meson.build), ThreadSanitizer has nothing to look at.
asan: deps-test
	[ -f $(SANDIR)/build.ninja ] || \
	    meson setup $(SANDIR) -Ddebug=true -Doptimization=1 -Dc_args=-g1 -Db_sanitize=$(SAN) -Db_lundef=false \
	        -Dtests=enabled $(MESON_ARGS) >/dev/null
	$(NINJA) -C $(SANDIR)
	ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 \
	LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0 \
	UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 \
	TSAN_OPTIONS=ignore_noninstrumented_modules=1 \
	    meson test -C $(SANDIR) --no-rebuild --print-errorlogs --num-processes $(JOBS) \
	        --timeout-multiplier 5 --no-suite house --no-suite library \
	        $(if $(filter thread,$(SAN)),--no-suite one-thread)

fuzz: deps-test
	scripts/install-deps.sh ci
	[ -f build-fuzz/build.ninja ] || CC=clang meson setup build-fuzz -Dbuildtype=debugoptimized -Db_lundef=false \
	    -Dfuzz=true -Dtests=disabled >/dev/null
	$(NINJA) -C build-fuzz
	tests/fuzz/run.sh build-fuzz $(RUNS)

$(VENV)/.done: tests/interop/requirements.txt
	scripts/install-deps.sh build test interop
	echo '--- Python packages for the comparison, into $(VENV)'
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install -q --disable-pip-version-check -r tests/interop/requirements.txt
	touch $@

$(PAGEVENV)/.done: tests/page/requirements.txt
	scripts/install-deps.sh build test ci
	echo '--- Python packages for the browser, into $(PAGEVENV)'
	python3 -m venv $(PAGEVENV)
	$(PAGEVENV)/bin/pip install -q --disable-pip-version-check -r tests/page/requirements.txt
	touch $@

# All that need a network, at once.
venvs: $(VENV)/.done $(PAGEVENV)/.done $(FMTVENV)/.done

page: all $(PAGEVENV)/.done
	$(PAGEVENV)/bin/python tests/page/check_page.py $(LMEV)

interop: all $(VENV)/.done
	$(NINJA) -C $(BUILD) tests/interop/stages tests/interop/dump_bags
	tests/interop/run.sh $(BUILD) $(VENV)/bin/python

bench: $(VENV)/.done
	scripts/install-deps.sh build bench
	[ -f build-bench/build.ninja ] || \
	    meson setup build-bench -Dbench=true -Dtests=disabled >/dev/null
	$(NINJA) -C build-bench
	bench/run.sh build-bench $(VENV)/bin/python

fresh:
	scripts/install-deps.sh fresh
	tests/fresh.sh $(SUITE)

# What .ci/run does in part, in full. Each line stands alone; the first failure ends it.
nightly: test
	$(MAKE) fresh SUITE=bookworm
	$(MAKE) fresh SUITE=trixie
	$(MAKE) fuzz RUNS=2000000
	$(BUILD)/tests/statistics/simulate --scale 30
	python3 tests/hostile/run.py $(LMEV) --peak $(BUILD)/tests/peak --files 1000
	python3 tests/killgrid.py --lmev $(LMEV) --kills 300 --terms 100 --damages 100
	python3 tests/killgrid.py --lmev $(LMEV) --kills 0 --syscalls 1

$(FMTVENV)/.done: scripts/requirements-format.txt
	python3 -c 'import ensurepip' 2>/dev/null || \
	    scripts/install-deps.sh format
	echo '--- clang-format, into $(FMTVENV)'
	python3 -m venv $(FMTVENV)
	$(FMTVENV)/bin/pip install -q --disable-pip-version-check -r scripts/requirements-format.txt
	touch $@

format: $(FMTVENV)/.done
	git ls-files '*.c' '*.h' | grep -v '^tests/golden/' | xargs $(FMTVENV)/bin/clang-format -i

format-check: $(FMTVENV)/.done
	scripts/format-check.sh
	tests/planted_format.sh

clean:
	rm -rf $(BUILD) build-* demo
