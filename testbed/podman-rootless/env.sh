#!/bin/bash
# Prints where the tests find the private Podman of a user without rights: ../podman/env.sh does the work.
set -euo pipefail

FAIRLEAD_TESTBED_PODMAN=podman-rootless exec "$(dirname "${BASH_SOURCE[0]}")/../podman/env.sh" "$@"
