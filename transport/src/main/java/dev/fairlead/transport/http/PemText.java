package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Certificates or a key in the textual form of RFC 7468, of a file or of what was read already. Its
 * errors name where it comes from, and never show what is in it. Reading a file blocks.
 */
final class PemText {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private final String source;
  private final String text;

  private PemText(String source, String text) {
    this.source = source;
    this.text = text;
  }

  static PemText of(String source, String text) {
    return new PemText(source, text);
  }

  static PemText read(Path file) {
    try {
      return of(file.toString(), Files.readString(file, StandardCharsets.US_ASCII));
    } catch (NoSuchFileException e) {
      throw unusable(file.toString(), "there is no such file", e);
    } catch (IOException e) {
      throw unusable(
          file.toString(), "it cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  /** The certificates in it, in their order; at least one. */
  X509Certificate[] certificates() {
    List<X509Certificate> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      while (block.find()) {
        if (block.group(1).endsWith("CERTIFICATE")) {
          found.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(bytes(block.group(2)))));
        }
      }
    } catch (CertificateException e) {
      throw unusable(source, "it holds no X.509 certificate that can be read", e);
    }
    if (found.isEmpty()) {
      throw unusable(source, "it holds no certificate", null);
    }
    return found.toArray(X509Certificate[]::new);
  }

  /** The private key in it: PKCS#8, or the older forms of RSA and EC keys. */
  PrivateKey privateKey() {
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      String kind = block.group(1);
      if (!kind.endsWith("PRIVATE KEY")) {
        continue;
      }
      if (kind.startsWith("ENCRYPTED") || block.group(2).contains("ENCRYPTED")) {
        throw unusable(
            source,
            "the key is encrypted, and there is nobody to ask for its password; write it without"
                + " one: openssl pkey -in "
                + source,
            null);
      }
      byte[] der = bytes(block.group(2));
      return switch (kind) {
        case "RSA PRIVATE KEY" -> key(PrivateKeyInfo.ofRsa(der));
        case "EC PRIVATE KEY" -> key(ec(der));
        default -> key(der);
      };
    }
    throw unusable(source, "it holds no private key", null);
  }

  private byte[] ec(byte[] der) {
    try {
      return PrivateKeyInfo.ofEc(der);
    } catch (IllegalArgumentException e) {
      throw unusable(source, "the key cannot be read: " + e.getMessage(), e);
    }
  }

  private PrivateKey key(byte[] pkcs8) {
    GeneralSecurityException last = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw unusable(source, "it holds no RSA, EC or EdDSA key that Java can read", last);
  }

  private byte[] bytes(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw unusable(source, "it is damaged: not base64", null);
    }
  }

  private static TransportException unusable(String source, String why, @Nullable Throwable cause) {
    return new TransportException(Kind.TLS, source + " cannot be used for TLS: " + why, cause);
  }
}
