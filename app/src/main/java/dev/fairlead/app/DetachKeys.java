package dev.fairlead.app;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * The keys that leave a process in a terminal without ending it, in docker's notation: {@code
 * ctrl-p,ctrl-q} by default. Letters stand for themselves; {@code ctrl-} goes before a letter or
 * one of {@code @ [ \ ] ^ _}.
 */
final class DetachKeys {

  static final String DEFAULT = "ctrl-p,ctrl-q";

  private static final String CONTROLLED = "@abcdefghijklmnopqrstuvwxyz[\\]^_";
  private static final String CONTROL = "ctrl-";

  private final byte[] keys;

  private DetachKeys(byte[] keys) {
    this.keys = keys;
  }

  /**
   * Reads the notation.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static DetachKeys parse(String text) {
    ByteArrayOutputStream keys = new ByteArrayOutputStream();
    for (String key : text.split(",", -1)) {
      keys.write(key(key, text));
    }
    return new DetachKeys(keys.toByteArray());
  }

  private static int key(String key, String text) {
    if (key.length() == 1 && key.charAt(0) > ' ' && key.charAt(0) < 127) {
      return key.charAt(0);
    }
    if (key.equals("DEL")) {
      return 127;
    }
    if (key.startsWith(CONTROL) && key.length() == CONTROL.length() + 1) {
      int code = CONTROLLED.indexOf(key.charAt(CONTROL.length()));
      if (code >= 0) {
        return code;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' are no detach keys; write for example ctrl-p,ctrl-q: single characters, and ctrl-"
            + " before a letter or one of @ [ \\ ] ^ _");
  }

  /**
   * Passes on what is typed, but for the keys. What may be their beginning is held back until it is
   * clear that it is not.
   *
   * @param typed what is typed
   * @param left run when the keys were typed; nothing more is read then
   * @return what goes to the process, which ends with the keys or with what is typed
   */
  Flux<ByteBuffer> watch(Flux<ByteBuffer> typed, Runnable left) {
    return Flux.defer(
        () -> {
          Watch watch = new Watch();
          return typed
              .<ByteBuffer>handle(watch::pass)
              .concatWith(
                  Flux.defer(
                      () -> {
                        if (watch.complete()) {
                          left.run();
                          return Flux.empty();
                        }
                        return Flux.just(ByteBuffer.wrap(keys, 0, watch.matched));
                      }));
        });
  }

  /** How far the keys have been typed. */
  private final class Watch {

    private int matched;

    boolean complete() {
      return matched == keys.length;
    }

    void pass(ByteBuffer typed, SynchronousSink<ByteBuffer> sink) {
      ByteArrayOutputStream through = new ByteArrayOutputStream(typed.remaining() + matched);
      while (typed.hasRemaining() && !complete()) {
        step(typed.get(), through);
      }
      if (through.size() > 0) {
        sink.next(ByteBuffer.wrap(through.toByteArray()));
      }
      if (complete()) {
        sink.complete();
      }
    }

    /** Lets go of as much of what was held back as is no beginning of the keys any more. */
    private void step(byte key, ByteArrayOutputStream through) {
      while (matched > 0 && keys[matched] != key) {
        int shorter = longestBeginning();
        through.write(keys, 0, matched - shorter);
        matched = shorter;
      }
      if (keys[matched] == key) {
        matched++;
      } else {
        through.write(key);
      }
    }

    /** The longest end of what was matched, but not all of it, that is a beginning of the keys. */
    private int longestBeginning() {
      for (int length = matched - 1; length > 0; length--) {
        if (Arrays.equals(keys, 0, length, keys, matched - length, matched)) {
          return length;
        }
      }
      return 0;
    }
  }
}
