package dev.fairlead.spi.pod;

/** A namespace of the kernel that the containers of a pod may share. */
public enum SharedNamespace {
  /** Network: the containers have one address, and reach one another on loopback. */
  NETWORK,
  /** Interprocess communication. */
  IPC,
  /** Host name. */
  UTS,
  /** Processes: the containers see one another's. */
  PID
}
