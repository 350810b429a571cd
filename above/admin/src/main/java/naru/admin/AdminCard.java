package naru.admin;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;

/**
 * How the command line finds a running Naru: {@code admin/address} in its state directory, written
 * when the admin listener is open and removed at the end. After a crash the file may stay; then
 * nobody answers there.
 *
 * @param api such as {@code https://127.0.0.1:9443}
 * @param rootSha256 of the root certificate that the listener's chain ends in, lower-case hex;
 *     empty for a listener without TLS
 */
public record AdminCard(URI api, String rootSha256) {

  /**
   * Shows the way.
   *
   * @throws FailureException {@code STORE_UNREADABLE} if the file cannot be written
   */
  public void write(Path stateDirectory) {
    try {
      OwnerFile.makeFolder(stateDirectory.resolve("admin"));
      OwnerFile.write(file(stateDirectory), api + "\n" + rootSha256 + "\n");
    } catch (IOException e) {
      throw unreadable(file(stateDirectory), e);
    }
  }

  /** Removes the card, if it is still this one: another Naru may have taken over. */
  public void remove(Path stateDirectory) {
    try {
      if (read(stateDirectory).filter(this::equals).isPresent()) {
        Files.deleteIfExists(file(stateDirectory));
      }
    } catch (IOException e) {
      throw unreadable(file(stateDirectory), e);
    }
  }

  /**
   * The card of a state directory; empty if nothing runs there.
   *
   * @throws FailureException if there is a file but no sense in it, or others may touch it
   */
  public static Optional<AdminCard> read(Path stateDirectory) {
    Path file = file(stateDirectory);
    try {
      return Files.notExists(file) ? Optional.empty() : Optional.of(parse(OwnerFile.read(file)));
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The token of a state directory, to be shown to the API; empty if there is none.
   *
   * @throws FailureException if it cannot be read, or others may touch it
   */
  public static Optional<String> token(Path stateDirectory) {
    Path file = AdminToken.file(stateDirectory);
    try {
      return Files.notExists(file) ? Optional.empty() : Optional.of(OwnerFile.read(file).strip());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static AdminCard parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() != 2) {
      throw new IllegalArgumentException("it should have two lines");
    }
    return new AdminCard(URI.create(lines.get(0)), lines.get(1));
  }

  private static Path file(Path stateDirectory) {
    return stateDirectory.resolve("admin").resolve("address");
  }

  private static FailureException unreadable(Path file, Exception e) {
    return Failure.of(Code.STORE_UNREADABLE, Side.US, file + ": " + e).causedBy(e).asException();
  }
}
