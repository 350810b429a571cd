package naru.testkit.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import naru.testkit.drill.PacketText.Mark;
import naru.testkit.drill.PacketText.Ports;
import naru.testkit.drill.PacketText.Span;
import naru.testkit.drill.Script.Clause;
import naru.testkit.drill.Script.Note;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScriptReaderTest {
  private static final String CLAUSE = "// RFC 9293 s. 3.5: a rule\n";

  @Test
  void theHeaderTellsClausesNotesAndSettings() {
    Script script =
        ScriptReader.read(
            "name",
            """
            // RFC 9293 s. 3.10.7.4: first rule
            // RFC 5961 s. 3: second rule
            // linux: differs: its own way
            // a remark
            --ip_version=ipv6
            --mtu=1280
            0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
            """);
    assertThat(script.clauses())
        .containsExactly(
            new Clause(9293, "3.10.7.4", "first rule"), new Clause(5961, "3", "second rule"));
    assertThat(script.clauses().getFirst()).hasToString("RFC 9293 s. 3.10.7.4");
    assertThat(script.note("linux")).contains(new Note(Note.Kind.DIFFERS, "its own way"));
    assertThat(script.note("naru")).isEmpty();
    assertThat(script.addresses()).isEqualTo(Addresses.V6);
    assertThat(script.setting("mtu", 1500)).isEqualTo(1280);
    assertThat(script.setting("cc", "reno")).isEqualTo("reno");
    assertThat(script.steps()).hasSize(1);
  }

  @Test
  void aPacketIsReadWithAllItsParts() {
    Step step =
        step(
            "+.1 > [ect0,df] (8080>40001) FP. 1:101(100) ack 7 win 1..9 urg 3"
                + " <mss 1460,nop,TS val * ecr 5,sack 1:2 5:9> // remark");
    assertThat(step).isInstanceOf(Step.Leaves.class);
    assertThat(step.when()).isEqualTo(new When(true, 100_000_000, 100_000_000));
    PacketText packet = ((Step.Leaves) step).packet();
    assertThat(packet)
        .isEqualTo(
            new PacketText(
                Set.of(Mark.ECT0, Mark.DF),
                new Ports(8080, 40001),
                Flags.FIN | Flags.PSH | Flags.ACK,
                true,
                1,
                100,
                7L,
                new Span(1, 9),
                3,
                List.of(
                    new Option.Mss(1460),
                    new Option.Nop(),
                    new Option.Timestamps(Option.ANY, 5),
                    new Option.Sack(List.of(new Option.Block(1, 2), new Option.Block(5, 9))))));
  }

  @Test
  void aPacketMayBeShort() {
    PacketText packet = ((Step.Arrives) step("0 < S 5:5(0)")).packet();
    assertThat(packet.acknowledgment()).isNull();
    assertThat(packet.window()).isNull();
    assertThat(packet.options()).isEmpty();
    assertThat(((Step.Leaves) step("0 > S new:new(0) <...>")).packet().options()).isNull();
  }

  @Test
  void aSequenceNumberMayWrap() {
    PacketText packet = ((Step.Arrives) step("0 < . 4294967291:5(10) ack 1")).packet();
    assertThat(packet.length()).isEqualTo(10);
  }

  @Test
  void anErrorMessageIsRead() {
    Step.ErrorArrives step = (Step.ErrorArrives) step("1~2 < icmp too_big mtu 1200 [1:1461(1460)]");
    assertThat(step.error()).isEqualTo(new IcmpText(IcmpText.Kind.TOO_BIG, 1200, 1));
    assertThat(step.when()).isEqualTo(new When(false, 1_000_000_000, 2_000_000_000));
  }

  @Test
  void callsAreRead() {
    assertThat(call("0 accept(3, ..., ...) = 4")).isEqualTo(new Call.Accept(3, 4));
    assertThat(call("0 write(4, ..., 100) = 50")).isEqualTo(new Call.Write(4, 100));
    assertThat(call("0 setsockopt(4, SOL_TCP, TCP_NODELAY, 1) = 0"))
        .isEqualTo(new Call.Set(4, Call.Setting.TCP_NODELAY, 1));
    Step.Asks asks = (Step.Asks) step("0 read(4, ..., 100) = -1 EAGAIN");
    assertThat(asks.expected()).isEqualTo(Outcome.failed("EAGAIN"));
    asks = (Step.Asks) step("0 state(4) = SYN_SENT");
    assertThat(asks.expected()).isEqualTo(Outcome.named("SYN_SENT"));
    asks = (Step.Asks) step("0 accept(3, ..., ...) = -1 EAGAIN");
    assertThat(asks.expected()).isEqualTo(Outcome.failed("EAGAIN"));
  }

  @Test
  void aStarIsWheneverAndQuietIsAStep() {
    assertThat(step("* > . 1:1(0) ack 1").when().to()).isGreaterThan(100_000_000_000L);
    assertThat(step("+.5 quiet")).isInstanceOf(Step.Quiet.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 > X 0:0(0)|not flags: X",
        "0 > S 0:5(0)|length and end differ",
        "0 > S|expected first:end(length)",
        "0 > S 0:0(0) <mss>|For input string",
        "0 > S 0:0(0) <foo 1>|no such option: foo",
        "0 > S 0:0(0) rubbish|expected <...>",
        "0 > S 0:0(0) <mss 1> rubbish|nothing more was expected",
        "0 fly(3) = 0|no such call: fly",
        "0 write(4, ..., 5)|expected call(...) = result",
        "soon quiet|soon",
        "// RFC 9293: no section|a header that cannot be read",
      })
  void whatCannotBeReadIsNamed(String line, String complaint) {
    assertThatThrownBy(() -> ScriptReader.read("name", CLAUSE + line))
        .isInstanceOf(Malformed.class)
        .hasMessageStartingWith("name:2: ")
        .hasMessageContaining(complaint);
  }

  @Test
  void aScriptWithoutAClauseIsRefused() {
    assertThatThrownBy(() -> ScriptReader.read("name", "0 quiet"))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("no line like // RFC");
  }

  private static Call call(String line) {
    return ((Step.Asks) step(line)).call();
  }

  private static Step step(String line) {
    return ScriptReader.read("name", CLAUSE + line).steps().getFirst();
  }
}
