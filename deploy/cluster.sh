#!/usr/bin/env bash
# Builds SyncCluster and shows a cluster on this machine: a PostgreSQL of its own, a shop, an ERP and a mailbox, N silos
# and a process that answers HTTP for all of them. No Kubernetes needed.
#   deploy/cluster.sh [N]        N silos (3 where not given); runs until Ctrl-C, then ends what it started and nothing else
#   deploy/cluster.sh N --once   waits until every silo is in and everything is read and written, prints who does what, ends;
#                                exits 0 only if every worker runs on exactly one silo and all N silos are active
# Data stays in data/cluster (SYNCCLUSTER_CLUSTER_DATA names another folder). SYNCCLUSTER_PROGRAM names a program that is built already.
set -euo pipefail
cd "$(dirname "$0")/.."
silos=3 once=''
for argument in "$@"; do
  case $argument in
    --once) once=1 ;;
    [1-9] | [1-9][0-9]) silos=$argument ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p;}' "$0" >&2; exit 2 ;;
  esac
done
for need in dotnet curl; do
  command -v "$need" >/dev/null || { echo "$need is missing: install it, then run this again." >&2; exit 1; }
done
source tests/prerequisites.sh
postgres_is_there || { can_install && install_postgres >&2; }
postgres_is_there || { echo 'PostgreSQL is missing: install it (Debian: postgresql), then run this again.' >&2; exit 1; }
initdb=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 || true)
bin=$(dirname "$(readlink -f "${initdb:-$(command -v initdb)}")")

program=${SYNCCLUSTER_PROGRAM:-.artifacts/bin/SyncCluster.Server/release/synccluster}
if [ -z "${SYNCCLUSTER_PROGRAM:-}" ]; then
  echo 'Building …' >&2
  try_optional_packages
  dotnet build src/Hosts/SyncCluster.Server -c Release -v q --nologo -clp:ErrorsOnly >&2
fi

data=${SYNCCLUSTER_CLUSTER_DATA:-data/cluster}
mkdir -p "$data/logs"
data=$(cd "$data" && pwd)
started=()
# Waits without a child that would outlive a signal.
exec 9<> <(:)
pause() { read -rt "$1" -u 9 || true; }
ends() {
  trap - EXIT INT TERM
  # The newest first: silos take leave while their database still answers.
  local at
  for ((at = ${#started[@]} - 1; at > 1; at--)); do kill -TERM "${started[at]}" 2>/dev/null || true; done
  for ((at = ${#started[@]} - 1; at > 1; at--)); do wait "${started[at]}" 2>/dev/null || true; done
  stop TERM "${started[1]:-}"
  # To PostgreSQL an interrupt means: without waiting for clients.
  stop INT "${started[0]:-}"
}
# Of what a script starts beside itself only PostgreSQL hears an interrupt: it asks to.
stop() {
  [ -n "$2" ] || return 0
  kill "-$1" "$2" 2>/dev/null || true
  wait "$2" 2>/dev/null || true
}
trap ends EXIT
trap 'exit 0' INT TERM

# Ports below those that the system gives away by itself, from a base that may be moved.
base=${SYNCCLUSTER_CLUSTER_PORT:-17400}

# PostgreSQL refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
  as=(setpriv "--reuid=$(id -u postgres)" "--regid=$(id -g postgres)" --clear-groups)
  mkdir -p "$data/postgres" && chown -R postgres "$data/postgres"
  # Whoever runs the database must be allowed to pass through to its folder.
  "${as[@]}" test -x "$data" || { echo "The user postgres may not enter $data. Name another folder in SYNCCLUSTER_CLUSTER_DATA." >&2; exit 1; }
fi
database=$data/postgres/data
if [ ! -s "$database/PG_VERSION" ]; then
  mkdir -p "$data/postgres"
  (cd / && "${as[@]}" "$bin/initdb" -D "$database" -U synccluster -A trust -E UTF8 --locale=C >/dev/null)
fi
(cd / && exec "${as[@]}" "$bin/postgres" -D "$database" -p "$base" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
  -c max_connections=300) >"$data/logs/postgres.log" 2>&1 &
started+=($!)
until grep -q 'ready to accept connections' "$data/logs/postgres.log"; do
  kill -0 "${started[0]}" 2>/dev/null || { tail -n 5 "$data/logs/postgres.log" >&2; exit 1; }
  pause 0.2
done
export SYNC_DB="Host=127.0.0.1;Port=$base;Username=synccluster;Database=postgres;Maximum Pool Size=$((200 / (silos + 1)))"

$program sandbox --cluster --data "$data/world" --port $((base + 1)) --products "${SYNCCLUSTER_CLUSTER_PRODUCTS:-200}" >"$data/logs/sandbox.log" 2>&1 &
started+=($!)
until grep -q '^connect' "$data/logs/sandbox.log"; do
  kill -0 "${started[1]}" 2>/dev/null || { tail -n 5 "$data/logs/sandbox.log" >&2; exit 1; }
  pause 0.2
done

# start NAME ROLE HTTP-PORT
start() {
  SYNC_NAME=$1 SYNC_HTTP=$3 SYNC_SILO_PORT=$(($3 + 100)) SYNC_GATEWAY_PORT=$(($3 + 200)) \
    $program run --engine orleans --role "$2" -c "$data/world/sync.yaml" >"$data/logs/$1.log" 2>&1 &
  started+=($!)
}
for ((silo = 1; silo <= silos; silo++)); do start "silo-$silo" silo $((base + 1 + silo)); done
start front web $((base + 1))
front=http://127.0.0.1:$((base + 1))

# ready NAME HTTP-PORT PROCESS
ready() {
  until curl -sfo /dev/null "http://127.0.0.1:$2/health/ready"; do
    if ! kill -0 "$3" 2>/dev/null; then
      echo "$1 ended:" >&2
      tail -n 3 "$data/logs/$1.log" >&2
      local code=0
      wait "$3" || code=$?
      exit $((code == 0 ? 1 : code))
    fi
    pause 0.5
  done
}
for ((silo = 1; silo <= silos; silo++)); do
  ready "silo-$silo" $((base + 1 + silo)) "${started[silo + 1]}"
  echo "silo-$silo  http://127.0.0.1:$((base + 1 + silo))/health/ready  /metrics  (log: $data/logs/silo-$silo.log)"
done
ready front $((base + 1)) "${started[silos + 2]}"
echo "front   $front  status page, API, webhooks; who does what: $front/api/cluster"
grep -E '^(shop|mailbox)' "$data/logs/sandbox.log"

if [ -z "$once" ]; then
  echo 'Kill a silo and look at /api/cluster: the others take over. Ctrl-C ends everything.'
  wait "${started[0]}"
  exit 1
fi

sum() { curl -sf "$front/api/overview" | grep -oE "\"(pending|inFlight)\":[0-9]+" | cut -d: -f2 | paste -sd+ | bc; }
command -v bc >/dev/null || sum() { local n=0 i; for i in $(curl -sf "$front/api/overview" | grep -oE '"(pending|inFlight)":[0-9]+' | cut -d: -f2); do n=$((n + i)); done; echo "$n"; }
for ((quiet = 0; quiet < 5; )); do
  if [ "$(sum)" = 0 ]; then quiet=$((quiet + 1)); else quiet=0; fi
  pause 1
done
sight=$(curl -sf "$front/api/cluster")
workers=$(grep -oE '"type":"(feed|outbound|mail|inbox)","key":"[^"]+","silo":"[^"]+"' <<<"$sight" | sed -E 's/"type":"([^"]*)","key":"([^"]*)","silo":"([^"]*)"/\1 \2 \3/' | sort)
printf '%s\n' "$workers" | column -t
active=$(grep -oE '"status":"active"' <<<"$sight" | wc -l)
twice=$(cut -d' ' -f1,2 <<<"$workers" | uniq -d)
echo "$active silos active, $(wc -l <<<"$workers") workers, each on one silo: $([ -z "$twice" ] && echo yes || echo "no: $twice")"
[ "$active" -ge "$silos" ] && [ -z "$twice" ] && [ -n "$workers" ]
