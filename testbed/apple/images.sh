# shellcheck shell=bash disable=SC2317 # called by the names of their verbs
# Images: one platform each, the machine's own.

# image_json NAME: what BODY describes under one name, or under each of its names.
image_json() {
  jq -c --arg name "$1" '(if $name != "" then $name else .RepoTags[] end) as $name | {id: .Id, configuration: {name: $name, creationDate: (.Created | sub("\\.[0-9]+"; "")),
    descriptor: {mediaType: "application/vnd.oci.image.index.v1+json", digest: "sha256:\(.Id)", size: 1024}},
    variants: [{platform: {os: .Os, architecture: .Architecture}, digest: .Digest, size: .Size,
      config: {created: .Created, architecture: .Architecture, os: .Os,
        config: ({Env: (.Config.Env // []), Cmd: (.Config.Cmd // []), WorkingDir: (.Config.WorkingDir // "/"), User: (.Config.User // ""), Labels: (.Config.Labels // {})}
          + (if .Config.Entrypoint then {Entrypoint: .Config.Entrypoint} else {} end)
          + (if .Config.StopSignal then {StopSignal: .Config.StopSignal} else {} end)),
        rootfs: {type: "layers", diff_ids: (.RootFS.Layers // [])}, history: []}}]}' <<<"$BODY"
}

image_list() {
  local ids id
  api GET "/images/json"
  ids=$(jq -r 'map(select(.Names != null) | .Id) | unique[]' <<<"$BODY")
  for id in $ids; do
    api GET "/images/$id/json"
    [ "$STATUS" != 200 ] || image_json ''
  done | jq -Scs 'sort_by(.configuration.name)' | slashes
}

image_inspect() {
  local name all=''
  for name; do
    api GET "/images/$(encoded "$name")/json"
    [ "$STATUS" = 200 ] && jq -e --arg n "$name" '.RepoTags // [] | index($n)' <<<"$BODY" >/dev/null || error "notFound: \"image not found: $name\""
    all+=$(image_json "$name")
  done
  jq -Ss . <<<"$all" | slashes
}

image_tag() {
  api POST "/images/$(encoded "$1")/tag?repo=$(encoded "${2%:*}")&tag=$(encoded "${2##*:}")"
  [ "$STATUS" = 201 ] || error "notFound: \"image with reference $1\""
  echo "$2"
}

image_delete() {
  local force=no name
  while [[ ${1:-} == -* ]]; do force=yes; shift; done
  for name; do
    api DELETE "/images/$(encoded "$name")?force=false"
    case $STATUS in
      200) echo "$name" ;;
      404) [ $force = yes ] || error "failed to delete one or more images: [\"$name\"]" ;;
      *) error "unknown: \"$(cause)\"" ;;
    esac
  done
}

image_pull() {
  local platform=() tls=() ref said
  while [ $# -gt 0 ]; do
    case $1 in
      --platform) platform=(--platform "$2"); shift ;; --progress) shift ;;
      --scheme) [ "$2" != http ] || tls=(--tls-verify=false); shift ;;
      -*) usage "Unknown option '$1'" ;; *) ref=$1 ;;
    esac
    shift
  done
  said=$(podman pull --quiet "${platform[@]}" "${tls[@]}" "$ref" 2>&1 >/dev/null) && return
  case $said in
    *unauthorized* | *authentication*) error "HTTP request to https://${ref%%/*}/v2/ failed with response: 401 Unauthorized. Reason: no credentials found for host ${ref%%/*}" ;;
    *'manifest unknown'* | *'not found'* | *404*) error "HTTP request to https://${ref%%/*}/v2/ failed with response: 404 Not Found" ;;
    *) error "internalError: \"failed to pull $ref\" (cause: \"${said##*: }\")" ;;
  esac
}

image_save() {
  local refs=() ref file
  while [ $# -gt 0 ]; do
    case $1 in --platform) shift ;; -*) usage "Unknown option '$1'" ;; *) refs+=("$1") ;; esac
    shift
  done
  for ref in "${refs[@]}"; do
    api GET "/images/$(encoded "$ref")/exists"
    [ "$STATUS" = 204 ] || error "failed to save image(s): [\"$ref\"] notFound"
  done
  file=$(mktemp "$TMPDIR/apple-save.XXXXXX")
  # shellcheck disable=SC2064 # the name is known now
  trap "rm -f '$file'" EXIT
  podman save --quiet --format oci-archive -o "$file" "${refs[@]}" >&2
  cat "$file"
}

image_load() {
  local file said
  file=$(mktemp "$TMPDIR/apple-load.XXXXXX")
  # shellcheck disable=SC2064 # the name is known now
  trap "rm -f '$file'" EXIT
  cat >"$file"
  said=$(podman load -i "$file" 2>&1) || error "internalError: \"failed to load images\" (cause: \"${said##*: }\")"
  sed -n 's/^Loaded image: *//p' <<<"$said"
}
