package naru.gateway.core.regex;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a regular expression: literals, {@code .}, sets, {@code \d \w \s} and their opposites,
 * groups, alternatives, greedy quantifiers. What cannot be matched in bounded time is refused:
 * references back, looking around, and lazy or possessive quantifiers.
 */
final class Parser {
  private static final int MAX_LENGTH = 1000;
  private static final int MAX_DEPTH = 30;
  private static final int MAX_TIMES = 200;
  private static final String PLAIN_ESCAPES = "\\.[]{}()*+?^$|/-_~!@#%&=:;,'\"<> ";
  private static final ByteSet DIGIT = ByteSet.of('0', '9');
  private static final ByteSet WORD =
      DIGIT.or(ByteSet.of('a', 'z')).or(ByteSet.of('A', 'Z')).or(ByteSet.of("_"));
  private static final ByteSet SPACE = ByteSet.of(" \t\r\n\f");

  private final String text;
  private final boolean anyCase;
  private int at;
  private int groups;

  private Parser(String text, int from, boolean anyCase) {
    this.text = text;
    this.at = from;
    this.anyCase = anyCase;
  }

  /** An expression and how many groups it has. */
  record Parsed(Node node, int groups) {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  static Parsed parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a regular expression has at most " + MAX_LENGTH + " characters");
    }
    boolean anyCase = text.startsWith("(?i)");
    Parser parser = new Parser(text, anyCase ? 4 : 0, anyCase);
    if (parser.peek() == '^') {
      parser.at++;
    }
    Node node = parser.choice(0);
    if (parser.at < text.length()) {
      throw parser.wrong("a ')' without its '('");
    }
    return new Parsed(node, parser.groups);
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException("'" + text + "' at " + (at + 1) + ": " + why);
  }

  /** The next character; -1 at the end. */
  private int peek() {
    return at < text.length() ? text.charAt(at) : -1;
  }

  private int next() {
    int c = peek();
    if (c < 0) {
      throw wrong("it ends too early");
    }
    if (c > 255) {
      throw wrong("only characters of one byte; write others percent-encoded");
    }
    at++;
    return c;
  }

  private Node choice(int depth) {
    if (depth > MAX_DEPTH) {
      throw wrong("more than " + MAX_DEPTH + " groups inside each other");
    }
    List<Node> parts = new ArrayList<>();
    parts.add(sequence(depth));
    while (peek() == '|') {
      at++;
      parts.add(sequence(depth));
    }
    return parts.size() == 1 ? parts.getFirst() : new Node.Choice(parts);
  }

  private Node sequence(int depth) {
    List<Node> parts = new ArrayList<>();
    for (int c = peek(); c >= 0 && c != '|' && c != ')'; c = peek()) {
      if (c == '$' && at == text.length() - 1) {
        at++;
        break;
      }
      parts.add(repeated(atom(depth)));
    }
    return parts.size() == 1 ? parts.getFirst() : new Node.Sequence(parts);
  }

  private Node repeated(Node part) {
    Node all =
        switch (peek()) {
          case '*' -> new Node.Repeat(part, 0, -1);
          case '+' -> new Node.Repeat(part, 1, -1);
          case '?' -> new Node.Repeat(part, 0, 1);
          case '{' -> counted(part);
          default -> part;
        };
    if (all == part) {
      return part;
    }
    at++;
    if ("*+?{".indexOf(peek()) >= 0) {
      throw wrong("one quantifier at a time, and greedy ones only");
    }
    return all;
  }

  /** {@code {m}}, {@code {m,}}, {@code {m,n}}; stands at the closing brace afterwards. */
  private Node counted(Node part) {
    at++;
    int least = number();
    int most = least;
    if (peek() == ',') {
      at++;
      most = peek() == '}' ? -1 : number();
    }
    if (peek() != '}' || (most >= 0 && most < least)) {
      throw wrong("write {2}, {2,} or {2,5}");
    }
    return new Node.Repeat(part, least, most);
  }

  private int number() {
    int value = 0;
    int from = at;
    while (peek() >= '0' && peek() <= '9' && value <= MAX_TIMES) {
      value = value * 10 + next() - '0';
    }
    if (at == from || value > MAX_TIMES) {
      throw wrong("a number up to " + MAX_TIMES + " stands here");
    }
    return value;
  }

  private Node atom(int depth) {
    int c = next();
    return switch (c) {
      case '(' -> group(depth);
      case '[' -> one(set());
      case '.' -> one(ByteSet.of("\n").not());
      case '\\' -> one(escape());
      case '*', '+', '?', '{' -> throw wrong("nothing to repeat");
      case '^', '$' -> throw wrong("it always covers the whole; ^ and $ stand at the ends only");
      default -> one(ByteSet.of(c, c));
    };
  }

  private Node one(ByteSet set) {
    return new Node.One(anyCase ? set.inAnyCase() : set);
  }

  private Node group(int depth) {
    boolean silent = text.startsWith("?:", at);
    if (silent) {
      at += 2;
    } else if (peek() == '?') {
      throw wrong("of groups with '?' only (?: ) is known; nothing looks ahead or behind");
    }
    int number = silent ? 0 : ++groups;
    Node inner = choice(depth + 1);
    if (peek() != ')') {
      throw wrong("a ')' is missing");
    }
    at++;
    return silent ? inner : new Node.Group(inner, number);
  }

  private ByteSet escape() {
    int c = next();
    return switch (c) {
      case 'd' -> DIGIT;
      case 'D' -> DIGIT.not();
      case 'w' -> WORD;
      case 'W' -> WORD.not();
      case 's' -> SPACE;
      case 'S' -> SPACE.not();
      default -> {
        if (c >= '1' && c <= '9') {
          throw wrong("no references back to groups: they cannot be matched in bounded time");
        }
        if (PLAIN_ESCAPES.indexOf(c) < 0) {
          throw wrong("'\\" + (char) c + "' is not known");
        }
        yield ByteSet.of(c, c);
      }
    };
  }

  private ByteSet set() {
    boolean not = peek() == '^';
    if (not) {
      at++;
    }
    ByteSet all = ByteSet.of("");
    do {
      all = all.or(range());
    } while (peek() != ']');
    at++;
    ByteSet meant = anyCase ? all.inAnyCase() : all; // before it is turned round
    return not ? meant.not() : meant;
  }

  private ByteSet range() {
    int from = next();
    if (from == '\\') {
      return escape();
    }
    boolean isRange = peek() == '-' && at + 1 < text.length() && text.charAt(at + 1) != ']';
    if (!isRange) {
      return ByteSet.of(from, from);
    }
    at++;
    int to = next();
    if (to == '\\' || to < from) {
      throw wrong("a range goes from a lower to a higher character");
    }
    return ByteSet.of(from, to);
  }
}
