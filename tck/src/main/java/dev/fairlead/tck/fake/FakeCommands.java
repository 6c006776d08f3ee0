package dev.fairlead.tck.fake;

import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.tck.fake.FakeShell.Context;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The commands that virtual processes can execute: {@code : true false printf echo cat read sleep
 * seq pwd exit exec sh trap kill test stty nslookup}.
 */
final class FakeCommands {

  private static final int CHUNK = 8192;

  private FakeCommands() {}

  /** Where a command writes to. */
  enum Output {
    /** Standard output. */
    STDOUT,
    /** Standard error. */
    STDERR,
    /** Nowhere. */
    NOWHERE
  }

  static Mono<Integer> execute(List<String> command, Output output, Context context) {
    List<String> arguments = command.subList(1, command.size());
    switch (command.get(0)) {
      case ":", "true":
        return Mono.just(0);
      case "false":
        return Mono.just(1);
      case "exit":
        return Mono.error(
            new FakeShell.ExitRequest(
                arguments.isEmpty() ? context.status : Integer.parseInt(arguments.get(0)) & 0xFF));
      case "exec":
        return execute(arguments, output, context)
            .flatMap(code -> Mono.error(new FakeShell.ExitRequest(code)));
      case "sh":
        return new FakeShell(arguments.get(1), List.of("sh")).run(context.process);
      case "trap":
        return FakeShell.trap(arguments, context);
      case "printf":
        return write(printf(arguments), output, context);
      case "echo":
        return write(bytes(String.join(" ", arguments) + "\n"), output, context);
      case "pwd":
        return write(bytes(context.process.directory() + "\n"), output, context);
      case "sleep":
        return context
            .process
            .sleep(Duration.ofMillis((long) (Double.parseDouble(arguments.get(0)) * 1000)))
            .thenReturn(0);
      case "seq":
        return sequence(arguments, output, context);
      case "cat":
        return context
            .process
            .lines()
            .rest()
            .concatMap(chunk -> write(chunk, output, context), 1)
            .then(Mono.just(0));
      case "read":
        return context
            .process
            .lines()
            .next()
            .doOnNext(line -> context.variables.put(arguments.get(0), line))
            .map(line -> 0)
            .defaultIfEmpty(1);
      case "kill":
        return Mono.fromSupplier(
            () -> context.process.alive(Integer.parseInt(arguments.get(1))) ? 0 : 1);
      case "nslookup":
        return Mono.fromSupplier(() -> context.process.resolves(arguments.get(0)) ? 0 : 1);
      case "[":
        return Mono.just(test(arguments, context) ? 0 : 1);
      case "stty":
        return write(
            bytes(context.process.size().rows() + " " + context.process.size().columns() + "\n"),
            output,
            context);
      default:
        return context
            .process
            .printError("sh: " + command.get(0) + ": not found\n")
            .thenReturn(127);
    }
  }

  private static boolean test(List<String> arguments, Context context) {
    switch (arguments.get(0)) {
      case "-t":
        return context.process.tty();
      case "-n":
        return !arguments.get(1).isEmpty();
      default:
        return arguments.size() > 2 && arguments.get(0).equals(arguments.get(2));
    }
  }

  private static Mono<Integer> sequence(List<String> arguments, Output output, Context context) {
    int last = Integer.parseInt(arguments.get(1));
    return Flux.<ByteBuffer, Integer>generate(
            () -> Integer.parseInt(arguments.get(0)),
            (from, sink) -> {
              StringBuilder chunk = new StringBuilder(CHUNK);
              int next = from;
              while (next <= last && chunk.length() < CHUNK) {
                chunk.append(next++).append('\n');
              }
              if (chunk.isEmpty()) {
                sink.complete();
              } else {
                sink.next(bytes(chunk.toString()));
              }
              return next;
            })
        .concatMap(chunk -> write(chunk, output, context), 1)
        .then(Mono.just(0));
  }

  private static Mono<Integer> write(ByteBuffer bytes, Output output, Context context) {
    if (output == Output.NOWHERE) {
      return Mono.just(0);
    }
    return context
        .process
        .write(output == Output.STDOUT ? StandardStream.STDOUT : StandardStream.STDERR, bytes)
        .thenReturn(0);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** As printf(1): the format is used again until no argument is left. */
  private static ByteBuffer printf(List<String> arguments) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    String format = arguments.isEmpty() ? "" : arguments.get(0);
    int next = 1;
    do {
      int begin = next;
      int at = 0;
      while (at < format.length()) {
        char character = format.charAt(at);
        if (character == '%' && format.startsWith("%s", at)) {
          result.writeBytes(
              (next < arguments.size() ? arguments.get(next) : "")
                  .getBytes(StandardCharsets.UTF_8));
          next++;
          at += 2;
        } else if (character == '\\' && at + 1 < format.length()) {
          at = escape(format, at + 1, result);
        } else {
          result.writeBytes(String.valueOf(character).getBytes(StandardCharsets.UTF_8));
          at++;
        }
      }
      if (next == begin) {
        break;
      }
    } while (next < arguments.size());
    return ByteBuffer.wrap(result.toByteArray());
  }

  private static int escape(String format, int at, ByteArrayOutputStream result) {
    int digits = 0;
    int value = 0;
    while (digits < 3
        && at + digits < format.length()
        && "01234567".indexOf(format.charAt(at + digits)) >= 0) {
      value = value * 8 + format.charAt(at + digits) - '0';
      digits++;
    }
    if (digits > 0) {
      result.write(value);
      return at + digits;
    }
    result.write(plainEscape(format.charAt(at)));
    return at + 1;
  }

  private static char plainEscape(char letter) {
    return letter == 'n' ? '\n' : letter == 'r' ? '\r' : letter == 't' ? '\t' : letter;
  }
}
