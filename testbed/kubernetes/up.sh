#!/bin/bash
# Brings up a private Kubernetes of one node on loopback: etcd, API server, controller manager, scheduler and a kubelet with
# a Docker Engine of its own. Safe to call twice. FAIRLEAD_TESTBED is the state directory, as for the Docker Engine.
set -euo pipefail
HERE=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=testbed/kubernetes/lib.sh
. "$HERE/lib.sh"
need_root
# What is mounted here, and by the kubelet later, is seen by these processes only and goes with the last of them.
[ -n "${FAIRLEAD_TESTBED_MOUNTS:-}" ] ||
  FAIRLEAD_TESTBED_MOUNTS=own exec unshare --mount --propagation slave "$HERE/up.sh"
# shellcheck source=testbed/busybox.sh
. "$HERE/../busybox.sh"
# shellcheck source=testbed/kubernetes/keys.sh
. "$HERE/keys.sh"
# shellcheck source=testbed/kubernetes/takedown.sh
. "$HERE/takedown.sh"

# show DIRECTORY: a directory of ours in the place of one of the machine's.
show() {
  local tries=0
  until mkdir -p "$1" && touch "$1/$MARK"; do   # another test-bed's down.sh may remove it in between
    ((++tries < 10)) || die "$1 cannot be made; a kubelet needs it"
  done
  mkdir -p "$STATE/fixed$1"
  mount --bind "$STATE/fixed$1" "$1"
}

# A kubelet sets these for the whole machine. Ours finds them as it wants them, and so leaves the machine's alone.
show_settings() {
  local file value
  while read -r file value; do
    [ -e "/proc/sys/$file" ] || continue
    mkdir -p "$STATE/fixed/proc/sys/${file%/*}"
    echo "$value" >"$STATE/fixed/proc/sys/$file"
    mount --bind "$STATE/fixed/proc/sys/$file" "/proc/sys/$file"
  done <<'SETTINGS'
vm/overcommit_memory 1
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
net/bridge/bridge-nf-call-iptables 1
SETTINGS
}

# What other runtimes have mounted for their containers would otherwise stay in use here after they have let go of it.
forget_containers() {
  awk '$2 != "/" && ($3 == "overlay" || $3 == "nsfs" || $1 == "shm") { print $2 }' /proc/mounts | tac |
    while read -r mount; do umount -l "$mount" 2>/dev/null || true; done
}

arrange_mounts() {
  local dir
  forget_containers
  mount --make-rshared /   # containers may ask for mounts that come later
  for dir in "${FIXED[@]}"; do show "$dir"; done
  show_settings
}

# Without the right to raise a priority no process may be guarded from the out-of-memory killer, which the kubelet asks
# for each pod; such a wish is left out.
write_runtime() {
  cat >"$STATE/runtime" <<'SH'
#!/bin/sh
bundle= create= before=
for word; do
  case $before in --bundle|-b) bundle=$word ;; esac
  [ "$word" != create ] || create=1
  before=$word
done
[ -z "$create" ] || [ -z "$bundle" ] || sed -i 's/"oomScoreAdj":-[0-9]*/"oomScoreAdj":0/' "$bundle/config.json"
exec runc "$@"
SH
  chmod 755 "$STATE/runtime"
}

# Nothing listens on that proxy: an image that is not there fails at once instead of asking the world for it.
start_docker() {
  write_runtime
  FAIRLEAD_TESTBED_RUNTIME=$STATE/runtime FAIRLEAD_TESTBED_PROXY=http://127.0.0.1:1 "$HERE/../docker/up.sh" >/dev/null
}

# test/notar:1 is busybox without its tar; test/pause:1 is what holds a pod's network, and has nothing but that.
import_images() {
  busybox_tar "$STATE/rootfs" | tar --delete ./bin/tar | import_image test%2Fnotar 1 "$BUSYBOX_CHANGES"
  tar -C "$PROGRAMS" --owner=0 --group=0 -c pause |
    import_image test%2Fpause 1 'changes=ENTRYPOINT%20%5B%22%2Fpause%22%5D'
}

choose_ports() {
  local places=0 name
  for name in apiserver kubelet etcd etcd-peer; do
    places=$((places + 100))   # the next one may look far before it comes to this one
    free_port $places >"$STATE/$name.port"
  done
}

start_etcd() {
  local clients peers
  clients=http://127.0.0.1:$(port etcd) peers=http://127.0.0.1:$(port etcd-peer)
  start etcd etcd --data-dir "$STATE/etcd" --listen-client-urls "$clients" --advertise-client-urls "$clients" \
    --listen-peer-urls "$peers" --initial-advertise-peer-urls "$peers" --initial-cluster "default=$peers"
}

# Who asked what, one JSON document a line, written before the answer is whole; what goes on, as a watch does, also when it
# is asked for.
write_audit_policy() {
  cat >"$STATE/audit.yml" <<'YAML'
apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  - {level: None, users: ["system:apiserver", kube-controller-manager, kube-scheduler, kubelet]}
  - {level: None, nonResourceURLs: [/readyz]}
  - {level: Metadata, verbs: [watch]}
  - level: Metadata
    resources: [{group: "", resources: [pods/log, pods/exec, pods/attach, pods/portforward]}]
  - {level: Metadata, omitStages: [RequestReceived]}
YAML
}

# When it is to end it waits for those who watch, for as long as a request may take: a minute if it is not told.
start_apiserver() {
  start kube-apiserver "$PROGRAMS/kube-apiserver" --bind-address=127.0.0.1 --secure-port="$(port apiserver)" \
    --etcd-servers="http://127.0.0.1:$(port etcd)" --cert-dir="$KEYS" \
    --tls-cert-file="$KEYS/kube-apiserver.crt" --tls-private-key-file="$KEYS/kube-apiserver.key" \
    --client-ca-file="$KEYS/ca.crt" --token-auth-file="$KEYS/tokens.csv" --anonymous-auth=false --authorization-mode=RBAC \
    --kubelet-client-certificate="$KEYS/admin.crt" --kubelet-client-key="$KEYS/admin.key" \
    --service-account-issuer=https://kubernetes.default.svc \
    --service-account-signing-key-file="$KEYS/accounts.key" --service-account-key-file="$KEYS/accounts.key" \
    --service-cluster-ip-range=10.96.0.0/24 --endpoint-reconciler-type=none --allow-privileged=true \
    --request-timeout=10s \
    --audit-policy-file="$STATE/audit.yml" --audit-log-path="$STATE/requests.log" --audit-log-maxsize=1000
}

start_controllers() {
  start kube-controller-manager "$PROGRAMS/kube-controller-manager" --kubeconfig="$STATE/kubeconfig-kube-controller-manager" \
    --leader-elect=false --port=0 --secure-port=0 --cert-dir="$KEYS" --enable-hostpath-provisioner \
    --service-account-private-key-file="$KEYS/accounts.key" --root-ca-file="$KEYS/ca.crt"
  start kube-scheduler "$PROGRAMS/kube-scheduler" --kubeconfig="$STATE/kubeconfig-kube-scheduler" \
    --leader-elect=false --port=0 --secure-port=0
}

# The node is called by its address, which becomes the one under which the API server finds the kubelet. No image is
# removed because the machine's disk is nearly full.
start_kubelet() {
  local hierarchy
  for hierarchy in /sys/fs/cgroup/*/; do mkdir -p "$hierarchy$CGROUP"; done
  start kubelet "$PROGRAMS/kubelet" --kubeconfig="$STATE/kubeconfig-kubelet" --hostname-override=127.0.0.1 \
    --address=127.0.0.1 --port="$(port kubelet)" --read-only-port=0 --healthz-port=0 \
    --client-ca-file="$KEYS/ca.crt" --anonymous-auth=false --authorization-mode=AlwaysAllow \
    --root-dir="$STATE/kubelet" --cert-dir="$STATE/kubelet/pki" --volume-plugin-dir="$STATE/kubelet/plugins" \
    --docker-endpoint="unix://$SOCKET" --docker="unix://$SOCKET" --container-runtime-endpoint="unix://$STATE/dockershim.sock" \
    --experimental-dockershim-root-directory="$STATE/kubelet/dockershim" --pod-infra-container-image=test/pause:1 \
    --cgroup-driver=cgroupfs --cgroup-root="/$CGROUP" --fail-swap-on=false --make-iptables-util-chains=false \
    --eviction-hard='memory.available<50Mi,nodefs.available<1%,imagefs.available<1%' \
    --image-gc-high-threshold=100 --image-gc-low-threshold=99 --node-status-update-frequency=4s
}

# make PATH JSON
make() { ask POST "$1" -H 'Content-Type: application/json' --data-binary "$2" >/dev/null || die "POST $1 was refused"; }

# The class makes directories of the node: volumes that last as long as the test-bed.
make_objects() {
  make /api/v1/namespaces "{\"metadata\": {\"name\": \"$NAMESPACE\"}}"
  make /apis/storage.k8s.io/v1/storageclasses '{"metadata": {"name": "directory",
    "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}, "provisioner": "kubernetes.io/host-path"}'
}

node_ready() { ask GET /api/v1/nodes/127.0.0.1 2>/dev/null | tr -d ' \n' | grep -q '"type":"Ready","status":"True"'; }

account_ready() {
  ask GET "/api/v1/namespaces/$NAMESPACE/serviceaccounts/default" 2>/dev/null | grep -q '"secrets"'
}

start_all() {
  touch "$STATE/.fairlead-testbed"   # down.sh removes only what bears this mark
  choose_ports
  arrange_mounts
  start_etcd
  make_keys
  write_kubeconfigs
  write_audit_policy
  start_apiserver
  start_docker
  import_images
  start_kubelet
  wait_until kube-apiserver ready
  start_controllers
  make_objects
  wait_until kubelet node_ready
  wait_until kube-controller-manager account_ready
  touch "$STATE/complete"
}

[ ${#SOCKET} -le 90 ] || die "$SOCKET is too long for a Unix socket; set FAIRLEAD_TESTBED to a shorter path"
"$HERE/build.sh"
lock
if others_alive; then
  ready || { pid_of kube-apiserver >/dev/null || start_apiserver; wait_until kube-apiserver ready; }
else
  take_down
  mkdir -p "$STATE"
  chmod 700 "$STATE"
  start_all
  say "Kubernetes is up: KUBECONFIG=$STATE/kubeconfig kubectl get pods"
fi
"$HERE/env.sh"
