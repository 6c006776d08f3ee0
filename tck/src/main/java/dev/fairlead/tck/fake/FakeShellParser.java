package dev.fairlead.tck.fake;

import dev.fairlead.tck.fake.FakeShell.Context;
import dev.fairlead.tck.fake.FakeShell.Join;
import dev.fairlead.tck.fake.FakeShell.Joined;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a script into steps. */
final class FakeShellParser {

  private static final Set<String> ENDS = Set.of("do", "done");

  private final String text;
  private int at;

  FakeShellParser(String text) {
    this.text = text;
  }

  /** A word of which parts may still be expanded. */
  static final class Word {

    private final List<Part> parts = new ArrayList<>();

    private record Part(String text, boolean variable, boolean quoted) {}

    void add(String value, boolean variable, boolean quoted) {
      parts.add(new Part(value, variable, quoted));
    }

    /** The word as it was written, if nothing in it is quoted or expanded. */
    String plain() {
      return parts.size() == 1 && !parts.get(0).variable() && !parts.get(0).quoted()
          ? parts.get(0).text()
          : "";
    }

    void expand(Context context, List<String> into) {
      if (parts.size() == 1 && parts.get(0).variable() && "@".equals(parts.get(0).text())) {
        into.addAll(
            context.arguments.subList(
                Math.min(1, context.arguments.size()), context.arguments.size()));
        return;
      }
      StringBuilder value = new StringBuilder();
      boolean quoted = false;
      for (Part part : parts) {
        quoted |= part.quoted() || !part.variable();
        value.append(part.variable() ? context.variable(part.text()) : part.text());
      }
      if (quoted || value.length() > 0) {
        into.add(value.toString());
      }
    }
  }

  List<Joined> parse() {
    return list();
  }

  private List<Joined> list() {
    List<Joined> steps = new ArrayList<>();
    Join join = Join.ALWAYS;
    while (true) {
      blanks();
      if (at == text.length()) {
        return steps;
      }
      int start = at;
      List<Word> words = new ArrayList<>();
      FakeCommands.Output output = words(words);
      String first = words.isEmpty() ? "" : words.get(0).plain();
      if (ENDS.contains(first)) {
        at = start + first.length();
        return steps;
      }
      if ("while".equals(first)) {
        at = start + first.length();
        List<Joined> condition = list();
        steps.add(new Joined(join, FakeShell.loop(condition, list())));
      } else if (!words.isEmpty()) {
        steps.add(new Joined(join, FakeShell.command(words, output)));
      }
      join = join();
    }
  }

  private Join join() {
    spaces();
    if (text.startsWith("&&", at)) {
      at += 2;
      return Join.AND;
    }
    if (text.startsWith("||", at)) {
      at += 2;
      return Join.OR;
    }
    return Join.ALWAYS;
  }

  private void blanks() {
    while (at < text.length() && (text.charAt(at) == ';' || text.charAt(at) <= ' ')) {
      at++;
    }
  }

  private void spaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private FakeCommands.Output words(List<Word> words) {
    FakeCommands.Output output = FakeCommands.Output.STDOUT;
    while (true) {
      spaces();
      if (at == text.length() || ";\n&|".indexOf(text.charAt(at)) >= 0) {
        return output;
      }
      if (text.startsWith(">&2", at)) {
        output = FakeCommands.Output.STDERR;
        at += 3;
      } else if (text.startsWith(">/dev/null", at)) {
        output = FakeCommands.Output.NOWHERE;
        at += 10;
      } else if (text.startsWith("2>/dev/null", at)) {
        at += 11;
      } else {
        words.add(word());
      }
    }
  }

  private Word word() {
    Word word = new Word();
    while (at < text.length() && " ;\n&|>".indexOf(text.charAt(at)) < 0) {
      char next = text.charAt(at);
      if (next == '\'') {
        word.add(until('\''), false, true);
      } else if (next == '"') {
        at++;
        quoted(word);
      } else if (next == '$') {
        word.add(variable(), true, false);
      } else {
        word.add(literal(" ;\n&|>'\"$"), false, false);
      }
    }
    return word;
  }

  private void quoted(Word word) {
    word.add("", false, true);
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '$') {
        String name = variable();
        if ("@".equals(name)) {
          word.parts.clear();
        }
        word.add(name, true, true);
      } else {
        word.add(literal("\"$"), false, true);
      }
    }
    at++;
  }

  private String literal(String ends) {
    StringBuilder value = new StringBuilder();
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      if (text.charAt(at) == '\\'
          && at + 1 < text.length()
          && ends.contains("\"")
          && "\"\\$".indexOf(text.charAt(at + 1)) >= 0) {
        at++;
      }
      value.append(text.charAt(at++));
    }
    return value.toString();
  }

  private String until(char end) {
    int from = at + 1;
    int to = text.indexOf(end, from);
    at = to + 1;
    return text.substring(from, to);
  }

  private String variable() {
    at++;
    if (at < text.length() && text.charAt(at) == '{') {
      return until('}');
    }
    int from = at++;
    if (Character.isLetter(text.charAt(from)) || text.charAt(from) == '_') {
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
        at++;
      }
    }
    return text.substring(from, at);
  }
}
