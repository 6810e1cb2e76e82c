#!/usr/bin/env bash
# Everything that must hold before a change lands: build, all tests, form of the source, the chart. CI and a developer run the same.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Plain lines to read, and no build server that outlives the run.
export DOTNET_CLI_UI_LANGUAGE=en MSBUILDTERMINALLOGGER=off MSBUILDDISABLENODEREUSE=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
exec < /dev/null

output=$(mktemp)
trap 'rm -f "$output"' EXIT
passed=0 failed=0 skipped=0

count() { passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3)); }

# Runs a step and keeps what it prints; a step that fails without naming a failure counts as one.
step() {
  local name=$1 reader=$2 before=$failed status=0
  shift 2
  printf '== %s\n' "$name"
  local start=$SECONDS
  "$@" 2>&1 | tee "$output" || status=$?
  "$reader" "$status"
  if ((status != 0 && failed == before)); then count 0 1 0; fi
  printf '== %s: %s after %s s\n' "$name" "$( ((failed == before)) && echo well || echo FAILED)" "$((SECONDS - start))"
}

# The last line of each test assembly: "Passed!  - Failed: 0, Passed: 12, Skipped: 1, Total: 13, ...".
of_tests() {
  local line
  while IFS= read -r line; do
    [[ $line =~ Failed:\ *([0-9]+),\ *Passed:\ *([0-9]+),\ *Skipped:\ *([0-9]+),\ *Total: ]] && count "${BASH_REMATCH[2]}" "${BASH_REMATCH[1]}" "${BASH_REMATCH[3]}"
  done < "$output" || true
}

of_chart() {
  local line
  while IFS= read -r line; do
    [[ $line =~ ^charts:\ ([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]] && count "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}"
  done < "$output" || true
}

of_one() { if (($1 == 0)); then count 1 0 0; fi; }

# One compiler for all projects, which ends with the build.
build() {
  local status=0
  dotnet build Healthcare.sln --nologo --verbosity quiet -p:UseSharedCompilation=true || status=$?
  dotnet build-server shutdown --vbcscompiler > /dev/null 2>&1 || true
  return "$status"
}
step build of_one build
if ((failed == 0)); then
  # A test that hangs costs three quarters of an hour and no more.
  step tests of_tests timeout --kill-after 30s 45m dotnet test Healthcare.sln --no-build
fi
# The commands that the README says carry a case, as they stand there, on a data folder of their own.
readme() {
  local data status=0
  data=$(mktemp -d)
  chmod 755 "$data"
  awk '/^### A case in ten commands/ { here = 1 } here && /^```$/ { exit } body { print } here && /^```sh$/ { body = 1 }' README.md > "$data/commands.sh"
  [[ $(grep -c '^[A-Zd]' "$data/commands.sh") == 10 ]] || return 1
  HEALTHCARE_LOCAL_DATA="$data/local" timeout --kill-after 30s 5m bash -e "$data/commands.sh" || status=$?
  HEALTHCARE_LOCAL_DATA="$data/local" dotnet run --no-build --project build/Local -- down || status=1
  rm -rf "$data"
  return "$status"
}
# Each codec gets ten seconds of damaged input, all at once; the seed is printed first.
fuzz() {
  local codec job status=0 jobs=()
  for codec in x12 hl7v2 fhir; do
    dotnet "tests/Fuzz/bin/Debug/net10.0/Healthcare.Fuzz.dll" "$codec" --seconds "${FUZZ_SECONDS:-10}" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job" || status=1; done
  return "$status"
}
# The build holds style with analyzers; what is left is white space.
form() { dotnet format whitespace . --folder --exclude '**/obj/**' --verify-no-changes; }

# Side by side, because most of their time is waiting; each one's output follows when it has ended.
together() {
  local name status=0 folder
  local -A jobs
  folder=$(mktemp -d)
  for name in "$@"; do
    "$name" > "$folder/$name" 2>&1 &
    jobs[$name]=$!
  done
  for name in "$@"; do
    if wait "${jobs[$name]}"; then printf -- '-- %s: well\n' "$name"; else status=1 && printf -- '-- %s: FAILED\n' "$name"; fi
    cat "$folder/$name"
  done
  rm -rf "$folder"
  return "$status"
}
of_parts() {
  local line
  while IFS= read -r line; do
    if [[ $line =~ ^--\ [a-z]+:\ well$ ]]; then count 1 0 0; elif [[ $line =~ ^--\ [a-z]+:\ FAILED$ ]]; then count 0 1 0; fi
  done < "$output"
}
parts=(form)
if ((failed == 0)); then parts=(readme fuzz form); fi
step "${parts[*]}" of_parts together "${parts[@]}"
step charts of_chart build/charts/check.sh

printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
((failed == 0))
