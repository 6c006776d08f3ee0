#!/bin/bash
# Builds the programs of a Kubernetes cluster from the source package in Debian's archive, once: a later call finds them
# in ${XDG_CACHE_HOME:-$HOME/.cache}/fairlead-testbed. Five minutes on two processors, 2 GB of disk meanwhile.
# With --fetch it only installs the packages that it needs and fetches the source.
set -euo pipefail
# shellcheck source=testbed/kubernetes/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=testbed/packages.sh
. "$(dirname "${BASH_SOURCE[0]}")/../packages.sh"

GO=/usr/lib/go-1.19             # Debian 12 has it
REFLECTION=/usr/share/gocode/src/github.com/modern-go/reflect2
WORK=$PROGRAMS.building
TREE=$WORK/gopath/src/k8s.io/kubernetes

built() {
  local program
  for program in "${DAEMONS[@]}" pause; do [ -x "$PROGRAMS/$program" ] || return 1; done
}

ensure_packages() {
  local wanted=() entry needed=(etcd:etcd-server socat:socat openssl:openssl curl:curl flock:util-linux)
  built || needed+=("$GO/bin/go:golang-1.19-go" "$REFLECTION/reflect2.go:golang-github-modern-go-reflect2-dev"
    gcc:gcc /usr/include/stdlib.h:libc6-dev)
  for entry in "${needed[@]}"; do
    command -v "${entry%%:*}" >/dev/null || [ -r "${entry%%:*}" ] || wanted+=("${entry##*:}")
  done
  [ ${#wanted[@]} = 0 ] || {
    command -v apt-get >/dev/null || die "missing ${wanted[*]}, and this is not a Debian system"
    say "installing ${wanted[*]}"
    install_packages etcd "${wanted[@]}"
  }
}

# debian_sources: the archives of Debian that this machine uses, for sources instead of packages.
debian_sources() {
  local keys=/usr/share/keyrings/debian-archive-keyring.gpg signed=
  [ ! -e "$keys" ] || signed="[signed-by=$keys] "
  apt-get indextargets --format "deb-src $signed\$(REPO_URI) \$(RELEASE) \$(COMPONENT)" 'Created-By: Packages' 'Origin: Debian' |
    sort -u | grep .
}

# With lists and settings of its own, so that the machine's sources stay as they are; signatures are checked as ever.
fetch_source() {
  local apt=$WORK/apt options archive
  rm -rf "$WORK"
  mkdir -p "$apt"/{lists/partial,cache/archives/partial} "$TREE"
  debian_sources >"$apt/sources.list" || { apt-get -qq update; debian_sources >"$apt/sources.list"; } ||
    die "apt knows no archive of Debian on this machine"
  options=(-qq -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root -o Acquire::Retries=3)
  (cd "$apt" && apt-get "${options[@]}" update && apt-get "${options[@]}" source --download-only kubernetes)
  archive=$(compgen -G "$apt/kubernetes_*$VERSION*.orig.tar.gz") ||
    die "Debian's archive has no Kubernetes $VERSION for this release of Debian; use Debian 12"
  tar -xzf "$archive" -C "$TREE" --strip-components=1
  use_newer_reflection
  touch "$WORK/fetched"
}

# This Kubernetes is older than Go 1.18, since which the package behind all its JSON writes into foreign memory whenever
# it reads a map (modern-go/reflect2, issue 24). Debian has the one that was put right, with the same interface.
use_newer_reflection() {
  local old=$TREE/vendor/github.com/modern-go/reflect2
  rm "$old"/*.go "$old"/*.s
  cp "$REFLECTION"/*.go "$REFLECTION"/*.s "$old/"
  rm -f "$old"/*_test.go
}

# The server needs descriptions of its types, a generated file that the archive lacks; the generator is in the tree.
generate_descriptions() {
  local packages
  [ ! -f pkg/generated/openapi/zz_generated.openapi.go ] || return 0
  "$GO/bin/go" build -o "$WORK/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
  packages=$(grep -rl --include='*.go' '+k8s:openapi-gen=' vendor/k8s.io/*/ pkg/apis |   # links, followed only when named
    grep -vE '^vendor/k8s.io/(code-generator|gengo|kube-openapi|sample-[a-z-]+)/' | xargs -n 1 dirname | sort -u |
    sed 's#^#k8s.io/kubernetes/#' | paste -sd ,)
  "$WORK/openapi-gen" --logtostderr -i "$packages" -p k8s.io/kubernetes/pkg/generated/openapi -O zz_generated.openapi \
    -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt -r /dev/null
}

# Without the cloud providers, which are half of it, and with the version that clients will ask for.
compile() (
  export GOROOT=$GO GO111MODULE=off GOFLAGS='' GOCACHE=$WORK/gocache GOPATH=$WORK/gopath CGO_ENABLED=0
  flags='-s -w' packages=()
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    for value in "gitVersion=v$VERSION" gitMajor=1 gitMinor=20 gitTreeState=archive; do
      flags+=" -X k8s.io/kubernetes/vendor/$package.$value"
    done
  done
  cd "$TREE"
  generate_descriptions
  for daemon in "${DAEMONS[@]}"; do packages+=("./cmd/$daemon"); done
  "$GO/bin/go" build -tags providerless -ldflags "$flags" -o "$WORK/bin/" "${packages[@]}"
  gcc -Os -static -DVERSION=3.2 -o "$WORK/bin/pause" build/pause/linux/pause.c
)

case $* in
  ''|--fetch) ;;
  *) die "usage: build.sh [--fetch]" ;;
esac
ensure_packages
built && exit
mkdir -p "${PROGRAMS%/*}"
exec 7>"$PROGRAMS.lock"
flock -w 1800 7 || die "another build has held $PROGRAMS.lock for half an hour"
built && exit
renice -n 10 -p $$ >/dev/null   # whatever else runs here goes first
[ -e "$WORK/fetched" ] || fetch_source
[ $# = 0 ] || exit 0
say "building Kubernetes $VERSION into $PROGRAMS; this takes some minutes"
compile
rm -rf "$PROGRAMS"
mv "$WORK/bin" "$PROGRAMS"
rm -rf "$WORK"
say "Kubernetes $VERSION is built"
