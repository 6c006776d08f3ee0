#!/bin/bash
# Prints where the tests find the Docker Engine that they may stop and start: ../docker/env.sh does the work.
set -euo pipefail

FAIRLEAD_TESTBED_ENGINE=docker-restart exec "$(dirname "${BASH_SOURCE[0]}")/../docker/env.sh" "$@"
