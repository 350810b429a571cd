package naru.app.config.read;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import naru.app.config.OriginSettings;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.Section;
import naru.app.config.shape.Words;
import naru.app.text.Text;

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

  static final Section<OriginSettings> SHAPE =
      Section.of(
          "origin",
          List.of(FILES, API),
          v -> new OriginSettings(v.place(), v.get(FILES), v.get(API)));

  private OriginSection() {}
}
