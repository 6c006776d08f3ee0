package dev.fairlead.core;

import dev.fairlead.spi.BackendProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles plugins and packs them, while a test runs. For one thread. */
public final class PluginJars {

  private static final String SERVICES = "META-INF/services/" + BackendProvider.class.getName();

  private final Path scratch;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final List<String> services = new ArrayList<>();
  private final List<String> omitted = new ArrayList<>();
  private boolean multiRelease;

  private PluginJars(Path scratch) {
    this.scratch = scratch;
  }

  /** A jar that is compiled in a directory of its own. */
  public static PluginJars in(Path scratch) {
    return new PluginJars(scratch);
  }

  /** Source of a provider whose one candidate is available. */
  public static String provider(String name, String id, int rank) {
    return provider(name, id, rank, "");
  }

  /** Source of a provider with members of its own. */
  public static String provider(String name, String id, int rank, String members) {
    return """
        package plugin;

        import dev.fairlead.spi.*;
        import java.net.URI;
        import java.util.*;
        import reactor.core.publisher.*;

        public class %1$s implements BackendProvider {
          %4$s
          @Override public String id() { return %5$s; }
          @Override public Flux<Candidate> probe(ProbeContext context) {
            return Flux.just(Candidate.available(%5$s, Endpoint.of(URI.create("plugin:///" + %5$s)),
                CandidateOrigin.WELL_KNOWN,
                new VersionRange(getClass().getName(), Optional.empty(), Optional.empty()),
                "plugin", %3$d, List.of()));
          }
          @Override public Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
            return Mono.fromSupplier(() -> dev.fairlead.tck.fake.FakeBackend.builder()
                .id(%5$s).program("late", new Late()).build());
          }
          /** Loaded long after the jar was read. */
          public static class Late implements dev.fairlead.tck.fake.FakeProgram {
            @Override public Mono<Integer> run(dev.fairlead.tck.fake.FakeProcess process) {
              return process.print("late").thenReturn(42);
            }
          }
        }
        """
        .formatted(name, id, rank, members, "\"" + id + "\"");
  }

  /** Adds a class that is named as a provider. */
  public PluginJars service(String name, String source) {
    services.add("plugin." + name);
    return source(name, source);
  }

  /** Adds a class. */
  public PluginJars source(String name, String source) {
    sources.put("plugin/" + name + ".java", source);
    return this;
  }

  /** Names a provider, there or not. */
  public PluginJars line(String text) {
    services.add(text);
    return this;
  }

  /** Adds a file. */
  public PluginJars file(String name, String content) {
    files.put(name, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Leaves out a class that was compiled. */
  public PluginJars without(String className) {
    omitted.add("plugin/" + className + ".class");
    return this;
  }

  /** Declares that it has versions for several Javas. */
  public PluginJars multiRelease() {
    multiRelease = true;
    return this;
  }

  /** Writes the jar under another name, and moves it to its place. */
  public Path write(Path jar) throws IOException {
    Path draft = Files.createTempFile(scratch, "draft", ".tmp");
    Files.write(draft, bytes());
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
    return Files.move(draft, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The bytes of the jar. */
  public byte[] bytes() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (multiRelease) {
      manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, byte[]> entry : compiled().entrySet()) {
        add(jar, entry.getKey(), entry.getValue());
      }
      for (Map.Entry<String, byte[]> entry : files.entrySet()) {
        add(jar, entry.getKey(), entry.getValue());
      }
      if (!services.isEmpty()) {
        add(jar, SERVICES, String.join("\n", services).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  /** Writes classes and services into a directory that a class loader can use. */
  public Path explode(Path directory) throws IOException {
    Map<String, byte[]> all = compiled();
    all.putAll(files);
    all.put(SERVICES, String.join("\n", services).getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<String, byte[]> entry : all.entrySet()) {
      Path file = directory.resolve(entry.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, entry.getValue());
    }
    return directory;
  }

  private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(content);
    jar.closeEntry();
  }

  private Map<String, byte[]> compiled() throws IOException {
    Map<String, byte[]> classes = new LinkedHashMap<>();
    if (sources.isEmpty()) {
      return classes;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Path output = Files.createTempDirectory(scratch, "classes");
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((name, source) -> units.add(new Source(name, source)));
    StringWriter complaints = new StringWriter();
    boolean done =
        compiler
            .getTask(
                complaints,
                null,
                null,
                List.of(
                    "-d",
                    output.toString(),
                    "--release",
                    "17",
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path")),
                null,
                units)
            .call();
    if (!done) {
      throw new IllegalStateException("the plugin does not compile: " + complaints);
    }
    try (Stream<Path> all = Files.walk(output)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> keep(classes, output.relativize(file).toString(), file));
    }
    return classes;
  }

  private void keep(Map<String, byte[]> classes, String name, Path file) {
    try {
      if (!omitted.contains(name)) {
        classes.put(name, Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    @Override
    public OutputStream openOutputStream() {
      throw new UnsupportedOperationException("a source is only read");
    }
  }
}
