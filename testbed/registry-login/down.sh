#!/bin/bash
# Takes the private registry with a password down: ../registry/down.sh does the work.
set -euo pipefail

FAIRLEAD_TESTBED_REGISTRY=registry-login exec "$(dirname "${BASH_SOURCE[0]}")/../registry/down.sh" "$@"
