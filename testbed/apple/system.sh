# shellcheck shell=bash disable=SC2317 # called by the names of their verbs
# The service.

down() {
  printf 'Error: interrupted: "XPC connection error: Connection invalid"\nEnsure container system service has been started with `container system start`.\n' >&2
  exit 1
}

newer() { [ "$(printf '%s\n1.4.1\n' "$VERSION" | sort -V | head -n 1)" = 1.4.1 ]; }

system_status() {
  if [ -n "$DOWN" ]; then
    if newer; then echo '{"status":"unregistered"}'; else
      echo '{"apiServerAppName":"","apiServerBuild":"","apiServerCommit":"","apiServerVersion":"","appRoot":"","installRoot":"","status":"unregistered"}'
    fi
    exit 1
  fi
  if newer; then
    jq -nSc --arg v "$VERSION" --arg m "$(uname -m)" --argjson c "$(nproc)" '{status: "running",
      client: {version: $v, build: "release", commit: "0190097", appName: "container"},
      server: {version: $v, build: "release", commit: "0190097", appName: "container-apiserver"},
      host: {architecture: $m, operatingSystem: "a stand-in on Linux", cpus: $c},
      paths: {appRoot: "/nowhere", installRoot: "/nowhere"}, resources: {containersTotal: 0, containersRunning: 0, images: 1}}'
  else
    jq -nSc --arg v "container-apiserver version $VERSION (build: release, commit: 0190097)" '{status: "running", appRoot: "/nowhere",
      installRoot: "/nowhere", apiServerVersion: $v, apiServerCommit: "0190097", apiServerBuild: "release", apiServerAppName: "container-apiserver"}' | slashes
  fi
}
