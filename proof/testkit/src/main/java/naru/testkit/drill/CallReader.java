package naru.testkit.drill;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the calls of a script: {@code write(4, ..., 1000) = 1000}. */
final class CallReader {
  private static final Pattern CALL =
      Pattern.compile(
          "([a-z]+)\\(([^)]*)\\)\\s*=\\s*(\\*|-?\\d+|[A-Z][A-Z_0-9]*)(?:\\s+(E[A-Z]+))?");

  private final String name;
  private final List<String> arguments;
  private final Outcome expected;

  private CallReader(String name, List<String> arguments, Outcome expected) {
    this.name = name;
    this.arguments = arguments;
    this.expected = expected;
  }

  static Step.Asks step(Step.Source source, When when, String text) {
    Matcher m = CALL.matcher(text);
    if (!m.matches()) {
      throw new Malformed("expected call(...) = result at: " + text);
    }
    List<String> arguments = Arrays.stream(m.group(2).split(",")).map(String::strip).toList();
    CallReader reader = new CallReader(m.group(1), arguments, outcome(m.group(3), m.group(4)));
    return new Step.Asks(source, when, reader.call(), reader.expected());
  }

  private Call call() {
    return switch (name) {
      case "socket" -> new Call.Socket((int) expected.value());
      case "bind" -> new Call.Bind(fd());
      case "listen" -> new Call.Listen(fd(), last());
      case "accept" -> new Call.Accept(fd(), (int) expected.value());
      case "connect" -> new Call.Connect(fd());
      case "write", "send" -> new Call.Write(fd(), last());
      case "read", "recv" -> new Call.Read(fd(), last());
      case "shutdown" -> new Call.Shutdown(fd());
      case "close" -> new Call.Close(fd());
      case "setsockopt" -> set();
      case "error" -> new Call.TakeError(fd());
      case "state" -> new Call.State(fd());
      default -> throw new Malformed("no such call: " + name);
    };
  }

  /** The numbers of sockets are the script's own: there is nothing to compare. */
  private Outcome expected() {
    boolean number = name.equals("socket") || name.equals("accept") && expected.value() >= 0;
    return number ? Outcome.DONE : expected;
  }

  private Call set() {
    String value = arguments.get(arguments.size() - 1);
    String digits = value.replaceAll("[\\[\\]]", "");
    Call.Setting setting = Call.Setting.valueOf(arguments.get(arguments.size() - 2));
    return new Call.Set(fd(), setting, Integer.parseInt(digits));
  }

  private int fd() {
    return Integer.parseInt(arguments.getFirst());
  }

  private int last() {
    return Integer.parseInt(arguments.getLast());
  }

  private static Outcome outcome(String result, String error) {
    if (result.equals("*")) {
      return new Outcome(Outcome.ANY, "");
    }
    if (Character.isUpperCase(result.charAt(0))) {
      return Outcome.named(result);
    }
    return new Outcome(Long.parseLong(result), error == null ? "" : error);
  }
}
