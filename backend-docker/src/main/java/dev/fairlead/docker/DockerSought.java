package dev.fairlead.docker;

import dev.fairlead.engine.EngineFamily;
import dev.fairlead.engine.probe.Product;
import dev.fairlead.engine.probe.SoughtEngine;

/** Docker, in the words of its own documents. */
enum DockerSought implements SoughtEngine {
  /** Of whatever product. */
  ENGINE(DockerProvider.ID),
  /** Colima's, asked for by that name. */
  COLIMA(ColimaProvider.ID);

  private final String backend;

  DockerSought(String backend) {
    this.backend = backend;
  }

  @Override
  public String backend() {
    return backend;
  }

  @Override
  public EngineFamily family() {
    return EngineFamily.DOCKER;
  }

  @Override
  public int bestRank() {
    return 400;
  }

  @Override
  public String oneOfThem() {
    return "a Docker Engine";
  }

  @Override
  public String thatOne() {
    return "the Docker Engine";
  }

  @Override
  public String itsOwn() {
    return "the Docker Engine's own";
  }

  @Override
  public String api() {
    return "the Docker Engine API";
  }

  @Override
  public String socketName() {
    return "docker.sock";
  }

  @Override
  public String oldest() {
    return "Docker Engine 20.10";
  }

  @Override
  public String listen() {
    return "dockerd -H tcp://…";
  }

  @Override
  public String log() {
    return "journalctl -u docker";
  }

  @Override
  public String wrongCertificates() {
    return "name the directory with the right ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH;"
        + " without TLS on the other side, unset DOCKER_TLS_VERIFY";
  }

  @Override
  public String missingCertificates() {
    return "set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the directory with ca.pem, cert.pem"
        + " and key.pem";
  }

  @Override
  public String insteadOfPipe() {
    return "run fairlead inside WSL, where the engine has a Unix socket; or let Docker Desktop"
        + " listen on tcp://localhost:2375 (Settings, General) and name that with -H";
  }

  @Override
  public Product named() {
    return Products.NAMED;
  }
}
