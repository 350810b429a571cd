package naru.testkit.drill;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.testkit.drill.PacketText.Mark;
import naru.testkit.drill.PacketText.Ports;
import naru.testkit.drill.PacketText.Span;
import org.jspecify.annotations.Nullable;

/** Reads the packet of a script's line. */
final class PacketTextReader {
  private static final Pattern PORTS = Pattern.compile("\\((\\d+)>(\\d+)\\)");
  private static final Pattern RANGE = Pattern.compile("(\\d+|new):(\\d+|new)\\((\\d+)\\)");

  private PacketTextReader() {}

  static PacketText packet(Words words) {
    Set<Mark> marks = words.sees("[") ? marks(words.between('[', ']')) : Set.of();
    Ports ports = words.sees("(") ? ports(words) : null;
    String word = words.word();
    boolean acknowledges = !word.endsWith("?");
    String flags = acknowledges ? word : word.substring(0, word.length() - 1);
    if (!Flags.is(flags)) {
      throw new Malformed("not flags: " + flags);
    }
    Matcher range = words.piece(RANGE, "first:end(length)");
    int length = length(range, Flags.parse(flags));
    Long ack = words.take("ack") ? Long.valueOf(words.word()) : null;
    Span window = words.take("win") ? span(words.word()) : null;
    int urgent = words.take("urg") ? Integer.parseInt(words.word()) : 0;
    List<Option> options =
        words.isEmpty() ? List.of() : OptionReader.parse(words.between('<', '>'));
    end(words);
    long sequence = sequence(range.group(1));
    return new PacketText(
        marks,
        ports,
        Flags.parse(flags),
        acknowledges,
        sequence,
        length,
        ack,
        window,
        urgent,
        options);
  }

  static IcmpText error(Words words) {
    String name = words.word().toUpperCase(Locale.ROOT);
    int mtu = words.take("mtu") ? Integer.parseInt(words.word()) : 0;
    Matcher range = new Words(words.between('[', ']')).piece(RANGE, "first:end(length)");
    end(words);
    return new IcmpText(IcmpText.Kind.valueOf(name), mtu, sequence(range.group(1)));
  }

  private static void end(Words words) {
    if (!words.isEmpty()) {
      throw new Malformed("nothing more was expected: " + words.rest());
    }
  }

  private static Set<Mark> marks(String inside) {
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    for (String mark : inside.split(",")) {
      marks.add(Mark.valueOf(mark.strip().toUpperCase(Locale.ROOT)));
    }
    return marks;
  }

  private static Ports ports(Words words) {
    Matcher m = words.piece(PORTS, "(source>destination)");
    return new Ports(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
  }

  /** The length, which must agree with the end that the script gives. */
  private static int length(Matcher range, int flags) {
    int length = Integer.parseInt(range.group(3));
    long first = sequence(range.group(1));
    long end = sequence(range.group(2));
    if (first != PacketText.NEW && (first + length & 0xffff_ffffL) != end) {
      throw new Malformed("length and end differ: " + range.group() + Flags.text(flags));
    }
    return length;
  }

  private static long sequence(String number) {
    return number.equals("new") ? PacketText.NEW : Long.parseLong(number);
  }

  private static @Nullable Span span(String word) {
    if (word.equals("*")) {
      return null;
    }
    int dots = word.indexOf("..");
    int from = Integer.parseInt(dots < 0 ? word : word.substring(0, dots));
    return new Span(from, dots < 0 ? from : Integer.parseInt(word.substring(dots + 2)));
  }
}
