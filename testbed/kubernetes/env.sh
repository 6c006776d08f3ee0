#!/bin/bash
# Prints where the tests find the private Kubernetes: eval "$(testbed/kubernetes/env.sh)". Exit code 1 when it is not up.
set -euo pipefail
# shellcheck source=testbed/kubernetes/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ready || die "no Kubernetes answers; bring it up with $HERE/up.sh"
printf 'export FAIRLEAD_TEST_KUBERNETES_CONFIG=%q FAIRLEAD_TEST_KUBERNETES_TOKEN_CONFIG=%q\n' \
  "$STATE/kubeconfig" "$STATE/kubeconfig-token"
printf 'export FAIRLEAD_TEST_KUBERNETES_NOBODY_CONFIG=%q FAIRLEAD_TEST_KUBERNETES_NAMESPACE=%q\n' \
  "$STATE/kubeconfig-nobody" "$NAMESPACE"
printf 'export FAIRLEAD_TEST_KUBERNETES_REQUESTS=%q FAIRLEAD_TEST_KUBERNETES_COMMAND=%q\n' \
  "$STATE/requests.log" "$HERE/apiserver.sh"
