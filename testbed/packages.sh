# shellcheck shell=bash
# Sourced by the up.sh of every part: installs Debian packages without starting what is in them.

# install_packages "SERVICE..." PACKAGE...
# Installing a daemon's package starts the daemon, unless policy-rc.d forbids it (exit code 101).
# Ours stands in for the machine's own only while apt runs.
install_packages() (
  services=$1
  shift
  policy=/usr/sbin/policy-rc.d aside=/usr/sbin/policy-rc.d.before-fairlead
  # shellcheck disable=SC2317 # called by the trap
  restore() { rm -f "$policy"; [ ! -e "$aside" ] || mv "$aside" "$policy"; }
  denied() { rc=0; "$policy" "$1" start >/dev/null 2>&1 || rc=$?; [ $rc = 101 ]; }
  all_denied() { [ -x "$policy" ] || return 1; for service in $services; do denied "$service" || return 1; done; }
  if ! all_denied; then
    [ -e "$aside" ] || [ ! -e "$policy" ] || mv "$policy" "$aside"
    trap restore EXIT
    trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  for attempt in 1 2 3; do   # apt waits for dpkg's lock, but not for the lists' one
    apt-get -qq -o DPkg::Lock::Timeout=300 update &&
      apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" && exit 0
    say "apt-get failed (attempt $attempt)"
    sleep 3
  done
  exit 1
) </dev/null >&2
