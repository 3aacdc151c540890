# All commands for Portico, for developers and CI. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.SILENT:
.NOTPARALLEL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

# The folder of wasm-bindgen and cargo-leptos, shared by all clones.
PORTICO_TOOLS ?= $(HOME)/.cache/portico/tools
export PATH := $(PORTICO_TOOLS)/bin:$(CURDIR)/end2end/node_modules/.bin:$(PATH):$(HOME)/.cargo/bin
export CARGO_TARGET_DIR := $(CURDIR)/target
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

CARGO_LEPTOS_VERSION := 0.3.11
CARGO_DENY_VERSION := 0.20.2
CARGO_DEB_VERSION := 3.8.0
CARGO_CYCLONEDX_VERSION := 0.5.9
# The tool and the crate must have the same version, which the manifest sets.
WASM_BINDGEN_VERSION := $(shell sed -n 's/^wasm-bindgen = "=\(.*\)"/\1/p' Cargo.toml)

# Cargo shows its progress only at a terminal; a log gets only warnings and errors.
ifeq ($(shell [ -t 2 ] && echo terminal),)
export CARGO_TERM_QUIET := true
endif

# The crates that run on this machine. They are always selected together, so that cargo compiles each dependency once for
# lints and once for tests. Never --workspace: it would enable `ssr` and `hydrate` in one build.
NATIVE := -p domain -p store -p service -p app -p server --features app/ssr
# The folder of the tests' databases: in memory if 4 GB are free there.
MEMORY := $(shell df --output=avail -BG /dev/shm 2>/dev/null | awk 'NR == 2 && $$1 + 0 >= 4 { print "/dev/shm" }')
ROOM = TMPDIR=$${TMPDIR:-$(or $(MEMORY),/tmp)}
RUN_TESTS = $(if $(shell cargo nextest --version 2>/dev/null),nextest run,test)

PACKAGES := end2end/node_modules/.package-lock.json
INTEROP := target/interop/installed
LIGHTHOUSE := target/lighthouse/installed
CLIENT := target/site/pkg/portico.wasm
SITE := target/site.stamp
# Includes folders: their time changes when a file is deleted.
SITE_SOURCES := Cargo.toml Cargo.lock .cargo/config.toml \
	$(wildcard domain/Cargo.toml app/Cargo.toml frontend/Cargo.toml frontend/shrink.mjs) \
	$(shell find domain/src app/src app/build app/languages frontend/src style public 2>/dev/null)

AS_ROOT = $(if $(filter 0,$(shell id -u)),,sudo)
say := printf '▸ %s\n'

# $(call install_package,name for people,Debian packages)
define install_package
command -v apt-get >/dev/null || { echo "$(1) is missing, and there is no apt-get here to install it with." >&2; exit 1; }
$(say) "Installing $(1)"
$(AS_ROOT) apt-get update -qq
$(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(2) >/dev/null
endef

# $(call install_tool,name,version,how long it takes,install command). The build folder is deleted after the build.
define install_tool
if [ "$$($(1) --version 2>/dev/null)" != "$(1) $(2)" ]; then
	$(say) "Installing $(1) $(2) (about $(3), once)"
	mkdir -p "$(PORTICO_TOOLS)"
	build=$$(mktemp -d "$(PORTICO_TOOLS)/build.XXXXXX")
	trap 'rm -rf "$$build"' EXIT
	CARGO_PROFILE_RELEASE_LTO=off $(4) --root "$(PORTICO_TOOLS)" --target-dir "$$build" --force
	rm -rf "$$build"
fi
endef

.PHONY: help start test release dev check fmt unit e2e smoke interop screens lighthouse bench bench-scale package package-test audit \
	setup clean rust node tools chromium browsers postgresql pgbouncer proxies systemd packagers

help: ## List the commands
	awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

start: release ## Install what is missing, build, and serve the demo at http://localhost:3000
	cat <<-'EOF'
	
	Portico is at    http://localhost:3000
	Sign in as       admin@codes.example or member@codes.example
	Their messages   http://localhost:3000/dev/inbox
	Applications     http://localhost:3001 for everyone, http://127.0.0.1:3001 for the admin
	                 http://localhost:3001/openid with OpenID Connect
	Stop it with     Ctrl-C
	
	EOF
	exec target/release/portico serve --demo

test: setup check unit e2e smoke ## Run everything that must pass: lints, tests on both databases, the release build, three browsers
	$(say) "Everything passed: lints, tests on SQLite and PostgreSQL, release build, Chromium, Firefox and WebKit"

release: $(SITE) ## Build target/release/portico, one file with the site inside
	$(say) "Building the server"
	cargo build --release -p server --features embedded

dev: tools ## Serve the demo from source and reload at every change
	# cargo-leptos uses port 3001 itself.
	export PORTICO_DEMO_APPLICATION_ADDR=$${PORTICO_DEMO_APPLICATION_ADDR:-127.0.0.1:3002}
	cargo leptos watch --split -- serve --demo

check: tools $(PACKAGES) ## Check format, lints, the dependencies between crates and modules, and the end-to-end sources
	$(say) "Checking the format"
	cargo fmt --all --check
	$(say) "Linting the server side"
	cargo clippy $(NATIVE) --all-targets -- -D warnings
	$(say) "Linting the client"
	cargo clippy -p frontend --target wasm32-unknown-unknown -- -D warnings
	$(say) "Checking the architecture"
	cargo $(RUN_TESTS) $(NATIVE) --test architecture
	$(say) "Checking the end-to-end sources"
	npm run --silent check --prefix end2end

fmt: rust ## Format the Rust sources
	cargo fmt --all

unit: rust postgresql pgbouncer proxies systemd ## Run the tests of all crates but frontend, on SQLite and PostgreSQL
	$(say) "Running the tests of all crates but frontend"
	$(ROOM) cargo $(RUN_TESTS) $(NATIVE) --tests --no-fail-fast

e2e: release chromium $(PACKAGES) ## Run the browser tests against the release build (ARGS="…" goes to Playwright)
	$(say) "Running the end-to-end tests"
	cd end2end
	$(ROOM) playwright test $(ARGS)

smoke: release browsers $(PACKAGES) ## Run the main journeys in Firefox and in WebKit
	$(say) "Running the main journeys in Firefox and WebKit"
	cd end2end
	$(ROOM) playwright test --config smoke/playwright.config.ts $(ARGS)

interop: release chromium $(PACKAGES) $(INTEROP) ## Run real OpenID Connect clients against the release build (not in `make test`)
	if [ ! -x /usr/sbin/apache2 ] || [ ! -e /usr/lib/apache2/modules/mod_auth_openidc.so ] || [ ! -x /usr/bin/oidc-gen ]; then
		$(call install_package,Apache with mod_auth_openidc and oidc-agent,apache2-bin libapache2-mod-auth-openidc oidc-agent-cli)
	fi
	$(say) "Running real OpenID Connect clients"
	cd end2end
	$(ROOM) playwright test --config interop/playwright.config.ts $(ARGS)

screens: release chromium $(PACKAGES) ## Take pictures of every state of every screen, into target/screens (not in `make test`)
	$(say) "Taking pictures of the screens"
	cd end2end
	$(ROOM) playwright test --config screens/playwright.config.ts $(ARGS)

lighthouse: release chromium $(PACKAGES) $(LIGHTHOUSE) ## Measure the sign-in page on a slow phone with Lighthouse (not in `make test`)
	$(say) "Measuring the sign-in page on a slow phone"
	cd end2end
	$(ROOM) playwright test --config lighthouse/playwright.config.ts $(ARGS)

bench: release ## Measure sizes, speed, start and memory (docs/benchmarks.md)
	$(say) "Measuring"
	cargo bench -p server --features embedded --bench sign_in $(if $(ARGS),-- $(ARGS))

bench-scale: release ## Measure three servers with a million accounts: minutes, and 10 GB in TMPDIR (not in `make bench`)
	$(say) "Measuring three servers with a million accounts"
	cargo bench -p server --features embedded --bench sign_in -- scale

package: release packagers ## Make the packages of a release in target/package/release, with an SBOM and checksums
	packaging/package.sh

package-test: package ## Try the packages in an empty Debian 12, as root (not in `make test`)
	if ! command -v debootstrap >/dev/null || ! command -v docker-compose >/dev/null || ! command -v curl >/dev/null; then
		$(call install_package,what tries packages,debootstrap docker-compose curl iproute2)
	fi
	$(AS_ROOT) packaging/test.sh

# Runs all checks, even if one of them fails. An advisory database that cannot be fetched is reported, but is no failure.
audit: rust ## Check the dependencies: licences, sources, which crate may use which, known advisories (not in `make test`)
	$(call install_tool,cargo-deny,$(CARGO_DENY_VERSION),five minutes,\
		CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 \
		cargo install cargo-deny@$(CARGO_DENY_VERSION) --locked)
	found=()
	$(say) "Checking which crate may use which, licences and sources"
	cargo deny --log-level warn check bans licenses sources || found+=("bans, licences or sources")
	$(say) "Checking for known advisories"
	if timeout 120 cargo deny --log-level error fetch db; then
		cargo deny --log-level warn check --disable-fetch advisories || found+=(advisories)
		unchecked=
	else
		unchecked="; advisories were NOT checked: their database (RustSec's) cannot be fetched from here"
	fi
	if (($${#found[@]})); then
		printf 'Found: %s%s\n' "$$(IFS=,; echo "$${found[*]}")" "$$unchecked" >&2
		exit 1
	fi
	$(say) "Nothing found$$unchecked"

setup: tools $(PACKAGES) chromium browsers postgresql pgbouncer proxies systemd ## Install every tool that building and testing need

clean: ## Delete build results; tools and data stay
	rm -rf target end2end/test-results end2end/playwright-report

rust:
	command -v cargo >/dev/null || { echo "Rust is missing: install it with rustup (stable), then run make again." >&2; exit 1; }
	if ! command -v cc >/dev/null; then
		$(call install_package,a C compiler,build-essential)
	fi
	if ! cargo clippy --version >/dev/null 2>&1 || ! cargo fmt --version >/dev/null 2>&1; then
		$(say) "Adding clippy and rustfmt to Rust"
		rustup component add clippy rustfmt
	fi

node:
	command -v npm >/dev/null || { echo "Node is missing: install Node 20 or later, then run make again." >&2; exit 1; }

tools: rust
	if [ ! -d "$$(rustc --print sysroot)/lib/rustlib/src/rust/library" ]; then
		$(say) "Adding the sources of the standard library to Rust"
		rustup component add rust-src
	fi
	if [ ! -d "$$(rustc --print target-libdir --target wasm32-unknown-unknown)" ]; then
		$(say) "Adding the WebAssembly target to Rust"
		rustup target add wasm32-unknown-unknown
	fi
	# Not --locked: its lock file names a version that no longer exists.
	$(call install_tool,wasm-bindgen,$(WASM_BINDGEN_VERSION),a minute and a half,\
		CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS=fallback \
		cargo install wasm-bindgen-cli@$(WASM_BINDGEN_VERSION) --bin wasm-bindgen)
	$(call install_tool,cargo-leptos,$(CARGO_LEPTOS_VERSION),four minutes,\
		CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 \
		cargo install cargo-leptos@$(CARGO_LEPTOS_VERSION) --locked --ignore-rust-version --features no_downloads)

chromium:
	if [ ! -x /usr/bin/chromium-headless-shell ]; then
		$(call install_package,Chromium,chromium-headless-shell)
	fi

browsers:
	if [ ! -x /usr/bin/firefox-esr ] || [ ! -x /usr/bin/WebKitWebDriver ] || [ ! -x /usr/bin/Xvfb ]; then
		$(call install_package,Firefox and WebKit,firefox-esr webkit2gtk-driver xvfb)
	fi

postgresql:
	if ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
		$(call install_package,PostgreSQL,postgresql)
	fi

# The stories put it between Portico and PostgreSQL.
pgbouncer:
	if [ ! -x /usr/sbin/pgbouncer ]; then
		$(call install_package,PgBouncer,pgbouncer)
	fi

# The tests start these proxies with the documented configurations.
proxies:
	if [ ! -x /usr/sbin/nginx ] || [ ! -x /usr/bin/caddy ] || [ ! -x /usr/sbin/haproxy ]; then
		$(call install_package,the proxies of the tests,nginx caddy haproxy)
	fi

# The tests judge the unit of the Debian package with systemd-analyze.
systemd:
	if ! command -v systemd-analyze >/dev/null; then
		$(call install_package,systemd,systemd)
	fi

packagers: rust
	if ! command -v dpkg-shlibdeps >/dev/null || [ ! -e /etc/ssl/certs/ca-certificates.crt ]; then
		$(call install_package,what makes Debian packages,dpkg-dev ca-certificates)
	fi
	$(call install_tool,cargo-deb,$(CARGO_DEB_VERSION),two minutes,\
		CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 \
		cargo install cargo-deb@$(CARGO_DEB_VERSION) --locked)
	# This one does not tell its version.
	if ! grep -qs '"cargo-cyclonedx $(CARGO_CYCLONEDX_VERSION) ' "$(PORTICO_TOOLS)/.crates.toml"; then
		$(call install_tool,cargo-cyclonedx,$(CARGO_CYCLONEDX_VERSION),two minutes,\
			CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 \
			cargo install cargo-cyclonedx@$(CARGO_CYCLONEDX_VERSION) --locked)
	fi

$(PACKAGES): end2end/package-lock.json | node
	$(say) "Installing the npm packages"
	npm ci --prefix end2end --no-audit --no-fund --loglevel=error
	touch $@

# The clients of `make interop`. Nothing else needs them, so they are no packages of end2end.
$(INTEROP): $(addprefix end2end/interop/,package.json package-lock.json requirements.txt) | node
	if ! python3 -c 'import ensurepip' 2>/dev/null; then
		$(call install_package,Python with virtual environments,python3-venv)
	fi
	$(say) "Installing the clients from npm and PyPI"
	mkdir -p $(@D)
	cp $^ $(@D)
	npm ci --prefix $(@D) --no-audit --no-fund --loglevel=error
	python3 -m venv $(@D)/python
	$(@D)/python/bin/pip install --quiet --disable-pip-version-check -r $(@D)/requirements.txt
	touch $@

$(LIGHTHOUSE): $(addprefix end2end/lighthouse/,package.json package-lock.json) | node
	$(say) "Installing Lighthouse"
	mkdir -p $(@D)
	cp $^ $(@D)
	npm ci --prefix $(@D) --no-audit --no-fund --loglevel=error
	touch $@

# A development build writes to the same folder. So the client is built again if it is newer than the stamp, or missing.
$(CLIENT): ;

$(SITE): $(SITE_SOURCES) $(CLIENT) | tools $(PACKAGES)
	$(say) "Building the client"
	# Files of an earlier build with other names must not be served.
	rm -rf target/site
	# With its own standard library, in which a panic only aborts, and without the texts of `{:?}` and the places in the
	# sources (docs/decisions/0009). Stable Rust has these options, but does not promise to keep them.
	RUSTC_BOOTSTRAP=1 RUSTFLAGS='-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none' \
		cargo leptos build --release --frontend-only --split \
		--lib-cargo-args='-Zbuild-std=std,panic_abort' --lib-cargo-args='-Zbuild-std-features=optimize_for_size'
	# The code is already as small as possible; now make it compress better. Nothing is at the first 1024 addresses, where
	# the stack ends.
	printf '%s\0' target/site/pkg/*.wasm | xargs -0 -P "$$(nproc)" -I '{}' \
		wasm-opt '{}' -Os --converge --low-memory-unused --reorder-locals --strip-producers --strip-target-features -o '{}'
	node frontend/shrink.mjs target/site/pkg
	touch $@
