#!/bin/bash
# Prints where the tests find the private registry with a password, and the login: ../registry/env.sh does the work.
set -euo pipefail

FAIRLEAD_TESTBED_REGISTRY=registry-login exec "$(dirname "${BASH_SOURCE[0]}")/../registry/env.sh" "$@"
