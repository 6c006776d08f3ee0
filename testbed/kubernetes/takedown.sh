# shellcheck shell=bash
# Sourced by up.sh and down.sh: ends what is left of a private Kubernetes and removes all that it made. The caller holds
# the lock. What was mounted is gone with the last process, since only these processes saw it (see up.sh).

# The marks first: a directory with nobody's mark is empty and goes.
remove_fixed() {
  local dir
  for dir in "${FIXED[@]}"; do
    rm -f "$dir/$MARK"
    rmdir "$dir" 2>/dev/null
  done
}

# In good order where there is one: a kubelet would start again what the Docker Engine ends.
take_down() {
  [ -e "$STATE/.fairlead-testbed" ] || return 0
  end kubelet 50
  "$(dirname "${BASH_SOURCE[0]}")/../docker/down.sh"
  end kube-scheduler 50
  end kube-controller-manager 50
  end kube-apiserver 100
  end etcd 50
  remove_fixed
  rm -rf --one-file-system "$STATE"
  [ ! -e "$STATE" ] || die "could not remove all of $STATE"
}
