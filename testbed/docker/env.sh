#!/bin/bash
# Prints where the tests find the private Docker Engine: eval "$(testbed/docker/env.sh)". Exit code 1 when it is not up.
set -euo pipefail
# shellcheck source=testbed/docker/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/$ENGINE
answers || die "no Docker Engine answers on $SOCKET; bring it up with $HERE/up.sh"
if [ "$ENGINE" = docker-restart ]; then
  printf 'export FAIRLEAD_TEST_DOCKER_RESTART_HOST=%q FAIRLEAD_TEST_DOCKER_RESTART_COMMAND=%q FAIRLEAD_TESTBED=%q\n' \
    "unix://$SOCKET" "$HERE/daemon.sh" "$TESTBED"
  exit
fi
printf 'export FAIRLEAD_TEST_DOCKER_HOST=%q\n' "unix://$SOCKET"
if [ -f "$TLS/port" ]; then
  printf 'export FAIRLEAD_TEST_DOCKER_TLS_HOST=%q FAIRLEAD_TEST_DOCKER_TLS_DIR=%q\n' \
    "tcp://127.0.0.1:$(cat "$TLS/port")" "$TLS/client"
fi
