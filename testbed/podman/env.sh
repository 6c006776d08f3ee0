#!/bin/bash
# Prints where the tests find the private Podman: eval "$(testbed/podman/env.sh)". Exit code 1 when it is not up.
# With "settings" also those for the podman command, so that it works on the same containers.
set -euo pipefail
# shellcheck source=testbed/podman/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

answers || die "no Podman answers on $SOCKET; bring it up with $(dirname "${BASH_SOURCE[0]}")/up.sh"
if rootless; then
  printf 'export FAIRLEAD_TEST_PODMAN_ROOTLESS_HOST=%q\n' "unix://$SOCKET"
else
  printf 'export FAIRLEAD_TEST_PODMAN_HOST=%q FAIRLEAD_TEST_PODMAN_SETTINGS=%q\n' "unix://$SOCKET" "$STATE"
fi
[ "${1:-}" != settings ] || settings
