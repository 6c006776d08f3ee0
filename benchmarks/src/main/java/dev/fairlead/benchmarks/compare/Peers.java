package dev.fairlead.benchmarks.compare;

import java.nio.file.Path;

/** The peers by name. */
final class Peers {

  static final String FAIRLEAD = "fairlead";
  static final String HTTPCLIENT5 = "docker-java httpclient5";
  static final String ZERODEP = "docker-java zerodep";
  static final String LOOP = "JDK loop";
  static final String DOCKER = "docker command";

  private Peers() {}

  static Peer open(String name, Path socket) {
    return switch (name) {
      case FAIRLEAD -> new FairleadPeer(socket);
      case HTTPCLIENT5 -> DockerJavaPeer.httpclient5(socket);
      case ZERODEP -> DockerJavaPeer.zerodep(socket);
      case LOOP -> new LoopPeer(socket);
      default -> throw new IllegalArgumentException("no peer is called " + name);
    };
  }
}
