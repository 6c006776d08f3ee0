# shellcheck shell=bash
# To be sourced: exports what the tests need to find the parts of the test-bed that are up.
_testbed=$(dirname "${BASH_SOURCE[0]:-$0}")
for _part in "$_testbed"/*/env.sh; do eval "$("$_part" 2>/dev/null)"; done
unset _testbed _part
