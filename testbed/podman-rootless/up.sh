#!/bin/bash
# Brings up a private Podman of a user without rights: ../podman/up.sh does the work.
set -euo pipefail

FAIRLEAD_TESTBED_PODMAN=podman-rootless exec "$(dirname "${BASH_SOURCE[0]}")/../podman/up.sh" "$@"
