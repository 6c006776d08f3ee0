#!/bin/bash
# Prints what tests have left behind: objects in their namespace, and namespaces and volumes that were not there when the
# cluster came up. Exit code 1 if there is any, or if nothing answers.
set -euo pipefail
# shellcheck source=testbed/kubernetes/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

CORE=/api/v1/namespaces/$NAMESPACE APPS=/apis/apps/v1/namespaces/$NAMESPACE BATCH=/apis/batch/v1/namespaces/$NAMESPACE
left=0
for path in "$CORE/pods" "$CORE/services" "$CORE/persistentvolumeclaims" "$CORE/secrets?fieldSelector=type=Opaque" \
  "$CORE/configmaps?fieldSelector=metadata.name!=kube-root-ca.crt" "$APPS/deployments" "$APPS/replicasets" "$BATCH/jobs" \
  /api/v1/namespaces /api/v1/persistentvolumes; do
  list=$(ask GET "$path" -H 'Accept: application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1')
  for name in $(tr -d ' \n' <<<"$list" | grep -o '"metadata":{"name":"[^"]*"' | cut -d '"' -f 6); do
    case ${path%%\?*}/$name in
      /api/v1/namespaces/default|/api/v1/namespaces/kube-*|"/api/v1/namespaces/$NAMESPACE") ;;
      *) echo "${path%%\?*}/$name"; left=1 ;;
    esac
  done
done
exit $left
