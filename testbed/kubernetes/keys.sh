# shellcheck shell=bash
# Sourced by up.sh: an authority, the certificates and tokens of a private Kubernetes, and the kubeconfigs that hold them.

# certificate NAME SUBJECT EXTENSION: signed by our authority, for the key in NAME.key, which is made if there is none.
certificate() {
  [ -e "$KEYS/$1.key" ] || openssl ecparam -genkey -noout -name prime256v1 -out "$KEYS/$1.key"
  openssl req -new -key "$KEYS/$1.key" -subj "$2" |
    openssl x509 -req -days 3650 -CA "$KEYS/ca.crt" -CAkey "$KEYS/ca.key" -set_serial "0x$(openssl rand -hex 8)" \
      -extfile <(echo "$3") -out "$KEYS/$1.crt"
}

# The administrator's key is in the older RSA form, which many a kubeconfig holds. Each part of the cluster has a name of
# its own, so that the request log tells them from the users.
make_keys() {
  local daemon
  mkdir -p "$KEYS"
  {
    openssl ecparam -genkey -noout -name prime256v1 -out "$KEYS/ca.key"
    openssl req -x509 -new -days 3650 -key "$KEYS/ca.key" -subj "/CN=Fairlead test-bed $TAG" -out "$KEYS/ca.crt"
    certificate kube-apiserver /CN=kube-apiserver 'subjectAltName = DNS:localhost, IP:127.0.0.1'
    openssl genrsa -traditional -out "$KEYS/admin.key" 2048
    for daemon in admin "${DAEMONS[@]:1}"; do
      certificate "$daemon" "/O=system:masters/CN=$daemon" 'extendedKeyUsage = clientAuth'
    done
    openssl ecparam -genkey -noout -name prime256v1 -out "$KEYS/accounts.key"
  } 2>"$STATE/keys.log" || die "openssl made no certificates; its words are in $STATE/keys.log"
  openssl rand -hex 24 >"$KEYS/tester.token"
  openssl rand -hex 24 >"$KEYS/nobody.token"
  printf '%s,tester,u1,"system:masters"\n%s,nobody,u2\n' "$(cat "$KEYS/tester.token")" "$(cat "$KEYS/nobody.token")" \
    >"$KEYS/tokens.csv"
}

inline() { base64 -w 0 "$KEYS/$1"; }

# kubeconfig FILE AUTHORITY USER: the last two as the fields of a flow mapping.
kubeconfig() {
  cat >"$STATE/$1" <<YAML
apiVersion: v1
kind: Config
current-context: test
contexts: [{name: test, context: {cluster: testbed, user: tester, namespace: $NAMESPACE}}]
clusters: [{name: testbed, cluster: {server: "https://127.0.0.1:$(port apiserver)", $2}}]
users: [{name: tester, user: {$3}}]
YAML
}

# certified NAME: the user fields of a client certificate.
certified() { echo "client-certificate-data: $(inline "$1.crt"), client-key-data: $(inline "$1.key")"; }

# Three for tests: by certificate, by token with the authority in a file beside it, and one of a user without rights.
write_kubeconfigs() {
  local daemon authority
  authority="certificate-authority-data: $(inline ca.crt)"
  for daemon in "${DAEMONS[@]:1}"; do kubeconfig "kubeconfig-$daemon" "$authority" "$(certified "$daemon")"; done
  kubeconfig kubeconfig "$authority" "$(certified admin)"
  kubeconfig kubeconfig-token 'certificate-authority: keys/ca.crt' "token: $(cat "$KEYS/tester.token")"
  kubeconfig kubeconfig-nobody "$authority" "token: $(cat "$KEYS/nobody.token")"
}
