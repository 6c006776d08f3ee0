package dev.fairlead.podman.libpod;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.ImageNames;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Names of images without a registry, as the registries.conf of Podman's service has them
 * (containers-registries.conf(5)). Podman's compatible API takes them all for names of one
 * registry; its own API looks at the aliases and the registries to search. No call tells what a
 * name would become, but its pull says so before it begins: that is read, and cancelled.
 */
public final class ShortNames implements ImageNames {

  /** How long the service may look for it. */
  private static final Duration RESOLVING = Duration.ofMinutes(2);

  private static final Pattern TRIES = Pattern.compile("Trying to pull (\\S+?)(?:\\.\\.\\.)?");
  private static final String ID_PREFIX = "sha256:";
  private static final int WHOLE_ID = 64;
  private static final String SEARCH = "unqualified-search registries";
  private static final String UNDECIDED = "short-name";

  /** More different names than a program that pulls has use for. */
  private static final int MOST_REMEMBERED = 1000;

  private final EngineClient client;

  /** What names were taken for: an alias need not look like what it stands for. */
  private final Map<String, String> taken = new ConcurrentHashMap<>();

  /**
   * Creates the names of a service.
   *
   * @param client calls it
   */
  public ShortNames(EngineClient client) {
    this.client = Objects.requireNonNull(client, "client");
  }

  private static boolean isShort(ImageReference image) {
    return !image.isId() && !image.namesRegistry();
  }

  @Override
  public Mono<ImageReference> here(ImageReference image) {
    if (image.isId()) {
      return whole(image);
    }
    return isShort(image)
        ? client
            .object(find(image, image.toString()), json -> called(image, json))
            .onErrorResume(NotFoundException.class, absent -> Mono.just(image))
        : Mono.just(image);
  }

  /** The compatible API knows no beginnings of ids that begin with sha256: (500). */
  private Mono<ImageReference> whole(ImageReference id) {
    String digits = id.toString().substring(ID_PREFIX.length());
    return digits.length() == WHOLE_ID
        ? Mono.just(id)
        : client
            .object(
                find(id, digits),
                json -> ImageReference.parse(ID_PREFIX + json.text("Id").orElse(digits)))
            .onErrorResume(NotFoundException.class, absent -> Mono.just(id));
  }

  private EngineCall find(ImageReference image, String words) {
    return client
        .get("find image " + image, "/libpod/images/{}/json", words)
        .about(image.toString())
        .missing(NotFoundException.Kind.IMAGE);
  }

  /** The one of the names of an image that the short one stands for. */
  private ImageReference called(ImageReference image, JsonObject json) {
    String id = json.text("Id").orElse("");
    if (id.startsWith(image.toString())) {
      return image; // a bare id is a name like others
    }
    List<String> names = json.texts(image.digest().isPresent() ? "RepoDigests" : "RepoTags");
    for (String likely : List.of(taken.getOrDefault(image.toString(), ""), image.canonical())) {
      if (names.contains(likely)) {
        return ImageReference.parse(likely);
      }
    }
    String end =
        "/" + image.toString() + (hasVersion(image) ? "" : ":" + ImageReference.DEFAULT_TAG);
    return names.stream()
        .filter(name -> name.endsWith(end))
        .findFirst()
        .or(() -> names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty())
        .or(() -> Optional.of(id).filter(text -> !text.isEmpty()).map(text -> ID_PREFIX + text))
        .map(ImageReference::parse)
        .orElse(image);
  }

  private static boolean hasVersion(ImageReference image) {
    return image.tag().isPresent() || image.digest().isPresent();
  }

  @Override
  public Mono<List<ImageReference>> sources(ImageReference image) {
    if (!isShort(image)) {
      return Mono.just(List.of(image));
    }
    EngineCall call =
        client
            .post("find the registry of " + image, "/libpod/images/pull")
            .about(image.toString())
            .query("reference", image.toString())
            .within(RESOLVING)
            .lasting();
    return Mono.defer(
        () -> {
          Resolution resolution = new Resolution();
          return client.stream(call, response -> JsonObject.stream(response, resolution::read))
              .next()
              .flatMap(end -> decided(image, call.context(), resolution, end))
              .switchIfEmpty(here(image).map(List::of));
        });
  }

  private Mono<List<ImageReference>> decided(
      ImageReference image, ErrorContext asking, Resolution resolution, End end) {
    if (end.source().isPresent()) {
      ImageReference first = ImageReference.parse(end.source().get());
      if (taken.size() < MOST_REMEMBERED) {
        taken.put(image.toString(), first.canonical());
      }
      return resolution.searches
          ? searched(image).map(all -> withFirst(first, all))
          : Mono.just(List.of(first));
    }
    if (!end.error().contains(UNDECIDED)) {
      return Mono.just(List.of(image)); // the pull itself says what is wrong
    }
    return searched(image).flatMap(all -> Mono.error(() -> undecided(image, asking, end, all)));
  }

  private static List<ImageReference> withFirst(ImageReference first, List<ImageReference> all) {
    return Stream.concat(Stream.of(first), all.stream()).distinct().toList();
  }

  /** What the name is in each of the registries that are searched. */
  private Mono<List<ImageReference>> searched(ImageReference image) {
    return client.object(
        client.get("list the registries to search", "/libpod/info"),
        info ->
            info.object("registries").texts("search").stream()
                .map(registry -> ImageReference.parse(registry + "/" + image))
                .toList());
  }

  private static InvalidSpecException undecided(
      ImageReference image, ErrorContext asking, End end, List<ImageReference> all) {
    List<String> names = all.stream().map(ImageReference::canonical).toList();
    return names.isEmpty()
        ? new InvalidSpecException(
            asking.withRemedy("the name with its registry, or an alias in registries.conf"),
            end.error(),
            null)
        : new InvalidSpecException(
            asking.withRemedy("one of these, or an alias in registries.conf"),
            image + " may be " + String.join(" or ", names) + ": " + end.error(),
            null);
  }

  /** How the looking ended: with a name, or with an error. */
  private record End(Optional<String> source, String error) {}

  /** Reads the words of a pull up to the first name that it tries. */
  private static final class Resolution {

    private boolean searches;

    private @Nullable End read(JsonObject line) {
      String words = line.text("stream").orElse("").strip();
      searches |= words.contains(SEARCH);
      Matcher tries = TRIES.matcher(words);
      if (tries.matches()) {
        return new End(Optional.of(tries.group(1)), "");
      }
      return line.text("error").map(error -> new End(Optional.empty(), error.strip())).orElse(null);
    }
  }
}
