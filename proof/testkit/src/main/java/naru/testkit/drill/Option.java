package naru.testkit.drill;

import java.util.List;

/** One option of a TCP header; {@link #ANY} stands for a value that a script does not care for. */
public sealed interface Option {
  /** Any value will do; in scripts a star. */
  long ANY = -1;

  /** Maximum segment size (RFC 9293 s. 3.7.1). */
  record Mss(long bytes) implements Option {}

  /** Window scale (RFC 7323 s. 2.2). */
  record WindowScale(long shift) implements Option {}

  /** SACK permitted (RFC 2018 s. 2). */
  record SackPermitted() implements Option {}

  /** Timestamps (RFC 7323 s. 3.2). */
  record Timestamps(long value, long echo) implements Option {}

  /** Selective acknowledgment (RFC 2018 s. 3). */
  record Sack(List<Block> blocks) implements Option {}

  /** No operation: never compared. */
  record Nop() implements Option {}

  /** End of the list: never compared. */
  record End() implements Option {}

  /** Bytes as they stand: an unknown kind that came, or malformed ones that a script sends. */
  record Raw(List<Integer> octets) implements Option {}

  /** The bytes of a SACK block: from the left edge up to, not with, the right one. */
  record Block(long left, long right) {}

  /** What scripts write for it. */
  default String text() {
    return switch (this) {
      case Mss o -> "mss " + star(o.bytes);
      case WindowScale o -> "wscale " + star(o.shift);
      case SackPermitted _ -> "sackOK";
      case Timestamps o -> "TS val " + star(o.value) + " ecr " + star(o.echo);
      case Sack o ->
          "sack " + String.join(" ", o.blocks.stream().map(b -> b.left + ":" + b.right).toList());
      case Nop _ -> "nop";
      case End _ -> "eol";
      case Raw o -> {
        StringBuilder hex = new StringBuilder("hex ");
        o.octets.forEach(b -> hex.append("%02x".formatted(b)));
        yield hex.toString();
      }
    };
  }

  private static String star(long value) {
    return value == ANY ? "*" : Long.toString(value);
  }
}
