package naru.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import naru.gateway.config.Naming;
import naru.transport.NameResolver.Service;
import org.junit.jupiter.api.Test;

/** From a service's records to targets. */
class OfferTest {
  private static final long SECOND = 1_000_000_000L;

  private static InetAddress ip(int n) {
    return InetAddress.ofLiteral("10.0.0." + n);
  }

  private static String text(List<Spot> spots) {
    return spots.stream()
        .map(s -> s.priority() + " " + s.weight() + " " + s.host() + s.at())
        .sorted()
        .toList()
        .toString();
  }

  @Test
  void eachAddressOfEachRecordIsATarget() {
    Offer offer =
        new Offer(
            List.of(
                new Service(20, 5, 81, "b.test"),
                new Service(10, 3, 80, "a.test"),
                new Service(10, 3, 80, "a.test"),
                new Service(10, 1, 90, "a.test")),
            60,
            List.of());
    assertThat(offer.hosts()).containsExactly("a.test", "b.test");
    assertThat(offer.found("b.test", List.of(ip(3)), 20)).isFalse();
    assertThat(offer.found("a.test", List.of(ip(1), ip(2)), Following.UNKNOWN)).isTrue();
    assertThat(offer.ttlSeconds()).isEqualTo(20);
    assertThat(text(offer.spots()))
        .isEqualTo(
            "[10 1 a.test/10.0.0.1:90, 10 1 a.test/10.0.0.2:90, 10 3 a.test/10.0.0.1:80,"
                + " 10 3 a.test/10.0.0.2:80, 20 5 b.test/10.0.0.3:81]");
  }

  @Test
  void aHostThatIsNotFoundKeepsWhatItHad() {
    Offer before =
        new Offer(
            List.of(new Service(0, 1, 80, "a.test"), new Service(0, 1, 80, "b.test")),
            60,
            List.of());
    before.found("a.test", List.of(ip(1)), 60);
    before.found("b.test", List.of(ip(2)), 60);
    Offer after =
        new Offer(
            List.of(new Service(0, 7, 8080, "a.test"), new Service(0, 1, 80, "b.test")),
            60,
            before.spots());
    assertThat(after.failed("a.test")).isFalse();
    assertThat(after.found("b.test", List.of(ip(3)), 60)).isTrue();
    // The record's new port and weight hold for the old address.
    assertThat(text(after.spots())).isEqualTo("[0 1 b.test/10.0.0.3:80, 0 7 a.test/10.0.0.1:8080]");

    Offer nobody = new Offer(List.of(new Service(0, 1, 80, "c.test")), 60, before.spots());
    assertThat(nobody.failed("c.test")).isTrue();
    assertThat(nobody.spots()).isEmpty();
  }

  @Test
  void whetherEachHostWasFoundIsKnown() {
    List<Service> places =
        List.of(new Service(0, 1, 80, "a.test"), new Service(0, 1, 80, "b.test"));
    Offer whole = new Offer(places, 60, List.of());
    whole.found("a.test", List.of(ip(1)), 60);
    whole.found("b.test", List.of(ip(2)), 60);
    assertThat(whole.isWhole()).isTrue();
    Offer part = new Offer(places, 60, whole.spots());
    part.failed("a.test");
    part.found("b.test", List.of(ip(2)), 60);
    assertThat(part.isWhole()).as("although its last address stays").isFalse();
    assertThat(part.spots()).isEqualTo(whole.spots());
  }

  @Test
  void whatIsMissingIsAskedForSoonAndEachTimeLater() {
    Following following = new Following(Naming.USUAL, false);
    List<Long> waits = new java.util.ArrayList<>();
    for (int n = 0; n < 8; n++) {
      waits.add(following.foundInPart(3600) / SECOND);
    }
    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    assertThat(following.foundInPart(5)).as("the TTL of the rest").isEqualTo(5 * SECOND);
    assertThat(following.found(3600)).isEqualTo(300 * SECOND);
    assertThat(following.foundInPart(3600)).as("anew").isEqualTo(SECOND);
    Naming calm = new Naming(false, 10 * SECOND, 300 * SECOND);
    assertThat(new Following(calm, false).foundInPart(3600)).isEqualTo(10 * SECOND);
  }

  @Test
  void weightsKeepTheirProportion() {
    Offer offer =
        new Offer(
            List.of(
                new Service(1, 65_535, 1, "a.test"),
                new Service(1, 13_107, 2, "a.test"),
                new Service(2, 4, 3, "a.test"),
                new Service(2, 0, 4, "a.test"),
                new Service(3, 0, 5, "a.test"),
                new Service(4, 40, 6, "a.test")),
            60,
            List.of());
    offer.found("a.test", List.of(ip(1)), 60);
    assertThat(offer.spots()).extracting(Spot::weight).containsExactly(1000, 200, 1000, 0, 0, 40);
  }

  @Test
  void notMoreRecordsAreFollowedThanTheLimit() {
    List<Service> many =
        IntStream.range(0, 2 * Offer.MOST)
            .mapToObj(n -> new Service(2 * Offer.MOST - n, 1, 80, "h" + n + ".test"))
            .toList();
    Offer offer = new Offer(many, 60, List.of());
    assertThat(offer.hosts())
        .hasSize(Offer.MOST)
        .contains("h" + (2 * Offer.MOST - 1) + ".test")
        .doesNotContain("h0.test");
  }

  /** Ten minutes of a name, in virtual time: when it is asked for, and what is known of it. */
  @Test
  void aNameIsAskedForAsItsTtlSays() {
    Following following = new Following(Naming.USUAL, false);
    TreeMap<Long, String> asked = new TreeMap<>();
    long now = 0;
    while (now < 700 * SECOND) {
      long at = now / SECOND;
      long next;
      if (at < 3 || (at >= 30 && at < 95)) {
        // No answer: each second while nothing is known, then each 30 s.
        next = following.failed();
        asked.put(at, "failed");
      } else {
        long ttl = at < 30 ? 10 : at < 200 ? 0 : 86_400;
        next = following.found(ttl);
        asked.put(at, "ttl " + ttl);
      }
      now += next;
    }
    assertThat(asked.headMap(96L).keySet())
        .containsExactly(0L, 1L, 2L, 3L, 13L, 23L, 33L, 63L, 93L);
    // However short the TTL, not more than once a second; however long, once in five minutes.
    assertThat(asked.tailMap(123L).firstKey()).isEqualTo(123L);
    assertThat(asked.subMap(123L, 200L)).hasSize(77);
    assertThat(asked.tailMap(200L).keySet()).containsExactly(200L, 500L);
    assertThat(new Following(Naming.USUAL, true).failed()).isEqualTo(30 * SECOND);
    assertThat(new Following(Naming.USUAL, false).found(Following.UNKNOWN)).isEqualTo(30 * SECOND);
  }
}
