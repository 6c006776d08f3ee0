#!/bin/bash
# Stops and starts the API server of the private Kubernetes; its store and all else goes on. Tests call it.
#   apiserver.sh stop     in good order
#   apiserver.sh kill     without a chance to finish anything
#   apiserver.sh start    on the same port; returns when it is ready
set -euo pipefail
HERE=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=testbed/kubernetes/lib.sh
. "$HERE/lib.sh"

case $* in
  stop) lock; end kube-apiserver 300 ;;
  kill) lock; pid=$(pid_of kube-apiserver); kill -KILL "$pid"; wait_gone 50 "$pid" ;;
  start) others_alive || die "there is no Kubernetes to start an API server for; bring it up with $HERE/up.sh"; exec "$HERE/up.sh" ;;
  *) die "usage: apiserver.sh stop|kill|start" ;;
esac
