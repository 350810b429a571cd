package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.app.config.Care.Stick;
import naru.app.config.Secret;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Field;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Section;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.gateway.config.Sticky.By;

/** {@code sticky: { cookie: seat }} or {@code sticky: { header: x-seat }}. */
final class StickySection {
  /** Characters of a key; who guesses it can make tokens. */
  private static final int LEAST = 16;

  private static final Field<Optional<String>> COOKIE =
      Field.maybe("cookie", Tokens.FIELD_NAME, Text.of("The cookie's name.", "쿠키 이름."));
  private static final Field<Optional<String>> HEADER =
      Field.maybe("header", Tokens.FIELD_NAME, Text.of("The field's name.", "헤더 이름."));
  private static final Field<String> PATH =
      Field.withDefault(
          "path", Tokens.PATH, "/", Text.of("Where the cookie is sent.", "쿠키를 보내는 경로."));
  private static final Field<Duration> MAX_AGE =
      Field.withDefault(
          "max-age",
          Quantities.duration("0s", "365d"),
          "0s",
          Text.of(
              "How long the cookie is kept; 0s for the browser's session.",
              "쿠키를 유지하는 시간. 0s면 브라우저를 닫을 때까지."));
  private static final Field<Optional<Boolean>> SECURE =
      Field.maybe(
          "secure",
          Words.bool(),
          Text.of(
              "Whether the cookie goes over HTTPS alone; if not said, as the request came.",
              "쿠키를 HTTPS로만 보낼지 여부. 쓰지 않으면 요청을 받은 방식대로."));
  private static final Field<SameSite> SAME_SITE =
      Field.withDefault(
          "same-site",
          Words.choice(SameSite.class),
          "lax",
          Text.of("SameSite of the cookie.", "쿠키의 SameSite."));
  private static final Field<Optional<Secret>> KEY =
      Field.maybe(
          "key",
          Secrets.SHAPE,
          Text.of(
              "What tokens are made of; the same for all that share clients. Made by Naru if not"
                  + " said.",
              "토큰을 만드는 키. 클라이언트를 나누어 받는 서버끼리 같아야 합니다. 쓰지 않으면 자동으로 만듭니다."));

  static final Field<Optional<Stick>> STICKY =
      Field.maybe(
          "sticky",
          Section.checked(
              "sticky",
              List.of(COOKIE, HEADER, PATH, MAX_AGE, SECURE, SAME_SITE, KEY),
              StickySection::stick),
          Text.of("Clients keep their target.", "클라이언트가 같은 대상을 계속 씁니다."));

  /** SameSite of a cookie. */
  private enum SameSite {
    LAX("Lax"),
    STRICT("Strict"),
    NONE("None");

    final String word;

    SameSite(String word) {
      this.word = word;
    }
  }

  private StickySection() {}

  /** A hash does not tell what it is of. One that cannot be had here is told by {@link Links}. */
  private static boolean isUsable(Secret key) {
    return switch (key) {
      case Secret.Hashed _, Secret.Crypt _ -> false;
      case Secret.Plain _, Secret.FromEnvironment _, Secret.FromFile _ ->
          Secrets.here(key).filter(text -> text.length() < LEAST).isEmpty();
    };
  }

  private static void unusable(Secret key, Reading reading) {
    Text noun =
        Text.of(
            "a text of {0} characters or more, ${env:NAME} or ${file:PATH}",
            "{0}자 이상의 문자열, ${env:이름} 또는 ${file:경로}");
    reading.report(
        ConfigCode.BAD_STICKY_KEY,
        key.place(),
        Optional.empty(),
        noun.with(Integer.toString(LEAST)));
  }

  private static Optional<Stick> stick(Values v, Reading reading) {
    Optional<String> cookie = v.get(COOKIE);
    Optional<String> header = v.get(HEADER);
    if (v.says(COOKIE) == v.says(HEADER)) {
      reading.report(
          ConfigCode.ONE_OF_TWO,
          v.place(),
          Optional.empty(),
          Text.same("cookie"),
          Text.same("header"));
      return Optional.empty();
    }
    Optional<By> by =
        header
            .<By>map(h -> new By.Header(h.toLowerCase(Locale.ROOT)))
            .or(
                () ->
                    cookie.map(
                        c ->
                            new By.Cookie(
                                c,
                                v.get(PATH),
                                v.get(MAX_AGE).toSeconds(),
                                v.get(SECURE),
                                v.get(SAME_SITE).word)));
    v.get(KEY).filter(key -> !isUsable(key)).ifPresent(key -> unusable(key, reading));
    return by.map(b -> new Stick(b, v.get(KEY).filter(StickySection::isUsable)));
  }
}
