package dev.fairlead.kubernetes.access;

import dev.fairlead.spi.ProbeContext;
import dev.fairlead.transport.http.HttpAddress;
import dev.fairlead.transport.http.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * The service account of the pod that this process runs in: files that the kubelet keeps fresh, and
 * two variables that it sets. See "Accessing the Kubernetes API from a Pod" in the documentation of
 * Kubernetes.
 */
final class ServiceAccount {

  private static final String DIRECTORY = "/var/run/secrets/kubernetes.io/serviceaccount";

  private ServiceAccount() {}

  /** Blocks for as long as the file system takes. */
  static Optional<ClusterAccess> of(ProbeContext machine, Clock clock, AccessChoice choice)
      throws IOException {
    Path directory = machine.resolve(DIRECTORY);
    Optional<String> host = machine.variable("KUBERNETES_SERVICE_HOST");
    Optional<String> port = machine.variable("KUBERNETES_SERVICE_PORT");
    Path token = directory.resolve("token");
    if (host.isEmpty()
        || port.filter(text -> text.matches("[0-9]{1,5}")).isEmpty()
        || choice.context().isPresent()
        || !Files.isReadable(token)) {
      return Optional.empty();
    }
    int number = Integer.parseInt(port.get());
    TlsMaterial material =
        new TlsMaterial.Text(
            directory.toString(),
            read(directory.resolve("ca.crt")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            TlsMaterial.Verification.FULL);
    String bracketed = host.get().indexOf(':') >= 0 ? "[" + host.get() + "]" : host.get();
    return Optional.of(
        new ClusterAccess(
            URI.create("https://" + bracketed + ":" + number),
            new HttpAddress.Tls(host.get(), number, material),
            new TokenFile(token, clock),
            choice
                .namespace()
                .orElse(read(directory.resolve("namespace")).map(String::strip).orElse("default")),
            Optional.empty(),
            "the service account of this pod, " + directory));
  }

  private static Optional<String> read(Path file) throws IOException {
    return Files.isReadable(file)
        ? Optional.of(Files.readString(file, StandardCharsets.UTF_8))
        : Optional.empty();
  }
}
