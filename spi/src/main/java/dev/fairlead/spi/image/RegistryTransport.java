package dev.fairlead.spi.image;

/** How strictly the way to a registry is protected. */
public enum RegistryTransport {
  /** As the runtime is configured: HTTPS, usually with exceptions for loopback. */
  RUNTIME_DEFAULT,
  /**
   * Plain HTTP and certificates that nobody vouches for are accepted, for a registry on the same
   * machine or in a laboratory. A runtime that decides this in its own configuration refuses it.
   */
  INSECURE
}
