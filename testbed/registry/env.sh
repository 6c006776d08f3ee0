#!/bin/bash
# Prints where the tests find the private registry: eval "$(testbed/registry/env.sh)". Exit code 1 when it is not up.
set -euo pipefail
# shellcheck source=testbed/registry/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

answers || die "no registry answers; bring it up with $(dirname "${BASH_SOURCE[0]}")/up.sh"
if guarded; then
  printf 'export FAIRLEAD_TEST_LOGIN_REGISTRY=%q\n' "$(address)"
  printf 'export FAIRLEAD_TEST_LOGIN_USER=tester FAIRLEAD_TEST_LOGIN_PASSWORD=%q\n' "$(cat "$STATE/password")"
else
  printf 'export FAIRLEAD_TEST_REGISTRY=%q\n' "$(address)"
fi
