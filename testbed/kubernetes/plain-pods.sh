#!/bin/bash
# Pods that are objects of the API only: they wait for a scheduler that does not exist, so that no kubelet takes them. For
# tests with more pods than one machine can run.
#   plain-pods.sh make NAMESPACE NUMBER [LABELS]   in a namespace of their own, which is made; LABELS is a JSON object
#   plain-pods.sh remove NAMESPACE                 with the namespace; returns when it is gone
set -euo pipefail
# shellcheck source=testbed/kubernetes/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# until_true CHECK...: for a minute.
until_true() {
  local i
  for ((i = 0; i < 600; i++)); do
    "$@" && return
    sleep 0.1
  done
  die "$* did not become true within a minute"
}

has_account() { ask GET "/api/v1/namespaces/$1/serviceaccounts/default" >/dev/null 2>&1; }

is_gone() { [ "$(ask GET "/api/v1/namespaces/$1" -o /dev/null -w '%{http_code}' 2>/dev/null)" = 404 ]; }

post() { ask POST "$1" -H 'Content-Type: application/json' --data-binary "$2" -o /dev/null; }

# One curl for all of them, on one connection: the names are given by the server.
make_pods() {
  post /api/v1/namespaces "{\"metadata\": {\"name\": \"$1\"}}" || die "the namespace $1 cannot be made"
  until_true has_account "$1"
  post "/api/v1/namespaces/$1/pods?number=[1-$2]" "{\"metadata\": {\"generateName\": \"plain-\", \"labels\": $3},
    \"spec\": {\"schedulerName\": \"nobody\", \"restartPolicy\": \"Never\",
      \"containers\": [{\"name\": \"main\", \"image\": \"test/busybox:1\"}]}}" || die "not all of $2 pods could be made"
}

case $#:${1:-} in
  3:make) make_pods "$2" "$3" '{}' ;;
  4:make) make_pods "$2" "$3" "$4" ;;
  2:remove) ask DELETE "/api/v1/namespaces/$2" -o /dev/null || is_gone "$2"; until_true is_gone "$2" ;;
  *) die "usage: plain-pods.sh make NAMESPACE NUMBER [LABELS] | remove NAMESPACE" ;;
esac
