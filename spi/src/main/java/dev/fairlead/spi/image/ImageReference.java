package dev.fairlead.spi.image;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image as somebody wrote it, and what it stands for.
 *
 * <p>The grammar is that of the distribution project: {@code [registry/]repository[:tag][@digest]}.
 * The part before the first slash is a registry only if it contains a dot or a colon, is {@code
 * localhost}, or has a capital letter. What is left out is filled in: registry {@code docker.io},
 * there {@code library/} before a repository of one part, and tag {@code latest} when there is
 * neither tag nor digest. The name {@code sha256:} with 12 to 64 hexadecimal digits is the id of an
 * image; a bare hexadecimal name is an ordinary repository.
 *
 * <p>Two references are equal when they stand for the same name, so {@code busybox} equals {@code
 * docker.io/library/busybox:latest}; {@link #toString} keeps what was written. Immutable.
 *
 * @see <a href="https://github.com/distribution/reference">the reference grammar</a>
 */
public final class ImageReference {

  /** The registry that is meant when none is named. */
  public static final String DEFAULT_REGISTRY = "docker.io";

  /** The tag that is meant when neither tag nor digest is given. */
  public static final String DEFAULT_TAG = "latest";

  private final String text;
  private final ImageName name;

  private ImageReference(String text, ImageName name) {
    this.text = text;
    this.name = name;
  }

  /**
   * Reads a reference.
   *
   * @param text the reference as written, without surrounding white space
   * @return the reference
   * @throws IllegalArgumentException if it breaks the grammar; the message says where
   */
  public static ImageReference parse(String text) {
    Objects.requireNonNull(text, "text");
    return new ImageReference(text, new ImageReferenceParser(text).parse());
  }

  /**
   * Whether this is the id of an image rather than a name.
   *
   * @return true for {@code sha256:} and 12 to 64 hexadecimal digits
   */
  public boolean isId() {
    return name.id() != null;
  }

  /**
   * The registry, with its port if it has one.
   *
   * @return for example {@code docker.io} or {@code localhost:5000}
   * @throws IllegalStateException if this is an id
   */
  public String registry() {
    return named().registry();
  }

  /**
   * Whether the registry was written, and not filled in.
   *
   * @return false for a short name such as {@code busybox} or {@code me/tool}, and for an id
   */
  public boolean namesRegistry() {
    int slash = text.indexOf('/');
    return slash > 0 && ImageReferenceParser.isRegistry(text.substring(0, slash));
  }

  /**
   * The repository within the registry.
   *
   * @return for example {@code library/busybox}
   * @throws IllegalStateException if this is an id
   */
  public String repository() {
    return named().repository();
  }

  /**
   * Registry and repository, without tag and digest.
   *
   * @return for example {@code docker.io/library/busybox}
   * @throws IllegalStateException if this is an id
   */
  public String name() {
    return registry() + "/" + repository();
  }

  /**
   * The tag as written.
   *
   * @return the tag; empty when none was written
   */
  public Optional<String> tag() {
    return Optional.ofNullable(name.tag());
  }

  /**
   * The tag that is meant: the one written, or {@value #DEFAULT_TAG} when there is neither a tag
   * nor a digest.
   *
   * @return the tag; empty for an id and for a name with a digest alone
   */
  public Optional<String> effectiveTag() {
    if (name.tag() == null && name.digest() == null && !isId()) {
      return Optional.of(DEFAULT_TAG);
    }
    return tag();
  }

  /**
   * The digest of the manifest.
   *
   * @return for example {@code sha256:} and 64 digits; empty when none was written
   */
  public Optional<String> digest() {
    return Optional.ofNullable(name.digest());
  }

  /**
   * The full name, the same for all ways of writing it.
   *
   * @return for example {@code docker.io/library/busybox:latest}; an id stays as it is
   */
  public String canonical() {
    return name.id() != null ? name.id() : name() + suffix();
  }

  /**
   * The short name that people know.
   *
   * @return the full name without {@code docker.io/} and {@code library/}, for example {@code
   *     busybox:latest}; an id stays as it is
   */
  public String familiar() {
    String canonical = canonical();
    if (isId() || !registry().equals(DEFAULT_REGISTRY)) {
      return canonical;
    }
    String path = canonical.substring(DEFAULT_REGISTRY.length() + 1);
    String official = ImageReferenceParser.OFFICIAL;
    return path.startsWith(official) ? withoutOfficial(path, official) : path;
  }

  private static String withoutOfficial(String path, String official) {
    String rest = path.substring(official.length());
    return rest.indexOf('/') < 0 ? rest : path;
  }

  /**
   * The same repository with another tag and no digest.
   *
   * @param tag the tag
   * @return the new reference, written in full
   * @throws IllegalArgumentException if it is not a valid tag
   * @throws IllegalStateException if this is an id
   */
  public ImageReference withTag(String tag) {
    return parse(name() + ":" + Objects.requireNonNull(tag, "tag"));
  }

  /**
   * The same repository, pinned to a digest and without a tag.
   *
   * @param digest algorithm, colon and digits
   * @return the new reference, written in full
   * @throws IllegalArgumentException if it is not a valid digest
   * @throws IllegalStateException if this is an id
   */
  public ImageReference withDigest(String digest) {
    return parse(name() + "@" + Objects.requireNonNull(digest, "digest"));
  }

  private String suffix() {
    String tag = effectiveTag().map(value -> ":" + value).orElse("");
    return tag + digest().map(value -> "@" + value).orElse("");
  }

  private ImageName named() {
    if (isId()) {
      throw new IllegalStateException(
          text + " is the id of an image, which has neither registry nor repository");
    }
    return name;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ImageReference that && canonical().equals(that.canonical());
  }

  @Override
  public int hashCode() {
    return canonical().hashCode();
  }

  /** The reference as it was written. */
  @Override
  public String toString() {
    return text;
  }

  /** The parts of a reference: an id alone, or registry and repository with tag and digest. */
  record ImageName(
      @Nullable String id,
      String registry,
      String repository,
      @Nullable String tag,
      @Nullable String digest) {

    static ImageName ofId(String id) {
      return new ImageName(id.toLowerCase(Locale.ROOT), "", "", null, null);
    }
  }
}
