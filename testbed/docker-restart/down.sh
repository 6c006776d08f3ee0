#!/bin/bash
# Takes the Docker Engine that tests may stop and start down: ../docker/down.sh does the work.
set -euo pipefail

FAIRLEAD_TESTBED_ENGINE=docker-restart exec "$(dirname "${BASH_SOURCE[0]}")/../docker/down.sh" "$@"
