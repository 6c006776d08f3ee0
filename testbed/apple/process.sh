# shellcheck shell=bash
# Processes that somebody is attached to, and what they wrote.

# attached COMMAND...: runs it as Apple's program does while it is attached: signals are caught and do not arrive, and
# the third one ends this side only. Its exit code is in CODE. Apple's has no process below itself that a signal to the whole
# group could end, so the one of Podman is out of their reach.
attached() {
  local signals=0 child
  # shellcheck disable=SC2317 # by the trap
  caught() {
    signals=$((signals + 1))
    echo 'failed to send signal: internalError: "missing signal in xpc message"' >&2
    [ $signals -lt 3 ] || [ "$VERB" = start ] || exit 1
  }
  trap caught INT TERM USR1 USR2
  setsid "$@" <&0 &
  child=$!
  [ -z "$DIE" ] || ! verb "$VERB" "$DIE" || { sleep 1; kill -KILL $child; kill -KILL $$; }
  while :; do
    CODE=0
    wait $child || CODE=$?
    kill -0 $child 2>/dev/null || break
  done
  wait $child 2>/dev/null && CODE=0 || CODE=$?
}

# The file of a container that BODY describes.
log_file() { jq -r .HostConfig.LogConfig.Path <<<"$BODY"; }

# failed_start REASON: in Apple's words, with the reason as Podman tells it.
failed_start() {
  local executable
  executable=$(jq -r .configuration.initProcess.executable <<<"$FOUND")
  case $1 in
    *'executable file'* | *'open executable'*)
      error "failed to bootstrap container (cause: \"internalError: \"failed to find target executable $executable\"\")" ;;
    *'address already in use'*)
      error 'failed to bootstrap container (cause: "unknown: "bind(descriptor:ptr:bytes:): Address already in use (errno: 48)"")' ;;
    *) error "failed to bootstrap container (cause: \"unknown: \"$1\"\")" ;;
  esac
}

# reason_again: why a container like FOUND does not start. The one that failed has removed itself, and Podman told its reason
# only to whoever reads its command's output, in its own words.
reason_again() {
  local twin
  api POST /containers/create -d "$(jq -c '.configuration | {image: .image.reference, entrypoint: [.initProcess.executable],
    command: [], user: .initProcess.user.raw.userString, work_dir: .initProcess.workingDirectory,
    portmappings: [.publishedPorts[] | {host_ip: .hostAddress, host_port: .hostPort, container_port: .containerPort, protocol: .proto}]}' <<<"$FOUND")"
  twin=$(jq -r .Id <<<"$BODY")
  api POST "/containers/$twin/start"
  message
  api DELETE "/containers/$twin?force=true&timeout=0"
}

# started ID SINCE: whether it began to run since then, also if it has removed itself meanwhile.
started() {
  api GET "/events?stream=false&since=$2&filters=$(encoded "{\"container\":[\"$1\"],\"event\":[\"start\"]}")"
  [ -n "$BODY" ]
}

# A named volume is a block device of one virtual machine.
taken_volume() {
  [[ $FOUND == *'"volume":'* ]] || return 0
  containers | jq -rs --argjson me "$FOUND" '
    def volumes: [.configuration.mounts[].type.volume.name // empty];
    ($me | volumes) as $mine | .[] | select(.id != $me.id and .status.state == "running") | volumes[] | select(IN($mine[]))'
}

start() {
  local attach=no input=() id taken
  while [ $# -gt 0 ]; do
    case $1 in -a | --attach) attach=yes ;; -i | --interactive) input=(--interactive) ;; -*) usage "Unknown option '$1'" ;; *) id=$1 ;; esac
    shift
  done
  find "$id"
  [ -n "$FOUND" ] || error "get failed: container $id not found"
  if [ "$(state)" = running ]; then
    [ $attach = no ] || error 'attach is currently unsupported on already running containers'
    echo "$id"
    return
  fi
  taken=$(taken_volume)
  [ -z "$taken" ] || error "failed to bootstrap container (cause: \"internalError: \"volume '$taken': VZErrorDomain Code=2 storage device attachment is invalid\"\")"
  api GET "/containers/$id/json"
  [[ $FOUND != *'"startedDate"'* ]] || : >"$(log_file)"
  if [ $attach = no ]; then
    api POST "/containers/$id/start"
    case $STATUS in 204 | 304) echo "$id" ;; *) failed_start "$(message)" ;; esac
    return
  fi
  local before=$FOUND real since
  real=$(jq -r .Id <<<"$BODY")
  since=$(date +%s.%N)
  attached podman start --attach --sig-proxy=false "${input[@]}" "$id"
  case $CODE in 125 | 126 | 127)
    if ! started "$real" "$since"; then
      FOUND=$before
      api POST "/containers/$id/start"   # it fails once more, and says why
      failed_start "$([ "$STATUS" = 404 ] && reason_again || message)"
    fi ;;
  esac
  exit "$CODE"
}

exec_verb() {
  local options=() id
  while [[ ${1:-} == -* ]]; do
    case $1 in
      -i | --interactive | -t | --tty | -d | --detach) options+=("$1"); shift ;;
      -e | --env | -u | --user | -w | --workdir | --cwd) options+=("${1/--cwd/--workdir}" "$2"); shift 2 ;;
      *) usage "Unknown option '$1'" ;;
    esac
  done
  id=$1
  shift
  find "$id"
  [ -n "$FOUND" ] || error "get failed: container $id not found"
  [ "$(state)" = running ] || error "invalidState: \"container $id is not running\""
  attached podman exec "${options[@]}" "$id" "$@"
  # shellcheck disable=SC2016 # the inner shell expands its own
  if [ "$CODE" = 126 ] || [ "$CODE" = 127 ]; then
    podman exec "$id" sh -c 'command -v -- "$0" >/dev/null' "$1" </dev/null >/dev/null 2>&1 || error "failed to find target executable $1"
  fi
  exit "$CODE"
}

# What Podman keeps a line for each piece of becomes what Apple keeps: the bytes alone.
bare() { sed -uE 's/^[^ ]+ std(out|err) //' | awk '{ printf "%s%s", substr($0, 3), substr($0, 1, 1) == "F" ? "\n" : "" }'; }

# While it is followed, each piece is a line, and empty lines are left out.
pieces() { sed -uE 's/^[^ ]+ std(out|err) [FP] ?//; /^$/d'; }

logs() {
  local follow=no lines='' id file text
  while [ $# -gt 0 ]; do
    case $1 in -f | --follow) follow=yes ;; -n) number -n "$2"; lines=$2; shift ;; --boot) ;; -*) usage "Unknown option '$1'" ;; *) id=$1 ;; esac
    shift
  done
  find "$id"
  [ -n "$FOUND" ] || error "notFound: \"container with ID $id not found\""
  [[ $FOUND == *'"startedDate"'* ]] || error "failed to open container logs: No such file or directory"
  api GET "/containers/$id/json"
  file=$(log_file)
  local size
  size=$(stat -c %s "$file")
  head -c "$size" "$file" | bare | iconv -f utf-8 -t utf-8 >/dev/null 2>&1 || error "failed to convert container logs to utf8"
  if [ "$lines" = 0 ]; then
    :
  elif [ -n "$lines" ]; then
    head -c "$size" "$file" | bare | awk '{ if ($0 != "") print }' | tail -n "$lines"
  else
    text=$(head -c "$size" "$file" | bare)
    [ -n "$text" ] || [ $follow = no ] || exit 0
    while [[ $text == $'\n'* ]]; do text=${text#$'\n'}; done
    printf '%s\n' "$text"
  fi
  [ $follow = no ] || exec_follow "$file" $((size + 1))
}

# With what it has started, which would hold on to its pipes.
die_soon() {
  sleep 1
  local each children
  children=$(cat "/proc/$$/task/$$/children")
  kill -KILL $$
  for each in $children; do [ "$each" = "$BASHPID" ] || kill -KILL "$each"; done
}

exec_follow() {
  if [ -n "$DIE" ] && verb "$VERB" "$DIE"; then die_soon & fi
  tail -c "+$2" -f "$1" 2>/dev/null | pieces
}
