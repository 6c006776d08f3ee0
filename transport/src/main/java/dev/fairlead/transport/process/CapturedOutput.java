package dev.fairlead.transport.process;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * All that a short command left behind.
 *
 * @param exitCode 0 to 255; 128 and the number of the signal if one ended it
 * @param stdout what it wrote to standard output, read-only
 * @param stderr what it wrote to standard error, read-only
 */
public record CapturedOutput(int exitCode, ByteBuffer stdout, ByteBuffer stderr) {

  /** Takes read-only views. */
  public CapturedOutput {
    stdout = stdout.asReadOnlyBuffer().slice();
    stderr = stderr.asReadOnlyBuffer().slice();
  }

  @Override
  public ByteBuffer stdout() {
    return stdout.duplicate();
  }

  @Override
  public ByteBuffer stderr() {
    return stderr.duplicate();
  }

  /**
   * Standard output as text.
   *
   * @return all of it, decoded as UTF-8
   */
  public String stdoutText() {
    return StandardCharsets.UTF_8.decode(stdout()).toString();
  }

  /**
   * Standard error as text.
   *
   * @return all of it, decoded as UTF-8
   */
  public String stderrText() {
    return StandardCharsets.UTF_8.decode(stderr()).toString();
  }

  /** Sizes only: output may hold secrets. */
  @Override
  public String toString() {
    return "CapturedOutput[exitCode="
        + exitCode
        + ", "
        + stdout.remaining()
        + " bytes of output, "
        + stderr.remaining()
        + " bytes of errors]";
  }
}
