package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.PullPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Options first, then variables, then the file, then what is usual. */
class ConfigurationTest {

  private static final String WHOLE =
      """
      runtime: process
      image: filed:1
      pull_policy: Never
      auto_remove: true
      gpus: 2
      workdir_base: ~/jobs
      env: {COLOUR: red, EPOCHS: 3, SHAPE: round}
      """;

  @TempDir Path home;

  private Cli cli;

  @BeforeEach
  void aMachine() {
    cli = new Cli(home);
  }

  private Path file(String text) throws IOException {
    Path file = home.resolve(".config/fairlead/config.yaml");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private JobSpec job(String... arguments) {
    List<String> line = new ArrayList<>(List.of("job", "run", "--name", "demo"));
    line.addAll(List.of(arguments));
    Terminal terminal = cli.terminal();
    Fairlead root = new Fairlead(terminal);
    CommandLine.ParseResult result =
        Main.commandLine(root, CommandTree.whole()).parseArgs(line.toArray(String[]::new));
    JobRunCommand run = (JobRunCommand) result.subcommand().subcommand().commandSpec().userObject();
    return run.job.spec(home, terminal.machine().environment(), root.configuration());
  }

  private static Map<String, String> env(JobSpec job) {
    Map<String, String> values = new TreeMap<>();
    job.template().process().env().forEach((name, value) -> values.put(name, value.value()));
    return values;
  }

  @Test
  void withoutAnythingThingsAreAsTheyAlwaysWere() {
    JobSpec job = job("--image", "typed:1");
    assertThat(job.template().pullPolicy()).isEqualTo(PullPolicy.IF_NOT_PRESENT);
    assertThat(job.removal()).isEqualTo(JobSpec.Removal.KEEP);
    assertThat(job.template().devices().gpus()).isEmpty();
    assertThat(job.workdirBase()).isEmpty();
    assertThat(env(job)).isEmpty();
  }

  @Test
  void theFileCountsBeforeWhatIsUsual() throws IOException {
    file(WHOLE);
    JobSpec job = job();
    assertThat(job.template().image()).isEqualTo("filed:1");
    assertThat(job.template().pullPolicy()).isEqualTo(PullPolicy.NEVER);
    assertThat(job.removal()).isEqualTo(JobSpec.Removal.AFTER_THE_END);
    assertThat(job.template().devices().gpus()).hasValue(GpuRequest.count(2));
    assertThat(job.workdirBase()).hasValue(home.resolve("jobs"));
    assertThat(job.workspace()).hasValue("/workspace");
    assertThat(env(job)).isEqualTo(Map.of("COLOUR", "red", "EPOCHS", "3", "SHAPE", "round"));
  }

  @Test
  void aVariableCountsBeforeTheFile() throws IOException {
    file(WHOLE);
    cli.with("FAIRLEAD_IMAGE", "variable:1")
        .with("FAIRLEAD_PULL_POLICY", "Always")
        .with("FAIRLEAD_AUTO_REMOVE", "false")
        .with("FAIRLEAD_GPUS", "all")
        .with("FAIRLEAD_WORKDIR_BASE", "/var/jobs");
    JobSpec job = job();
    assertThat(job.template().image()).isEqualTo("variable:1");
    assertThat(job.template().pullPolicy()).isEqualTo(PullPolicy.ALWAYS);
    assertThat(job.removal()).isEqualTo(JobSpec.Removal.KEEP);
    assertThat(job.template().devices().gpus()).hasValue(GpuRequest.all());
    assertThat(job.workdirBase()).hasValue(Path.of("/var/jobs"));
  }

  @Test
  void anOptionCountsBeforeAll() throws IOException {
    file(WHOLE);
    cli.with("FAIRLEAD_IMAGE", "variable:1").with("FAIRLEAD_AUTO_REMOVE", "true");
    JobSpec job =
        job(
            "--image=typed:1",
            "--pull=missing",
            "--no-rm",
            "--gpus=none",
            "--workdir-base=mine",
            "-e=COLOUR=blue");
    assertThat(job.template().image()).isEqualTo("typed:1");
    assertThat(job.template().pullPolicy()).isEqualTo(PullPolicy.IF_NOT_PRESENT);
    assertThat(job.removal()).isEqualTo(JobSpec.Removal.KEEP);
    assertThat(job.template().devices().gpus()).isEmpty();
    assertThat(job.workdirBase()).hasValue(home.resolve("mine"));
    assertThat(env(job)).containsEntry("COLOUR", "blue").containsEntry("EPOCHS", "3");
    assertThat(job("--workdir-base", "").workdirBase()).isEmpty();
    cli.with("FAIRLEAD_AUTO_REMOVE", "no");
    assertThat(job("--rm").removal()).isEqualTo(JobSpec.Removal.AFTER_THE_END);
  }

  @Test
  void anEnvironmentFileCountsBeforeTheConfiguredEnvironment() throws IOException {
    file(WHOLE);
    Files.writeString(home.resolve("list"), "SHAPE=flat\n");
    assertThat(env(job("--env-file", "list"))).containsEntry("SHAPE", "flat");
  }

  @Test
  void theFileIsWhereItIsSaidToBe() throws IOException {
    file("image: usual:1");
    Path xdg = Files.createDirectories(home.resolve("xdg/fairlead"));
    Files.writeString(xdg.resolve("config.yaml"), "image: xdg:1");
    Files.writeString(home.resolve("own.yaml"), "image: own:1");
    assertThat(job().template().image()).isEqualTo("usual:1");
    cli.with("XDG_CONFIG_HOME", home.resolve("xdg").toString());
    assertThat(job().template().image()).isEqualTo("xdg:1");
    cli.with("FAIRLEAD_CONFIG", "own.yaml");
    assertThat(job().template().image()).isEqualTo("own:1");
  }

  private String chosen(String... line) {
    cli.with("FAIRLEAD_PROCESS_HOME", home.resolve("state").toString());
    Cli.Result result = cli.run(line);
    return result.out() + result.err();
  }

  @Test
  void theRuntimeIsChosenAndDoctorSaysByWhom() throws IOException {
    Path file = file("runtime: process\nenv: {TOKEN: secret}\n");
    assertThat(chosen("doctor"))
        .contains("runtime in " + file + " names process")
        .contains("runtime is process, by runtime in " + file)
        .contains("env is TOKEN=...")
        .doesNotContain("secret");
    cli.with("FAIRLEAD_RUNTIME", "apple");
    assertThat(chosen("doctor"))
        .contains("FAIRLEAD_RUNTIME names apple")
        .contains("runtime is apple, by FAIRLEAD_RUNTIME");
    assertThat(chosen("-r", "process", "doctor")).contains("you named process");
    assertThat(chosen("-o", "json", "-r", "process", "doctor"))
        .contains("\"key\" : \"runtime\"")
        .contains("\"from\" : \"FAIRLEAD_RUNTIME\"");
  }

  @Test
  void theEndpointIsThatOfItsOwnRuntime() throws IOException {
    file("runtime: docker\ncontainer_host: unix:///filed.sock\n");
    assertThat(chosen("ps")).contains("/filed.sock");
    assertThat(chosen("-H", "unix:///typed.sock", "ps")).contains("/typed.sock");
    assertThat(chosen("-r", "process", "ps")).doesNotContain("filed");
    assertThat(chosen("-r", "docker", "ps")).contains("/filed.sock");
    cli.with("FAIRLEAD_CONTAINER_HOST", "/variable.sock");
    assertThat(chosen("ps")).contains("/variable.sock");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "colour: red | there is no key 'colour'; write one of runtime,",
        "auto_remove: perhaps | auto_remove: 'perhaps' is neither true nor false; write for example",
        "gpus: many | gpus: 'many' does not name GPUs",
        "gpus: [1] | gpus is a list; write for example gpus: 2",
        "runtime: {a: b} | runtime is a mapping; write for example runtime: docker",
        "runtime: '' | runtime is empty",
        "pull_policy: sometimes | pull_policy: 'sometimes' does not say when to pull",
        "workdir_base: jobs | workdir_base: 'jobs' is not an absolute path",
        "container_host: a b | container_host: 'a b' is not an endpoint",
        "env: COLOUR | env is no mapping; write for example env: {EPOCHS",
        "env: {A: [1]} | env.A is a list",
        "env: {A=B: c} | 'A=B' in env is no name of a variable",
        "- list | it is no mapping of keys",
        "a: [ | it is no YAML, line 1",
        "{image: a, image: b} | (a key twice), line 1",
      })
  void whatMakesNoSenseIsOneLineThatSaysWhatToWrite(String text, String words) throws IOException {
    Path file = file(text);
    refused("configuration file " + file + ": ", words);
  }

  /** What nobody configures costs nothing. */
  @Test
  void withoutAFileNothingOfAParserIsLoaded() throws Exception {
    assertThat(classesOf("ps")).noneMatch(line -> line.contains("yaml"));
    file("runtime: process");
    assertThat(classesOf("ps")).anyMatch(line -> line.contains("YAMLMapper"));
  }

  private List<String> classesOf(String... line) throws Exception {
    Map<String, String> environment =
        Map.of(
            "HOME",
            home.toString(),
            "XDG_CONFIG_HOME",
            "",
            "FAIRLEAD_RUNTIME",
            "process",
            "FAIRLEAD_PROCESS_HOME",
            home.resolve("state").toString(),
            "JDK_JAVA_OPTIONS",
            "-Xlog:class+load:file=" + home.resolve("classes"));
    Child.Result result = Child.run(home, environment, "", line);
    assertThat(result.code()).as(result.toString()).isZero();
    List<String> classes = Files.readAllLines(home.resolve("classes"));
    assertThat(classes).anyMatch(loaded -> loaded.contains("dev.fairlead.app.Configuration"));
    return classes;
  }

  private void refused(String... words) {
    Cli.Result result = cli.run("ps");
    assertThat(result.code()).as(result.toString()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().strip().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).contains(words);
  }

  @Test
  void aFileThatCannotBeReadIsOneLine() throws IOException {
    Path file = file("");
    assertThat(job("--image=x").template().image()).isEqualTo("x");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    refused("configuration file " + file + ": it is not UTF-8");
    Files.delete(file);
    Files.createDirectory(file);
    refused("configuration file " + file + ": it is a directory");
    cli.with("FAIRLEAD_CONFIG", "nowhere.yaml");
    refused(home.resolve("nowhere.yaml") + ": there is no such file", "FAIRLEAD_CONFIG names it");
  }

  @Test
  void aVariableThatMakesNoSenseIsNamedWhereItIsUsed() {
    cli.with("FAIRLEAD_GPUS", "many");
    assertThatThrownBy(() -> job("--image=x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("FAIRLEAD_GPUS: 'many' does not name GPUs")
        .hasMessageEndingWith("write for example 2, all or none");
    assertThat(job("--image=x", "--gpus=1").template().devices().gpus()).isPresent();
    assertThat(chosen("-r", "process", "ps")).doesNotContain("FAIRLEAD_GPUS");
  }
}
