package dev.fairlead.engine;

import dev.fairlead.spi.container.NetworkAttachment;
import java.util.LinkedHashMap;
import java.util.Map;

/** A container's place on a network, as {@code EndpointSettings} of the Engine API has it. */
public final class EndpointMapping {

  private EndpointMapping() {}

  /**
   * What an attachment asks for.
   *
   * @param network the attachment
   * @param api the version of the call; a fixed MAC address is left out before 1.44
   * @return the fields that are set, in order
   */
  public static Map<String, Object> endpoint(NetworkAttachment network, ApiVersion api) {
    Map<String, Object> endpoint = new LinkedHashMap<>();
    SpecMapping.putFilled(endpoint, "Aliases", network.aliases());
    Map<String, Object> addresses = new LinkedHashMap<>();
    network.ipv4Address().ifPresent(address -> addresses.put("IPv4Address", address));
    network.ipv6Address().ifPresent(address -> addresses.put("IPv6Address", address));
    if (!addresses.isEmpty()) {
      endpoint.put("IPAMConfig", addresses);
    }
    if (takesMacAddress(api)) {
      network.macAddress().ifPresent(mac -> endpoint.put("MacAddress", mac));
    }
    return endpoint;
  }

  /**
   * Whether a container can have a fixed MAC address on a network.
   *
   * @param api the version of the call
   * @return true from 1.44
   */
  public static boolean takesMacAddress(ApiVersion api) {
    return api.atLeast(SpecMapping.ENDPOINTS_IN_CREATE);
  }
}
