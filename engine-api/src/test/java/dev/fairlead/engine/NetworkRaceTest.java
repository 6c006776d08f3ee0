package dev.fairlead.engine;

import static dev.fairlead.testbed.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.engine.network.EngineNetworks;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** Several that make a network of one name at once, on daemons that would let them. */
class NetworkRaceTest {

  private static final String MINE = "{\"Name\":\"n\",\"Id\":\"mine\"}";
  private static final String OTHER = "{\"Name\":\"n\",\"Id\":\"other\"}";

  @RegisterExtension final ScriptedEngine engine = new ScriptedEngine();

  @TempDir Path directory;

  @BeforeEach
  void listen() throws IOException {
    engine.listen(directory);
  }

  private EngineNetworks networks() {
    return new EngineNetworks(engine.open(), Clock.systemUTC());
  }

  @Test
  void whoeverSeesAnotherOfItsNameGivesWay() {
    engine
        .on(
            "POST /networks/create",
            json(201, "{\"Id\":\"mine\"}"),
            json(409, "{\"message\":\"network with name n already exists\"}"))
        .on(
            "GET /networks",
            json(200, "[" + OTHER + "," + MINE + "]"),
            json(200, "[" + OTHER + "]"))
        .on("DELETE /networks/mine", json(204, ""))
        .on("GET /networks/other", json(200, OTHER));

    NetworkInfo made = networks().create(NetworkSpec.of("n")).block(ScriptedEngine.SOON);

    assertThat(made.id()).isEqualTo("other");
    assertThat(engine.asked("DELETE /networks/mine")).isEqualTo(1);
  }

  @Test
  void oneClientMakesOneAfterAnother() {
    engine
        .on(
            "POST /networks/create",
            json(201, "{\"Id\":\"mine\"}"),
            json(409, "{\"message\":\"network with name n already exists\"}"))
        .on("GET /networks", json(200, "[" + MINE + "]"))
        .on("GET /networks/mine", json(200, MINE));
    EngineNetworks networks = networks();

    List<String> ids =
        Flux.range(0, 3)
            .flatMap(turn -> networks.create(NetworkSpec.of("n")).map(NetworkInfo::id))
            .collectList()
            .block(ScriptedEngine.SOON);

    assertThat(ids).containsExactly("mine", "mine", "mine");
    List<String> asked =
        engine.requests().stream()
            .map(request -> request.method() + " " + request.path())
            .filter(line -> line.contains("/networks"))
            .toList();
    assertThat(asked.subList(0, 4))
        .containsExactly(
            "POST /networks/create",
            "GET /networks",
            "GET /networks/mine",
            "POST /networks/create");
  }
}
