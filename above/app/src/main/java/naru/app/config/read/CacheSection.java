package naru.app.config.read;

import java.util.List;
import java.util.Optional;
import naru.app.config.CacheSettings;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Field;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Section;
import naru.app.config.shape.Values;
import naru.app.text.Text;

/** {@code cache}: the HTTP cache. */
final class CacheSection {
  private static final Field<Long> MEMORY =
      Field.withDefault(
          "memory",
          Quantities.size("1MiB", "64GiB"),
          "64MiB",
          Text.of("At most so much in memory.", "메모리에 두는 최대 크기."));
  private static final Field<Long> LARGEST =
      Field.withDefault(
          "largest",
          Quantities.size("1KiB", "1GiB"),
          "8MiB",
          Text.of("Longer bodies are not stored.", "이보다 긴 본문은 저장하지 않습니다."));
  private static final Field<Optional<Long>> DISK =
      Field.maybe(
          "disk",
          Quantities.size("1MiB", "64TiB"),
          Text.of("Not yet used: the cache lives in memory.", "아직 쓰이지 않음: 캐시는 메모리에 있습니다."));

  static final Section<CacheSettings> SHAPE =
      Section.checked("cache", List.of(MEMORY, LARGEST, DISK), CacheSection::cache);

  private CacheSection() {}

  private static Optional<CacheSettings> cache(Values v, Reading reading) {
    if (v.says(DISK)) {
      reading.report(
          ConfigCode.NOT_YET_USED, v.place(DISK), Optional.empty(), Text.same("cache.disk"));
    }
    return Optional.of(new CacheSettings(v.place(), v.get(MEMORY), v.get(LARGEST)));
  }
}
