#!/usr/bin/env bash
# A start after a reset is the first start again: resets and starts twice, then holds what the two starts left file by file against each other. Only what the list below names may differ.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
chmod 755 "$work"
export HEALTHCARE_LOCAL_DATA="$work/local"
runner() { dotnet run --no-build --project build/Local -- "$@"; }
trap 'runner down > /dev/null 2>&1 || true; runner reset > /dev/null 2>&1 || true; rm -rf "$work"' EXIT

# Why a file may differ; one that nothing here names must have the same bytes.
reason() {
  case $1 in
    keys/*.pem) echo 'key pairs are secrets: made anew' ;;
    secrets | postgres/password | rabbitmq/password | rabbitmq/.erlang.cookie) echo 'passwords and the master key are secrets: made anew' ;;
    prepared) echo 'names those secrets by their hash' ;;
    logs/* | postgres/log | rabbitmq/log | rabbitmq/logs/*) echo 'logs say when, and by which process' ;;
    postgres/data/*.conf | postgres/data/PG_VERSION) ;;
    postgres/data/* | rabbitmq/data/*) echo 'made by the server itself' ;;
    rabbitmq/*.conf | rabbitmq/pid) echo 'the ports that were free, and the process' ;;
  esac
}

for start in first second; do
  runner reset
  [[ ! -e $HEALTHCARE_LOCAL_DATA ]] || { echo "same-start: a reset left $(find "$HEALTHCARE_LOCAL_DATA" | wc -l) files"; exit 1; }
  runner up --detach
  runner down
  # The runner is gone before the guards of its servers are.
  for _ in {1..100}; do [[ -n $(find "$HEALTHCARE_LOCAL_DATA" -name guard) ]] || break; sleep 0.1; done
  cp -a "$HEALTHCARE_LOCAL_DATA" "$work/$start"
done
# Shows that a difference is found: a byte in a file that must be the same.
if [[ ${1:-} == --plant ]]; then printf ' ' >> "$work/second/keys/clients.json"; fi

same=0 wrong=0
declare -A permitted=()
while IFS= read -r file; do
  if cmp -s "$work/first/$file" "$work/second/$file"; then
    same=$((same + 1))
  elif why=$(reason "$file"); [[ -n $why ]]; then
    permitted[$why]=$((${permitted[$why]:-0} + 1))
  else
    echo "same-start: $file differs"
    wrong=$((wrong + 1))
  fi
done < <({ (cd "$work/first" && find . -type f); (cd "$work/second" && find . -type f); } | sed 's|^\./||' | sort -u)

printf 'same-start: %s files have the same bytes, %s differ and must not\n' "$same" "$wrong"
for why in "${!permitted[@]}"; do printf 'same-start: %s may differ: %s\n' "${permitted[$why]}" "$why"; done | sort
((wrong == 0))
