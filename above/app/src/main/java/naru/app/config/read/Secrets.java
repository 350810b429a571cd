package naru.app.config.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import naru.app.config.Secret;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.text.Text;
import naru.base.Place;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Passwords: hashed, held elsewhere, or plain. No message ever repeats one. */
final class Secrets {
  private static final Text NOUN =
      Text.of(
          "pbkdf2-sha256:ITERATIONS:SALT:HASH, $2b$.. (bcrypt), $6$.. (SHA-512-crypt), ${env:NAME},"
              + " ${file:PATH} or a password",
          "pbkdf2-sha256:반복수:솔트:해시, $2b$.. (bcrypt), $6$.. (SHA-512-crypt), ${env:이름},"
              + " ${file:경로} 또는 비밀번호");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}\\x00]+)}");
  private static final Pattern HASHED =
      Pattern.compile("pbkdf2-sha256:([0-9]{4,8}):([A-Za-z0-9+/=]{8,}):([A-Za-z0-9+/=]{16,})");

  private static final Pattern CRYPT =
      Pattern.compile(
          "\\$2[aby]\\$(0[4-9]|1[0-5])\\$[./A-Za-z0-9]{53}"
              + "|\\$[56]\\$(rounds=[0-9]{4,7}\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{43,86}");

  static final Scalar<Secret> SHAPE = Scalar.of(NOUN, Map.of("type", "string"), Secrets::parse);

  private Secrets() {}

  private static Optional<Secret> parse(String text, ScalarNode node, Reading reading) {
    Place place = reading.place(node);
    Matcher reference = REFERENCE.matcher(text);
    if (reference.matches()) {
      return Optional.of(referred(reference, place, reading));
    }
    Optional<Secret> hashed = hashed(text, place);
    if (hashed.isPresent()) {
      return hashed;
    }
    if (text.isBlank() || text.startsWith("pbkdf2-") || text.startsWith("$")) {
      reading.report(ConfigCode.BAD_SECRET, node, NOUN);
      return Optional.empty();
    }
    return Optional.of(new Secret.Plain(place, text));
  }

  /** A password that is known by a slow hash of it; empty if the text is none. */
  static Optional<Secret> hashed(String text, Place place) {
    Matcher hashed = HASHED.matcher(text);
    if (hashed.matches() && isBase64(hashed.group(2)) && isBase64(hashed.group(3))) {
      int iterations = Integer.parseInt(hashed.group(1));
      return Optional.of(new Secret.Hashed(place, iterations, hashed.group(2), hashed.group(3)));
    }
    return CRYPT.matcher(text).matches()
        ? Optional.of(new Secret.Crypt(place, text))
        : Optional.empty();
  }

  /** What a secret is, if it can be had on this machine now; hashes do not tell. */
  static Optional<String> here(Secret secret) {
    return switch (secret) {
      case Secret.Plain plain -> Optional.of(plain.text());
      case Secret.FromEnvironment variable ->
          Optional.ofNullable(System.getenv(variable.name())).filter(v -> !v.isEmpty());
      case Secret.FromFile file -> firstLine(file.path());
      case Secret.Hashed _, Secret.Crypt _ -> Optional.empty();
    };
  }

  /** Why a secret that is held elsewhere cannot be had here; empty if it can. */
  static Optional<Text> fault(Secret secret) {
    return switch (secret) {
      case Secret.FromEnvironment variable when here(secret).isEmpty() ->
          Optional.of(
              Text.of("the environment variable {0} is not set", "환경 변수 {0}이(가) 없습니다")
                  .with(variable.name()));
      case Secret.FromFile file when here(secret).isEmpty() ->
          Optional.of(
              Text.of(
                      "{0} cannot be read, or its first line is empty",
                      "{0} 파일을 읽을 수 없거나 첫 줄이 비어 있습니다")
                  .with(file.path().toString()));
      case Secret.FromEnvironment _, Secret.FromFile _ -> Optional.empty();
      case Secret.Plain _, Secret.Hashed _, Secret.Crypt _ -> Optional.empty();
    };
  }

  private static Optional<String> firstLine(Path path) {
    try (Stream<String> lines = Files.lines(path)) {
      return lines.findFirst().filter(line -> !line.isBlank());
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static Secret referred(Matcher reference, Place place, Reading reading) {
    String name = reference.group(2);
    return reference.group(1).equals("env")
        ? new Secret.FromEnvironment(place, name)
        : new Secret.FromFile(place, reading.folder().resolve(name).normalize());
  }

  private static boolean isBase64(String text) {
    try {
      return Base64.getDecoder().decode(text).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
