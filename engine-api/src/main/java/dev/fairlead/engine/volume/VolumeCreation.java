package dev.fairlead.engine.volume;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.RetryableException;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumeSpec;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Creating a volume. The daemon answers to the name of one that exists with that one, whatever else
 * was asked for, so its marks tell what it is.
 */
final class VolumeCreation {

  private final EngineClient client;
  private final Clock clock;

  VolumeCreation(EngineClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  Mono<VolumeInfo> create(VolumeSpec spec) {
    EngineCall call =
        client
            .post("create volume " + spec.name(), "/volumes/create")
            .about(spec.name())
            .missing(NotFoundException.Kind.OTHER)
            .json(body(spec));
    if (spec.sizeBytes().isPresent()) {
      return Mono.error(() -> sizeless(call.context()));
    }
    return client
        .object(call, VolumeMapper::volume)
        .onErrorResume(
            ContainerException.class,
            refusal ->
                refusal instanceof RetryableException
                    ? Mono.error(refusal)
                    : existing(spec, refusal))
        .flatMap(volume -> same(spec, volume, call.context()));
  }

  private Map<String, Object> body(VolumeSpec spec) {
    Map<String, String> labels = new LinkedHashMap<>(spec.labels());
    labels.putAll(Ownership.marks(spec.canonicalFields(), spec.labels(), clock));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("Name", spec.name());
    spec.driver().ifPresent(driver -> body.put("Driver", driver));
    body.put("DriverOpts", spec.driverOptions());
    body.put("Labels", labels);
    return body;
  }

  private static InvalidSpecException sizeless(ErrorContext context) {
    return new InvalidSpecException(
        context.withRemedy("an option of the driver, such as size for tmpfs with the driver local"),
        "size would be dropped, since the Engine API has no field for it",
        null);
  }

  /** The driver that the other specification wants was looked for first, so ask for the name. */
  private Mono<VolumeInfo> existing(VolumeSpec spec, ContainerException refusal) {
    return client
        .object(
            client.get("create volume " + spec.name(), "/volumes/{}", spec.name()),
            VolumeMapper::volume)
        .onErrorMap(NotFoundException.class, none -> refusal);
  }

  private static Mono<VolumeInfo> same(VolumeSpec spec, VolumeInfo volume, ErrorContext context) {
    List<String> different = Ownership.differences(spec.canonicalFields(), volume.labels());
    return different.isEmpty()
        ? Mono.just(volume)
        : Mono.error(
            () ->
                new ConflictException(
                    different,
                    context.withRemedy(
                        "another name, or fairlead volume rm " + spec.name() + " first"),
                    "a volume of that name exists and differs in " + String.join(", ", different),
                    null));
  }
}
