#!/usr/bin/env bash
# Builds the solution once and runs every test project under tests/.
#
#   tests/run.sh                 everything
#   tests/run.sh --fast          without tests marked [Trait("Speed", "slow")]
#   tests/run.sh Core Mail       only projects whose name contains one of the words
#   tests/run.sh --no-build      what is built already
#
# Where the optional packages can be had (build/Optional.props) it builds and tests what depends on them both ways.
#
# Prints a line per project, what failed and why, and as its last line "N passed, N failed[, N skipped]".
# Exit code 0 only where at least one test ran and nothing failed, crashed or hung.
# As root on Debian and its kin it installs what is missing; elsewhere it says what is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
results=$root/.artifacts/test-results
# One hung project must not hold up the others for longer than this.
limit_seconds=${SYNCCLUSTER_TEST_LIMIT_SECONDS:-1500}

export CI=${CI:-true} DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export DOTNET_CLI_UI_LANGUAGE=en TERM=dumb NO_COLOR=1
# Tests start many short processes: code that counts its own calls, to be compiled better later, is never repaid, and what
# is compiled a second time, better, only where it has been called a thousand times (the figure is hexadecimal).
export DOTNET_TieredPGO=${DOTNET_TieredPGO:-0} DOTNET_TC_CallCountThreshold=${DOTNET_TC_CallCountThreshold:-400}

executable_of() { printf '%s/bin/%s/release/%s' "${ARTIFACTS:-$root/.artifacts}" "$1" "$1"; }
attribute() { head -c 4000 "$1" | sed -n "s/.*<assembly [^>]* $2=\"\([0-9]*\)\".*/\1/p" | head -n 1; }

# Runs one project; leaves NAME.xml (results), NAME.log (output), NAME.line (counts and words for people).
run_one() {
  local name=$1 started=$SECONDS code=0 counts='' notes=''
  local exe arguments=(-noLogo -noColor -longRunning 60 -xml "$results/$name.xml")
  [ -z "${ONLY_CLASS:-}" ] || arguments+=(-class "$ONLY_CLASS")
  exe=$(executable_of "$name")
  [ "${FAST:-}" = 1 ] && arguments+=(-trait- 'Speed=slow')
  if [ ! -x "$exe" ]; then
    echo "The build left no executable for $name. Is the project in SyncCluster.sln?" >"$results/$name.log"
    echo "0 1 0 not built" >"$results/$name.line"
  else
    local guard=()
    command -v timeout >/dev/null && guard=(timeout -k 20 "$limit_seconds")
    "${guard[@]}" "$exe" "${arguments[@]}" </dev/null >"$results/$name.log" 2>&1 || code=$?
    local passed=0 failed=0 skipped=0 errors=0
    if [ -s "$results/$name.xml" ] && [ -n "$(attribute "$results/$name.xml" total)" ]; then
      passed=$(attribute "$results/$name.xml" passed)
      failed=$(attribute "$results/$name.xml" failed)
      skipped=$(attribute "$results/$name.xml" skipped)
      errors=$(attribute "$results/$name.xml" errors)
      failed=$((failed + ${errors:-0}))
    fi
    if [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then
      failed=$((failed + 1)) notes="hung: stopped after $limit_seconds s"
    elif [ ! -s "$results/$name.xml" ] || { [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; }; then
      failed=$((failed + 1)) notes="crashed: exit code $code"
    elif [ "$((passed + failed + skipped))" -eq 0 ] && [ "${FAST:-}" != 1 ]; then
      # A project whose packages cannot be had here compiles to no tests at all; the build has said so.
      if grep -qs 'WithOrleans' "$(project_file "$name")"; then
        notes="left out: its packages cannot be had here or are switched off"
      elif [ "$(attribute "$results/$name.xml" not-run)" -gt 0 ]; then
        notes="holds only tests that must be asked for"
      else
        failed=1 notes="no tests in it"
      fi
    fi
    echo "$passed $failed $skipped $notes" >"$results/$name.line"
  fi
  read -r passed failed skipped notes <"$results/$name.line"
  printf '  %-4s %-50s %5d passed %4d failed %4d skipped %5d s%s\n' \
    "$([ "$failed" -eq 0 ] && echo ok || echo FAIL)" "$name" "$passed" "$failed" "$skipped" "$((SECONDS - started))" \
    "${notes:+  ($notes)}"
}

project_file() { find "$root/tests" -name "$1.csproj" -not -path '*/obj/*' | head -n 1; }

if [ "${1:-}" = --one ]; then
  run_one "$2"
  exit 0
fi

fast='' build=1 words=()
for argument in "$@"; do
  case $argument in
    --fast) fast=1 ;;
    --no-build) build='' ;;
    -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p;}' "${BASH_SOURCE[0]}"; exit 0 ;;
    -*) echo "tests/run.sh: unknown option '$argument'; there are --fast, --no-build and words of project names" >&2; exit 2 ;;
    *) words+=("$argument") ;;
  esac
done

# One warm compiler for all projects of both builds; it is this run's own, and ends with it.
compiler=synccluster-tests-$$
end_compiler() {
  local process
  for process in /proc/[0-9]*; do
    # Others end while they are looked at.
    { tr '\0' ' ' <"$process/cmdline" | grep -q -- "-pipename:$compiler " && kill "${process#/proc/}"; } 2>/dev/null || true
  done
}
# What tests write is read by nobody after them, and waiting for a disk to keep it takes longer than many of them: where
# there is room in memory, their temporary files lie there.
memory=/dev/shm
enough_memory_kib=$((4 << 20))
if [ -z "${TMPDIR:-}" ] && [ "$(df -Pk "$memory" 2>/dev/null | awk 'NR == 2 {print $4}')" -gt "$enough_memory_kib" ] 2>/dev/null; then
  TMPDIR=$(mktemp -d "$memory/synccluster-tests-XXXXXX")
  export TMPDIR
  # The database server runs as another user where this one is root.
  chmod 711 "$TMPDIR"
  in_memory=$TMPDIR
fi
trap 'end_compiler; rm -rf "${in_memory:-}"' EXIT
build() { dotnet build "$@" -c Release --nologo -v quiet -nodeReuse:false -p:UseSharedCompilation=true "-p:SharedCompilationId=$compiler" </dev/null; }

passed=0 failed=0 skipped=0
finish() {
  printf '%d passed, %d failed' "$passed" "$failed"
  [ "$skipped" -eq 0 ] || printf ', %d skipped' "$skipped"
  printf '\n'
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && exit 0
  exit 1
}

source tests/prerequisites.sh
need_prerequisites || { failed=1; finish; }

rm -rf "$results"
mkdir -p "$results"

if [ -n "$build" ]; then
  echo 'Building SyncCluster.sln (Release)'
  started=$SECONDS
  # Into a file: compiler servers that outlive the build must not hold this script's output open.
  if ! build SyncCluster.sln >"$results/build.log" 2>&1; then
    grep -E 'error|Error' "$results/build.log" | sed "s#$root/##g" | sort -u | head -n 40 || tail -n 40 "$results/build.log"
    echo '  FAIL build'
    failed=1
    finish
  fi
  grep -E 'warning' "$results/build.log" | sed "s#$root/##g" | sort -u | head -n 10 || true
  echo "  ok   build $((SECONDS - started)) s"
fi

projects=()
while IFS= read -r file; do
  name=$(basename "$file" .csproj)
  if [ "${#words[@]}" -gt 0 ]; then
    wanted=''
    for word in "${words[@]}"; do [[ ${name,,} == *"${word,,}"* ]] && wanted=1; done
    [ -n "$wanted" ] || continue
  fi
  projects+=("$name")
done < <(find tests -name '*.Tests.csproj' -not -path '*/obj/*' -not -path '*/bin/*' | sort)
if [ "${#projects[@]}" -eq 0 ]; then
  echo "No test project matches: ${words[*]:-tests/**/*.Tests.csproj}"
  failed=1
  finish
fi

# Layout of the sources counts as one check; what it means is in .editorconfig.
if [ "${#words[@]}" -eq 0 ]; then
  started=$SECONDS
  if dotnet format whitespace . --folder --include src tests --verify-no-changes </dev/null >"$results/format.log" 2>&1; then
    passed=$((passed + 1))
    echo "  ok   layout of the sources $((SECONDS - started)) s"
  else
    failed=$((failed + 1))
    sed "s#$root/##g" "$results/format.log" | head -n 20
    echo "  FAIL layout of the sources; mend it with: dotnet format whitespace . --folder --include src tests"
  fi
fi

# What depends on a switch, once more with the switches off, in a folder of its own: nothing is built anew after it.
without_optional_packages() {
  local on started=$SECONDS log=$results/without.log project
  on=$(dotnet msbuild src/Engines/SyncCluster.Engine.Orleans -getProperty:WithOrleans,WithPrometheusExporter 2>/dev/null) || return 0
  [[ $on == *true* ]] || return 0
  echo 'Once more without the optional packages (WithOrleans, WithPrometheusExporter)'
  for project in tests/Engines/SyncCluster.Engine.Orleans.Tests tests/Hosts/SyncCluster.Server.Tests; do
    if ! build "$project" -p:WithOrleans=false -p:WithPrometheusExporter=false "-p:SwitchedArtifactsPath=$root/.artifacts/without" >"$log" 2>&1; then
      failed=$((failed + 1))
      grep -E 'error' "$log" | sed "s#$root/##g" | sort -u | head -n 20
      echo "  FAIL build of $project without the optional packages"
      return 0
    fi
  done
  echo "  ok   build without the optional packages $((SECONDS - started)) s"
  local ordinary=$results name p f s notes
  results=$ordinary/without
  mkdir -p "$results"
  export ARTIFACTS=$root/.artifacts/without
  ONLY_CLASS='*.Observing.*' run_one SyncCluster.Server.Tests
  run_one SyncCluster.Engine.Orleans.Tests
  for name in SyncCluster.Server.Tests SyncCluster.Engine.Orleans.Tests; do
    read -r p f s notes <"$results/$name.line"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    [ "$f" -eq 0 ] || tail -n 60 "$results/$name.log" | sed "s#$root/##g; s/^/      /"
  done
  unset ARTIFACTS
  results=$ordinary
}

# Those that wait for processes of their own come first: the others fill what they leave free of the processors.
slow='EndToEnd|Orleans|SupplierPortal'
in_order() { printf '%s\n' "${projects[@]}" | grep -E "$slow" || true; printf '%s\n' "${projects[@]}" | grep -vE "$slow" || true; }

FAST=$fast
export FAST
in_order | xargs -P 3 -I{} bash "$root/tests/run.sh" --one {}

for name in "${projects[@]}"; do
  if [ ! -s "$results/$name.line" ]; then
    failed=$((failed + 1))
    echo "  FAIL $name was not run"
    continue
  fi
  read -r p f s notes <"$results/$name.line"
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  if [ "$f" -gt 0 ]; then
    printf '\n%s:\n' "$name"
    # A failed test is a line that ends with [FAIL] and everything under it that is indented deeper.
    awk '/\[FAIL\]$/ {on=1; print; next} on && /^      / {print; next} {on=0}' "$results/$name.log" | sed "s#$root/##g" | head -n 200 || true
    if [ -n "$notes" ]; then
      echo "    $notes; the end of its output:"
      tail -n 30 "$results/$name.log" | sed "s#$root/##g; s/^/      /"
    fi
  fi
done
[ -n "$fast" ] || [ -z "$build" ] || [ "${#words[@]}" -gt 0 ] || without_optional_packages
echo
finish
