package dev.fairlead.spi.image;

import dev.fairlead.spi.image.ImageReference.ImageName;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one image reference and says what is wrong with a bad one. */
final class ImageReferenceParser {

  static final String OFFICIAL = "library/";

  private static final int MAX_REPOSITORY_LENGTH = 255;
  private static final int MAX_TAG_LENGTH = 128;

  private static final Pattern ID = Pattern.compile("sha256:[0-9a-fA-F]{12,64}");
  private static final Pattern BARE_ID = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
  private static final Pattern PATH_PART =
      Pattern.compile("[a-z0-9]++(?:(?:\\.|__?|-++)[a-z0-9]++)*+");
  private static final Pattern HOST_PART =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:]+]");
  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]+");
  private static final Map<String, Integer> DIGEST_LENGTHS =
      Map.of("sha256", 64, "sha384", 96, "sha512", 128);

  private final String text;

  ImageReferenceParser(String text) {
    this.text = text;
  }

  ImageName parse() {
    refuseTheUnreadable();
    if (text.startsWith("sha256:")) {
      return id();
    }
    int at = text.indexOf('@');
    String digest = at < 0 ? null : digest(text.substring(at + 1));
    return name(at < 0 ? text : text.substring(0, at), digest);
  }

  private void refuseTheUnreadable() {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("image reference is empty");
    }
    if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f || Character.isWhitespace(c))) {
      throw bad("it contains white space or a control character");
    }
    if (text.contains("://")) {
      throw bad("it starts like a URL; leave out " + text.substring(0, text.indexOf("://") + 3));
    }
    if (BARE_ID.matcher(text).matches()) {
      throw bad("64 hexadecimal digits are no name; for an image id write sha256:" + text);
    }
  }

  private ImageName id() {
    if (!ID.matcher(text).matches()) {
      throw bad("an image id is sha256: and 12 to 64 hexadecimal digits");
    }
    return ImageName.ofId(text);
  }

  private ImageName name(String beforeDigest, @Nullable String digest) {
    int slash = beforeDigest.indexOf('/');
    String first = slash < 0 ? "" : beforeDigest.substring(0, slash);
    boolean hasRegistry = isRegistry(first);
    String rest = hasRegistry ? beforeDigest.substring(slash + 1) : beforeDigest;
    int colon = rest.lastIndexOf(':');
    String tag = colon < 0 ? null : tag(rest.substring(colon + 1));
    String path = colon < 0 ? rest : rest.substring(0, colon);
    String registry = hasRegistry ? registry(first) : ImageReference.DEFAULT_REGISTRY;
    return new ImageName(null, registry, repository(registry, path), tag, digest);
  }

  static boolean isRegistry(String first) {
    return first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || first.equals("localhost")
        || !first.equals(first.toLowerCase(Locale.ROOT));
  }

  private String registry(String written) {
    int end = written.startsWith("[") ? written.indexOf(']') + 1 : written.indexOf(':');
    String host = end <= 0 ? written : written.substring(0, end);
    String port = end <= 0 ? "" : written.substring(end);
    if (!IPV6.matcher(host).matches()) {
      for (String part : host.split("\\.", -1)) {
        if (!HOST_PART.matcher(part).matches()) {
          throw bad("\"" + host + "\" is not a valid registry host");
        }
      }
    }
    if (!port.isEmpty() && !isPort(port)) {
      throw bad("\"" + port.substring(1) + "\" is not a valid registry port (1 to 65535)");
    }
    return written.equals("index.docker.io") ? ImageReference.DEFAULT_REGISTRY : written;
  }

  private static boolean isPort(String port) {
    String digits = port.substring(1);
    return port.charAt(0) == ':'
        && digits.length() <= 5
        && !digits.isEmpty()
        && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        && Integer.parseInt(digits) >= 1
        && Integer.parseInt(digits) <= 65_535;
  }

  private String repository(String registry, String path) {
    if (path.isEmpty()) {
      throw bad("the repository is missing");
    }
    if (!path.equals(path.toLowerCase(Locale.ROOT))) {
      throw bad("the repository must be lower case");
    }
    boolean official = registry.equals(ImageReference.DEFAULT_REGISTRY) && path.indexOf('/') < 0;
    String repository = official ? OFFICIAL + path : path;
    if (repository.length() > MAX_REPOSITORY_LENGTH) {
      throw bad("the repository is longer than " + MAX_REPOSITORY_LENGTH + " characters");
    }
    for (String part : path.split("/", -1)) {
      refuseBadPart(part);
    }
    return repository;
  }

  private void refuseBadPart(String part) {
    if (part.isEmpty()) {
      throw bad("a slash needs something before and after it");
    }
    if (!PATH_PART.matcher(part).matches()) {
      throw bad(
          "\""
              + part
              + "\" may only have a-z and 0-9, and between them single dots, one or two"
              + " underscores, or hyphens");
    }
  }

  private String tag(String tag) {
    if (tag.isEmpty()) {
      throw bad("the tag after the colon is missing");
    }
    if (tag.length() > MAX_TAG_LENGTH) {
      throw bad("the tag is longer than " + MAX_TAG_LENGTH + " characters");
    }
    if (!TAG.matcher(tag).matches()) {
      throw bad(
          "the tag \""
              + tag
              + "\" may only have letters, digits, underscores, dots and hyphens, and may not"
              + " start with a dot or a hyphen");
    }
    return tag;
  }

  private String digest(String digest) {
    int colon = digest.indexOf(':');
    String algorithm = colon < 0 ? digest : digest.substring(0, colon);
    Integer length = DIGEST_LENGTHS.get(algorithm);
    if (colon < 0 || length == null) {
      throw bad("the digest after @ must be sha256:, sha384: or sha512: and hexadecimal digits");
    }
    String digits = digest.substring(colon + 1);
    if (digits.length() != length || !HEXADECIMAL.matcher(digits).matches()) {
      throw bad("a " + algorithm + " digest has " + length + " hexadecimal digits in lower case");
    }
    return digest;
  }

  private IllegalArgumentException bad(String why) {
    String shown = text.length() > 300 ? text.substring(0, 300) + "…" : text;
    return new IllegalArgumentException("image reference \"" + shown + "\": " + why);
  }
}
