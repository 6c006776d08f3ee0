# A list of Podman's containers, in the form of `container list --format json` from 1.0.0 on.
# What has ended and is not cleaned up yet, "stopped" to Podman, has perhaps not all of its log.
def date: if . == null or . <= 0 then null else todate end;
($running | map({key: .Id, value: .NetworkSettings.Networks}) | from_entries) as $addresses
| .[]
| select($only == "" or .Names[0] == $only)
| .Id as $id
| (.Labels["fake.apple.configuration"] | fromjson) as $configuration
| {
    id: .Names[0],
    configuration: $configuration,
    status: ({
      state: (if .State == "running" then "running" elif .State == "stopping" or .State == "stopped" then "stopping" else "stopped" end),
      networks: (if .State != "running" then [] else
        [($addresses[$id] // {}) | to_entries[] | {
          network: (if .key == "podman" then "default" else .key end),
          hostname: $configuration.id,
          ipv4Address: "\(.value.IPAddress)/\(.value.IPPrefixLen)",
          ipv4Gateway: .value.Gateway,
          macAddress: .value.MacAddress,
          mtu: 1280
        }] end)
    } + (if (.StartedAt | date) == null then {} else {startedDate: (.StartedAt | date)} end))
  }
| if $extra == "" then . else .tomorrow = {depth: [1]} | .status.weather = "fair" | .configuration.news = null end
