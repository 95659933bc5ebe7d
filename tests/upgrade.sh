#!/usr/bin/env bash
# Shows that a cluster can be upgraded one silo after the other from an earlier version, under load, without an error at the
# HTTP surface and with nothing lost or doubled.
#
#   tests/upgrade.sh          from the commit before this one
#   tests/upgrade.sh REF      from any commit, branch or tag
#
# Builds that version into a folder of its own, starts three silos of it, and restarts each as this version. Needs the Orleans
# packages and a PostgreSQL, as every test of the cluster does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
previous=$(git rev-parse --verify "${1:-HEAD~1}^{commit}")
# shellcheck source=tests/prerequisites.sh
source tests/prerequisites.sh
postgres_is_there || { can_install && install_postgres >&2; }

folder=$(mktemp -d)
trap 'git worktree remove --force "$folder/source" 2>/dev/null || true; rm -rf "$folder"' EXIT
git worktree add --quiet --detach "$folder/source" "$previous"
echo "Building $(git log -1 --format='%h, %s' "$previous")"
(cd "$folder/source" && dotnet build src/Hosts/SyncCluster.Server -c Release --nologo -v quiet)
[ -f "$folder/source/.artifacts/bin/SyncCluster.Server/release/SyncCluster.Engine.Orleans.dll" ] || {
  echo "The cluster engine was left out of that build: no package source here has Microsoft.Orleans." >&2
  exit 1
}
dotnet build tests/EndToEnd/SyncCluster.EndToEnd.Tests -c Release --nologo -v quiet
SYNCCLUSTER_TEST_PREVIOUS=$folder/source/.artifacts/bin/SyncCluster.Server/release \
  .artifacts/bin/SyncCluster.EndToEnd.Tests/release/SyncCluster.EndToEnd.Tests -noLogo -noColor \
  -method '*silos_restart_one_after_another_under_load*'
