package dev.fairlead.tck;

/** Scripts of the kit, in the part of the POSIX shell that every image for it has. */
final class Scripts {

  /** Runs until it is stopped, and ends with 0 within a tenth of a second of SIGTERM. */
  static final String IDLE = "trap 'exit 0' TERM; while :; do sleep 0.1; done";

  /** Says that it is ready, runs until SIGTERM or SIGINT, and ends with 5 or 6. */
  static final String POLITE =
      "trap 'exit 5' TERM; trap 'exit 6' INT; echo ready; while :; do sleep 0.1; done";

  /** Says that it is ready, and ends by SIGKILL only. */
  static final String STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.1; done";

  /** Counts its tenths of a second, a line for each. */
  static final String TICKING = "trap 'exit 0' TERM; while :; do echo tick; sleep 0.1; done";

  /** Bytes that look like the header of a frame, are no UTF-8, and hold NUL and both line ends. */
  static final String BYTES =
      "printf '\\001\\000\\000\\000\\000\\000\\000\\005hello\\r\\n\\377\\376\\000\\302'";

  /** What {@link #BYTES} writes, one character for each byte. */
  static final String BYTES_WRITTEN = "\u0001\0\0\0\0\0\0\u0005hello\r\n\u00ff\u00fe\0\u00c2";

  private Scripts() {}

  /** The numbers from 1 to a last one, a line for each. */
  static String numbers(int last) {
    StringBuilder numbers = new StringBuilder();
    for (int number = 1; number <= last; number++) {
      numbers.append(number).append('\n');
    }
    return numbers.toString();
  }
}
