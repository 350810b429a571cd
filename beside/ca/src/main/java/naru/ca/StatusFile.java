package naru.ca;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
 * An OCSP response in a file that something else renews. It is looked at when the certificate is,
 * every few seconds, and read only if it changed. What clients would not believe is not shown;
 * where the issuer is not known, that cannot be told, and it is shown as it is. Thread-safe.
 */
public final class StatusFile {
  private final Path file;
  private final List<X509Certificate> issuers;
  private final Clock clock;
  private final Bytes bytes;
  private @Nullable Stamp seen;
  private @Nullable Shown shown;
  private boolean unreadable;

  /** Reads a file. */
  @FunctionalInterface
  interface Bytes {
    byte[] of(Path file) throws IOException;
  }

  /** A response for one certificate, for as long as it is good. */
  private static final class Shown implements Staple {
    private static final byte[] NOTHING = {};

    private final X509Certificate leaf;
    private final byte[] der;
    private final Instant until;
    private final Clock clock;

    Shown(X509Certificate leaf, byte[] der, Instant until, Clock clock) {
      this.leaf = leaf;
      this.der = der;
      this.until = until;
      this.clock = clock;
    }

    @Override
    public byte[] now() {
      return clock.wall().isBefore(until) ? der.clone() : NOTHING;
    }
  }

  StatusFile(Path file, List<X509Certificate> issuers, Clock clock, Bytes bytes) {
    this.file = file;
    this.issuers = List.copyOf(issuers);
    this.clock = clock;
    this.bytes = bytes;
  }

  /**
   * A file that may not be there yet.
   *
   * @param issuers certificates that the chain may lack
   */
  public static StatusFile of(Path file, List<X509Certificate> issuers, Clock clock) {
    return new StatusFile(file, issuers, clock, Files::readAllBytes);
  }

  /** What is to be shown along with a chain; the same object as long as nothing changes. */
  public synchronized Staple about(List<X509Certificate> chain, Witness witness) {
    Optional<Shown> before = before(chain.getFirst());
    try {
      Stamp stamp = Stamp.of(file);
      if (before.isEmpty() || !stamp.equals(seen)) {
        byte[] der = bytes.of(file);
        seen = stamp; // that was taken first: a change while reading is seen the next time
        before = Optional.of(take(chain, der, witness));
      }
      unreadable = false;
      return before.get();
    } catch (IOException gone) {
      seen = null; // rights may come back without a trace on the file
      if (before.isEmpty() || !unreadable) {
        miss(chain, Code.OCSP_UNREACHABLE, "it cannot be read: " + gone, witness);
      }
      unreadable = true;
      return before.orElseGet(() -> nothing(chain.getFirst())); // the last good one is shown on
    }
  }

  /** What is shown along with this certificate so far. */
  private Optional<Shown> before(X509Certificate leaf) {
    return Optional.ofNullable(shown).filter(s -> s.leaf.equals(leaf));
  }

  private Shown take(List<X509Certificate> chain, byte[] der, Witness witness) {
    X509Certificate leaf = chain.getFirst();
    Optional<StatusQuestion> question = Issuers.question(chain, issuers);
    if (question.isEmpty()) {
      return show(new Shown(leaf, der, Instant.MAX, clock));
    }
    return switch (question.get().judge(der, clock.wall())) {
      case StatusAnswer.Good good -> {
        String subject = leaf.getSubjectX500Principal().getName();
        tell(
            witness,
            new CaEvent.StatusTold(
                subject, file.toString(), good.since(), good.until(), der.length));
        yield show(new Shown(leaf, der, good.until(), clock));
      }
      case StatusAnswer.Useless useless -> {
        miss(chain, useless.code(), useless.why(), witness);
        yield before(leaf)
            .filter(s -> useless.code() != Code.OCSP_REVOKED)
            .orElseGet(() -> nothing(leaf));
      }
    };
  }

  private Shown show(Shown another) {
    shown = another;
    return another;
  }

  private Shown nothing(X509Certificate leaf) {
    return show(new Shown(leaf, new byte[0], Instant.MAX, clock));
  }

  private void miss(List<X509Certificate> chain, Code code, String why, Witness witness) {
    String subject = chain.getFirst().getSubjectX500Principal().getName();
    Failure failure = Failure.of(code, Side.US, "the OCSP response in " + file + ": " + why);
    tell(witness, new CaEvent.StatusMissed(subject, file.toString(), failure));
  }

  private static void tell(Witness witness, CaEvent event) {
    witness.add(Party.GATEWAY, Party.GATEWAY, Provenance.DERIVED, event);
  }
}
