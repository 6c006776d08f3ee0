package dev.fairlead.transport.http;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON value (RFC 8259) without a model. Written by hand because a command that asks one
 * question is over sooner than Jackson has begun: its parsers have constants of {@code BigDecimal},
 * whose own take Java 25 alone 18 ms. Takes no lock. For one thread, and one value.
 */
final class BareJsonReader {

  /** As deep as Jackson goes; each level takes a frame of the stack. */
  private static final int DEEPEST = 1000;

  /** As long as Jackson's: making a number of digits takes time by the square of their count. */
  private static final int LONGEST_NUMBER = 1000;

  /** Numbers of fewer digits fit into a {@code long}. */
  private static final int SURE_DIGITS = 18;

  private final byte[] bytes;
  private final int end;
  private final JsonStack stack = new JsonStack();
  private int at;
  private int depth;

  BareJsonReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.at = offset;
    this.end = offset + length;
  }

  /** The value, which nothing but white space may follow. */
  @Nullable Object read() throws JsonSyntaxException {
    skipSpace();
    if (at == end) {
      throw wrong("there is nothing");
    }
    Object value = value();
    skipSpace();
    if (at < end) {
      throw wrong("something follows the value");
    }
    return value;
  }

  private @Nullable Object value() throws JsonSyntaxException {
    switch (peek()) {
      case '{':
        return object();
      case '[':
        return array();
      case '"':
        return text(false);
      case 't':
        return word("true", true);
      case 'f':
        return word("false", false);
      case 'n':
        return word("null", null);
      default:
        return number();
    }
  }

  private Map<String, @Nullable Object> object() throws JsonSyntaxException {
    enter();
    int from = stack.top();
    if (!ends('}')) {
      do {
        skipSpace();
        if (peek() != '"') {
          throw wrong("a name in quotes is missing");
        }
        String name = text(true);
        skipSpace();
        if (peek() != ':') {
          throw wrong("a colon is missing behind a name");
        }
        at++;
        skipSpace();
        stack.push(name);
        stack.push(value());
      } while (goesOn('}'));
    }
    depth--;
    return stack.takeObject(from);
  }

  private List<@Nullable Object> array() throws JsonSyntaxException {
    enter();
    int from = stack.top();
    if (!ends(']')) {
      do {
        skipSpace();
        stack.push(value());
      } while (goesOn(']'));
    }
    depth--;
    return stack.takeArray(from);
  }

  private void enter() throws JsonSyntaxException {
    if (++depth > DEEPEST) {
      throw wrong("it is nested more than " + DEEPEST + " deep");
    }
    at++;
  }

  private boolean ends(char bracket) throws JsonSyntaxException {
    skipSpace();
    if (peek() != bracket) {
      return false;
    }
    at++;
    return true;
  }

  private boolean goesOn(char bracket) throws JsonSyntaxException {
    if (ends(bracket)) {
      return false;
    }
    if (bytes[at] != ',') {
      throw wrong("a comma or " + bracket + " is missing");
    }
    at++;
    return true;
  }

  private @Nullable Object word(String word, @Nullable Object value) throws JsonSyntaxException {
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        throw wrong("a value is missing");
      }
      at++;
    }
    return value;
  }

  private String text(boolean name) throws JsonSyntaxException {
    int from = ++at;
    boolean ascii = true;
    while (peek() != '"') {
      if (bytes[at] == '\\') {
        return escapedText(from);
      }
      if (bytes[at] >= 0 && bytes[at] < ' ') {
        throw wrong("a control character in a text");
      }
      ascii &= bytes[at] >= 0;
      at++;
    }
    String text = ascii && name ? JsonNames.of(bytes, from, at) : part(from, ascii);
    at++;
    return text;
  }

  /** From here on, up to the present byte. */
  private String part(int from, boolean ascii) throws JsonSyntaxException {
    return ascii ? new String(bytes, from, at - from, StandardCharsets.ISO_8859_1) : utf8(from);
  }

  private String utf8(int from) throws JsonSyntaxException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, at - from))
          .toString();
    } catch (CharacterCodingException e) {
      at = from;
      throw wrong("a text that is not in UTF-8");
    }
  }

  private String escapedText(int first) throws JsonSyntaxException {
    StringBuilder text = new StringBuilder(64);
    int from = first;
    // What is before the first escape was looked at, and is looked at once more.
    at = first;
    boolean ascii = true;
    while (peek() != '"') {
      if (bytes[at] == '\\') {
        text.append(part(from, ascii));
        at++;
        text.append(escaped());
        from = at;
        ascii = true;
      } else if (bytes[at] >= 0 && bytes[at] < ' ') {
        throw wrong("a control character in a text");
      } else {
        ascii &= bytes[at] >= 0;
        at++;
      }
    }
    text.append(part(from, ascii));
    at++;
    return text.toString();
  }

  private char escaped() throws JsonSyntaxException {
    char character = (char) peek();
    at++;
    switch (character) {
      case '"', '\\', '/':
        return character;
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        int unit = 0;
        for (int i = 0; i < 4; i++) {
          int digit = peek() < 0 ? -1 : Character.digit(peek(), 16);
          if (digit < 0) {
            throw wrong("four hexadecimal digits are missing");
          }
          unit = unit << 4 | digit;
          at++;
        }
        return (char) unit;
      default:
        at--;
        throw wrong("an escape that there is not");
    }
  }

  private Number number() throws JsonSyntaxException {
    int from = at;
    if (peek() == '-') {
      at++;
    }
    int whole = at;
    int digits = digits("a value is missing");
    if (digits > 1 && bytes[whole] == '0') {
      at = whole;
      throw wrong("a number that begins with zero");
    }
    boolean fraction = at < end && bytes[at] == '.';
    if (fraction) {
      at++;
      digits("digits are missing behind a point");
    }
    boolean exponent = at < end && (bytes[at] == 'e' || bytes[at] == 'E');
    if (exponent) {
      at++;
      if (peek() == '+' || bytes[at] == '-') {
        at++;
      }
      digits("digits of an exponent are missing");
    }
    if (at - from > LONGEST_NUMBER) {
      at = from;
      throw wrong("a number of more than " + LONGEST_NUMBER + " characters");
    }
    if (!fraction && !exponent && digits <= SURE_DIGITS) {
      return integer(whole, from < whole);
    }
    String text = new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
    return fraction || exponent ? (Number) Double.valueOf(text) : integer(text);
  }

  private int digits(String otherwise) throws JsonSyntaxException {
    int from = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw wrong(otherwise);
    }
    return at - from;
  }

  /** Of the digits from a place up to here. */
  private Number integer(int from, boolean negative) {
    long number = 0;
    for (int i = from; i < at; i++) {
      number = 10 * number + (bytes[i] - '0');
    }
    number = negative ? -number : number;
    return number == (int) number ? (Number) (int) number : (Number) number;
  }

  private static Number integer(String text) {
    BigInteger number = new BigInteger(text);
    return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
  }

  private void skipSpace() {
    while (at < end
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }

  private byte peek() throws JsonSyntaxException {
    if (at == end) {
      throw wrong("it ends too soon");
    }
    return bytes[at];
  }

  private JsonSyntaxException wrong(String what) {
    return new JsonSyntaxException(what, at);
  }
}
