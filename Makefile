# Makefile - the front door: each word sets up what it needs, then calls CMake.
#
#   FEATURES="profile_flame profile_tracy"   or profile_full: what is compiled in (default: none)
#   PREFIX=/usr/local  DESTDIR=              where `make install` puts things
#   FUZZ_SECONDS=60                          how long each fuzz target runs in `make fuzz`
#   BENCH=                                   arguments of `make bench`: --quick, --full, --json, ROW…
#   JOBS=2                                   how many compilers at once

FEATURES ?=
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60
JOBS ?= $(shell nproc)
CC_GIVEN = $(filter-out default,$(origin CC))

comma := ,
empty :=
space := $(empty) $(empty)
features := $(subst $(comma),$(space),$(FEATURES))
known := profile_flame profile_tracy profile_full PROFILE_FLAME PROFILE_TRACY PROFILE_FULL
unknown := $(filter-out $(known),$(features))
ifneq ($(unknown),)
$(error unknown feature '$(unknown)'; there are profile_flame, profile_tracy and profile_full)
endif
lower := $(sort $(subst PROFILE_FULL,profile_full,$(subst PROFILE_TRACY,profile_tracy,$(subst \
	PROFILE_FLAME,profile_flame,$(features)))))
BUILD ?= build/$(if $(lower),$(subst $(space),-,$(lower)),release)
cc := $(if $(CC_GIVEN),-DCMAKE_C_COMPILER="$(CC)")

export JOBS FUZZ_SECONDS

.PHONY: all build demo test test-real bench fuzz install format check clean help

all: build

build: ## build the libraries and the command, with FEATURES
	@scripts/setup build
	@cmake -S . -B $(BUILD) -G Ninja -DCMAKE_INSTALL_PREFIX="$(PREFIX)" $(cc) \
		-Dprofile_flame=$(if $(filter profile_flame,$(lower)),ON,OFF) \
		-Dprofile_tracy=$(if $(filter profile_tracy,$(lower)),ON,OFF) \
		-Dprofile_full=$(if $(filter profile_full,$(lower)),ON,OFF) --log-level=WARNING
	@cmake --build $(BUILD) -j $(JOBS)

demo: ## show what Leaf does, on a real program
	@scripts/setup demo
	@scripts/demo

test: ## build with gcc and clang, run the checks and every test
	@scripts/setup test
	@scripts/test

test-real: ## the tests on whole source trees of other projects, as far as there are any
	@scripts/setup test-real
	@scripts/test-real

bench: ## measure, and print one table of ratios
	@scripts/setup bench
	@scripts/bench $(BENCH)

fuzz: ## run each fuzz target for FUZZ_SECONDS
	@scripts/setup test
	@scripts/fuzz

check: ## only the checks that read the source: layers, names, format, analyser
	@scripts/setup test
	@scripts/check

install: build ## install into PREFIX, under DESTDIR when that is given
	@DESTDIR="$(DESTDIR)" cmake --install $(BUILD) --prefix "$(PREFIX)"
	@# The loader's cache should know a library in one of its folders; elsewhere this changes nothing.
	@[ -n "$(DESTDIR)" ] || [ "$$(id -u)" != 0 ] || ldconfig 2>/dev/null || true

format: ## lay out every C file by .clang-format
	@scripts/setup test
	@scripts/format

clean: ## remove everything that was built
	rm -rf build

help: ## say this
	@sed -n 's/^#   \([A-Z].*\)/  \1/p' Makefile
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1 \2/p' Makefile | \
		while read -r word text; do printf '  make %-10s %s\n' "$$word" "$$text"; done
