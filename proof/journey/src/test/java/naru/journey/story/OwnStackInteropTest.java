package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.journey.Program;
import naru.linux.NetworkNamespace;
import naru.trace.HttpEvent;
import naru.trace.TcpEvent;
import naru.trace.Trace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Naru's own stack behind a TUN interface, as the kernel and its programs meet it. */
@Tag("interop")
final class OwnStackInteropTest {
  private static final int MEBIBYTES = 1024;
  private static final long RESIDENT = 512L << 20;

  /** A flood must end soon, also on a slow machine. */
  private static final int SYNS = 60_000;

  @TempDir private static Path folder;
  private static String sum;
  private static TunWorld world;

  @BeforeAll
  static void serve() throws Exception {
    assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "/dev/net/tun may not be opened");
    assumeTrue(NetworkNamespace.available(), "no network namespace may be made");
    sum = FileOrigin.fill(folder.resolve("file"), MEBIBYTES);
    world = TunWorld.open(folder, folder.resolve("file"), "{}");
  }

  @AfterAll
  static void stop() {
    if (world != null) {
      world.close();
      assertThat(world.naru().told())
          .noneMatch(l -> l.contains("Exception") || l.contains("OutOfMemory"))
          .noneMatch(l -> l.contains("LEAK"));
    }
  }

  @Test
  void pingIsAnsweredAlsoInFragments() throws Exception {
    for (String bytes : List.of("56", "4000")) {
      assertThat(world.output("ping", "-c", "3", "-i", "0.2", "-s", bytes, TunWorld.ADDRESS))
          .contains("3 packets transmitted, 3 received, 0% packet loss");
    }
  }

  @Test
  void curlInTheClearAndOverTls() throws Exception {
    for (String scheme : List.of("http", "https")) {
      String page = world.curl("-w", "%{http_code}", scheme + "://shop.naru.test/");
      assertThat(page).contains("<html", "built-in origin").endsWith("200");
    }
  }

  @Test
  void curlPostsAProduct() throws Exception {
    String made =
        world.curl(
            "-w",
            "%{http_code}",
            "-H",
            "Content-Type: application/json",
            "-d",
            "{\"name\":{\"en\":\"Ink\",\"ko\":\"Meok\"},\"category\":\"writing\","
                + "\"price\":100,\"stock\":1}",
            "https://shop.naru.test/api/products");
    assertThat(made).contains("\"Meok\"").endsWith("201");
  }

  @Test
  void digOverUdpAndTcp() throws Exception {
    for (String transport : List.of("+notcp", "+tcp")) {
      assertThat(world.output("dig", "@" + TunWorld.ADDRESS, transport, "+short", "shop.naru.test"))
          .isEqualTo(TunWorld.ADDRESS + "\n");
    }
  }

  @Test
  void netcatClosesItsHalfAndGetsTheWholeAnswer() throws Exception {
    String request = "GET / HTTP/1.1\\r\\nHost: shop.naru.test\\r\\nConnection: close\\r\\n\\r\\n";
    String answer =
        world.output("sh", "-c", "printf '" + request + "' | nc -N " + TunWorld.ADDRESS + " 80");
    assertThat(answer).startsWith("HTTP/1.1 200").endsWith("</html>\n");
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSize(contentLength(answer));
  }

  private static int contentLength(String answer) {
    Matcher length = Pattern.compile("(?i)\r\ncontent-length: (\\d+)").matcher(answer);
    assertThat(length.find()).as(answer).isTrue();
    return Integer.parseInt(length.group(1));
  }

  @Test
  void aGibibyteDownAndUp() throws Exception {
    long begin = System.nanoTime();
    assertThat(world.curlSum("http://file.naru.test/")).isEqualTo(sum);
    long between = System.nanoTime();
    String up = world.curl("-T", folder.resolve("file").toString(), "http://file.naru.test/up");
    assertThat(up).isEqualTo(sum);
    long end = System.nanoTime();
    System.out.printf(
        "%d MiB through the own stack: down %d ms, up %d ms%n",
        MEBIBYTES,
        TimeUnit.NANOSECONDS.toMillis(between - begin),
        TimeUnit.NANOSECONDS.toMillis(end - between));
    assertThat(world.naru().residentBytes("VmHWM")).isLessThan(RESIDENT);
  }

  @Test
  void scansAreAnsweredByTheBook() throws Exception {
    assertThat(nmap("-sS", "1-1000"))
        .contains("Not shown: 997 closed tcp ports (reset)")
        .containsPattern("53/tcp +open ")
        .containsPattern("80/tcp +open ")
        .containsPattern("443/tcp +open ");
    for (String odd : List.of("-sF", "-sX")) {
      assertThat(nmap(odd, "80,9999"))
          .containsPattern("80/tcp +open\\|filtered ")
          .containsPattern("9999/tcp +closed ");
    }
    assertThat(nmap("-sA", "80,9999"))
        .containsPattern("80/tcp +unfiltered ")
        .containsPattern("9999/tcp +unfiltered ");
    itStands();
  }

  private static String nmap(String scan, String ports) throws Exception {
    return world.output("nmap", "-n", "-Pn", scan, "-T5", "-p", ports, TunWorld.ADDRESS);
  }

  @Test
  void aFloodOfSynsLeavesItStanding() throws Exception {
    long before = world.naru().residentBytes("VmRSS");
    world.output(
        "nping",
        "--tcp",
        "-p",
        "80",
        "--flags",
        "syn",
        "--source-ip",
        "rand",
        "-q",
        "-H",
        "-N",
        "-c",
        "" + SYNS,
        "--rate",
        "30000",
        TunWorld.ADDRESS);
    itStands();
    assertThat(world.naru().residentBytes("VmRSS") - before).isLessThan(128L << 20);
  }

  private static void itStands() throws Exception {
    assertThat(world.curl("-o", "/dev/null", "-w", "%{http_code}", "http://shop.naru.test/"))
        .isEqualTo("200");
    assertThat(world.naru().isAlive()).isTrue();
  }

  @Test
  void itsTraceHoldsItsSegments() throws Exception {
    Trace trace = traced("/?segments");
    List<TcpEvent.Segment> segments =
        Told.events(trace, TcpEvent.Segment.class).stream()
            .filter(s -> s.local().equals(TunWorld.ADDRESS + ":443"))
            .toList();
    TcpEvent.Segment syn = segments.getFirst();
    TcpEvent.Segment synAck = segments.get(1);
    assertThat(syn.flags()).startsWith("SYN").doesNotContain("ACK");
    assertThat(syn.remote()).startsWith(TunWorld.HOST + ":");
    assertThat(synAck.why()).isEqualTo(TcpEvent.Why.SYN_ACK);
    assertThat(synAck.acknowledgment()).isEqualTo(after(syn.sequence()));
    assertThat(segments)
        .filteredOn(s -> s.sent() && s.why() == TcpEvent.Why.NEW_DATA)
        .first()
        .returns(after(synAck.sequence()), TcpEvent.Segment::sequence);
    assertThat(segments).allMatch(s -> s.packet().wholeBytes() >= 40 + s.lengthBytes());
  }

  private static long after(long sequence) {
    return sequence + 1 & 0xffff_ffffL;
  }

  @Test
  void tsharkFindsNoWrongChecksumInItsPackets() throws Exception {
    Trace trace = traced("/?exported");
    String file = folder.resolve("exported.pcapng").toString();
    Program.Result export =
        world.command(
            "export",
            "-c",
            world.config().toString(),
            "-f",
            "pcapng",
            "-o",
            file,
            trace.id().toString());
    assertThat(export.exit()).as(export.err()).isZero();
    assertThat(tshark(file, "tcp.checksum.status == 0 || ip.checksum.status == 0")).isEmpty();
    assertThat(tshark(file, "tcp.checksum.status == 1 && ip.checksum.status == 1").lines())
        .hasSizeGreaterThan(5);
    assertThat(tshark(file, "tls.handshake.type == 1 && tcp.dstport == 443")).isNotEmpty();
  }

  private static String tshark(String file, String filter) throws Exception {
    return world.output(
        "tshark",
        "-r",
        file,
        "-o",
        "tcp.check_checksum:TRUE",
        "-o",
        "ip.check_checksum:TRUE",
        "-Y",
        filter);
  }

  /** Asks for something over TLS; its trace, when it is written. */
  private static Trace traced(String path) throws Exception {
    world.curl("-o", "/dev/null", "https://shop.naru.test" + path);
    Until.so("its trace is written", () -> find(path).size() == 1);
    return find(path).getFirst();
  }

  private static List<Trace> find(String path) {
    return Running.traces(world.state()).stream()
        .filter(
            t ->
                Told.events(t, HttpEvent.Request.class).stream()
                    .anyMatch(r -> r.path().equals(path)))
        .toList();
  }

  @Test
  void aLossyAndSlowRoadOnlyTakesLonger(@TempDir Path apart) throws Exception {
    Path file = apart.resolve("file");
    String whole = FileOrigin.fill(file, 1);
    try (TunWorld slow = TunWorld.open(apart, file, "{ delay: 20ms, loss: 2% }")) {
      String got = apart.resolve("got").toString();
      double taken = seconds(slow, "-o", got);
      assertThat(FileOrigin.sum(Files.newInputStream(Path.of(got)))).isEqualTo(whole);
      assertThat(taken).isGreaterThan(0.16).isLessThan(60);
      double[] rtt = rtt(slow.output("ping", "-c", "20", "-i", "0.05", TunWorld.ADDRESS));
      assertThat(rtt[0]).isBetween(40.0, 60.0);
      assertThat(rtt[1]).isBetween(40.0, 100.0);
    }
  }

  private static double seconds(TunWorld where, String... args) throws Exception {
    String[] all = Arrays.copyOf(args, args.length + 3);
    all[args.length] = "-w";
    all[args.length + 1] = "%{time_total}";
    all[args.length + 2] = "http://file.naru.test/";
    return Double.parseDouble(where.curl(all));
  }

  /** The shortest and the mean round-trip time, in ms. */
  private static double[] rtt(String ping) {
    Matcher times = Pattern.compile("min/avg/max/mdev = ([\\d.]+)/([\\d.]+)/").matcher(ping);
    assertThat(times.find()).as(ping).isTrue();
    return new double[] {Double.parseDouble(times.group(1)), Double.parseDouble(times.group(2))};
  }
}
