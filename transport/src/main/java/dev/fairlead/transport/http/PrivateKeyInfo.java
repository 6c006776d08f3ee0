package dev.fairlead.transport.http;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Puts the older forms of private keys, which Java does not read, into the form that it does: a
 * {@code PrivateKeyInfo} of RFC 5208.
 */
final class PrivateKeyInfo {

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int PARAMETERS = 0xa0;

  private static final byte[] VERSION = HexFormat.of().parseHex("020100");

  /** {@code rsaEncryption} with its parameters, NULL: RFC 8017, appendix C. */
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** {@code id-ecPublicKey}: RFC 5480, section 2.1.1. */
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private PrivateKeyInfo() {}

  /** Of an {@code RSAPrivateKey} of RFC 8017, appendix A.1.2. */
  static byte[] ofRsa(byte[] key) {
    return wrap(RSA, key);
  }

  /**
   * Of an {@code ECPrivateKey} of RFC 5915, which names its curve itself.
   *
   * @throws IllegalArgumentException if it does not
   */
  static byte[] ofEc(byte[] key) {
    return wrap(element(SEQUENCE, concat(EC, curve(key))), key);
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return element(SEQUENCE, concat(concat(VERSION, algorithm), element(OCTETS, key)));
  }

  /** The content of the element that holds the curve's name. */
  private static byte[] curve(byte[] key) {
    int at = content(key, 0);
    while (at < key.length) {
      int start = content(key, at);
      int end = start + length(key, at);
      if (end > key.length) {
        break;
      }
      if ((key[at] & 0xff) == PARAMETERS) {
        return Arrays.copyOfRange(key, start, end);
      }
      at = end;
    }
    throw new IllegalArgumentException("it does not name its curve");
  }

  /** Where the content of the element begins. */
  private static int content(byte[] der, int at) {
    int first = at + 1 < der.length ? der[at + 1] & 0xff : 0;
    return at + 2 + (first > 0x80 ? first - 0x80 : 0);
  }

  private static int length(byte[] der, int at) {
    int start = content(der, at);
    if (start == at + 2) {
      return at + 1 < der.length ? der[at + 1] & 0x7f : 0;
    }
    int length = 0;
    for (int i = at + 2; i < start && i < der.length; i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    return length;
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream der = new ByteArrayOutputStream(content.length + 4);
    der.write(tag);
    if (content.length < 0x80) {
      der.write(content.length);
    } else if (content.length < 0x100) {
      der.write(0x81);
      der.write(content.length);
    } else {
      der.write(0x82);
      der.write(content.length >> 8);
      der.write(content.length);
    }
    der.writeBytes(content);
    return der.toByteArray();
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
