package dev.fairlead.spi.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fairlead.spi.container.Ownership;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkValuesTest {

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/8", "192.168.64.0/24", "0.0.0.0/0", "fd00:20::/64", "::/0"})
  void aSubnetIsARangeOfAddresses(String cidr) {
    assertThat(Subnet.of(cidr).cidr()).isEqualTo(cidr);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "fd00::", "a/8", "/8"})
  void whatIsNoRangeIsRefused(String cidr) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Subnet.of(cidr))
        .withMessageContaining("no range of addresses");
  }

  @Test
  void theRangeToAllocateFromIsCheckedToo() {
    Subnet subnet = Subnet.of("10.0.0.0/8").withGateway("10.0.0.1");

    assertThat(subnet.withAllocationRange("10.1.0.0/16").gateway()).contains("10.0.0.1");
    assertThatIllegalArgumentException().isThrownBy(() -> subnet.withAllocationRange("10.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-n", "a b", "a/b"})
  void aNameThatIsAPathOrAnOptionIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkSpec.of(name))
        .withMessageContaining("network name");
  }

  @Test
  void marksOfOwnershipMakeNoDifference() {
    NetworkSpec spec = NetworkSpec.builder("n").internal(true).label("l", "1").build();
    NetworkSpec marked = spec.toBuilder().label(Ownership.CREATED, "now").build();

    assertThat(marked.canonicalFields()).isEqualTo(spec.canonicalFields());
    assertThat(spec.canonicalFields()).containsOnlyKeys("internal", "labels");
    assertThat(NetworkSpec.of("n").canonicalFields()).isEmpty();
  }

  @Test
  void everyFieldThatIsSetMakesADifference() {
    NetworkSpec spec = NetworkSpec.of("n");

    assertThat(
            List.of(
                spec.toBuilder().driver("macvlan").build(),
                spec.toBuilder().subnet(Subnet.of("10.9.0.0/16")).build(),
                spec.toBuilder().subnet(Subnet.of("10.9.0.0/16").withGateway("10.9.0.9")).build(),
                spec.toBuilder().internal(true).build(),
                spec.toBuilder().ipv6(true).build(),
                spec.toBuilder().label("l", "1").build(),
                spec.toBuilder().option("mtu", "1400").build()))
        .extracting(NetworkSpec::canonicalFields)
        .doesNotHaveDuplicates()
        .doesNotContain(spec.canonicalFields());
  }

  @Test
  void aCopyHasEverything() {
    NetworkSpec spec =
        NetworkSpec.builder("n")
            .driver("bridge")
            .subnet(Subnet.of("10.9.0.0/16"))
            .internal(true)
            .ipv6(true)
            .label("a", "1")
            .option("mtu", "1400")
            .build();

    assertThat(spec.toBuilder().build()).isEqualTo(spec);
    assertThat(spec.toBuilder().internal(false).build()).isNotEqualTo(spec);
  }

  @Test
  void aSpecificationKeepsItsOwnCopies() {
    NetworkSpec.Builder builder = NetworkSpec.builder("n").label("a", "1");
    NetworkSpec spec = builder.build();
    builder.label("b", "2").subnet(Subnet.of("10.0.0.0/8"));

    assertThat(spec.labels()).containsOnlyKeys("a");
    assertThat(spec.subnets()).isEmpty();
  }
}
