package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority of its own and what it signs, made by openssl. */
final class Certificates {

  private final Path directory;
  private int serial;

  Certificates(Path directory) throws Exception {
    this.directory = directory;
    assumeTrue(there(), "there is no program openssl");
    openssl("ecparam", "-genkey", "-noout", "-name", "prime256v1", "-out", "ca-key.pem");
    openssl("req", "-x509", "-new", "-key", "ca-key.pem", "-subj", "/CN=test", "-out", "ca.pem");
  }

  private static boolean there() throws InterruptedException {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The forms that a private key may have. */
  enum Form {
    RSA_PKCS1("RSA PRIVATE KEY", "genrsa -traditional -out key.pem 2048"),
    RSA_PKCS8("PRIVATE KEY", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem"),
    EC_SEC1("EC PRIVATE KEY", "ecparam -genkey -noout -name prime256v1 -out key.pem"),
    EC_SEC1_WITH_PARAMETERS("EC PRIVATE KEY", "ecparam -genkey -name secp384r1 -out key.pem"),
    EC_PKCS8("PRIVATE KEY", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem"),
    ED25519("PRIVATE KEY", "genpkey -algorithm ed25519 -out key.pem");

    private final String label;
    private final String command;

    Form(String label, String command) {
      this.label = label;
      this.command = command;
    }
  }

  /** A directory with {@code ca.pem}, {@code cert.pem} and {@code key.pem}. */
  Path signed(String name, Form form, String extension, String... more) throws Exception {
    Path here = Files.createDirectories(directory.resolve(name));
    Files.copy(directory.resolve("ca.pem"), here.resolve("ca.pem"));
    run(here, form.command.split(" "));
    assertThat(Files.readString(here.resolve("key.pem"))).contains("BEGIN " + form.label + "-");
    Files.writeString(here.resolve("extension"), extension);
    run(here, "req", "-new", "-key", "key.pem", "-subj", "/CN=" + name, "-out", "request.pem");
    List<String> sign =
        new ArrayList<>(
            List.of("x509", "-req", "-in", "request.pem", "-CA", "../ca.pem", "-CAkey"));
    sign.addAll(List.of("../ca-key.pem", "-set_serial", String.valueOf(++serial)));
    sign.addAll(List.of("-extfile", "extension", "-out", "cert.pem"));
    sign.addAll(List.of(more));
    run(here, sign.toArray(String[]::new));
    return here;
  }

  void openssl(String... arguments) throws Exception {
    run(directory, arguments);
  }

  static void run(Path where, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process openssl =
        new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true).start();
    openssl.getOutputStream().close();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(openssl.waitFor()).as(command + ": " + said).isZero();
  }
}
