package dev.fairlead.kubernetes.access;

import static dev.fairlead.kubernetes.access.Machines.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.transport.http.HttpAddress;
import dev.fairlead.transport.http.TlsMaterial;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPlacesTest {

  private static final String A = "https://a.invalid:6443";
  private static final String B = "https://b.invalid";

  @TempDir Path directory;

  private ProbeContext machine(String... variables) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      all.put(variables[i], variables[i + 1]);
    }
    return Machines.in(directory, all);
  }

  private static Optional<ClusterAccess> find(ProbeContext machine, AccessChoice choice) {
    return new ClusterPlaces(machine, Clock.systemUTC()).find(choice).blockOptional(LIMIT);
  }

  private static ClusterAccess inForce(ProbeContext machine) {
    return find(machine, AccessChoice.inForce()).orElseThrow();
  }

  private static String header(ClusterAccess access) {
    return Objects.requireNonNullElse(access.credentials().header().block(LIMIT), "");
  }

  private Path two() {
    Machines.write(directory.resolve("b"), Machines.kubeconfig("b", B, "{token: second}"));
    return Machines.write(directory.resolve("a"), Machines.kubeconfig("a", A, "{token: first}"));
  }

  @Test
  void firstFileTellsTheContextAndTheFirstOfANameCounts() {
    two();
    Machines.write(
        directory.resolve("c"), Machines.kubeconfig("a", "https://c.invalid", "{token: third}"));
    ProbeContext machine =
        machine(
            "KUBECONFIG",
            directory + "/none:" + directory + "/a:" + directory + "/b:" + directory + "/c");
    ClusterAccess access = inForce(machine);
    assertThat(access.server()).isEqualTo(URI.create(A));
    assertThat(access.namespace()).isEqualTo("of-a");
    assertThat(access.context()).contains("a");
    assertThat(header(access)).isEqualTo("Bearer first");

    AccessChoice other = new AccessChoice(Optional.of("b"), Optional.of("mine"), Optional.empty());
    ClusterAccess chosen = find(machine, other).orElseThrow();
    assertThat(chosen.server()).isEqualTo(URI.create(B));
    assertThat(chosen.namespace()).isEqualTo("mine");
    assertThat(((HttpAddress.Tls) chosen.address()).port()).isEqualTo(443);
  }

  @Test
  void serverLeadsToItsContext() {
    two();
    ProbeContext machine = machine("KUBECONFIG", directory + "/a:" + directory + "/b");
    AccessChoice choice =
        new AccessChoice(Optional.empty(), Optional.empty(), Optional.of(URI.create(B)));
    assertThat(find(machine, choice).orElseThrow().context()).contains("b");
  }

  @Test
  void homeIsLookedAtWithoutTheVariable() {
    Machines.write(directory.resolve("home/.kube/config"), Machines.kubeconfig("h", A, "{}"));
    assertThat(inForce(machine()).context()).contains("h");
    assertThat(header(inForce(machine()))).isEmpty();
  }

  @Test
  void unknownContextNamesThoseThatAreThere() {
    ProbeContext machine = machine("KUBECONFIG", two().toString());
    AccessChoice choice =
        new AccessChoice(Optional.of("missing"), Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> find(machine, choice))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("missing")
        .hasMessageContaining("--context with one of a");
  }

  @Test
  void nothingIsFoundWhereNothingIs() {
    assertThat(find(machine(), AccessChoice.inForce())).isEmpty();
  }

  @Test
  void brokenFileIsNamedAndNotShown() {
    Machines.write(directory.resolve("x"), "users: [ {secret: s3cret\n");
    assertThatThrownBy(() -> inForce(machine("KUBECONFIG", directory + "/x")))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining(directory + "/x")
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
  }

  @Test
  void filesAreRelativeToTheOneThatNamesThem() {
    Machines.write(directory.resolve("sub/ca.crt"), "authority");
    Machines.write(directory.resolve("sub/token"), "of a file\n");
    String text =
        Machines.kubeconfig("r", A, "{tokenFile: token, token: not-this}")
            .replace("{server:", "{certificate-authority: ca.crt, tls-server-name: real, server:");
    Path file = Machines.write(directory.resolve("sub/config"), text);
    ClusterAccess access = inForce(machine("KUBECONFIG", file.toString()));
    TlsMaterial.Text material = (TlsMaterial.Text) ((HttpAddress.Tls) access.address()).material();
    assertThat(material.authorities()).contains("authority");
    assertThat(material.serverName()).contains("real");
    assertThat(material.verification()).isEqualTo(TlsMaterial.Verification.FULL);
    assertThat(header(access)).isEqualTo("Bearer of a file");
  }

  @Test
  void dataInTheFileCountsMoreThanFiles() {
    String data = Base64.getEncoder().encodeToString("inline".getBytes(StandardCharsets.UTF_8));
    String user =
        "{client-certificate-data: "
            + data
            + ", client-key-data: "
            + data
            + ", client-certificate: missing.crt, username: me, password: pw}";
    String text =
        Machines.kubeconfig("d", A, user)
            .replace("{server:", "{insecure-skip-tls-verify: true, server:");
    Path file = Machines.write(directory.resolve("config"), text);
    ClusterAccess access = inForce(machine("KUBECONFIG", file.toString()));
    TlsMaterial.Text material = (TlsMaterial.Text) ((HttpAddress.Tls) access.address()).material();
    assertThat(material.certificate()).contains("inline");
    assertThat(material.verification()).isEqualTo(TlsMaterial.Verification.NONE);
    assertThat(header(access)).isEqualTo("Basic bWU6cHc=");
    assertThat(access.toString()).doesNotContain("inline");
  }

  @Test
  void serviceAccountOfAPodIsTheLastResort() {
    Path account = directory.resolve("root/var/run/secrets/kubernetes.io/serviceaccount");
    Machines.write(account.resolve("token"), "of the pod");
    Machines.write(account.resolve("ca.crt"), "authority");
    Machines.write(account.resolve("namespace"), "inside");
    ProbeContext pod =
        machine("KUBERNETES_SERVICE_HOST", "10.0.0.1", "KUBERNETES_SERVICE_PORT", "443");
    ClusterAccess access = inForce(pod);
    assertThat(access.namespace()).isEqualTo("inside");
    assertThat(access.context()).isEmpty();
    assertThat(access.server()).isEqualTo(URI.create("https://10.0.0.1:443"));
    assertThat(header(access)).isEqualTo("Bearer of the pod");
    assertThat(find(machine(), AccessChoice.inForce())).isEmpty();
  }

  @Test
  void proxyComesFromTheClusterOrTheEnvironment() {
    ProbeContext plain = machine("HTTPS_PROXY", "http://me:pw@proxy.invalid:3128");
    ProbeContext spared = machine("HTTPS_PROXY", "http://proxy.invalid", "NO_PROXY", "x, .invalid");
    URI server = URI.create(A);
    assertThat(new ProxyChoice(plain).to(server, Optional.empty()).orElseThrow().toString())
        .isEqualTo("http://proxy.invalid:3128");
    assertThat(new ProxyChoice(spared).to(server, Optional.empty())).isEmpty();
    assertThat(new ProxyChoice(spared).to(server, Optional.of("http://own.invalid:1")))
        .hasValueSatisfying(proxy -> assertThat(proxy.host()).isEqualTo("own.invalid"));
    assertThat(new ProxyChoice(plain).to(URI.create("https://127.0.0.1:1"), Optional.empty()))
        .isEmpty();
    ProbeContext range = machine("HTTPS_PROXY", "http://proxy.invalid", "NO_PROXY", "10.0.0.0/8");
    assertThat(new ProxyChoice(range).to(URI.create("https://10.1.2.3"), Optional.empty()))
        .isEmpty();
    assertThat(new ProxyChoice(range).to(URI.create("https://11.1.2.3"), Optional.empty()))
        .isPresent();
    assertThatThrownBy(
            () -> new ProxyChoice(plain).to(server, Optional.of("socks5://u:secret@h:1")))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageNotContaining("secret");
  }
}
