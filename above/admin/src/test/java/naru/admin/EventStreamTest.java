package naru.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import naru.trace.Trace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stream of finished traces. WHATWG HTML, server-sent events. */
@Timeout(60)
final class EventStreamTest {
  @TempDir Path state;
  private LiveAdmin admin;

  @BeforeEach
  void open() {
    admin = new LiveAdmin(state);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  /** A stream that was opened; its first event is the retry time. */
  private final class Listening implements AutoCloseable {
    private final BufferedReader lines;

    Listening(HttpRequest.Builder request) throws Exception {
      HttpResponse<InputStream> response =
          admin.client.send(request.build(), BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type"))
          .contains("text/event-stream; charset=utf-8");
      lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
      assertThat(next()).containsExactly("retry: 2000");
    }

    /** The lines of the next event. */
    List<String> next() throws IOException {
      List<String> event = new ArrayList<>();
      for (String line = lines.readLine();
          line != null && !line.isEmpty();
          line = lines.readLine()) {
        event.add(line);
      }
      return event;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  @Test
  void tellsOfEachTraceThatBecomesWhole() throws Exception {
    try (Listening listening = new Listening(admin.to("/events"))) {
      Trace trace = admin.page(1, "shop.naru.test", 200);
      admin.happens(trace);
      admin.settle();
      List<String> event = listening.next();
      assertThat(event).hasSize(3).startsWith("id: " + trace.id(), "event: trace");
      assertThat(event.get(2)).startsWith("data: {").contains("\"status\":200");
    }
  }

  @Test
  void beginsWithThePastAndTellsNothingTwice() throws Exception {
    admin.happens(admin.page(1, "a.test", 200));
    admin.happens(admin.page(2, "b.test", 200));
    try (Listening listening = new Listening(admin.to("/events?last=2"))) {
      assertThat(listening.next().get(2)).contains("a.test");
      assertThat(listening.next().get(2)).contains("b.test");
      admin.settle();
      admin.happens(admin.page(3, "c.test", 200));
      admin.settle();
      assertThat(listening.next().get(2)).contains("c.test");
    }
  }

  @Test
  void onlyWhatWasAskedFor() throws Exception {
    try (Listening listening = new Listening(admin.to("/events?failed=true"))) {
      admin.happens(admin.page(1, "good.test", 200));
      admin.happens(admin.page(2, "bad.test", 503));
      admin.settle();
      assertThat(listening.next().get(2)).contains("bad.test");
    }
  }

  @Test
  void goesOnAfterTheEventThatTheClientSawLast() throws Exception {
    Trace first = admin.page(1, "a.test", 200);
    admin.happens(first);
    admin.happens(admin.page(2, "b.test", 200));
    HttpRequest.Builder again = admin.to("/events").header("Last-Event-ID", first.id().toString());
    try (Listening listening = new Listening(again)) {
      assertThat(listening.next().get(2)).contains("b.test");
    }
  }

  @Test
  void saysSoIfTheEventSeenLastIsNotKnownAnyMore() throws Exception {
    HttpRequest.Builder again = admin.to("/events").header("Last-Event-ID", "ff".repeat(16));
    try (Listening listening = new Listening(again)) {
      assertThat(listening.next()).containsExactly("event: gap", "data: {\"missed\":null}");
    }
  }

  @Test
  void endsWhenTheProgramLeaves() throws Exception {
    try (Listening listening = new Listening(admin.to("/events"))) {
      admin.stop.leave();
      assertThat(listening.lines.readLine()).isNull();
    }
    try (Listening late = new Listening(admin.to("/events"))) {
      assertThat(late.lines.readLine()).isNull();
    }
  }

  @Test
  void streamsAreBoundedAndGivenBack() throws Exception {
    List<Listening> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      all.add(new Listening(admin.to("/events")));
    }
    HttpResponse<String> one = admin.get("/events");
    assertThat(one.statusCode()).isEqualTo(503);
    assertThat(one.body()).contains("N2207", "admin.events");
    assertThat(one.headers().firstValue("retry-after")).contains("1");
    for (Listening listening : all) {
      listening.close();
    }
    AtomicLong id = new AtomicLong(); // a trace takes no more parts than it may
    await(
        () -> {
          long next = id.incrementAndGet();
          admin.happens(admin.page(next, "written.test", 200)); // who has gone is seen by a write
          admin.settle();
          return admin.used("admin.events") == 0;
        });
    new Listening(admin.to("/events")).close();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
