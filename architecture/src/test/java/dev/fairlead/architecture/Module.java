package dev.fairlead.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The modules that make up Fairlead, and what each may use beside the JDK and itself. */
enum Module {
  SPI("spi", "spi", Foreign.REACTOR, Foreign.JSPECIFY),
  TCK(
      "tck",
      "tck",
      "dev.fairlead.spi..",
      Foreign.REACTOR,
      Foreign.JSPECIFY,
      "reactor.test..",
      "org.junit..",
      "org.assertj..",
      "org.opentest4j.."),
  CORE("core", "core", "dev.fairlead.spi..", Foreign.REACTOR, Foreign.JSPECIFY),
  JOBS(
      "jobs",
      "jobs",
      "dev.fairlead.core..",
      "dev.fairlead.spi..",
      Foreign.REACTOR,
      Foreign.JSPECIFY),
  TRANSPORT(
      "transport",
      "transport",
      Foreign.REACTOR,
      Foreign.JSPECIFY,
      "reactor.netty..",
      "io.netty..",
      "com.fasterxml.jackson.."),
  ENGINE_API(
      "engine-api",
      "engine",
      "dev.fairlead.spi..",
      "dev.fairlead.transport..",
      Foreign.REACTOR,
      Foreign.JSPECIFY,
      "org.apache.commons.compress.."),
  BACKEND_DOCKER(
      "backend-docker",
      "docker",
      "dev.fairlead.spi..",
      "dev.fairlead.transport..",
      "dev.fairlead.engine..",
      Foreign.REACTOR,
      Foreign.JSPECIFY),
  BACKEND_PODMAN(
      "backend-podman",
      "podman",
      "dev.fairlead.spi..",
      "dev.fairlead.transport..",
      "dev.fairlead.engine..",
      Foreign.REACTOR,
      Foreign.JSPECIFY,
      "com.fasterxml.jackson.."),
  BACKEND_APPLE(
      "backend-apple",
      "apple",
      "dev.fairlead.spi..",
      "dev.fairlead.transport..",
      Foreign.REACTOR,
      Foreign.JSPECIFY,
      "com.fasterxml.jackson.."),
  BACKEND_KUBERNETES(
      "backend-kubernetes",
      "kubernetes",
      "dev.fairlead.spi..",
      "dev.fairlead.transport..",
      Foreign.REACTOR,
      Foreign.JSPECIFY,
      "io.fabric8.kubernetes.api..",
      "com.fasterxml.jackson.."),
  BACKEND_PROCESS(
      "backend-process",
      "process",
      "dev.fairlead.spi..",
      "dev.fairlead.transport..",
      Foreign.REACTOR,
      Foreign.JSPECIFY),
  APP(
      "app",
      "app",
      "dev.fairlead.spi..",
      "dev.fairlead.core..",
      "dev.fairlead.jobs..",
      Foreign.REACTOR,
      Foreign.JSPECIFY,
      "picocli..",
      "org.jline..",
      "org.apache.commons.compress..",
      "com.fasterxml.jackson.."),
  TESTBED("testbed/faults", "testbed", Foreign.JSPECIFY);

  private final String directory;
  private final String root;
  private final List<String> uses;

  Module(String directory, String name, String... uses) {
    this.directory = directory;
    this.root = "dev.fairlead." + name;
    this.uses =
        Stream.concat(Stream.of(uses), Stream.of("java..", "javax..", root + ".."))
            .flatMap(pattern -> Arrays.stream(pattern.split(",", -1)))
            .toList();
  }

  /** Package patterns that its classes may depend on. */
  String[] uses() {
    return uses.toArray(String[]::new);
  }

  /** Pattern of its own packages. */
  String packages() {
    return root + "..";
  }

  /** Its main sources, save {@code package-info.java}. */
  List<Path> sources() {
    Path main =
        Path.of(System.getProperty("fairlead.root", ".."))
            .resolve(directory)
            .resolve("src/main/java");
    if (!Files.isDirectory(main)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(main)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a class belongs; empty for what is not Fairlead's. */
  static Optional<Module> of(JavaClass type) {
    String name = type.getPackageName() + ".";
    return Arrays.stream(values()).filter(module -> name.startsWith(module.root + ".")).findFirst();
  }

  /** Patterns that come in groups. */
  private static final class Foreign {
    static final String REACTOR = "reactor.core..,reactor.util..,org.reactivestreams..";
    static final String JSPECIFY = "org.jspecify..";
  }
}
