package dev.fairlead.app;

import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.image.BasePull;
import dev.fairlead.spi.image.BuildCache;
import dev.fairlead.spi.image.BuildContext;
import dev.fairlead.spi.image.BuildEvent;
import dev.fairlead.spi.image.BuildSpec;
import dev.fairlead.spi.image.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Builds an image of a directory or of an archive on standard input. */
@Command(name = "build", description = "Build an image.")
final class ImageBuildCommand extends RuntimeCommand {

  @Option(
      names = {"-t", "--tag"},
      paramLabel = "NAME",
      description = "Name of the result; may be given several times.")
  List<String> tags = new ArrayList<>();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The instructions, within the context (default: Dockerfile)")
  @Nullable String file;

  @Option(
      names = "--build-arg",
      paramLabel = "K[=V]",
      description = "Value of an ARG; without one, that of the environment. No place for secrets.")
  List<String> buildArgs = new ArrayList<>();

  @Option(names = "--label", paramLabel = "K=V", description = "Label of the result.")
  List<String> labels = new ArrayList<>();

  @Option(names = "--target", paramLabel = "STAGE", description = "The stage to build.")
  @Nullable String target;

  @Option(names = "--platform", paramLabel = "OS/ARCH", description = "Platform of the result.")
  @Nullable String platform;

  @Option(names = "--no-cache", description = "Run every step anew.")
  boolean noCache;

  @Option(names = "--pull", description = "Ask the registry for base images that are here too.")
  boolean pull;

  @Option(
      names = {"-q", "--quiet"},
      description = "Only the id, and the output of a step that fails.")
  boolean quiet;

  @Parameters(
      paramLabel = "CONTEXT",
      description = "Directory with the files, or - for a tar archive on standard input.")
  String context = "";

  @Override
  Mono<Integer> execute(Session session) {
    BuildSpec wanted = wanted(session);
    BuildReport report = new BuildReport(session, output(), quiet);
    return session
        .runtime()
        .flatMapMany(runtime -> runtime.images().build(wanted))
        .doOnNext(report::tell)
        .doOnError(error -> report.failed())
        .ofType(BuildEvent.Built.class)
        .last()
        .doOnNext(report::finish)
        .thenReturn(ExitCodes.OK);
  }

  private BuildSpec wanted(Session session) {
    boolean archive = context.equals("-");
    Path directory = session.terminal().directory().resolve(context);
    if (!archive && !Files.isDirectory(directory)) {
      throw new IllegalArgumentException(
          "'" + context + "' is not a directory; - takes a tar archive from standard input");
    }
    BuildSpec.Builder builder =
        BuildSpec.builder(
            archive
                ? BuildContext.tar(session.processIo().input())
                : BuildContext.directory(directory));
    if (file != null) {
      builder.dockerfile(archive ? file : within(session, directory, file));
    }
    tags.forEach(tag -> builder.tag(ImageReference.parse(tag)));
    Map<String, String> environment = session.terminal().machine().environment();
    buildArgs.forEach(argument -> buildArg(builder, argument, environment));
    labels.forEach(label -> Settings.keyValue(label, "label", builder::label));
    if (target != null) {
      builder.target(target);
    }
    if (platform != null) {
      builder.platform(Platform.parse(platform));
    }
    builder.cache(noCache ? BuildCache.IGNORE : BuildCache.USE);
    builder.basePull(pull ? BasePull.ALWAYS : BasePull.IF_ABSENT);
    return builder.build();
  }

  /** A name alone takes its value from the environment, and nothing if it is not set there. */
  private static void buildArg(
      BuildSpec.Builder builder, String argument, Map<String, String> environment) {
    int equals = argument.indexOf('=');
    if (equals > 0) {
      builder.buildArg(argument.substring(0, equals), argument.substring(equals + 1));
      return;
    }
    if (equals == 0 || argument.isEmpty()) {
      throw new IllegalArgumentException("'" + argument + "' is not a build argument; use K=V");
    }
    String value = environment.get(argument);
    if (value != null) {
      builder.buildArg(argument, value);
    }
  }

  /** As docker takes it: from the working directory, else from the context. */
  private static String within(Session session, Path directory, String file) {
    Path here = session.terminal().directory().resolve(file);
    Path found = Files.exists(here) ? here : directory.resolve(file);
    try {
      Path root = directory.toRealPath();
      Path real = found.toAbsolutePath().normalize();
      Path parent = real.getParent();
      Path place =
          parent == null ? real : parent.toRealPath().resolve(String.valueOf(real.getFileName()));
      if (!place.startsWith(root)) {
        throw new IllegalArgumentException(
            "'" + file + "' is outside of the context " + directory + "; copy it into it");
      }
      return root.relativize(place).toString().replace('\\', '/');
    } catch (IOException e) {
      throw new IllegalArgumentException("there is no '" + file + "'", e);
    }
  }
}
