package dev.fairlead.transport.http;

import java.io.IOException;

/** Bytes that are no JSON. */
final class JsonSyntaxException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int position;

  /**
   * Creates one.
   *
   * @param message what is wrong
   * @param position the byte where it is, counted in the array that was read
   */
  JsonSyntaxException(String message, int position) {
    super(message);
    this.position = position;
  }

  int position() {
    return position;
  }
}
