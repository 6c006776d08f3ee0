package dev.fairlead.engine.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places that are one endpoint, and the order of the others. */
class SpotTest {

  private static final Product NAMED = ImaginedEngine.ONE.named();

  @TempDir Path directory;

  @Test
  void placesOfOneSocketAreOneSpotWithTheStrongestNameAndTheBestKnownProduct() throws IOException {
    Path socket = directory.resolve("engine.sock");
    Files.createFile(socket);
    Path link = Files.createSymbolicLink(directory.resolve("link.sock"), socket);
    Product known = Product.started("a known one", "start it");

    List<Spot> spots =
        Spot.of(
            List.of(place("first", socket, NAMED), place("second", link, known)),
            List.of(),
            ImaginedEngine.ONE);

    assertThat(spots).hasSize(1);
    assertThat(spots.get(0).place().source()).isEqualTo("first");
    assertThat(spots.get(0).place().product()).isEqualTo(known);
    assertThat(spots.get(0).evidence()).hasSize(2);
  }

  @Test
  void ranksFallFromTheBestAndStayAboveThoseOfTheNextKind() {
    List<Place> many =
        IntStream.range(0, 150)
            .mapToObj(i -> place("place " + i, directory.resolve(i + ".sock"), NAMED))
            .toList();

    List<Spot> spots = Spot.of(many, List.of(), ImaginedEngine.ONE);

    assertThat(spots.get(0).rank()).isEqualTo(200);
    assertThat(spots.get(1).rank()).isEqualTo(199);
    assertThat(spots.get(149).rank()).isEqualTo(101);
  }

  @Test
  void aPlaceOfAnotherKindIsForeignUnlessOneOfOurOwnNamesLeadsThereToo() {
    Path shared = directory.resolve("shared.sock");
    Path theirs = directory.resolve("theirs.sock");

    List<Spot> spots =
        Spot.of(
            List.of(place("ours", shared, NAMED)),
            List.of(place("their name for ours", shared, NAMED), place("theirs", theirs, NAMED)),
            ImaginedEngine.ONE);

    assertThat(spots).extracting(Spot::foreign).containsExactly(false, true);
    assertThat(spots.get(0).names()).hasSize(2);
  }

  private static Place place(String source, Path socket, Product product) {
    return new Place(
        CandidateOrigin.WELL_KNOWN, source, Endpoint.unix(socket), product, Optional.empty());
  }
}
