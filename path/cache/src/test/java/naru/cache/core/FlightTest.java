package naru.cache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import naru.cache.core.Flight.Kind;
import naru.cache.core.Flight.Order;
import org.junit.jupiter.api.Test;

/** Dialogues with the machine of request collapsing: what comes in, and the orders that follow. */
final class FlightTest {
  private final Flight<String> flight = Flight.of("ann", 3);

  @Test
  void aSharedResponseIsStreamedToAllWhoWaitAndWhoComeLate() {
    says(flight.join("bob"));
    says(flight.head(Kind.SHARED, any -> true), "start ann", "start bob");
    says(flight.join("eve"), "start eve");
    says(flight.end());
    says(flight.join("sam"), "release sam over");
  }

  @Test
  void whenTheFirstClientGoesTheOthersStillGetTheirAnswer() {
    says(flight.join("bob"));
    says(flight.leave("ann"));
    says(flight.head(Kind.SHARED, any -> true), "start bob");
    says(flight.leave("bob"));
    says(flight.end());
  }

  @Test
  void whenAllGoBeforeTheHeadTheOriginIsLetGo() {
    says(flight.join("bob"));
    says(flight.leave("ann"));
    says(flight.leave("bob"), "abandon");
    says(flight.leave("bob"));
  }

  @Test
  void anUnstorableResponseReleasesAllOthersAtOnce() {
    says(flight.join("bob"));
    says(flight.join("eve"));
    says(
        flight.head(Kind.PASSED, any -> true),
        "start ann",
        "release bob not-stored",
        "release eve not-stored");
    says(flight.join("sam"), "release sam not-shared");
    says(flight.leave("ann"), "abandon");
  }

  @Test
  void rfc9111_section4_1_whoChoseOtherwiseAsksForItself() {
    says(flight.join("bob"));
    says(flight.head(Kind.SHARED, who -> !who.equals("bob")), "start ann", "release bob vary");
  }

  @Test
  void aBodyOfUnknownLengthIsSharedWhenItIsWhole() {
    says(flight.join("bob"));
    says(flight.head(Kind.HELD, any -> true), "start ann");
    says(flight.join("eve"));
    says(flight.end(), "start bob", "start eve");
  }

  @Test
  void aBodyThatGrowsTooLargeIsTheFirstOnesAlone() {
    says(flight.join("bob"));
    says(flight.head(Kind.HELD, any -> true), "start ann");
    says(flight.overflow(), "release bob too-large");
    says(flight.join("eve"), "release eve not-shared");
    says(flight.leave("ann"), "abandon");
  }

  @Test
  void aBodyThatGrowsTooLargeForNobodyIsAbandoned() {
    says(flight.join("bob"));
    says(flight.head(Kind.HELD, any -> true), "start ann");
    says(flight.leave("ann"));
    says(flight.overflow(), "release bob too-large", "abandon");
  }

  @Test
  void aStoredAnswerSettlesItForAll() {
    says(flight.join("bob"));
    says(flight.head(Kind.SETTLED, any -> true), "start ann", "start bob");
    says(flight.join("eve"), "release eve over");
  }

  @Test
  void noMoreWaitThanMay() {
    says(flight.join("bob"));
    says(flight.join("eve"));
    says(flight.join("sam"), "release sam too-many-waiting");
    assertThat(flight.waiting()).isEqualTo(3);
  }

  @Test
  void aFailureBeforeTheHeadIsToldToAll() {
    says(flight.join("bob"));
    says(flight.fail(), "fail ann", "fail bob");
  }

  @Test
  void aFailureInTheBodyCutsThoseWhoBeganAndReleasesTheOthers() {
    says(flight.join("bob"));
    says(flight.head(Kind.HELD, any -> true), "start ann");
    says(flight.fail(), "release bob failed", "cut ann");
  }

  @Test
  void whenTheFirstGoesAndNobodyMayShareTheOriginIsLetGo() {
    says(flight.join("bob"));
    says(flight.leave("ann"));
    says(flight.head(Kind.PASSED, any -> true), "release bob not-stored", "abandon");
  }

  @Test
  void rfc5861_section3_aRefreshGoesOnWithoutAnyone() {
    Flight<String> refresh = Flight.inBackground(3);
    says(refresh.join("bob"));
    says(refresh.leave("bob"));
    says(refresh.head(Kind.SHARED, any -> true));
    says(refresh.end());
  }

  @Test
  void aRefreshThatCannotBeKeptIsAbandoned() {
    Flight<String> refresh = Flight.inBackground(3);
    says(refresh.join("bob"));
    says(refresh.head(Kind.PASSED, any -> true), "release bob not-stored", "abandon");
  }

  @Test
  void aSecondHeadIsABug() {
    says(flight.head(Kind.SHARED, any -> true), "start ann");
    assertThatThrownBy(() -> flight.head(Kind.SHARED, any -> true))
        .isInstanceOf(IllegalStateException.class);
  }

  private static void says(List<Order<String>> orders, String... words) {
    assertThat(orders.stream().map(FlightTest::inWords)).containsExactly(words);
  }

  private static String inWords(Order<String> order) {
    return switch (order) {
      case Order.Start<String> o -> "start " + o.who();
      case Order.Release<String> o -> "release " + o.who() + " " + o.because();
      case Order.Cut<String> o -> "cut " + o.who();
      case Order.Fail<String> o -> "fail " + o.who();
      case Order.Abandon<String> o -> "abandon";
    };
  }
}
