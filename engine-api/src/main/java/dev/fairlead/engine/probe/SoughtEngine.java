package dev.fairlead.engine.probe;

import dev.fairlead.engine.EngineFamily;

/**
 * The kind of engine that a backend looks for, and what a report calls it. Implemented once by each
 * backend; all methods are pure.
 */
public interface SoughtEngine {

  /**
   * Id of the backend that looks.
   *
   * @return for example {@code docker}
   */
  String backend();

  /**
   * Which of the families is wanted; one of the other is recognised and left alone.
   *
   * @return the family
   */
  EngineFamily family();

  /**
   * Rank of the best place; later ones have less, down to {@value EngineSearch#RANKS} below it.
   *
   * @return the rank, above {@value EngineSearch#RANKS}
   */
  int bestRank();

  /**
   * The product as one of many.
   *
   * @return for example {@code a Docker Engine}
   */
  String oneOfThem();

  /**
   * The product as that which is meant.
   *
   * @return for example {@code the Docker Engine}
   */
  String thatOne();

  /**
   * What belongs to the product.
   *
   * @return for example {@code the Docker Engine's own}
   */
  String itsOwn();

  /**
   * The name of what is spoken.
   *
   * @return for example {@code the Docker Engine API}
   */
  String api();

  /**
   * How a socket of it is called in examples.
   *
   * @return for example {@code docker.sock}
   */
  String socketName();

  /**
   * The oldest version that is understood.
   *
   * @return for example {@code Docker Engine 20.10}
   */
  String oldest();

  /**
   * How to make it listen on a port.
   *
   * @return a command
   */
  String listen();

  /**
   * Where its log is.
   *
   * @return a command
   */
  String log();

  /**
   * What to do when TLS fails.
   *
   * @return in words that end a sentence
   */
  String wrongCertificates();

  /**
   * What to do when TLS was left out.
   *
   * @return in words that end a sentence
   */
  String missingCertificates();

  /**
   * What to do where it listens on a named pipe of Windows.
   *
   * @return in words that end a sentence
   */
  String insteadOfPipe();

  /**
   * Whatever it is that a variable, a configuration or the user named.
   *
   * @return the product
   */
  Product named();
}
