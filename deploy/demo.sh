#!/usr/bin/env bash
# Builds SyncCluster and shows it: a shop, an ERP behind SQL tables, a supplier's portal, a mailbox, all on this machine.
#   deploy/demo.sh               runs until Ctrl-C; prints the address of the status page
#   deploy/demo.sh --once        plays a fixed story to rest, prints a table, exits 0 only if everything agrees
#                                (of a machine without Chromium it says so and exits 3; --without-portal plays it without the portal)
#   deploy/demo.sh --once --json the same with the result as JSON on standard output
set -euo pipefail
cd "$(dirname "$0")/.."
command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: install it, then run this again." >&2; exit 1; }
source tests/prerequisites.sh
unicode_is_there || { can_install && install_unicode >&2; }
unicode_is_there || { echo "The ICU libraries are missing: install them (Debian: libicu72 or newer), then run this again." >&2; exit 1; }
browser_is_there || { can_install && install_packages chromium >&2; }
browser_is_there || echo "Chromium is missing: without it the supplier's portal is not read, and --once needs --without-portal (Debian: apt-get install chromium)." >&2
echo "Building …" >&2
try_optional_packages
dotnet build src/Hosts/SyncCluster.Server -c Release -v q --nologo -clp:ErrorsOnly >&2
exec .artifacts/bin/SyncCluster.Server/release/synccluster demo --data "${SYNCCLUSTER_DEMO_DATA:-data/demo}" "$@"
