#!/bin/bash
# Brings up a private registry that asks for a password: ../registry/up.sh does the work.
set -euo pipefail

FAIRLEAD_TESTBED_REGISTRY=registry-login exec "$(dirname "${BASH_SOURCE[0]}")/../registry/up.sh" "$@"
