package naru.testkit.drill;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads the options of a script's packet: {@code mss 1000,sackOK,nop,TS val 1 ecr 0,wscale 7}. */
final class OptionReader {
  private OptionReader() {}

  /** The options between the brackets; null for dots: any. */
  static @Nullable List<Option> parse(String inside) {
    if (inside.equals("...")) {
      return null;
    }
    List<Option> options = new ArrayList<>();
    for (String text : inside.split(",")) {
      if (!text.isBlank()) {
        options.add(option(new Words(text)));
      }
    }
    return List.copyOf(options);
  }

  private static Option option(Words words) {
    String name = words.word();
    return switch (name) {
      case "mss" -> new Option.Mss(number(words));
      case "wscale" -> new Option.WindowScale(number(words));
      case "sackOK" -> new Option.SackPermitted();
      case "sack" -> sack(words);
      case "TS" -> timestamps(words);
      case "nop" -> new Option.Nop();
      case "eol" -> new Option.End();
      case "hex" -> raw(words.word());
      default -> throw new Malformed("no such option: " + name);
    };
  }

  private static Option timestamps(Words words) {
    if (!words.take("val")) {
      throw new Malformed("expected TS val n ecr n at: " + words.rest());
    }
    long value = number(words);
    if (!words.take("ecr")) {
      throw new Malformed("expected ecr n at: " + words.rest());
    }
    return new Option.Timestamps(value, number(words));
  }

  private static Option sack(Words words) {
    List<Option.Block> blocks = new ArrayList<>();
    while (!words.isEmpty()) {
      String[] edges = words.word().split(":");
      blocks.add(new Option.Block(Long.parseLong(edges[0]), Long.parseLong(edges[1])));
    }
    return new Option.Sack(List.copyOf(blocks));
  }

  private static Option raw(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return new Option.Raw(
        IntStream.range(0, bytes.length).mapToObj(i -> Octets.u8(bytes, i)).toList());
  }

  private static long number(Words words) {
    String word = words.word();
    return word.equals("*") ? Option.ANY : Long.parseLong(word);
  }
}
