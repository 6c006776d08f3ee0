package dev.fairlead.kubernetes.mapping;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Names of pods for names of containers. A name that a pod can have (RFC 1123, at most 253
 * characters) stays as it is; any other becomes one that tells it apart by a hash, the same each
 * time, so that it is found by the name that its user knows.
 */
public final class Names {

  /** Where a pod keeps the name that it was asked for, if that is another one. */
  public static final String ANNOTATION = "dev.fairlead/name";

  private static final int LONGEST = 253;
  private static final int LONGEST_LABEL = 63;
  private static final int HASH_BYTES = 4;
  private static final int RANDOM_CHARACTERS = 10;
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");

  private Names() {}

  /**
   * The name of the pod of a container.
   *
   * @param name the container's name, or the pod's
   * @return a name that a pod can have
   */
  public static String pod(String name) {
    if (isSubdomain(name)) {
      return name;
    }
    String plain =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    String cut = cut(plain);
    return (cut.isEmpty() ? "c" : cut) + "-" + hash(name);
  }

  /**
   * A name for a container that was not given one.
   *
   * @return a name that is used once
   */
  public static String free() {
    return "fairlead-" + word();
  }

  /**
   * A word that is used once.
   *
   * @return lower case letters and digits
   */
  public static String word() {
    // No secret, and the generator of secrets may wait for a file of the system.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      word.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return word.toString();
  }

  /**
   * The name of the Service of a container (RFC 1035: a label that begins with a letter).
   *
   * @param name the name of its Deployment
   * @return the same where a Service can have it, and otherwise one that tells it apart by a hash
   */
  public static String service(String name) {
    if (name.length() <= LONGEST_LABEL && LABEL.matcher(name).matches()) {
      return name;
    }
    return cut("s-" + name.replace('.', '-')) + "-" + hash(name);
  }

  private static String cut(String plain) {
    int room = LONGEST_LABEL - 2 * HASH_BYTES - 1;
    return plain.length() <= room ? plain : plain.substring(0, room).replaceAll("-+$", "");
  }

  private static boolean isSubdomain(String name) {
    return name.length() <= LONGEST && SUBDOMAIN.matcher(name).matches();
  }

  private static String hash(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
