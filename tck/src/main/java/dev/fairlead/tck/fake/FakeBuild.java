package dev.fairlead.tck.fake;

import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.image.BuildContext;
import dev.fairlead.spi.image.BuildEvent;
import dev.fairlead.spi.image.BuildSpec;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.tck.TarSample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One build of a fake backend. It knows {@code FROM}, {@code ARG}, {@code RUN} by {@link
 * FakeShell}, and what {@link FakeImage#changed} knows; other instructions are noted and do
 * nothing.
 */
final class FakeBuild {

  private final FakeWorld world;
  private final FakeImageStore store;
  private final BuildSpec spec;
  private final Map<String, String> arguments = new TreeMap<>();
  private FakeImage image = FakeImage.from("nothing");

  FakeBuild(FakeWorld world, FakeImageStore store, BuildSpec spec) {
    this.world = world;
    this.store = store;
    this.spec = spec;
  }

  Flux<BuildEvent> events() {
    return instructions().flatMapMany(this::steps).concatWith(Mono.fromSupplier(this::built));
  }

  private Mono<List<String>> instructions() {
    Mono<String> text =
        spec.context() instanceof BuildContext.Directory directory
            ? Mono.fromCallable(() -> read(directory.path()))
                .subscribeOn(Schedulers.boundedElastic())
            : FakeArchives.read(((BuildContext.Tar) spec.context()).content())
                .map(this::instructionsOf);
    return text.map(lines -> lines.lines().filter(line -> !line.isBlank()).toList());
  }

  private String read(Path directory) throws IOException {
    Path file = directory.resolve(spec.dockerfile());
    if (!Files.exists(file)) {
      throw noInstructions();
    }
    return Files.readString(file);
  }

  private String instructionsOf(TarSample archive) {
    String text = archive.files().get(spec.dockerfile());
    if (text == null) {
      throw noInstructions();
    }
    return text;
  }

  private RuntimeException noInstructions() {
    return world.errors.invalid("build an image", "there is no " + spec.dockerfile());
  }

  private Flux<BuildEvent> steps(List<String> instructions) {
    return Flux.range(1, instructions.size())
        .concatMap(
            number -> {
              String instruction = instructions.get(number - 1);
              BuildEvent begins =
                  new BuildEvent.Step(number, OptionalInt.of(instructions.size()), instruction);
              return Flux.just(begins).concatWith(Flux.defer(() -> carryOut(instruction)));
            },
            1);
  }

  private Flux<BuildEvent> carryOut(String instruction) {
    String[] words = instruction.strip().split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    switch (words[0].toUpperCase(Locale.ROOT)) {
      case "FROM":
        image = store.image(store.require("build from", ImageReference.parse(rest)));
        return Flux.empty();
      case "ARG":
        argument(rest);
        return Flux.empty();
      case "RUN":
        return run(instruction, rest);
      default:
        image = image.changed(instruction);
        return Flux.empty();
    }
  }

  private void argument(String declaration) {
    int equals = declaration.indexOf('=');
    String name = equals < 0 ? declaration : declaration.substring(0, equals);
    String given = spec.buildArgs().get(name);
    if (given != null) {
      arguments.put(name, given);
    } else if (equals >= 0) {
      arguments.put(name, declaration.substring(equals + 1));
    }
  }

  private Flux<BuildEvent> run(String instruction, String script) {
    FakeProcess process =
        world.process(List.of("sh", "-c", script), Map.copyOf(arguments), "/", false, null);
    process.stdin().end();
    FakeAttached attached = new FakeAttached(world, process, false, false, false, process::kill);
    process.begin(new FakeShell(script, List.of("sh")), exit -> {});
    Flux<BuildEvent> output =
        attached.output().map(frame -> new BuildEvent.Output(text(frame.bytes())));
    return Flux.usingWhen(
        Mono.just(attached),
        running -> output.concatWith(Mono.defer(() -> ended(running, instruction))),
        FakeAttached::close);
  }

  private Mono<BuildEvent> ended(FakeAttached attached, String instruction) {
    return attached
        .exit()
        .flatMap(
            exit -> {
              if (!exit.equals(new Exit.Exited(0))) {
                return Mono.error(
                    world.errors.failed("build an image", instruction + " ended with " + exit));
              }
              image = image.withStep(instruction);
              return Mono.empty();
            });
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  private BuildEvent built() {
    FakeImage result = image;
    for (Map.Entry<String, String> label : spec.labels().entrySet()) {
      result = result.withLabel(label.getKey(), label.getValue());
    }
    ImageReference id = store.add(result);
    spec.tags().forEach(tag -> store.name(tag, id));
    return new BuildEvent.Built(id, spec.tags());
  }
}
