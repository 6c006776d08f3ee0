package dev.fairlead.apple.program;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A row of a table of calls.
 *
 * @param section of the reference, in which it is written down
 * @param call the call
 * @param words what it has to be
 */
public record VerbRow(String section, Invocation call, String words) {

  /** Compares the call with what it has to be. */
  public void check() {
    assertThat(String.join(" ", call.arguments())).isEqualTo(words);
  }

  @Override
  public String toString() {
    return section + ": " + words;
  }
}
