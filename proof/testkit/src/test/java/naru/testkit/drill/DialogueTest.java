package naru.testkit.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DialogueTest {
  private static final long ISN = 4_294_967_000L;
  private static final long MILLI = 1_000_000;
  private static final String HANDSHAKE =
      """
      // RFC 9293 s. 3.5: a rule
      0   < S 0:0(0) win 1000
      +.1 > S. 0:0(0) ack 1 <mss 1460>
      +0  < . 1:1(0) ack 1
      """;

  private final Puppet puppet = new Puppet();

  @Test
  void aDialogueThatHolds() {
    handshake();
    puppet.sends(300 * MILLI, data(1, 100)).returns(Outcome.of(5));
    play("+0 read(4, ..., 9) = 5", "+.1~+.2 > P. 1:101(100) ack 1", "+.5 quiet");
    assertThat(puppet.arrived).hasSize(2);
    assertThat(puppet.now()).isEqualTo(800 * MILLI);
    assertThat(Octets.u32(puppet.arrived.get(1), 28)).as("live ack").isEqualTo(ISN + 1);
  }

  @Test
  void aMismatchIsPrintedAsAConversation() {
    handshake();
    puppet.sends(150 * MILLI, data(2, 100));
    assertThatThrownBy(() -> play("+.05 > . 1:101(100) ack 1"))
        .isInstanceOf(Mismatch.class)
        .hasMessage(
            """
            test: line 5 does not hold
                  2     0.000000  0   < S 0:0(0) win 1000
                  3     0.100000  +.1 > S. 0:0(0) ack 1 <mss 1460>
                  4     0.100000  +0  < . 1:1(0) ack 1
            ->    5     0.150000  +.05 > . 1:101(100) ack 1
                        0.150000  instead: > P. 2:102(100) ack 1 win 500  (seq is 2, not 1)
            """);
  }

  @Test
  void whatLeavesTooEarlyOrTooLateIsAMismatch() {
    handshake();
    puppet.sends(149 * MILLI, data(1, 100));
    fails("(too early)", "+.05 > . 1:101(100) ack 1");
    Puppet late = new Puppet();
    assertThatThrownBy(() -> play(late, "// RFC 1 s. 1: x\n0 > . 1:1(0) ack 1\n"))
        .hasMessageContaining("nothing left");
  }

  @Test
  void whatIsNotExpectedIsAMismatchAlsoAtTheEnd() {
    handshake();
    puppet.sends(100 * MILLI, data(1, 100));
    fails("(not expected)");
  }

  @Test
  void quietMeansThatNothingLeaves() {
    handshake();
    puppet.sends(200 * MILLI, data(1, 100));
    fails("(not expected)", "+.2 quiet");
  }

  @Test
  void anotherResultIsAMismatch() {
    handshake();
    puppet.returns(Outcome.failed("EAGAIN"));
    fails("instead: = -1 EAGAIN", "+0 read(4, ..., 9) = 5");
  }

  @Test
  void aStarredResultIsNone() {
    handshake();
    puppet.returns(Outcome.failed("EAGAIN"));
    play("+0 read(4, ..., 9) = *");
  }

  @Test
  void otherTextIsAMismatch() {
    handshake();
    Segment data = data(1, 2);
    puppet.sends(110 * MILLI, with(data, data.options(), List.of((byte) 'x', (byte) 'y')));
    fails("the text is not what was written", "+.01 > . 1:3(2) ack 1");
  }

  @Test
  void optionsAreComparedInAnyOrderAndWithoutPadding() {
    handshake();
    Option block = new Option.Sack(List.of(new Option.Block(5, 9)));
    List<Option> options =
        List.of(new Option.Nop(), new Option.Nop(), block, new Option.Timestamps(77, 5));
    puppet.sends(110 * MILLI, with(data(1, 0), options, List.of()));
    play("+.01 > . 1:1(0) ack 1 <TS val 100 ecr 5,sack 5:9>");
  }

  @Test
  void aMissingAndAnExtraOptionAreMismatches() {
    handshake();
    List<Option> options = List.of(new Option.Timestamps(77, 5));
    puppet.sends(110 * MILLI, with(data(1, 0), options, List.of()));
    fails("no option sack 5:9; an option TS val 77 ecr 5", "+.01 > . 1:1(0) ack 1 <sack 5:9>");
  }

  @Test
  void timestampsCountFromTheFirst() {
    handshake();
    for (long value : new long[] {5_000_000, 5_000_100, 5_000_350}) {
      List<Option> options = List.of(new Option.Timestamps(value, 5));
      puppet.sends(110 * MILLI, with(data(1, 0), options, List.of()));
    }
    fails(
        "no option TS val 300 ecr 5",
        "+.01 > . 1:1(0) ack 1 <TS val 100 ecr 5>",
        "+0 > . 1:1(0) ack 1 <TS val 200 ecr 5>",
        "+0 > . 1:1(0) ack 1 <TS val 300 ecr 5>");
  }

  @Test
  void theInitialNumberMustGrowWhereTheScriptSaysSo() {
    handshake();
    puppet.sends(111 * MILLI, synAck(ISN + 5));
    play("+.01 < S 0:0(0)", "+.001 > S. new:new(0) ack 1 <mss 1460>");
    Puppet another = new Puppet();
    another.sends(10 * MILLI, synAck(ISN)).sends(20 * MILLI, synAck(ISN - 5));
    String script =
        "// RFC 1 s. 1: x\n0 < S 0:0(0)\n+.01 > S. 0:0(0) ack 1 <...>\n"
            + "+0 < S 0:0(0)\n+.01 > S. new:new(0) ack 1 <...>\n";
    assertThatThrownBy(() -> play(another, script))
        .hasMessageContaining("the initial sequence number is not a proper one");
  }

  @Test
  void aSynMayNotChangeItsNumber() {
    handshake();
    puppet.sends(110 * MILLI, synAck(ISN + 1));
    fails("the initial sequence number is not a proper one", "+.01 > S. 0:0(0) ack 1 <mss 1460>");
  }

  private void fails(String complaint, String... steps) {
    assertThatThrownBy(() -> play(steps))
        .isInstanceOf(Mismatch.class)
        .hasMessageContaining(complaint);
  }

  private void play(String... steps) {
    play(puppet, HANDSHAKE + String.join("\n", steps));
  }

  private static void play(Puppet puppet, String script) {
    Dialogue.play(ScriptReader.read("test", script), puppet);
  }

  private void handshake() {
    puppet.sends(100 * MILLI, synAck(ISN));
  }

  private static Segment synAck(long sequence) {
    List<Option> options = List.of(new Option.Mss(1460));
    int flags = Flags.SYN | Flags.ACK;
    return new Segment(8080, 40000, sequence, 1, flags, 500, 0, options, 0, true, List.of());
  }

  private static Segment data(int relative, int length) {
    return new Segment(
        8080,
        40000,
        ISN + relative & 0xffff_ffffL,
        1,
        Flags.ACK | Flags.PSH,
        500,
        0,
        List.of(),
        0,
        true,
        Content.list(relative - 1, length));
  }

  private static Segment with(Segment s, List<Option> options, List<Byte> data) {
    return new Segment(
        s.sourcePort(),
        s.destinationPort(),
        s.sequence(),
        s.acknowledgment(),
        s.flags() & ~Flags.PSH,
        s.window(),
        s.urgent(),
        options,
        s.ecn(),
        true,
        data);
  }
}
