# shellcheck shell=bash disable=SC2317 # called by the names of their verbs
# The service.

down() {
  printf 'Error: interrupted: "XPC connection error: Connection invalid"\nEnsure container system service has been started with `container system start`.\n' >&2
  exit 1
}

system_status() {
  if [ -n "$DOWN" ]; then
    if newer; then echo '{"status":"unregistered"}'; else
      echo '{"apiServerAppName":"","apiServerBuild":"","apiServerCommit":"","apiServerVersion":"","appRoot":"","installRoot":"","status":"unregistered"}'
    fi
    exit 1
  fi
  if newer; then
    printf '{"client":{"appName":"container","build":"release","commit":"0190097","version":"%s"},' "$VERSION"
    printf '"host":{"architecture":"%s","cpus":%s,"operatingSystem":"a stand-in on Linux"},' "$(uname -m)" "$(nproc)"
    printf '"paths":{"appRoot":"/nowhere","installRoot":"/nowhere"},"resources":{"containersRunning":0,"containersTotal":0,"images":1},'
    printf '"server":{"appName":"container-apiserver","build":"release","commit":"0190097","version":"%s"},"status":"running"}\n' "$VERSION"
  else
    printf '{"apiServerAppName":"container-apiserver","apiServerBuild":"release","apiServerCommit":"0190097",'
    printf '"apiServerVersion":"container-apiserver version %s (build: release, commit: 0190097)",' "$VERSION"
    printf '"appRoot":"\\/nowhere","installRoot":"\\/nowhere","status":"running"}\n'
  fi
}
