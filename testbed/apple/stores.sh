# shellcheck shell=bash disable=SC2317 # called by the names of their verbs
# Volumes and networks.

# made NAME LABELS: a volume, unless it is there.
made() {
  api GET "/volumes/$1/json"
  [ "$STATUS" = 404 ] || return 0
  api POST /volumes/create -d "$(jq -nc --arg n "$1" --argjson l "$2" '{Name: $n, Labels: ($l + {"fake.apple": "1"})}')"
}

volume_json() {
  jq -c '{id: .Name, configuration: {name: .Name, driver: "local", format: "ext4", source: "/volumes/\(.Name)/volume.img",
    creationDate: (.CreatedAt | sub("\\.[0-9]+"; "")), labels: (.Labels | del(.["fake.apple"])), options: {}, sizeInBytes: 549755813888}}'
}

volume_create() {
  local labels='{}' name
  while [ $# -gt 0 ]; do
    case $1 in
      --label) [[ $2 =~ ^[^=]+(=[^=]*)?$ ]] || error "invalidArgument: \"invalid label format $2\""
        labels=$(jq -c --arg k "${2%%=*}" --arg v "${2#*=}" '.[$k] = $v' <<<"$labels"); shift ;;
      -s | --opt) shift ;; -*) usage "Unknown option '$1'" ;; *) name=$1 ;;
    esac
    shift
  done
  api GET "/volumes/$name/exists"
  [ "$STATUS" != 204 ] || error "exists: \"volume '$name' already exists\""
  api POST /volumes/create -d "$(jq -nc --arg n "$name" --argjson l "$labels" '{Name: $n, Labels: ($l + {"fake.apple": "1"})}')"
  case $STATUS-$BODY in 201-*) ;; *'already exists'*) error "exists: \"volume '$name' already exists\"" ;; *) error "unknown: \"$(cause)\"" ;; esac
  echo "$name"
}

volume_list() {
  api GET "/volumes/json?filters=$MINE"
  jq -c '.[]' <<<"$BODY" | volume_json | jq -Scs . | slashes
}

volume_inspect() {
  api GET "/volumes/$1/json"
  [ "$STATUS" = 200 ] || error "notFound: \"volume not found: $1\""
  volume_json <<<"$BODY" | jq -Ss . | slashes
}

volume_delete() {
  local user
  user=$(containers | jq -r --arg v "$1" 'select([.configuration.mounts[].type.volume.name // empty] | index($v)) | .id')
  [ -z "$user" ] || error "failed to delete one or more volumes: invalidState: \"volume '$1' is currently in use and cannot be accessed by another container, or deleted\""
  api DELETE "/volumes/$1"
  [ "$STATUS" = 204 ] || error "failed to delete one or more volumes: notFound: \"volume not found: $1\""
  echo "$1"
}

network_json() {
  jq -c '{id: (if .name == "podman" then "default" else .name end)}
    + {configuration: {name: (if .name == "podman" then "default" else .name end), mode: (if .internal then "hostOnly" else "nat" end),
        creationDate: (.created | sub("\\.[0-9]+"; "")), plugin: "container-network-vmnet", options: {},
        labels: (if .name == "podman" then {"com.apple.container.resource.role": "builtin"} else .labels | del(.["fake.apple"]) end)},
      status: ({ipv4Subnet: .subnets[0].subnet, ipv4Gateway: .subnets[0].gateway} | with_entries(select(.value != null)))}'
}

network_create() {
  local options=() name
  while [ $# -gt 0 ]; do
    case $1 in
      --internal) options+=(--internal) ;;
      --subnet) options+=(--subnet "$2"); shift ;;
      --label)
        [[ $2 =~ ^[a-z0-9.-]+(=[^=]*)?$ ]] || error "invalidArgument: \"invalid label $2\""
        options+=(--label "$2"); shift ;;
      -*) usage "Unknown option '$1'" ;;
      *) name=$1 ;;
    esac
    shift
  done
  [[ $name =~ ^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$ ]] || error "invalidArgument: \"invalid network name $name\""
  local failed
  failed=$(podman network create --disable-dns --label fake.apple=1 "${options[@]}" "$name" 2>&1 >/dev/null) || case $failed in
    *'already used on the host'*) error "exists: \"subnet overlaps an existing network\"" ;;
    *'already exists'* | *'already used'*) error "exists: \"network $name already exists\"" ;;
    *) error "unknown: \"${failed##*Error: }\"" ;;
  esac
  echo "$name"
}

network_list() {
  api GET /networks/json
  jq -c '.[] | select(.name == "podman" or .labels["fake.apple"] == "1")' <<<"$BODY" | network_json | jq -Scs 'sort_by(.id)' | slashes
}

network_inspect() {
  local real=$1
  [ "$1" != default ] || real=podman
  api GET "/networks/$real/json"
  [ "$STATUS" = 200 ] || error "notFound: \"network not found: $1\""
  network_json <<<"$BODY" | jq -Ss . | slashes
}

network_delete() {
  [ "$1" != default ] || error "cannot delete a builtin network: default"
  local user
  user=$(containers | jq -r --arg n "$1" 'select([.configuration.networks[].network] | index($n)) | .id')
  [ -z "$user" ] || error "delete failed for one or more networks: [\"$1\"]"
  api DELETE "/networks/$1"
  case $STATUS in 200 | 204) echo "$1" ;; *) error "failed to delete one or more networks: notFound: \"network $1 not found\"" ;; esac
}
