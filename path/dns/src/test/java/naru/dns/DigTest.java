package naru.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that we did not write: dig (BIND) and kdig (Knot). */
@Tag("interop")
@Timeout(60)
class DigTest {
  private final Lab lab = new Lab();
  private final NameServer server =
      lab.server(Lab.config(List.of(Lab.zone()), Lab.blocks(), List.of()));

  @AfterEach
  void close() {
    server.close();
    lab.close();
  }

  private String run(String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program, "@127.0.0.1", "-p"));
    command.add(Integer.toString(server.udpAddresses().getFirst().getPort()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out;
  }

  @Test
  void digGetsAddressesAliasesTextAndMail() throws Exception {
    assertThat(run("dig", "+short", "shop.naru.test")).isEqualTo("127.0.0.1\n");
    assertThat(run("dig", "+short", "api.naru.test")).isEqualTo("shop.naru.test.\n127.0.0.1\n");
    assertThat(run("dig", "+short", "naru.test", "TXT")).isEqualTo("\"naru lab\"\n");
    assertThat(run("dig", "+short", "naru.test", "MX")).isEqualTo("10 mail.naru.test.\n");
    assertThat(run("dig", "+short", "x.y.wild.naru.test")).isEqualTo("127.0.0.9\n");
    assertThat(run("dig", "shop.naru.test")).contains("flags: qr aa rd").doesNotContain("Warning");
  }

  @Test
  void digSeesNegativeAnswersAndWhy() throws Exception {
    assertThat(run("dig", "nope.naru.test")).contains("NXDOMAIN", "SOA", "AUTHORITY: 1");
    assertThat(run("dig", "empty.naru.test")).contains("NOERROR", "ANSWER: 0", "SOA");
    assertThat(run("dig", "x.ads.example.com")).contains("NXDOMAIN", "EDE: 15 (Blocked)");
    assertThat(run("dig", "www.example.org")).contains("REFUSED", "EDE: 20 (Not Authoritative)");
  }

  @Test
  void digGoesOnOverTcpWhenAnAnswerIsCut() throws Exception {
    String out = run("dig", "many.naru.test");
    assertThat(out).contains("Truncated, retrying in TCP", "ANSWER: 100", "(TCP)");
    assertThat(run("dig", "+ignore", "many.naru.test")).contains("flags: qr aa tc rd");
  }

  @Test
  void digsOddQuestionsGetTheRightCodes() throws Exception {
    assertThat(run("dig", "+edns=1", "+noednsneg", "naru.test")).contains("BADVERS");
    assertThat(run("dig", "+opcode=status", "naru.test")).contains("NOTIMP");
    assertThat(run("dig", "-c", "CH", "version.bind", "TXT")).contains("REFUSED");
    assertThat(run("dig", "naru.test", "AXFR")).contains("Transfer failed");
    assertThat(run("dig", "shop.naru.test", "ANY")).contains("\"RFC8482\" \"\"");
  }

  @Test
  void kdigIsServedOverTcpAndKeepsItOpen() throws Exception {
    assertThat(run("kdig", "+tcp", "+short", "shop.naru.test")).isEqualTo("127.0.0.1\n");
    assertThat(run("kdig", "+tcp", "many.naru.test")).contains("ANSWER: 100", "(TCP)");
    String kept = run("kdig", "+tcp", "+keepopen", "shop.naru.test", "mail.naru.test");
    assertThat(kept).contains("127.0.0.1", "127.0.0.2");
  }
}
