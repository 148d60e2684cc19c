#!/usr/bin/env bash
# compare.sh PEERS_DIR [MEASUREMENT...] — carillon and its peers on this machine, by turns, and what the one is to the other.
#
# PEERS_DIR holds the peers' harness, built: bin/run.sh PEER MEASUREMENT, bin/summary.sh FILE... It writes there, so give it a copy.
# Measurements: wire pairs light offline crash idle (default: pairs light offline crash).
# PEERS    which peers (default: mosquitto)
# ROUNDS   how often everybody has a turn (default: 2)
# NODES    of ours, each message on a majority's disks; 1 or 3, for pairs and light (default: 1)
# OUT      folder for rows and summary (default: a temporary one)
# BENCH_LOCK  lock file held during each measurement, so that runs of several harnesses do not overlap
set -uo pipefail

[ $# -gt 0 ] && [ -x "$1/bin/run.sh" ] || { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
peers_dir=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- pairs light offline crash
carillon=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/carillon
out=${OUT:-$(mktemp -d)}
mkdir -p "$out"
export BENCH_LOCK=${BENCH_LOCK:-$peers_dir/run/bench.lock}
mkdir -p "$(dirname "$BENCH_LOCK")"
ulimit -n "$(ulimit -Hn)"

ours() {
  local options=()
  case $1 in offline | crash) options=(--repeats 1) ;; pairs | light) options=(--nodes "${NODES:-1}") ;; esac
  flock "$BENCH_LOCK" "$carillon" bench "$1" --tsv "${options[@]}" | tee -a "$out/carillon.tsv"
}
theirs() { REPEATS=1 "$peers_dir/bin/run.sh" "$1" "$2" | tee -a "$out/$1.tsv"; }

for round in $(seq 1 "${ROUNDS:-2}"); do
  for measurement in "$@"; do
    echo "== round $round of ${ROUNDS:-2}: $measurement" >&2
    ours "$measurement" >/dev/null || echo "carillon: $measurement did not end well" >&2
    for peer in ${PEERS:-mosquitto}; do
      theirs "$peer" "$measurement" >/dev/null || echo "$peer: $measurement did not end well" >&2
    done
  done
done

files=("$out"/*.tsv)
"$peers_dir/bin/summary.sh" "${files[@]}" >"$out/summary.txt"
echo "rows and summary: $out"
echo
awk -F'\t' '
  BEGIN {
    n = split("pairs/rate pairs/server_cpu_per_100k pairs/deliver_p50.0 pairs/deliver_p99.0 pairs_light/rate pairs_light/deliver_p50.0 pairs_light/deliver_p99.0 " \
      "pairs_light/server_cpu_per_100k offline/queue_rate offline/queue_cpu_per_100k offline/drain_rate offline/drain_cpu_per_100k " \
      "offline_kill/queued_acked offline_kill/after_kill9_lost offline_kill/after_kill9_duplicates idle/rss_per_conn_10000 idle/rss_per_conn_19000 wire/total_per_msg", wanted, " ")
    printf "%-36s %14s %-12s %14s %8s  %s\n", "median of", "carillon", "peer", "its figure", "ratio", "unit"
  }
  NR > 1 { key = $2 "/" $3; value[$1, key] = $5; unit[key] = $8; if ($1 != "carillon") peer[$1] = 1 }
  END {
    for (i = 1; i <= n; i++)
      for (p in peer)
        if (("carillon", wanted[i]) in value && (p, wanted[i]) in value) {
          a = value["carillon", wanted[i]]; b = value[p, wanted[i]]
          printf "%-36s %14.6g %-12s %14.6g %8s  %s\n", wanted[i], a, p, b, b + 0 == 0 ? "-" : sprintf("%.2f", a / b), unit[wanted[i]]
        }
  }' "$out/summary.txt" | tee "$out/ratios.txt"
