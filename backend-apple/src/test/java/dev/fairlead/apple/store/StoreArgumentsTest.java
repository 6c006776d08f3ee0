package dev.fairlead.apple.store;

import dev.fairlead.apple.program.VerbRow;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Subnet;
import dev.fairlead.spi.volume.VolumeSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that make volumes and networks; each row names where it is written down. */
class StoreArgumentsTest {

  static List<VerbRow> rows() {
    return List.of(
        new VerbRow(
            "2.5 volume create",
            StoreArguments.volume(
                VolumeSpec.builder("data")
                    .sizeBytes(1L << 30)
                    .driverOption("journal", "ordered")
                    .build(),
                Map.of("a", "b")),
            "volume create -s 1G --opt journal=ordered --label a=b data"),
        new VerbRow(
            "2.5 network create",
            StoreArguments.network(
                NetworkSpec.builder("net")
                    .internal(true)
                    .subnet(Subnet.of("10.1.0.0/24"))
                    .subnet(Subnet.of("fd00:1::/64"))
                    .option("k", "v")
                    .build(),
                Map.of("a", "b")),
            "network create --internal --subnet 10.1.0.0/24 --subnet-v6 fd00:1::/64"
                + " --option k=v --label a=b net"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachVerbHasItsWords(VerbRow row) {
    row.check();
  }
}
