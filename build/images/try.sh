#!/usr/bin/env bash
# Builds every image without a registry of images: base images are made of this machine's own SDK and libraries, in a daemon of its own.
# Names of services (or gateway) build those alone. Needs root, dockerd (apt-get install docker.io) and the NuGet packages. Ends with each program started as the chart starts it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
place=$(mktemp -d)
export DOCKER_HOST=unix://$place/docker.sock DOCKER_BUILDKIT=0
dockerd --host "$DOCKER_HOST" --data-root "$place/data" --exec-root "$place/exec" --pidfile "$place/pid" \
  --bridge none --iptables=false --ip6tables=false > "$place/log" 2>&1 &
daemon=$!
finish() { kill "$daemon" 2> /dev/null && wait "$daemon" 2> /dev/null || true; umount "$place/exec/netns/default" 2> /dev/null; rm -rf --one-file-system "$place"; }
trap finish EXIT
for _ in {1..60}; do docker version > /dev/null 2>&1 && break; sleep 0.5; done
docker version > /dev/null || { cat "$place/log" >&2; exit 1; }

# The shared libraries that the given files load, and those that .NET opens by name.
libraries() {
  { for file in "$@"; do ldd "$file" 2> /dev/null || true; done | grep -oE '/[^ ]+\.so[^ ]*'
    ldconfig -p | grep -oE '/[^ ]+/lib(ssl|crypto|nss_dns|nss_files|resolv)\.so\.[0-9]+$'; echo /lib64/ld-linux-x86-64.so.2; } | grep -v "^$dotnet" | sort -u
}
import() { tar --dereference --hard-dereference --create --file - "${@:2}" 2> "$place/tar" | docker import --change "ENV PATH=$dotnet:/usr/bin:/bin SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt NUGET_CERT_REVOCATION_MODE=offline DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 HOME=/tmp" - "$1" > /dev/null; }

mapfile -t native < <(find "$dotnet" -name '*.so' -o -name dotnet -type f)
tools=(/bin/sh /bin/ln /bin/mkdir /bin/rm /bin/cat)
mkdir "$place/tmp" && chmod 1777 "$place/tmp"
mapfile -t needed < <(libraries "${native[@]}" "${tools[@]}")
common=(/etc/ssl/certs/ca-certificates.crt /etc/passwd /etc/nsswitch.conf /usr/share/zoneinfo "${needed[@]}" -C "$place" tmp)
import try/sdk "$dotnet" "${tools[@]}" "${common[@]}"
import try/runtime "$dotnet/dotnet" "$dotnet/host" "$dotnet/shared" "${common[@]}"

settings=(--env ASPNETCORE_URLS=http://127.0.0.1:0 --env Access__Issuer=http://127.0.0.1:9 --env Access__Jwks=http://127.0.0.1:9/jwks --env Access__Audience=healthcare)
result=0
[[ $# -gt 0 ]] || set -- intake authorization scheduling billing reconciliation audit gateway
for name in "$@"; do
  project=$(echo services/"$name"/*.csproj)
  [[ $name != gateway ]] || project=$(echo gateway/*.csproj)
  docker build --quiet --network host --file build/images/Dockerfile --tag "try/$name" \
    --build-arg SDK_IMAGE=try/sdk --build-arg RUNTIME_IMAGE=try/runtime \
    --build-arg "PROJECT=$project" --build-arg "DLL=$(basename "$project" .csproj).dll" . > "$place/$name.log" 2>&1 \
    || { tail -20 "$place/$name.log"; echo "$name: no image"; result=1; continue; }
  size=$(docker image inspect --format '{{.Size}}' "try/$name")
  # As the chart runs it: unprivileged, nothing to write but /tmp, no capability. The gateway listens; a service without a database says so and ends.
  status=0; : > "$place/$name.run"
  docker run --rm --network host --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges "${settings[@]}" \
    --stop-timeout 5 --name "$name" "try/$name" > "$place/$name.run" 2>&1 &
  runner=$!
  for _ in {1..40}; do grep -qE 'Now listening|is not configured|Exception|refuse' "$place/$name.run" && break; sleep 0.5; done
  user=$(docker inspect --format '{{.Config.User}}' "try/$name")
  docker stop --time 5 "$name" > /dev/null 2>&1 || true
  wait "$runner" || status=$?
  said=$(grep -m1 -oE 'Now listening.*|[^ ].*is not configured.*|.*Exception.*' "$place/$name.run" | cut -c1-120 || true)
  [[ -n $said ]] || { result=1; cat "$place/$name.run"; }
  echo "$name: $((size / 1048576)) MiB, user $user, exit $status: ${said:-said nothing}"
done
exit $result
