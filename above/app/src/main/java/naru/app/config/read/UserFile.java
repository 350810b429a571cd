package naru.app.config.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.Secret;
import naru.app.text.Text;
import naru.base.Place;

/**
 * A file of users, {@code NAME:HASH} a line, as {@code htpasswd -B} (bcrypt) and {@code mkpasswd}
 * (SHA-512-crypt) write it. Weak hashes (MD5, SHA-1, DES) and plain passwords are refused.
 */
public final class UserFile {
  private static final long LARGEST = 4 << 20;

  /** MD5 ({@code $apr1$}) and SHA-1 are too quick to guess. */
  private static final String KINDS =
      "htpasswd -B (bcrypt) or mkpasswd -m sha-512 makes it; MD5 ($apr1$) and {SHA} are not taken";

  private UserFile() {}

  /**
   * Users and how their passwords are known.
   *
   * @throws IllegalArgumentException with a sentence, if the file cannot be used
   */
  public static Map<String, Secret> read(Path file) {
    Map<String, Secret> users = new LinkedHashMap<>();
    List<String> lines;
    try {
      if (Files.size(file) > LARGEST) {
        throw new IllegalArgumentException("larger than " + LARGEST + " bytes");
      }
      lines = Files.readAllLines(file);
    } catch (IOException | UncheckedIOException e) {
      boolean gone = e instanceof NoSuchFileException;
      throw new IllegalArgumentException(gone ? "no such file" : "cannot be read", e);
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(':');
      Place place = new Place(file.toString(), i + 1, 1);
      Optional<Secret> secret =
          colon < 1 ? Optional.empty() : Secrets.hashed(line.substring(colon + 1), place);
      if (secret.isEmpty()) {
        throw new IllegalArgumentException("line " + (i + 1) + " is no NAME:HASH as " + KINDS);
      }
      users.put(line.substring(0, colon), secret.get());
    }
    return users;
  }

  /** Why the file cannot be used. */
  static Optional<Text> fault(Path file) {
    try {
      read(file);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(Text.same(String.valueOf(e.getMessage())));
    }
  }
}
