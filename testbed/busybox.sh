# shellcheck shell=bash
# Sourced by the up.sh of every runtime: the image that the tests use.

# The command sh, and the usual PATH.
BUSYBOX_CHANGES='changes=CMD%20%5B%22sh%22%5D&changes=ENV%20PATH%3D%2Fusr%2Flocal%2Fsbin%3A%2Fusr%2Flocal%2Fbin%3A%2Fusr%2Fsbin%3A%2Fusr%2Fbin%3A%2Fsbin%3A%2Fbin'

# busybox_tar DIRECTORY: Debian's static busybox and a link for each applet, laid out as in the well-known image, as a tar
# on standard output. DIRECTORY is made and removed.
busybox_tar() {
  local root=$1 applet
  rm -rf "$root"
  mkdir -p "$root"/{bin,etc,root,home,proc,sys,dev,run,tmp,usr,var/log,var/www}
  cp "$(readlink -f "$(command -v busybox)")" "$root/bin/busybox"
  for applet in $(busybox --list); do
    [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
  done
  ln -s bin "$root/sbin"; ln -s ../bin "$root/usr/bin"; ln -s ../bin "$root/usr/sbin"; ln -s ../tmp "$root/var/tmp"
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n' >"$root/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
  chmod 1777 "$root/tmp"; chmod 700 "$root/root"
  tar -C "$root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -c .
  rm -rf "$root"
}

# import_busybox: through the daemon's own API (api, $STATE), as busybox:latest and as test/busybox:1.
import_busybox() {
  [ "$(api GET '/images/busybox:latest/json' -o /dev/null -w '%{http_code}' 2>/dev/null)" = 200 ] && return
  busybox_tar "$STATE/rootfs" | import_image busybox latest "$BUSYBOX_CHANGES"
  api POST '/images/busybox:latest/tag?repo=test%2Fbusybox&tag=1' >/dev/null
}

# import_image REPOSITORY TAG CHANGES: a tar on standard input; all as they stand in a query.
import_image() {
  local answer
  answer=$(api POST "/images/create?fromSrc=-&repo=$1&tag=$2&$3" -H 'Content-Type: application/x-tar' -T -)
  case $answer in *'"error"'*) die "the image $1:$2 was refused: $answer" ;; esac   # errors come inside the 200
}
