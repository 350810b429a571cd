package naru.testkit.drill;

/** One line of a script. */
public sealed interface Step {
  Source source();

  When when();

  /** Where it stands, for the conversation that a mismatch prints. */
  record Source(int line, String text) {}

  /** A segment that the script sends to the subject. */
  record Arrives(Source source, When when, PacketText packet) implements Step {}

  /** An ICMP error that the script sends to the subject. */
  record ErrorArrives(Source source, When when, IcmpText error) implements Step {}

  /** A segment that the subject must send. */
  record Leaves(Source source, When when, PacketText packet) implements Step {}

  /** What the program above the subject asks for, and what it must be told. */
  record Asks(Source source, When when, Call call, Outcome expected) implements Step {}

  /** Nothing leaves until then. */
  record Quiet(Source source, When when) implements Step {}
}
