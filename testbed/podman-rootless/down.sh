#!/bin/bash
# Takes the private Podman of a user without rights down: ../podman/down.sh does the work.
set -euo pipefail

FAIRLEAD_TESTBED_PODMAN=podman-rootless exec "$(dirname "${BASH_SOURCE[0]}")/../podman/down.sh" "$@"
