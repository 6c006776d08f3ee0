package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names without a registry are what the registries.conf of a real Podman says. */
class ShortNameIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path home;

  private final String word = "n" + UUID.randomUUID().toString().substring(0, 8);
  private final String registry = RealRuntime.registry();
  private final String whole = registry + "/fairlead/" + word;
  private Map<String, String> settings = Map.of();

  /** An image that is in the registry, and no longer here. */
  @BeforeEach
  void anImageIsInTheRegistry() throws IOException {
    settings = RealRuntime.podmanSettings();
    Files.createDirectory(home.resolve("run"));
    registries("disabled", "unqualified-search-registries = []");
    fine(run("image", "tag", "busybox", whole));
    fine(run("image", "push", "-q", whole));
    fine(run("image", "rm", whole));
  }

  @AfterEach
  void nothingIsLeft() {
    run("rm", "-f", word);
    run("image", "rm", whole);
    run("image", "rm", registry + "/" + word);
    run("image", "rm", "built/" + word);
  }

  private void registries(String mode, String... lines) throws IOException {
    Files.writeString(
        home.resolve("registries.conf"),
        String.join("\n", lines)
            + """

            short-name-mode = "%s"
            [aliases]
            "%s" = "%s"
            [[registry]]
            prefix = "127.0.0.1"
            location = "127.0.0.1"
            insecure = true
            """
                .formatted(mode, "alias-" + word, whole));
  }

  private Cli.Result run(String... args) {
    Cli cli = new Cli(home).with("XDG_RUNTIME_DIR", home.resolve("run").toString());
    settings.forEach(cli::with);
    cli.with("CONTAINERS_REGISTRIES_CONF", home.resolve("registries.conf").toString());
    String[] all = new String[args.length + 2];
    all[0] = "-H";
    all[1] = "podman:///usr/bin/podman";
    System.arraycopy(args, 0, all, 2, args.length);
    return cli.run(all);
  }

  private static Cli.Result fine(Cli.Result result) {
    assertThat(result.code()).as(result::toString).isZero();
    return result;
  }

  @Test
  void anAliasIsPulledRunAndBuiltFromByWhatItStandsFor() throws IOException {
    String alias = "alias-" + word;
    Cli.Result pull = fine(run("pull", alias));
    assertThat(pull.out()).isEqualTo(whole + ":latest\n");
    assertThat(pull.err()).contains(alias + " stands for " + whole + ":latest");
    fine(run("image", "rm", whole));

    Cli.Result run = fine(run("run", "--name", word, alias, "echo", "hi"));
    assertThat(run.out()).isEqualTo("hi\n");
    assertThat(run.err()).contains(alias + " stands for " + whole + ":latest");
    String inspected = fine(run("inspect", word)).out();
    assertThat(JSON.readTree(inspected).get(0).get("image").asText()).startsWith(whole);
    fine(run("rm", word));
    fine(run("image", "rm", whole));

    Path context = Files.createDirectory(home.resolve("context"));
    Files.writeString(context.resolve("Dockerfile"), "FROM " + alias + "\nLABEL a=b\n");
    Cli.Result build = fine(run("build", "-t", "built/" + word, context.toString()));
    assertThat(build.out() + build.err()).contains("Trying to pull " + whole + ":latest");
    fine(run("image", "inspect", "built/" + word));
  }

  @Test
  void aRegistryThatIsSearchedIsNamed() throws IOException {
    String here = registry + "/" + word;
    fine(run("pull", whole));
    fine(run("image", "tag", whole, here));
    fine(run("image", "push", "-q", here));
    fine(run("image", "rm", here));
    fine(run("image", "rm", whole));
    registries(
        "permissive", "unqualified-search-registries = [\"127.0.0.1:1\", \"" + registry + "\"]");

    assertThat(fine(run("pull", word)).out()).isEqualTo(here + ":latest\n");
    Cli.Result nowhere = run("pull", word + "-nowhere");
    assertThat(nowhere.code()).isEqualTo(125);
    assertThat(nowhere.err())
        .contains("none of the registries", "127.0.0.1:1/" + word, registry + "/" + word);
  }

  @Test
  void whereSeveralAreMeantTheErrorListsThem() throws IOException {
    registries(
        "enforcing", "unqualified-search-registries = [\"" + registry + "\", \"127.0.0.1:1\"]");
    for (Cli.Result undecided :
        new Cli.Result[] {run("pull", word), run("run", "--rm", word, "true")}) {
      assertThat(undecided.code()).isEqualTo(125);
      assertThat(undecided.err())
          .contains(registry + "/" + word + ":latest or 127.0.0.1:1/" + word + ":latest")
          .contains("an alias in registries.conf");
    }
  }

  @Test
  void whatStandsForNothingIsAnErrorThatSaysHowToWriteIt() {
    Cli.Result nothing = run("pull", word);
    assertThat(nothing.code()).isEqualTo(125);
    assertThat(nothing.err()).contains("did not resolve to an alias", "with its registry");
  }
}
