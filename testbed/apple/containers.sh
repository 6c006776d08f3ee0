# shellcheck shell=bash
# Making containers, looking at them and ending them.

# number NAME VALUE: what Swift's parser takes for an integer.
number() { [[ $2 =~ ^[0-9]+$ ]] || usage "The value '$2' is invalid for '$1 <${1##*-}>'"; }

# bytes TEXT: sizes with binary units.
bytes() {
  [[ $1 =~ ^([0-9]+)([KMGTP]?)(i?[bB])?$ ]] || error "invalidArgument: \"invalid memory value: $1\""
  local n=${BASH_REMATCH[1]} unit=${BASH_REMATCH[2]} power=0
  case $unit in K) power=10 ;; M) power=20 ;; G) power=30 ;; T) power=40 ;; P) power=50 ;; esac
  echo $((n << power))
}

create() {
  local id='' arch=amd64 image labels='{}' env='[]' mounts='[]' ports='[]' networks='[]' cpus=4 memory=1073741824
  local init=() options=() user='' workdir='' entrypoint='' terminal=false readonly=false useinit=false
  [ "$(uname -m)" = x86_64 ] || arch=arm64
  while [[ ${1:-} == -* ]]; do
    case $1 in
      --name) id=$2; shift 2 ;;
      -e | --env)
        [[ $2 == *=* ]] || [ -n "${!2+set}" ] || error "invalidArgument: \"$2 is not set\""
        env=$(jq -c --arg e "$2" '. + [$e]' <<<"$env"); options+=(-e "$2"); shift 2 ;;
      -l | --label)
        [[ $2 =~ ^[^=]+(=[^=]*)?$ ]] || error "invalidArgument: \"invalid label format $2\""
        labels=$(jq -c --arg k "${2%%=*}" --arg v "$([[ $2 != *=* ]] || echo "${2#*=}")" '.[$k] = $v' <<<"$labels"); shift 2 ;;
      -p | --publish) publish "$2"; shift 2 ;;
      -v | --volume) volume "$2"; shift 2 ;;
      --mount) mount "$2"; shift 2 ;;
      -c | --cpus) number --cpus "$2"; cpus=$2; options+=(--cpus "$2"); shift 2 ;;
      -m | --memory)
        memory=$(bytes "$2")
        [ "$memory" -ge $((200 << 20)) ] || error 'invalidArgument: "minimum memory amount allowed is 200 MiB"'
        shift 2 ;;
      -u | --user) user=$2; options+=(--user "$2"); shift 2 ;;
      -w | --workdir | --cwd) workdir=$2; options+=(--workdir "$2"); shift 2 ;;
      --entrypoint) entrypoint=$2; options+=(--entrypoint "$2"); shift 2 ;;
      --init) useinit=true; options+=(--init); shift ;;
      -i | --interactive) options+=(--interactive); shift ;;
      -t | --tty) terminal=true; options+=(--tty); shift ;;
      --rm | --remove) options+=(--rm); shift ;;
      --read-only) readonly=true; options+=(--read-only); shift ;;
      --network) network "$2"; shift 2 ;;
      --shm-size) options+=(--shm-size "$(bytes "$2")"); shift 2 ;;
      --dns | --dns-search | --dns-option | --ulimit | --cap-add | --cap-drop | --platform) options+=("$1" "$2"); shift 2 ;;
      --progress) usage "Unknown option '--progress'" ;;
      *) usage "Unknown option '$1'" ;;
    esac
  done
  [ $# -gt 0 ] || usage "Missing expected argument '<image>'"
  image=$1
  shift
  [ -n "$id" ] || id=$(cat /proc/sys/kernel/random/uuid)
  [[ $id =~ ^[A-Za-z0-9][A-Za-z0-9_.-]{1,62}$ ]] || error "invalidArgument: \"$id is not a valid container ID\""
  api GET "/images/$(encoded "$image")/json"
  [ "$STATUS" = 200 ] || error "HTTP request to https://${image%%/*} failed with response: 404 Not Found"
  local described=$BODY
  [ "$networks" != '[]' ] || { networks='[{"network":"default"}]'; options+=(--network podman); }
  local configuration
  configuration=$(jq -nc --arg id "$id" --arg image "$image" --argjson about "$described" --arg arch "$arch" \
    --argjson labels "$labels" --argjson env "$env" --argjson mounts "$mounts" --argjson ports "$ports" \
    --argjson networks "$networks" --arg user "$user" --arg workdir "${workdir:-/}" --arg entrypoint "$entrypoint" \
    --argjson terminal $terminal --argjson readonly $readonly --argjson init $useinit --argjson cpus "$cpus" \
    --argjson memory "$memory" --args '
    ($about.Config.Entrypoint // []) as $given
    | ((if $entrypoint != "" then [$entrypoint] else $given end)
      + (if $ARGS.positional != [] then $ARGS.positional elif $entrypoint != "" then [] else $about.Config.Cmd // [] end)) as $words
    | {id: $id, creationDate: (now | floor | todate),
       image: {reference: $image, descriptor: {mediaType: "application/vnd.oci.image.index.v1+json", digest: "sha256:\($about.Id)", size: 1}},
       initProcess: {executable: $words[0], arguments: $words[1:], environment: $env, workingDirectory: $workdir,
         terminal: $terminal, user: {raw: {userString: $user}}, supplementalGroups: [], rlimits: []},
       labels: $labels, mounts: $mounts, networks: $networks, platform: {os: "linux", architecture: $arch},
       publishedPorts: $ports, publishedSockets: [], readOnly: $readonly,
       resources: {cpus: $cpus, memoryInBytes: $memory}, runtimeHandler: "container-runtime-linux", useInit: $init}
      + (if $about.Config.StopSignal then {stopSignal: $about.Config.StopSignal} else {} end)' -- "$@")
  local failed
  if ! failed=$(podman create --pull never --name "$id" --hostname "$id" --label fake.apple=1 \
    --label "fake.apple.configuration=$configuration" "${options[@]}" "$image" "$@" 2>&1 >/dev/null); then
    case $failed in
      *'already in use'*) error "exists: \"container already exists: $id\"" ;;
      *network*'not found'* | *'network not found'*) error "notFound: \"network $(sed -n 's/.*name or ID \([^:]*\):.*/\1/p' <<<"$failed") not found\"" ;;
      *) error "unknown: \"${failed##*Error: }\"" ;;
    esac
  fi
  echo "$id"
}

# The host's port is mandatory.
publish() {
  local spec=$1 proto=tcp address=0.0.0.0
  case $spec in */udp) proto=udp; spec=${spec%/udp} ;; */tcp) spec=${spec%/tcp} ;; esac
  [[ $spec =~ ^((\[[^]]+\]|[0-9.]+):)?([0-9]+):([0-9]+)$ ]] || error "invalidArgument: \"invalid publish value: $1\""
  [ -z "${BASH_REMATCH[2]}" ] || address=${BASH_REMATCH[2]}
  [ "${BASH_REMATCH[3]}" -gt 1 ] || error "invalidArgument: \"invalid publish host port: ${BASH_REMATCH[3]}\""
  ports=$(jq -c --arg a "${address//[][]/}" --arg p $proto --argjson h "${BASH_REMATCH[3]}" --argjson c "${BASH_REMATCH[4]}" \
    '. + [{hostAddress: $a, hostPort: $h, containerPort: $c, proto: $p, count: 1}]' <<<"$ports")
  options+=(-p "$address:${BASH_REMATCH[3]}:${BASH_REMATCH[4]}/$proto")
}

volume() {
  local source=${1%%:*} rest=${1#*:} target access=rw
  [[ $1 == *:* ]] || { source=$(cat /proc/sys/kernel/random/uuid); rest=$1; made "$source" '{"com.apple.container.resource.anonymous":""}'; }
  target=${rest%%:*}
  [ "$rest" = "$target" ] || access=${rest#*:}
  if [[ $source == */* ]]; then
    [ -e "$source" ] || error "invalidArgument: \"path '$source' does not exist\""
    mounts=$(jq -c --arg s "$source" --arg t "$target" --arg o "$access" \
      '. + [{type: {virtiofs: {}}, source: $s, destination: $t, options: (if $o == "ro" then ["ro"] else [] end)}]' <<<"$mounts")
  else
    made "$source" '{}'
    mounts=$(jq -c --arg s "$source" --arg t "$target" --arg o "$access" \
      '. + [{type: {volume: {name: $s, format: "ext4", cache: {on: {}}, sync: {fsync: {}}}}, source: "/volumes/\($s)/volume.img",
             destination: $t, options: (if $o == "ro" then ["ro"] else [] end)}]' <<<"$mounts")
  fi
  options+=(-v "$source:$target:$access")
}

mount() {
  [[ $1 == type=tmpfs,* ]] || error "invalidArgument: \"unsupported by the stand-in: --mount $1\""
  local target='' part more=''
  local parts=()
  IFS=, read -ra parts <<<"${1#type=tmpfs,}"
  for part in "${parts[@]}"; do
    case $part in
      target=* | destination=* | dst=*) target=${part#*=} ;;
      size=*) more+=,tmpfs-size=$(bytes "${part#*=}") ;;
      mode=*) more+=,tmpfs-mode=${part#*=} ;;
      *) error "invalidArgument: \"unknown mount option $part\"" ;;
    esac
  done
  mounts=$(jq -c --arg t "$target" '. + [{type: {tmpfs: {}}, source: "tmpfs", destination: $t, options: []}]' <<<"$mounts")
  options+=(--mount "type=tmpfs,destination=$target$more")
}

network() {
  local name=${1%%,*} real
  real=$name
  [ "$name" != default ] || real=podman
  networks=$(jq -c --arg n "$name" '. + [{network: $n}]' <<<"$networks")
  [[ $1 != *mac=* ]] || options+=(--mac-address "$(sed 's/.*mac=\([^,]*\).*/\1/' <<<"$1")")
  options+=(--network "$real")
}

list() {
  local all=no quiet=no format=table
  while [ $# -gt 0 ]; do
    case $1 in -a | --all) all=yes ;; -q | --quiet) quiet=yes ;; --format) format=$2; shift ;; *) usage "Unknown option '$1'" ;; esac
    shift
  done
  local found
  found=$(containers)
  [ $all = yes ] || found=$(jq -c 'select(.status.state == "running")' <<<"$found")
  case $format-$quiet in
    json-*) jq -Scs . <<<"$found" | slashes ;;
    *) jq -r .id <<<"$found" ;;
  esac
}

inspect() {
  local all='' id
  for id; do
    find "$id"
    [ -n "$FOUND" ] || error "notFound: \"container not found: $id\""
    all+=$FOUND
  done
  jq -Ss . <<<"$all" | slashes
}

# lacking ID WHAT: the form in which stop, kill and delete tell it.
lacking() { error "internalError: \"failed to $2 one or more containers\" (cause: \"notFound: \"container with ID $1 not found\"\")"; }

stop() {
  local signal='' grace=5 id
  while [[ ${1:-} == -* ]]; do
    case $1 in -s | --signal) signal=$2 ;; -t | --time) number --time "$2"; grace=$2 ;; *) usage "Unknown option '$1'" ;; esac
    shift 2
  done
  for id; do
    find "$id"
    [ -n "$FOUND" ] || lacking "$id" stop
    [ -z "$signal" ] || api POST "/containers/$id/kill?signal=$signal"
    api POST "/containers/$id/stop?timeout=$grace"
    echo "$id"
  done
}

kill_verb() {
  local signal=KILL id
  while [[ ${1:-} == -* ]]; do
    case $1 in -s | --signal) signal=$2 ;; *) usage "Unknown option '$1'" ;; esac
    shift 2
  done
  for id; do
    find "$id"
    [ -n "$FOUND" ] || lacking "$id" kill
    [ "$(state)" != stopped ] || error "internalError: \"failed to kill one or more containers\" (cause: \"invalidState: \"no runtime client exists: container is stopped\"\")"
    api POST "/containers/$id/kill?signal=$signal"
    [ "$STATUS" != 409 ] || error "internalError: \"failed to kill one or more containers\" (cause: \"invalidState: \"no runtime client exists: container is stopped\"\")"
    [ "$STATUS" = 204 ] || error "internalError: \"failed to kill one or more containers\" (cause: \"unknown: \"$(cause)\"\")"
    [[ $signal != KILL && $signal != SIGKILL && $signal != 9 ]] || api POST "/containers/$id/wait?condition=stopped&condition=exited"
    echo "$id"
  done
}

delete() {
  local force=false id
  while [[ ${1:-} == -* ]]; do
    case $1 in -f | --force) force=true ;; *) usage "Unknown option '$1'" ;; esac
    shift
  done
  for id; do
    find "$id"
    [ -n "$FOUND" ] || lacking "$id" delete
    [ $force = true ] || [ "$(state)" = stopped ] || error "internalError: \"failed to delete one or more containers\" (cause: \"invalidState: \"container $id is running and can not be deleted\"\")"
    local try
    for try in 1 2 3 4 5; do   # a mount may be busy for a moment after the kill, which is Podman's affair
      api DELETE "/containers/$id?force=$force&timeout=0"
      [[ $BODY == *busy* && $try != 5 ]] || break
      sleep 0.2
    done
    case $STATUS in 200 | 204) ;; 404) lacking "$id" delete ;; *) error "internalError: \"failed to delete one or more containers\" (cause: \"unknown: \"$(cause)\"\")" ;; esac
    echo "$id"
  done
}

stats() {
  local names=() name found asked='' known
  while [ $# -gt 0 ]; do
    case $1 in --format) shift ;; --no-stream) ;; -*) usage "Unknown option '$1'" ;; *) names+=("$1") ;; esac
    shift
  done
  found=$(containers)
  for name in "${names[@]}"; do
    known=$(jq -r --arg id "$name" 'select(.id == $id) | .status.state' <<<"$found")
    [ -n "$known" ] || error "notFound: \"no such container: $name\""
    [ "$known" != running ] || asked+="&containers=$name"
  done
  [ -n "$asked" ] || { echo '[]'; return; }
  sleep "$SAMPLE"
  api GET "/containers/stats?stream=false$asked"
  [ "$STATUS" = 200 ] || { echo '[]'; return; }
  jq -Sc '[(.Stats // [])[] | {id: .Name, cpuUsageUsec: (.CPUNano / 1000 | floor), memoryUsageBytes: .MemUsage, memoryLimitBytes: .MemLimit,
    networkRxBytes: .NetInput, networkTxBytes: .NetOutput, blockReadBytes: .BlockInput, blockWriteBytes: .BlockOutput, numProcesses: .PIDs}]' <<<"$BODY"
}

export_verb() {
  find "$1"
  [ -n "$FOUND" ] || error "notFound: \"container with ID $1 not found\""
  podman export "$1"
}
