package naru.trace.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import naru.base.Clock;
import naru.base.Metrics;
import naru.trace.log.SyslogHeader;
import org.junit.jupiter.api.Test;

/** What becomes of lines for a syslog server that is there, busy, or gone. */
class LogDatagramsTest {
  private enum Way {
    TAKEN,
    NO_ROOM,
    EARLIER_LOST,
    GONE,
    NO_SOCKET
  }

  private final Metrics metrics = new Metrics();
  private final List<String> got = new ArrayList<>();
  private final Deque<Way> next = new ArrayDeque<>();
  private Way otherwise = Way.TAKEN;
  private int asked;
  private long now;
  private boolean closed;

  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return now;
        }

        @Override
        public Instant wallAt(long nanos) {
          return Instant.EPOCH;
        }
      };

  private final LogDatagrams.Carrier carrier =
      new LogDatagrams.Carrier() {
        @Override
        public boolean send(ByteBuffer message) throws IOException {
          asked++;
          byte[] text = new byte[message.remaining()];
          message.get(text);
          Way way = next.isEmpty() ? otherwise : next.remove();
          switch (way) {
            case TAKEN -> got.add(new String(text, US_ASCII));
            case NO_ROOM -> now += 50_000_000;
            case EARLIER_LOST -> throw new PortUnreachableException();
            case GONE -> throw new IOException("gone");
            case NO_SOCKET -> throw new UnsupportedAddressTypeException();
          }
          return way == Way.TAKEN;
        }

        @Override
        public void close() {
          closed = true;
        }
      };

  private final LogDatagrams log =
      new LogDatagrams(
          new SyslogHeader(
              SyslogHeader.Form.RFC5424,
              SyslogHeader.Facility.LOCAL7,
              SyslogHeader.Severity.INFO,
              "h",
              "a",
              1,
              ZoneOffset.UTC),
          clock,
          carrier,
          metrics);

  private void write(String lines) {
    log.write(lines.getBytes(US_ASCII));
  }

  private long unsent() {
    return metrics.samples().stream()
        .filter(s -> s.name().equals("naru_access_log_unsent_total"))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void eachLineIsADatagramOfItsOwn() throws IOException {
    write("one\ntwo words\n");
    String head = "<190>1 1970-01-01T00:00:00.000Z h a 1 access - ";
    assertThat(got).containsExactly(head + "one", head + "two words");
    assertThat(unsent()).isZero();
    log.close();
    assertThat(closed).isTrue();
  }

  @Test
  void aLineWaitsForRoomButAllOfThemNotForLong() {
    next.add(Way.NO_ROOM);
    write("one\n");
    assertThat(got).hasSize(1);
    otherwise = Way.NO_ROOM;
    asked = 0;
    write("two\nthree\nfour\n");
    assertThat(got).hasSize(1);
    assertThat(unsent()).isEqualTo(3);
    assertThat(asked).as("four waits of 50 ms, then each once").isBetween(6, 8);
  }

  @Test
  void aLostOneIsCountedAndTheNextIsSentAllTheSame() {
    write("one\n");
    next.add(Way.EARLIER_LOST);
    write("two\n");
    assertThat(got).hasSize(2);
    assertThat(unsent()).isEqualTo(1);
  }

  @Test
  void aServerThatLosesOneAfterTheOtherIsGone() {
    next.addAll(List.of(Way.EARLIER_LOST, Way.TAKEN, Way.EARLIER_LOST));
    write("one\ntwo\nthree\n");
    assertThat(got).hasSize(1);
    assertThat(asked).isEqualTo(3);
    assertThat(unsent()).as("two that were lost, two that were not sent").isEqualTo(4);
  }

  @Test
  void noSocketIsLikeNoServer() {
    next.add(Way.NO_SOCKET);
    next.add(Way.EARLIER_LOST);
    next.add(Way.NO_SOCKET);
    write("one\ntwo\n");
    now += 1_000_000_000;
    write("three\nfour\n");
    assertThat(asked).isEqualTo(3);
    assertThat(got).isEmpty();
  }

  @Test
  void aServerThatIsGoneIsTriedAgainEachSecond() {
    otherwise = Way.GONE;
    write("one\ntwo\nthree\n");
    assertThat(asked).isEqualTo(1);
    assertThat(unsent()).isEqualTo(3);
    otherwise = Way.TAKEN;
    now += 999_000_000;
    write("four\n");
    assertThat(got).isEmpty();
    now += 2_000_000;
    write("five\n");
    assertThat(got).hasSize(1);
    assertThat(unsent()).isEqualTo(4);
  }

  @Test
  void whatNoDatagramHoldsIsDropped() {
    write("x".repeat(LogDatagrams.MOST_BYTES) + "\nshort\n");
    assertThat(got).hasSize(1);
    assertThat(unsent()).isEqualTo(1);
  }
}
