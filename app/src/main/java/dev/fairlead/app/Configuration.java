package dev.fairlead.app;

import dev.fairlead.spi.ProbeContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What environment variables and a file say of options that were not typed. A variable counts
 * before the file. Where there is no file, nothing of a parser is loaded.
 */
final class Configuration {

  /** Names the file, which has to be there then. */
  static final String FILE_VARIABLE = "FAIRLEAD_CONFIG";

  private final ProbeContext machine;
  private final Optional<Path> file;
  private final Map<ConfigurationKey, String> written;
  private final Map<String, String> env;

  /**
   * One value in force.
   *
   * @param key what it is of
   * @param value the value, as it was written
   * @param from who gives it, in words: a variable, or a key in a file
   * @param byVariable whether that is a variable
   */
  record Setting(ConfigurationKey key, String value, String from, boolean byVariable) {}

  /** What a file says, by its keys, of which one is a mapping. */
  record Written(Map<ConfigurationKey, String> settings, Map<String, String> env) {

    static final Written NOTHING = new Written(Map.of(), Map.of());
  }

  private Configuration(ProbeContext machine, Optional<Path> file, Written written) {
    this.machine = machine;
    this.file = file;
    this.written = new EnumMap<>(ConfigurationKey.class);
    this.written.putAll(written.settings());
    this.env = written.env();
  }

  /**
   * Reads the file, if there is one; blocks for as long as the file system takes.
   *
   * @param machine the machine with its variables
   * @param here the directory against which a relative {@code FAIRLEAD_CONFIG} is resolved
   * @return what is configured
   * @throws IllegalArgumentException if the file cannot be read, or something in it makes no sense;
   *     one line that names the file, the key, and what to write
   */
  static Configuration of(ProbeContext machine, Path here) {
    Optional<Path> named = machine.variable(FILE_VARIABLE).map(here::resolve);
    Path usual = usual(machine);
    Optional<Path> file = named.isPresent() || !Files.exists(usual) ? named : Optional.of(usual);
    // A reference to the method would load the parser's classes, whether it is called or not.
    return new Configuration(
        machine, file, file.isPresent() ? ConfigurationFile.read(file.get()) : Written.NOTHING);
  }

  private static Path usual(ProbeContext machine) {
    return machine
        .variable("XDG_CONFIG_HOME")
        .map(Path::of)
        .filter(Path::isAbsolute)
        .orElseGet(() -> machine.home().resolve(".config"))
        .resolve("fairlead")
        .resolve("config.yaml");
  }

  /** The file that was read; empty if there is none. */
  Optional<Path> file() {
    return file;
  }

  /**
   * What is configured for a key.
   *
   * @param key the key
   * @return the value in force; empty if nothing says anything
   * @throws IllegalArgumentException if the value makes no sense; the message names who gives it
   */
  Optional<Setting> setting(ConfigurationKey key) {
    Optional<Setting> found = byVariable(key).or(() -> byFile(key));
    found.ifPresent(setting -> key.checked(setting.value(), setting.from()));
    return found;
  }

  private Optional<Setting> byVariable(ConfigurationKey key) {
    return key == ConfigurationKey.ENV
        ? Optional.empty()
        : machine
            .variable(key.variable())
            .map(value -> new Setting(key, value.strip(), key.variable(), true));
  }

  private Optional<Setting> byFile(ConfigurationKey key) {
    return Optional.ofNullable(written.get(key))
        .map(value -> new Setting(key, value, key.key() + " in " + file.orElseThrow(), false));
  }

  /** Variables of the containers of jobs. */
  Map<String, String> env() {
    return env;
  }

  /**
   * The endpoint, unless it belongs to another runtime than the one that is wanted.
   *
   * @param typed the runtime that was typed, null if none was
   */
  Optional<Setting> host(@Nullable String typed) {
    return setting(ConfigurationKey.CONTAINER_HOST)
        .filter(
            host -> {
              Optional<String> beside =
                  (host.byVariable()
                          ? byVariable(ConfigurationKey.RUNTIME)
                          : byFile(ConfigurationKey.RUNTIME))
                      .map(Setting::value);
              Optional<String> wanted =
                  Optional.ofNullable(typed)
                      .or(() -> setting(ConfigurationKey.RUNTIME).map(Setting::value));
              return beside.isEmpty() || beside.equals(wanted);
            });
  }

  /** All that is in force, in the order of the keys; a value that makes no sense stops it. */
  List<Setting> inForce() {
    List<Setting> all = new ArrayList<>();
    for (ConfigurationKey key : ConfigurationKey.values()) {
      setting(key).ifPresent(all::add);
    }
    env.forEach(
        (name, value) ->
            all.add(
                new Setting(
                    ConfigurationKey.ENV,
                    name + "=...",
                    ConfigurationKey.ENV.key() + " in " + file.orElseThrow(),
                    false)));
    return all;
  }

  /** A path that was configured; a tilde is the home directory. */
  Path path(Setting setting) {
    return setting.value().startsWith("~/")
        ? machine.home().resolve(setting.value().substring(2))
        : Path.of(setting.value());
  }
}
