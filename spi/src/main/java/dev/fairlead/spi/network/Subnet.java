package dev.fairlead.spi.network;

import java.util.Objects;
import java.util.Optional;

/**
 * A range of addresses of a network.
 *
 * @param cidr the range, for example {@code 10.20.0.0/16} or {@code fd00:20::/64}
 * @param gateway address of the gateway; empty for the runtime's choice, or where not told
 * @param allocationRange the part of it that addresses are given from; empty for all of it
 */
public record Subnet(String cidr, Optional<String> gateway, Optional<String> allocationRange) {

  /** Checks the form of the ranges. */
  public Subnet {
    Objects.requireNonNull(cidr, "cidr");
    Objects.requireNonNull(gateway, "gateway");
    Objects.requireNonNull(allocationRange, "allocationRange");
    refuseUnlessRange(cidr);
    allocationRange.ifPresent(Subnet::refuseUnlessRange);
  }

  /**
   * A range with everything else left to the runtime.
   *
   * @param cidr the range
   * @return the subnet
   */
  public static Subnet of(String cidr) {
    return new Subnet(cidr, Optional.empty(), Optional.empty());
  }

  /**
   * This subnet with a gateway.
   *
   * @param value its address
   * @return a copy
   */
  public Subnet withGateway(String value) {
    return new Subnet(cidr, Optional.of(value), allocationRange);
  }

  /**
   * This subnet with a part that addresses are given from.
   *
   * @param value the part, in the form of {@link #cidr}
   * @return a copy
   */
  public Subnet withAllocationRange(String value) {
    return new Subnet(cidr, gateway, Optional.of(value));
  }

  private static void refuseUnlessRange(String text) {
    boolean ipv6 = text.indexOf(':') >= 0;
    String form =
        ipv6 ? "[0-9a-fA-F:.]{2,45}/[0-9]{1,3}" : "[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}";
    int bits = ipv6 ? 128 : 32;
    if (!text.matches(form) || Integer.parseInt(text.substring(text.indexOf('/') + 1)) > bits) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no range of addresses like 10.20.0.0/16 or fd00:20::/64");
    }
  }
}
