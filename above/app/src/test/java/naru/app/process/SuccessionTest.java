package naru.app.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import naru.base.Code;
import naru.base.FailureException;
import naru.linux.UnixSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the two programs say to each other, and what if one says nothing. */
@EnabledOnOs(OS.LINUX)
@Timeout(30)
final class SuccessionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path state;
  private final List<Exception> failed = Collections.synchronizedList(new ArrayList<>());

  private Succession.Incumbent us() {
    return new Succession.Incumbent(List::of, () -> {}, failed::add);
  }

  @Test
  void whoCameTooLateDoesNotServeBesideTheOtherOne() {
    try (UnixSocket listening = UnixSocket.listen(Succession.path(state))) {
      CompletableFuture<Void> impatient = CompletableFuture.runAsync(() -> handsNothing(listening));
      try (Predecessor late = Predecessor.meet(state).orElseThrow()) {
        impatient.join();
        assertThatThrownBy(late::relieve)
            .hasMessageContaining("not waited")
            .isInstanceOfSatisfying(
                FailureException.class,
                e -> assertThat(e.failure().code()).isEqualTo(Code.HANDED_SOCKET));
      }
    }
  }

  @Test
  void whoIsAloneMeanwhileServes() {
    try (UnixSocket listening = UnixSocket.listen(Succession.path(state))) {
      CompletableFuture<Void> dying = CompletableFuture.runAsync(() -> handsNothing(listening));
      try (Predecessor next = Predecessor.meet(state).orElseThrow()) {
        dying.join();
        listening.stopListening();
        next.relieve();
      }
    }
  }

  /** As one that waits no longer, or dies. */
  private static void handsNothing(UnixSocket listening) {
    try (UnixSocket next = listening.accept(PATIENCE)) {
      next.say(Succession.VERSION);
      next.say(0);
    }
  }

  @Test
  void whereNoSocketCanBeMadeIsTold() {
    assertThatThrownBy(() -> Succession.open(Path.of("/proc"), false, us()))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(Code.HANDED_SOCKET);
              assertThat(e.failure().detail()).contains("no other Naru could take over", "bind");
            });
  }

  @Test
  void whateverFailsTheNextOneMayStillFollow() {
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<Void> relieved = new CompletableFuture<>();
    Succession.Incumbent us =
        new Succession.Incumbent(
            () -> {
              if (asked.getAndIncrement() == 0) {
                throw new IllegalStateException("no copy");
              }
              return List.of();
            },
            () -> relieved.complete(null),
            failed::add);
    try (Succession succession = Succession.open(state, false, us)) {
      succession.begin();
      assertThatThrownBy(() -> Predecessor.meet(state)).isInstanceOf(FailureException.class);
      try (Predecessor next = Predecessor.meet(state).orElseThrow()) {
        next.relieve();
      }
      relieved.join();
      assertThat(failed).singleElement().asString().contains("no copy");
    }
    assertThat(Succession.path(state)).exists(); // it is the follower's
  }

  @Test
  void whatWasNotBegunLeavesNothing() throws Exception {
    Succession.open(state, false, us()).close();
    try (var left = Files.list(state)) {
      assertThat(left).isEmpty();
    }
  }
}
