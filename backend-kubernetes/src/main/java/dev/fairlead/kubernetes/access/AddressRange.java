package dev.fairlead.kubernetes.access;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** A range of IP addresses such as {@code 10.0.0.0/8}. Names are never looked up. */
record AddressRange(BigInteger network, int bytes, int prefix) {

  private static final Pattern LITERAL =
      Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}|[0-9a-f.]*:[0-9a-f:.]*");

  static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    Optional<byte[]> address = literal(text.substring(0, slash));
    if (address.isEmpty() || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    int prefix = Integer.parseInt(text.substring(slash + 1));
    int bytes = address.get().length;
    return prefix > bytes * 8
        ? Optional.empty()
        : Optional.of(new AddressRange(masked(address.get(), prefix), bytes, prefix));
  }

  boolean contains(String host) {
    return literal(host)
        .filter(address -> address.length == bytes && masked(address, prefix).equals(network))
        .isPresent();
  }

  private static BigInteger masked(byte[] address, int prefix) {
    return new BigInteger(1, address).shiftRight(address.length * 8 - prefix);
  }

  private static Optional<byte[]> literal(String host) {
    if (!LITERAL.matcher(host).matches()) {
      return Optional.empty();
    }
    try {
      // What is a number already is not looked up.
      return Optional.of(InetAddress.getByName(host).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
