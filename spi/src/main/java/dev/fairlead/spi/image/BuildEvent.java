package dev.fairlead.spi.image;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** What a build tells while it goes on. */
public sealed interface BuildEvent
    permits BuildEvent.Step, BuildEvent.Output, BuildEvent.Warning, BuildEvent.Built {

  /**
   * A step begins.
   *
   * @param number its number, from 1
   * @param total how many there are; empty where not told
   * @param instruction the instruction, without line breaks
   */
  record Step(int number, OptionalInt total, String instruction) implements BuildEvent {

    /** Checks the number. */
    public Step {
      Objects.requireNonNull(total, "total");
      Objects.requireNonNull(instruction, "instruction");
      if (number < 1) {
        throw new IllegalArgumentException("build steps are counted from 1, not " + number);
      }
    }
  }

  /**
   * A piece of output.
   *
   * @param text the text as it came; may hold part of a line or several lines
   */
  record Output(String text) implements BuildEvent {

    /** Checks that the text is given. */
    public Output {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * Something that the user should know.
   *
   * @param message the warning, without line breaks
   */
  record Warning(String message) implements BuildEvent {

    /** Checks that the message is given. */
    public Warning {
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * The image is there. The last event of a successful build.
   *
   * @param image its id as a reference
   * @param tags its names
   */
  record Built(ImageReference image, List<ImageReference> tags) implements BuildEvent {

    /** Checks and copies. */
    public Built {
      Objects.requireNonNull(image, "image");
      tags = List.copyOf(tags);
    }
  }
}
