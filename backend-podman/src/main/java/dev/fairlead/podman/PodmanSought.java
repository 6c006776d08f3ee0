package dev.fairlead.podman;

import dev.fairlead.engine.EngineFamily;
import dev.fairlead.engine.probe.Product;
import dev.fairlead.engine.probe.SoughtEngine;

/** Podman, in the words of its own documents. */
enum PodmanSought implements SoughtEngine {
  /** The only one. */
  ENGINE;

  @Override
  public String backend() {
    return PodmanProvider.ID;
  }

  @Override
  public EngineFamily family() {
    return EngineFamily.PODMAN;
  }

  @Override
  public int bestRank() {
    return 300;
  }

  @Override
  public String oneOfThem() {
    return "a Podman service";
  }

  @Override
  public String thatOne() {
    return "Podman's service";
  }

  @Override
  public String itsOwn() {
    return "the Podman service's own";
  }

  @Override
  public String api() {
    return "Podman's API";
  }

  @Override
  public String socketName() {
    return "podman.sock";
  }

  @Override
  public String oldest() {
    return "Podman 4.0";
  }

  @Override
  public String listen() {
    return "podman system service --time 0 tcp://…";
  }

  @Override
  public String log() {
    return "journalctl --user -u podman, or journalctl -u podman for that of root";
  }

  @Override
  public String wrongCertificates() {
    return "reach it through ssh instead: ssh://user@host/run/podman/podman.sock";
  }

  @Override
  public String missingCertificates() {
    return wrongCertificates();
  }

  @Override
  public String insteadOfPipe() {
    return "run fairlead inside of the machine's WSL distribution, where Podman has a Unix socket";
  }

  @Override
  public Product named() {
    return Products.NAMED;
  }
}
