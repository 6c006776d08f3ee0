package dev.fairlead.app;

import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumeSpec;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Makes a volume; one that exists with the same specification is that one. */
@Command(name = "create", description = "Make a volume.")
final class VolumeCreateCommand extends RuntimeCommand {

  private static final int MADE_UP_BYTES = 32;

  @Option(
      names = {"-d", "--driver"},
      paramLabel = "DRIVER",
      description = "What provides it (default: the runtime's choice)")
  @Nullable String driver;

  @Option(names = "--opt", paramLabel = "K=V", description = "Option for the driver.")
  List<String> options = new ArrayList<>();

  @Option(names = "--label", paramLabel = "K=V", description = "Label.")
  List<String> labels = new ArrayList<>();

  @Option(names = "--size", paramLabel = "SIZE", description = "Capacity, where there is one.")
  @Nullable String size;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Name (default: a made up one)")
  @Nullable String name;

  @Override
  Mono<Integer> execute(Session session) {
    VolumeSpec.Builder volume = VolumeSpec.builder(name == null ? madeUp() : name);
    if (driver != null) {
      volume.driver(driver);
    }
    if (size != null) {
      volume.sizeBytes(SizeSyntax.bytes(size));
    }
    KeyValueSyntax.parse(options, "--opt").forEach(volume::driverOption);
    KeyValueSyntax.parse(labels, "--label").forEach(volume::label);
    VolumeSpec wanted = volume.build();
    return session
        .runtime()
        .flatMap(runtime -> runtime.volumes().create(wanted))
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  /** As Docker's: so a prune takes it for one without a name. */
  private static String madeUp() {
    byte[] bytes = new byte[MADE_UP_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void print(VolumeInfo volume) {
    if (output().json()) {
      output().document(VolumeView.document(volume).fields());
    } else {
      output().line(volume.name());
    }
  }
}
