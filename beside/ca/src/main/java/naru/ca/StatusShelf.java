package naru.ca;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Metrics;
import naru.base.Side;
import naru.trace.CaEvent;

/**
 * OCSP responses on disk, so that they are shown from the start after a restart: one file for each
 * certificate, which its owner alone may touch. Nothing in them is believed without being checked
 * anew. Without the disk all goes on as before: what fails is counted, and told once. Thread-safe.
 */
final class StatusShelf {
  /** Most files; the one that was written first leaves. */
  static final int MAX_FILES = 1024;

  private final Path folder;
  private final LongAdder failures;
  private final Consumer<CaEvent> teller;

  /** Whether the last that was tried failed, and that was told. */
  private boolean failing;

  private StatusShelf(Path folder, LongAdder failures, Consumer<CaEvent> teller) {
    this.folder = folder;
    this.failures = failures;
    this.teller = teller;
  }

  /**
   * A folder, which need not be there yet.
   *
   * @param folder of nothing else
   * @param teller hears why something fails, until something succeeds
   */
  static StatusShelf in(Path folder, Metrics metrics, Consumer<CaEvent> teller) {
    LongAdder failures =
        metrics.counter(
            "naru_ocsp_disk_failures_total",
            "responses that could not be written to the disk, read from it or removed");
    return new StatusShelf(folder, failures, teller);
  }

  /** Where the response about a certificate lies. */
  Path file(X509Certificate leaf) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded());
      return folder.resolve(HexFormat.of().formatHex(digest) + ".der");
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("what was parsed has an encoding", impossible);
    }
  }

  /** What was kept about a certificate; to be judged before it is shown. */
  Optional<byte[]> about(X509Certificate leaf) {
    try (InputStream in = Files.newInputStream(file(leaf))) {
      byte[] der = in.readNBytes(Staples.MOST_BYTES + 1);
      return der.length <= Staples.MOST_BYTES ? Optional.of(der) : Optional.empty();
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      failed(e);
      return Optional.empty();
    }
  }

  /** Keeps a good one in place of the one before. */
  synchronized void keep(X509Certificate leaf, byte[] der) {
    try {
      OwnerFiles.makeFolder(folder);
      Path file = file(leaf);
      if (Files.notExists(file)) {
        makeRoom();
      }
      OwnerFiles.write(file, der);
      failing = false;
    } catch (IOException | FailureException e) {
      failed(e);
    }
  }

  private synchronized void failed(Exception why) {
    failures.increment();
    if (!failing) {
      failing = true;
      Failure failure =
          Failure.of(Code.CA_FILE_UNREADABLE, Side.US, "OCSP responses in " + folder + ": " + why);
      teller.accept(new CaEvent.StatusNotKept(folder.toString(), failure.causedBy(why)));
    }
  }

  private void makeRoom() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.list(folder)) {
      all = files.filter(Files::isRegularFile).toList();
    }
    List<Path> oldest = all.stream().sorted(Comparator.comparing(StatusShelf::written)).toList();
    for (int i = 0; i <= oldest.size() - MAX_FILES; i++) {
      Files.deleteIfExists(oldest.get(i));
    }
  }

  private static long written(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException gone) {
      return 0;
    }
  }

  /** Forgets what is of no use any more. */
  synchronized void forget(X509Certificate leaf) {
    try {
      Files.deleteIfExists(file(leaf));
    } catch (IOException e) {
      failed(e);
    }
  }
}
