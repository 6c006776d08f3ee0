package dev.fairlead.engine.probe;

import dev.fairlead.engine.EngineFamily;

/** An engine of no backend. */
enum ImaginedEngine implements SoughtEngine {
  /** The only one. */
  ONE;

  @Override
  public String backend() {
    return "imagined";
  }

  @Override
  public EngineFamily family() {
    return EngineFamily.DOCKER;
  }

  @Override
  public int bestRank() {
    return 200;
  }

  @Override
  public String oneOfThem() {
    return "an engine";
  }

  @Override
  public String thatOne() {
    return "the engine";
  }

  @Override
  public String itsOwn() {
    return "the engine's own";
  }

  @Override
  public String api() {
    return "the engine's API";
  }

  @Override
  public String socketName() {
    return "engine.sock";
  }

  @Override
  public String oldest() {
    return "engine 1";
  }

  @Override
  public String listen() {
    return "engine --listen";
  }

  @Override
  public String log() {
    return "engine log";
  }

  @Override
  public String wrongCertificates() {
    return "bring the right ones";
  }

  @Override
  public String missingCertificates() {
    return "bring some";
  }

  @Override
  public String insteadOfPipe() {
    return "use a socket";
  }

  @Override
  public Product named() {
    return Product.started("the engine", "engine start");
  }
}
