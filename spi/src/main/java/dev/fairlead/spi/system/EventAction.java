package dev.fairlead.spi.system;

/** What happened, in one vocabulary for all runtimes. */
public enum EventAction {
  /** It was made. */
  CREATED,
  /** It was started. */
  STARTED,
  /** Its process ended. */
  EXITED,
  /** It was sent a signal. */
  KILLED,
  /** A stop was carried out. */
  STOPPED,
  /** A restart was carried out. */
  RESTARTED,
  /** It was frozen. */
  PAUSED,
  /** It was thawed. */
  UNPAUSED,
  /** Its memory ran out. */
  OUT_OF_MEMORY,
  /** It got another name. */
  RENAMED,
  /** Its terminal got another size. */
  RESIZED,
  /** Somebody attached to it. */
  ATTACHED,
  /** Somebody detached from it. */
  DETACHED,
  /** Its health was checked and is another now. */
  HEALTH_CHANGED,
  /** A command to execute in it was prepared. */
  EXEC_CREATED,
  /** A command was started in it. */
  EXEC_STARTED,
  /** A command in it ended. */
  EXEC_EXITED,
  /** It was removed. */
  REMOVED,
  /** It was fetched from a registry. */
  PULLED,
  /** It got a further name. */
  TAGGED,
  /** It lost a name. */
  UNTAGGED,
  /** A container was connected to it. */
  CONNECTED,
  /** A container was disconnected from it. */
  DISCONNECTED,
  /** It was mounted. */
  MOUNTED,
  /** It was unmounted. */
  UNMOUNTED,
  /** Unused ones of its kind were removed. */
  PRUNED,
  /** Something else; the native word says what. */
  OTHER
}
