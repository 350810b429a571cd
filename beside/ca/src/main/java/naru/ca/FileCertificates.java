package naru.ca;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Metrics;
import naru.base.Side;
import naru.ca.core.Certificates;
import naru.ca.core.Pem;
import naru.ca.core.Signer;
import naru.ca.core.Validity;
import naru.trace.CaEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Witness;
import naru.transport.CertificateSource;
import naru.transport.Credential;

/**
 * A certificate chain and its key from the user's own PEM files, whatever the name asked for.
 *
 * <p>Changed files are taken over within {@link #POLL}: they are looked at, and read only if their
 * time, size or identity changed. If the new ones are broken, the old ones are used on, and an
 * event, {@link #lastFailure} and a counter say so, once. Thread-safe.
 */
public final class FileCertificates implements CertificateSource {
  /** How long a change of the files may go unseen. */
  public static final Duration POLL = Duration.ofSeconds(10);

  private final Path chainFile;
  private final Path keyFile;
  private final Clock clock;
  private final LongAdder reloads;
  private final LongAdder failures;
  private Loaded loaded;
  private Optional<Failure> lastFailure = Optional.empty();

  private record Loaded(PrivateKey key, List<X509Certificate> chain, Stamp stamp) {}

  private FileCertificates(Path chainFile, Path keyFile, Clock clock, Metrics metrics) {
    this.chainFile = chainFile;
    this.keyFile = keyFile;
    this.clock = clock;
    this.reloads = metrics.counter("naru_ca_file_reloads_total", "changed files taken over");
    this.failures =
        metrics.counter("naru_ca_file_reload_failures_total", "changed files that are broken");
    this.loaded = load();
  }

  /**
   * Loads the files.
   *
   * @param chainFile the server's certificate first, then its issuers
   * @param keyFile its private key, unencrypted, readable by the owner only, or by its group too if
   *     root owns it; may be the same file
   * @throws FailureException {@code CA_FILE_UNREADABLE} or {@code CA_KEY_UNREADABLE}, with the path
   *     and what to do
   */
  public static FileCertificates open(Path chainFile, Path keyFile, Clock clock, Metrics metrics) {
    return new FileCertificates(chainFile, keyFile, clock, metrics);
  }

  @Override
  public synchronized Credential credentialFor(String serverName, Witness witness) {
    reloadIfChanged(witness);
    return new Credential(loaded.key, loaded.chain, askAgain(loaded.chain.getFirst()));
  }

  /** Why the files as they are now are not used; empty if they are. */
  public synchronized Optional<Failure> lastFailure() {
    return lastFailure;
  }

  private Instant askAgain(X509Certificate leaf) {
    Instant next = clock.wall().plus(POLL);
    Instant end = Validity.of(leaf).until();
    return next.isBefore(end) ? next : end;
  }

  private void reloadIfChanged(Witness witness) {
    try {
      if (Stamp.of(chainFile, keyFile).equals(loaded.stamp)) {
        lastFailure = Optional.empty(); // what was broken is as it was before
        return;
      }
      loaded = load();
      reloads.increment();
      lastFailure = Optional.empty();
      X509Certificate leaf = loaded.chain.getFirst();
      tell(
          witness,
          new CaEvent.FileTaken(
              chainFile.toString(),
              Certificates.names(leaf),
              Certificates.serial(leaf),
              Validity.of(leaf).until()));
    } catch (FailureException e) {
      failed(e.failure(), witness);
    } catch (IOException e) {
      failed(unread(e), witness);
    }
  }

  /** Tried again each time, as rights may change without a trace on the file; told once. */
  private void failed(Failure failure, Witness witness) {
    boolean told = lastFailure.filter(f -> f.detail().equals(failure.detail())).isPresent();
    lastFailure = Optional.of(failure);
    if (!told) {
      failures.increment();
      tell(witness, new CaEvent.FileNotTaken(chainFile.toString(), failure));
    }
  }

  private static void tell(Witness witness, CaEvent event) {
    witness.add(Party.GATEWAY, Party.GATEWAY, Provenance.DERIVED, event);
  }

  /** Either of the two files: the exception names it. */
  private Failure unread(IOException e) {
    boolean named = e instanceof FileSystemException of && of.getFile() != null;
    Path file = named ? Path.of(((FileSystemException) e).getFile()) : chainFile;
    return broken(file, "cannot be read: " + OwnerFiles.why(e)).causedBy(e);
  }

  private Loaded load() {
    try {
      // The stamp is taken first: a change while reading is seen the next time.
      Stamp stamp = Stamp.of(chainFile, keyFile);
      List<X509Certificate> chain = parse(chainFile, Files.readString(chainFile)).certificates();
      PrivateKey key = key();
      check(chain, key);
      return new Loaded(key, chain, stamp);
    } catch (IOException e) {
      throw unread(e).asException();
    }
  }

  private PrivateKey key() {
    Pem pem = parse(keyFile, OwnerFiles.readKept(keyFile));
    return pem.key()
        .orElseThrow(() -> OwnerFiles.unreadable(keyFile, "holds no private key").asException());
  }

  private void check(List<X509Certificate> chain, PrivateKey key) {
    if (chain.isEmpty()) {
      throw broken(chainFile, "holds no certificate").asException();
    }
    if (!new Signer(key, chain.getFirst()).matches()) {
      String what = "begins with a certificate that the key in " + keyFile + " does not belong to";
      throw broken(chainFile, what).asException();
    }
    for (int i = 1; i < chain.size(); i++) {
      if (!new Signer(key, chain.get(i)).signed(chain.get(i - 1))) {
        String what = "is out of order: certificate " + (i + 1) + " did not sign the one before";
        throw broken(chainFile, what).asException();
      }
    }
  }

  private static Pem parse(Path file, String text) {
    try {
      return Pem.parse(text);
    } catch (IllegalArgumentException e) {
      throw broken(file, "cannot be used: " + e.getMessage()).causedBy(e).asException();
    }
  }

  private static Failure broken(Path file, String what) {
    return Failure.of(Code.CA_FILE_UNREADABLE, Side.US, file + " " + what);
  }
}
