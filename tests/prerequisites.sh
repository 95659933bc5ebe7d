# Sourced by tests/run.sh and deploy/*.sh: what the tests need of the machine. Installs it where that is safe, else names it.

sdk_is_there() {
  command -v dotnet >/dev/null || return 1
  dotnet --version >/dev/null 2>&1 # Answers only where an SDK that global.json accepts is there.
}

unicode_is_there() {
  [ "$(uname)" != Linux ] && return 0
  # Read to its end: with pipefail a listing that is cut off by the first hit counts as failed.
  { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null; } | grep libicuuc >/dev/null
}

postgres_is_there() {
  command -v initdb >/dev/null && return 0
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

browser_is_there() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

# Only where the tree holds something that drives a browser.
browser_is_needed() { [ -d tests/EndToEnd ] || [ -d src/Connectors/SyncCluster.Connectors.SupplierPortal ]; }

rabbit_is_there() { [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || command -v rabbitmq-server >/dev/null; }

can_install() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; }

promtool_is_there() { command -v promtool >/dev/null; }

# Tests start programs of their own; the packages' services are not wanted.
install_without_service() {
  local policy=/usr/sbin/policy-rc.d
  if [ -e "$policy" ]; then install_packages "$@"; return 0; fi
  printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
  install_packages "$@"
  rm -f "$policy"
}

install_packages() {
  echo "Installing $*"
  local log=.artifacts/prerequisites.log
  mkdir -p .artifacts
  if ! { [ -n "${apt_updated:-}" ] || apt-get update; } >"$log" 2>&1 \
    || ! DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" </dev/null >>"$log" 2>&1; then
    tail -n 5 "$log"
    echo "  could not install $*; what needs it will fail or be skipped, and say so"
    return 0
  fi
  apt_updated=1
}

install_postgres() {
  local had_clusters=''
  command -v pg_lsclusters >/dev/null && had_clusters=1
  install_packages postgresql
  # Tests start servers of their own. The cluster that the package makes is dropped where the package is our doing.
  if [ -z "$had_clusters" ] && command -v pg_lsclusters >/dev/null; then
    pg_lsclusters --no-header | while read -r version cluster _; do
      pg_dropcluster --stop "$version" "$cluster" >/dev/null 2>&1 || true
    done
  fi
}

# Every release of Debian and Ubuntu names the package after another version.
install_unicode() {
  apt-get update >/dev/null 2>&1 && apt_updated=1
  install_packages "$(apt-cache search --names-only '^libicu[0-9]+$' | awk '{print $1}' | sort -V | tail -n 1)"
}

# Where one project is built and not the solution, nothing else brings the packages that some feeds lack.
try_optional_packages() {
  local probe
  for probe in build/*.csproj; do
    dotnet restore "$probe" -v quiet --nologo >/dev/null 2>&1 \
      || echo "Not to be had from this machine's package feeds, so built without it: $(basename "$probe" .csproj)" >&2
  done
}

need_prerequisites() {
  local missing=()
  if ! unicode_is_there; then
    if can_install; then
      install_unicode
    else
      missing+=('ICU libraries (Debian: libicu72 or newer)')
    fi
  fi
  if ! sdk_is_there; then
    echo 'Missing: the .NET SDK 10 (version as in global.json), with "dotnet" on the PATH. Nothing can be built without it.'
    return 1
  fi
  if ! postgres_is_there; then
    if can_install; then install_postgres; else missing+=('PostgreSQL server binaries, 14 or newer (Debian: postgresql)'); fi
  fi
  if browser_is_needed && ! browser_is_there; then
    if can_install; then install_packages chromium; else missing+=('Chromium (Debian: chromium)'); fi
  fi
  # Without windows a browser takes a quarter of the processor; the portal's tests do with either.
  if browser_is_needed && can_install && ! command -v chromium-headless-shell >/dev/null && apt-cache show chromium-headless-shell >/dev/null 2>&1; then
    install_packages chromium-headless-shell
  fi
  if ! rabbit_is_there; then
    if can_install; then install_without_service rabbitmq-server; else missing+=('RabbitMQ (Debian: rabbitmq-server)'); fi
  fi
  if ! promtool_is_there; then
    if can_install; then install_without_service prometheus; else missing+=('promtool (Debian: prometheus)'); fi
  fi
  local what
  for what in "${missing[@]+"${missing[@]}"}"; do
    echo "Missing: $what. The tests that need it will fail or be skipped, and say so."
  done
  return 0
}
