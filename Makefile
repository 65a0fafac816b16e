PREFIX ?= /usr/local
DESTDIR ?=
# Statically linked, the program runs where no Swift toolchain is installed. Its hundred thousand relative relocations are
# packed, which takes two milliseconds off each start (glibc 2.36 and later).
RELEASE_FLAGS ?= --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker -z -Xlinker pack-relative-relocs
TEST_ARGS ?=
DEMO_ARGS ?=
BENCH_ARGS ?=

COLONNADE := .build/release/colonnade
SWIFT_FILES := $(wildcard Package.swift Sources Tests Benchmarks)

# Where scripts/install-dependencies puts libpg_query if not in /usr/local.
export PKG_CONFIG_PATH := $(or $(COLONNADE_PREFIX),$(HOME)/.local)/lib/pkgconfig:$(PKG_CONFIG_PATH)

.DEFAULT_GOAL := help
.PHONY: help dependencies build release test test-all demo demo-short bench install format lint-format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dependencies: ## Install what the build needs beyond Swift (also done by the targets below)
	@scripts/install-dependencies

build: dependencies ## Build for debugging
	swift build

release: dependencies ## Build the program for use, in .build/release
	swift build -c release $(RELEASE_FLAGS) --product colonnade

# Databases of three hundred files each are made by the thousand: in memory, where there is enough of it.
TEST_FOLDER = $(shell free=$$(df -k --output=avail /dev/shm 2>/dev/null | tail -n 1); \
	[ "$${free:-0}" -gt 8388608 ] && echo /dev/shm || echo "$${TMPDIR:-/tmp}")

test: lint-format dependencies ## Check the format, build and run the tests (TEST_ARGS="--filter Name")
	swift build --build-tests
	TMPDIR=$(TEST_FOLDER) swift test --skip-build --skip TimingTests $(TEST_ARGS)
	swift test --skip-build --filter TimingTests --no-parallel

test-all: ## The same on every version, with 500 random migrations and a death at every statement: hours
	COLONNADE_TEST_ALL=1 COLONNADE_TEST_CASES=500 $(MAKE) test

demo: release ## Change a large table under load and show what happened (DEMO_ARGS="--rows 1000000")
	$(COLONNADE) demo $(DEMO_ARGS)

demo-short: DEMO_ARGS := --rows 100000
demo-short: demo ## The same on a small table

bench: release ## Run the benchmarks
	Benchmarks/run $(BENCH_ARGS)

install: release ## Install program, completions and manual (PREFIX=/usr/local DESTDIR=)
	swift run generate-manual $(COLONNADE) --output-directory .build
	install -D -m 755 $(COLONNADE) '$(DESTDIR)$(PREFIX)/bin/colonnade'
	install -D -m 644 .build/colonnade.1 '$(DESTDIR)$(PREFIX)/share/man/man1/colonnade.1'
	$(call install-completion,bash,bash-completion/completions/colonnade)
	$(call install-completion,zsh,zsh/site-functions/_colonnade)
	$(call install-completion,fish,fish/vendor_completions.d/colonnade.fish)

define install-completion
$(COLONNADE) --generate-completion-script $(1) >.build/completion
install -D -m 644 .build/completion '$(DESTDIR)$(PREFIX)/share/$(2)'
endef

format: ## Format the sources
	swift format --in-place --parallel --recursive $(SWIFT_FILES)

lint-format: ## Check the format of the sources
	swift format lint --strict --parallel --recursive $(SWIFT_FILES)

clean: ## Remove what was built
	rm -rf .build
