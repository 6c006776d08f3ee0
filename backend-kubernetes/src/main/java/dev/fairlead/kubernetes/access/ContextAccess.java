package dev.fairlead.kubernetes.access;

import dev.fairlead.kubernetes.access.Kubeconfig.Entry;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.transport.http.HttpAddress;
import dev.fairlead.transport.http.TlsMaterial;
import dev.fairlead.transport.http.TlsMaterial.Verification;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Makes an access of one context of a kubeconfig: its cluster, its user, its namespace. */
final class ContextAccess {

  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  private final Entry context;
  private final Entry cluster;
  private final Optional<Entry> user;
  private final ProbeContext machine;
  private final Clock clock;

  ContextAccess(Kubeconfig config, Entry context, ProbeContext machine, Clock clock) {
    this.context = context;
    this.machine = machine;
    this.clock = clock;
    String named = context.text("cluster").orElseThrow(() -> wrong("it names no cluster", null));
    this.cluster =
        config
            .cluster(named)
            .orElseThrow(() -> wrong("its cluster " + named + " is not in any file", null));
    this.user =
        context
            .text("user")
            .map(
                name ->
                    config
                        .user(name)
                        .orElseThrow(
                            () -> wrong("its user " + name + " is not in any file", null)));
  }

  Mono<ClusterAccess> open(Optional<String> namespace) {
    return Mono.fromCallable(this::exec)
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(Mono::justOrEmpty)
        .flatMap(
            plugin ->
                plugin
                    .given()
                    .publishOn(Schedulers.boundedElastic())
                    .map(given -> access(namespace, plugin, given.certificate(), given.key())))
        .switchIfEmpty(
            Mono.fromCallable(
                    () ->
                        access(
                            namespace,
                            credentials(),
                            pem(user, "client-certificate"),
                            pem(user, "client-key")))
                .subscribeOn(Schedulers.boundedElastic()));
  }

  private Optional<ExecPlugin> exec() {
    return user.filter(entry -> entry.body().path("exec").isObject())
        .map(entry -> new ExecPlugin(entry, clusterInfo(), machine, clock));
  }

  private Map<String, Object> clusterInfo() {
    Map<String, Object> info = new LinkedHashMap<>();
    cluster.text("server").ifPresent(value -> info.put("server", value));
    cluster.text("tls-server-name").ifPresent(value -> info.put("tls-server-name", value));
    cluster.text("proxy-url").ifPresent(value -> info.put("proxy-url", value));
    pem(Optional.of(cluster), "certificate-authority")
        .map(pem -> pem.getBytes(StandardCharsets.UTF_8))
        .map(Base64.getEncoder()::encodeToString)
        .ifPresent(value -> info.put("certificate-authority-data", value));
    if (cluster.flag("insecure-skip-tls-verify")) {
      info.put("insecure-skip-tls-verify", true);
    }
    return info;
  }

  private Credentials credentials() {
    if (user.isEmpty()) {
      return Credentials.none();
    }
    Entry entry = user.get();
    if (entry.body().path("auth-provider").isObject()) {
      throw wrong(
          "its user "
              + entry.name()
              + " has an auth-provider, which Kubernetes 1.26 took away; use an exec plugin",
          null);
    }
    // As client-go: a token file counts more than a token beside it.
    Optional<Path> file = entry.path("tokenFile");
    if (file.isPresent()) {
      return new TokenFile(file.get(), clock);
    }
    return entry
        .text("token")
        .map(Credentials::bearer)
        .or(
            () ->
                entry
                    .text("username")
                    .map(name -> Credentials.basic(name, entry.text("password").orElse(""))))
        .orElseGet(Credentials::none);
  }

  private ClusterAccess access(
      Optional<String> namespace,
      Credentials credentials,
      Optional<String> certificate,
      Optional<String> key) {
    URI server = server();
    return new ClusterAccess(
        server,
        address(server, certificate, key),
        credentials,
        namespace.or(() -> context.text("namespace")).orElse("default"),
        Optional.of(context.name()),
        "context " + context.name() + " of " + context.file());
  }

  private HttpAddress address(URI server, Optional<String> certificate, Optional<String> key) {
    String host = ProxyChoice.bare(server.getHost());
    if ("http".equalsIgnoreCase(server.getScheme())) {
      return new HttpAddress.Tcp(host, server.getPort() > 0 ? server.getPort() : HTTP);
    }
    if (certificate.isPresent() != key.isPresent()) {
      throw wrong("its user has a certificate or a key, and not both", null);
    }
    TlsMaterial material =
        new TlsMaterial.Text(
            "context " + context.name() + " of " + context.file(),
            pem(Optional.of(cluster), "certificate-authority"),
            certificate,
            key,
            cluster.text("tls-server-name"),
            cluster.flag("insecure-skip-tls-verify") ? Verification.NONE : Verification.FULL);
    return new HttpAddress.Tls(
        host,
        server.getPort() > 0 ? server.getPort() : HTTPS,
        material,
        new ProxyChoice(machine).to(server, cluster.text("proxy-url")));
  }

  private URI server() {
    String text =
        cluster
            .text("server")
            .orElseThrow(() -> wrong("its cluster " + cluster.name() + " has no server", null));
    try {
      URI server = new URI(text);
      String scheme = String.valueOf(server.getScheme());
      if (server.getHost() == null || !scheme.matches("(?i)https?")) {
        throw wrong("its server is no http or https address: " + text, null);
      }
      return server;
    } catch (URISyntaxException e) {
      throw wrong("its server is no address: " + text, e);
    }
  }

  /** What stands in the file itself counts more than what it points to. */
  private Optional<String> pem(Optional<Entry> entry, String key) {
    return entry.flatMap(
        body ->
            body.text(key + "-data")
                .map(data -> decoded(data, key))
                .or(() -> body.path(key).map(this::read)));
  }

  private String decoded(String data, String key) {
    try {
      return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      throw wrong(key + "-data is no base64", null);
    }
  }

  private String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw wrong(file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private InvalidSpecException wrong(String why, @Nullable Throwable cause) {
    return new InvalidSpecException(
        ErrorContext.of("kubernetes", "use context " + context.name() + " of " + context.file())
            .withResource(context.name())
            .withRemedy("kubectl config view --minify --context " + context.name()),
        why,
        cause);
  }
}
