package naru.app.config.read;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import naru.app.config.OriginSettings;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.SwitchOr;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.origin.files.CacheRule;
import naru.origin.files.Precompressed;

/** {@code origin}: the built-in origin server. */
final class OriginSection {
  private static final Field<Optional<Path>> FILES =
      Field.maybe(
          "files",
          Addresses.path(),
          Text.of(
              "Folder of static files; the built-in shop if not said.",
              "정적 파일이 있는 폴더. 쓰지 않으면 내장 상점."));
  private static final Field<Boolean> API =
      Field.withDefault(
          "api",
          Words.bool(),
          "true",
          Text.of("Whether the product API is served below /api.", "/api 아래에서 상품 API를 제공할지."));

  private static final Field<List<String>> CODINGS =
      Field.withDefault(
          "codings",
          OneOrMany.some(Words.oneOf("br", "zstd", "gzip")),
          "[br, zstd, gzip]",
          Text.of(
              "FILE.br, FILE.zst, FILE.gz; the first goes to who likes several as much.",
              "FILE.br, FILE.zst, FILE.gz. 똑같이 받는 클라이언트에는 앞의 것을 보냅니다."));
  private static final Field<Boolean> OLDER =
      Field.withDefault(
          "older",
          Words.bool(),
          "false",
          Text.of("Sends them also where they are older than their file.", "원본보다 오래되었어도 보냅니다."));
  static final Field<Optional<Precompressed>> PRECOMPRESSED =
      Field.withDefault(
          "precompressed",
          SwitchOr.of(
              Section.of(
                  "precompressed",
                  List.of(CODINGS, OLDER),
                  v -> new Precompressed(v.get(CODINGS), v.get(OLDER))),
              (place, p) -> p),
          "true",
          Text.of(
              "Sends compressed files that stand beside a file, to who takes them.",
              "파일 옆에 압축해 둔 파일이 있으면 받을 수 있는 클라이언트에 그것을 보냅니다."));

  private static final Field<String> FOR =
      Field.withDefault(
          "files",
          Words.matching(
              Text.of("/folder/**, *.extension or /file", "/폴더/**, *.확장자 또는 /파일"),
              "/[!-)+-~]{0,1000}|/([!-)+-~]{1,1000}/)?\\*\\*|\\*\\.[A-Za-z0-9.]{1,64}",
              ConfigCode.BAD_PATH),
          "/**",
          Text.of(
              "Which: /folder/**, *.html or /file; all if not said.",
              "대상 파일: /폴더/**, *.html 또는 /파일. 쓰지 않으면 모두."));
  private static final Scalar<String> CACHE_CONTROL =
      Words.matching(
          Text.of("a value of Cache-Control", "Cache-Control 값"),
          "[ -~]{1,256}",
          ConfigCode.BAD_NAME);
  private static final Field<String> VALUE =
      Field.required("value", CACHE_CONTROL, Text.of("What it says.", "값."));
  static final Field<List<CacheRule>> CACHING =
      Field.withDefault(
          "cache-control",
          OneOrMany.of(
              Shorthand.of(
                  CACHE_CONTROL.as((place, value) -> new CacheRule("/**", value)),
                  Section.of(
                      "cache-control",
                      List.of(FOR, VALUE),
                      v -> new CacheRule(v.get(FOR), v.get(VALUE))))),
          "[]",
          Text.of(
              "For all files, or by files, of which the first that fits counts; max-age=300 for"
                  + " others.",
              "모든 파일에, 또는 파일별로. 처음 맞는 것이 적용되고 나머지는 max-age=300."));
  static final Field<Optional<String>> FALLBACK =
      Field.maybe(
          "fallback",
          Tokens.PATH,
          Text.of(
              "The file for pages that are no file, such as /index.html of a program in the"
                  + " browser.",
              "파일이 없는 페이지에 보낼 파일 (예: 브라우저 앱의 /index.html)."));

  private static final Field<Long> HOT =
      Field.withDefault(
          "hot-bytes",
          Quantities.size("1KiB", "64GiB"),
          "16MiB",
          Text.of(
              "Memory for small files (256 KiB at most) of all folders; from the start on.",
              "모든 폴더의 작은 파일(256KiB 이하)을 담아 둘 메모리. 시작할 때 정해집니다."));
  private static final Field<Integer> LOOKUPS =
      Field.withDefault(
          "lookups",
          Quantities.number(1, 65_536),
          "256",
          Text.of("Files looked up at once; from the start on.", "동시에 찾는 파일 수. 시작할 때 정해집니다."));
  private static final Field<Integer> SENDING =
      Field.withDefault(
          "sending",
          Quantities.number(1, 1_000_000),
          "8192",
          Text.of(
              "Larger files on their way at once, each an open file; 503 beyond. From the start"
                  + " on.",
              "동시에 보내는 큰 파일 수. 하나에 파일 하나를 열어 두며, 넘으면 503. 시작할 때 정해집니다."));
  private static final Field<Long> UNSENT =
      Field.withDefault(
          "unsent-bytes",
          Quantities.size("1MiB", "64GiB"),
          "64MiB",
          Text.of(
              "Memory for what was read of files and is not yet sent; from the start on.",
              "파일에서 읽었지만 아직 보내지 못한 내용의 메모리. 시작할 때 정해집니다."));

  static final Section<OriginSettings> SHAPE =
      Section.of(
          "origin",
          List.of(FILES, API, PRECOMPRESSED, CACHING, FALLBACK, HOT, LOOKUPS, SENDING, UNSENT),
          v ->
              new OriginSettings(
                  v.place(),
                  v.get(FILES),
                  v.get(API),
                  v.get(PRECOMPRESSED).orElse(Precompressed.OFF),
                  v.get(CACHING),
                  v.get(FALLBACK),
                  new OriginSettings.Bounds(
                      v.get(HOT), v.get(LOOKUPS), v.get(SENDING), v.get(UNSENT))));

  private OriginSection() {}
}
