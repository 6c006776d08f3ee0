# shellcheck shell=bash disable=SC2034 # the scripts beside this use its variables
# Talks to the Podman behind the stand-in. Objects of the stand-in carry the label fake.apple; it sees no others.

# api METHOD PATH [curl options]: the answer's body in BODY, its status in STATUS.
api() {
  local method=$1 path=$2
  shift 2
  BODY=$(curl -q -sS --max-time 300 --noproxy '*' --unix-socket "$SETTINGS/podman.sock" -X "$method" -w '\n%{http_code}' \
    -H 'Content-Type: application/json' "$@" "http://podman/v4.0.0/libpod$path") || error "internalError: the Podman behind the stand-in does not answer"
  STATUS=${BODY##*$'\n'}
  BODY=${BODY%$'\n'*}
}

cause() { jq -r '.cause // .message // "unknown"' <<<"$BODY" 2>/dev/null || echo unknown; }

message() { jq -r '.message // .cause // "unknown"' <<<"$BODY" 2>/dev/null || echo unknown; }

# {"label":["fake.apple=1"]}
MINE=%7B%22label%22%3A%5B%22fake.apple%3D1%22%5D%7D

encoded() { jq -rn --arg text "$1" '$text | @uri'; }

# containers [ID]: all containers of the stand-in, or one, in Apple's form, a line for each.
containers() {
  api GET "/containers/json?all=true&filters=$MINE"
  local plain=$BODY joined='[]'
  if [[ $plain == *'"running"'* ]]; then   # addresses are told by the other list only
    BODY=$(curl -q -sS --max-time 60 --noproxy '*' --unix-socket "$SETTINGS/podman.sock" \
      "http://podman/v1.41/containers/json?filters=$MINE")
    joined=$BODY
  fi
  jq -c --arg only "${1:-}" --argjson running "$joined" --arg extra "$EXTRA" -f "$HERE/containers.jq" <<<"$plain"
}

# find ID: the container in FOUND, or an empty string. Names are whole: no prefix is looked up.
find() { FOUND=$(containers "$1"); }

state() { [[ $FOUND =~ \"state\":\"([a-z]+)\" ]] && echo "${BASH_REMATCH[1]}"; }

# From 1.4.1 on slashes are not escaped.
newer() {
  local major minor patch
  IFS=. read -r major minor patch <<<"$VERSION"
  ((major * 10000 + minor * 100 + patch >= 10401))
}

slashes() { if newer; then cat; else sed 's|/|\\/|g'; fi; }
