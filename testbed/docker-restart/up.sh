#!/bin/bash
# Brings up a private Docker Engine that tests may stop and start: ../docker/up.sh does the work.
set -euo pipefail

FAIRLEAD_TESTBED_ENGINE=docker-restart exec "$(dirname "${BASH_SOURCE[0]}")/../docker/up.sh" "$@"
