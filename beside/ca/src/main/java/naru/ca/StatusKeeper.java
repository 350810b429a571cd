package naru.ca;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.ca.core.StatusAnswer;
import naru.ca.core.StatusQuestion;
import naru.trace.CaEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Witness;
import naru.transport.Staple;
import org.jspecify.annotations.Nullable;

/**
 * Asks a CA in the background whether a certificate still holds, and keeps its last word to be
 * shown along with the certificate: as soon as the certificate is there, then at half of the time
 * that an answer is good for, and after a failure ever later. Nobody waits for it: until there is
 * an answer, and when the last good one has ended, nothing is shown; but a good one is kept on disk
 * and shown again from the start after a restart. RFC 6960, 5019.
 *
 * <p>One for a certificate's files, over reloads; the certificate in them may change. Confined to a
 * loop, but for {@link #about} and what is shown.
 */
public final class StatusKeeper implements AutoCloseable {
  static final Duration FIRST_RETRY = Duration.ofSeconds(10);
  static final Duration LAST_RETRY = Duration.ofHours(1);

  private final How how;
  private final Fetch fetch;
  private final EventLoop loop;
  private final Clock clock;
  private final StatusCounts counts;
  private final StatusShelf shelf;
  private final Executor disk;
  private volatile @Nullable Subject current;
  private volatile boolean closed;
  private @Nullable ScheduledFuture<?> timer;
  private int failures;

  /**
   * Whom to ask.
   *
   * @param responder in place of the one that the certificate names
   * @param issuers certificates that the chain may lack
   * @param privateToo whether the responder may have a private address
   */
  public record How(Optional<URI> responder, List<X509Certificate> issuers, boolean privateToo) {
    public How {
      issuers = List.copyOf(issuers);
    }

    /** Whom to ask about a certificate; empty if neither it nor we name anybody. */
    public Optional<URI> responder(X509Certificate certificate) {
      return responder.or(() -> StatusQuestion.responder(certificate));
    }
  }

  /** Carries a question to a responder. */
  @FunctionalInterface
  interface Fetch {
    /** Called on the loop; answers once, on the loop. */
    void ask(StatusQuestion question, URI responder, boolean privateToo, Reply reply);
  }

  /** What comes back. */
  interface Reply {
    void answered(byte[] der, Witness told);

    void failed(String why, Witness told);
  }

  /** A certificate that was found in the files, and what its CA said last. */
  private static final class Subject implements Staple {
    private static final byte[] NOTHING = {};

    private final X509Certificate leaf;
    private final Optional<StatusQuestion> question;
    private final Optional<URI> responder;
    private final Clock clock;
    private volatile byte[] der = NOTHING;
    private volatile Instant until = Instant.MIN;

    Subject(List<X509Certificate> chain, How how, Clock clock) {
      this.leaf = chain.getFirst();
      this.question = Issuers.question(chain, how.issuers());
      this.responder = how.responder(leaf);
      this.clock = clock;
    }

    String name() {
      return leaf.getSubjectX500Principal().getName();
    }

    void show(byte[] another, Instant end) {
      until = Instant.MIN;
      der = another;
      until = end;
    }

    boolean isShown() {
      return clock.wall().isBefore(until);
    }

    @Override
    public byte[] now() {
      return isShown() ? der.clone() : NOTHING;
    }
  }

  /**
   * A keeper of nothing yet.
   *
   * @param disk where the shelf is written: the loop does not wait for it
   */
  StatusKeeper(
      How how,
      Fetch fetch,
      EventLoop loop,
      Clock clock,
      StatusCounts counts,
      StatusShelf shelf,
      Executor disk) {
    this.shelf = shelf;
    this.disk = disk;
    this.how = how;
    this.fetch = fetch;
    this.loop = loop;
    this.clock = clock;
    this.counts = counts;
  }

  /**
   * What is shown along with a chain, from any thread; the same object for the same certificate.
   */
  public Staple about(List<X509Certificate> chain) {
    Subject known = current;
    if (known != null && known.leaf.equals(chain.getFirst())) {
      return known;
    }
    synchronized (this) {
      Subject now = current;
      if (now == null || !now.leaf.equals(chain.getFirst())) {
        Subject another = new Subject(chain, how, clock);
        recall(another);
        current = another;
        now = another;
        loop.execute(() -> begin(another));
      }
      return now;
    }
  }

  /** What was kept on disk is judged as if it had just come, and is asked for anew all the same. */
  private void recall(Subject subject) {
    if (subject.question.isEmpty()) {
      return;
    }
    Optional<byte[]> kept = shelf.about(subject.leaf);
    if (kept.isEmpty()) {
      return;
    }
    byte[] der = kept.get();
    switch (subject.question.get().judge(der, clock.wall())) {
      case StatusAnswer.Good good -> {
        subject.show(der, good.until());
        String file = shelf.file(subject.leaf).toString();
        counts.told(
            new CaEvent.StatusTold(subject.name(), file, good.since(), good.until(), der.length));
      }
      case StatusAnswer.Useless useless -> shelf.forget(subject.leaf);
    }
  }

  /** Whether something is shown now. */
  boolean isShown() {
    Subject now = current;
    return now != null && now.isShown();
  }

  /** Until when; long ago if nothing is. */
  Instant until() {
    Subject now = current;
    return now == null ? Instant.MIN : now.until;
  }

  /** Asks no more; what was said is shown for as long as it is good. */
  @Override
  public void close() {
    closed = true;
    loop.execute(this::stopTimer);
  }

  // ---- on the loop

  private void begin(Subject subject) {
    failures = 0;
    ask(subject);
  }

  private void ask(Subject subject) {
    if (closed || subject != current) {
      return;
    }
    stopTimer();
    if (subject.question.isEmpty() || subject.responder.isEmpty()) {
      counts.told(nobody(subject));
      counts.missed();
      return; // until there is another certificate
    }
    URI responder = subject.responder.get();
    fetch.ask(
        subject.question.get(),
        responder,
        how.privateToo(),
        new Reply() {
          @Override
          public void answered(byte[] der, Witness told) {
            StatusKeeper.this.answered(subject, responder, der, told);
          }

          @Override
          public void failed(String why, Witness told) {
            missed(subject, responder, Code.OCSP_UNREACHABLE, why, told);
          }
        });
  }

  private static CaEvent nobody(Subject subject) {
    String why =
        subject.question.isEmpty()
            ? "the certificate's issuer is not in its file: set ocsp.issuer"
            : "the certificate names no OCSP responder: set ocsp.responder";
    Failure failure = Failure.of(Code.OCSP_NOBODY, Side.US, why);
    return new CaEvent.StatusMissed(subject.name(), "", failure);
  }

  private void answered(Subject subject, URI responder, byte[] der, Witness told) {
    Instant now = clock.wall();
    StatusQuestion question = subject.question.orElseThrow();
    switch (question.judge(der, now)) {
      case StatusAnswer.Good good -> {
        subject.show(der, good.until());
        disk.execute(() -> shelf.keep(subject.leaf, der));
        failures = 0;
        counts.good();
        tell(
            told,
            new CaEvent.StatusTold(
                subject.name(), responder.toString(), good.since(), good.until(), der.length));
        again(subject, good.untilRefresh(now));
      }
      case StatusAnswer.Useless useless ->
          missed(subject, responder, useless.code(), useless.why(), told);
    }
  }

  /** The last good word is kept, unless the CA took it back. */
  private void missed(Subject subject, URI responder, Code code, String why, Witness told) {
    if (code == Code.OCSP_REVOKED) {
      subject.show(new byte[0], Instant.MIN);
      disk.execute(() -> shelf.forget(subject.leaf));
    }
    failures++;
    counts.missed();
    Failure failure = Failure.of(code, Side.UPSTREAM, responder + ": " + why);
    tell(told, new CaEvent.StatusMissed(subject.name(), responder.toString(), failure));
    again(subject, retry(failures));
  }

  /** Twice as long after each failure, up to an hour. */
  static Duration retry(int failures) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 20));
    return wait.compareTo(LAST_RETRY) < 0 ? wait : LAST_RETRY;
  }

  private static void tell(Witness told, CaEvent event) {
    told.add(Party.CA, Party.GATEWAY, Provenance.DERIVED, event);
  }

  private void again(Subject subject, Duration wait) {
    if (!closed && subject == current && !loop.isShuttingDown()) {
      stopTimer();
      timer = loop.schedule(() -> ask(subject), wait.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void stopTimer() {
    ScheduledFuture<?> t = timer;
    timer = null;
    if (t != null) {
      t.cancel(false);
    }
  }
}
