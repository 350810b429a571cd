package naru.app.config.read;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import naru.app.config.FolderSettings;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.base.Place;
import naru.origin.files.Pages;
import naru.origin.files.Precompressed;

/** {@code files: ./site} or {@code files: { folder: ./site, fallback: /index.html }} of a route. */
final class FolderSection {
  private static final Field<Path> FOLDER =
      Field.required(
          "folder",
          Addresses.path(),
          Text.of(
              "The folder; the whole path of a request is looked for below it unless the route"
                  + " rewrites its prefix.",
              "폴더. 라우트가 접두사를 바꾸지 않으면 요청 경로 전체를 그 아래에서 찾습니다."));
  private static final Field<List<String>> INDEX =
      Field.withDefault(
          "index",
          OneOrMany.of(
              Words.matching(
                  Text.of("the name of a file such as index.html", "파일 이름 (예: index.html)"),
                  "[^./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]{0,254}",
                  ConfigCode.BAD_NAME)),
          "[index.html]",
          Text.of(
              "The page of a folder, the first that is there; [] for none. Folders are never"
                  + " listed.",
              "폴더의 페이지. 앞에서부터 있는 것을 보냅니다. []는 없음. 폴더 목록은 보여 주지 않습니다."));
  private static final Field<List<String>> SUFFIXES =
      Field.withDefault(
          "suffixes",
          OneOrMany.of(
              Words.matching(
                  Text.of("a suffix such as .html", "확장자 (예: .html)"),
                  "\\.[A-Za-z0-9.]{1,16}",
                  ConfigCode.BAD_NAME)),
          "[]",
          Text.of(
              "Tried behind a name that is no file: with .html, /about is about.html.",
              "그런 파일이 없을 때 이름 뒤에 붙여 봅니다. .html이면 /about은 about.html."));
  private static final Field<Optional<String>> NOT_FOUND =
      Field.maybe(
          "not-found",
          Tokens.PATH,
          Text.of(
              "The file that browsers see with status 404, such as /404.html; of others, or without"
                  + " it, gateway.error-pages.",
              "404와 함께 브라우저에 보일 파일 (예: /404.html). 쓰지 않으면 gateway.error-pages."));
  private static final Field<Boolean> LINKS_OUTSIDE =
      Field.withDefault(
          "links-outside",
          Words.bool(),
          "false",
          Text.of(
              "Whether symbolic links in the folder may lead out of it.",
              "폴더 안의 심볼릭 링크가 밖을 가리켜도 되는지."));

  private static final Section<FolderSettings> FULL =
      Section.checked(
          "files of a route",
          List.of(
              FOLDER,
              INDEX,
              SUFFIXES,
              OriginSection.FALLBACK,
              NOT_FOUND,
              OriginSection.PRECOMPRESSED,
              OriginSection.CACHING,
              LINKS_OUTSIDE),
          FolderSection::full);

  static final Shape<FolderSettings> SHAPE =
      Shorthand.of(
          Addresses.path()
              .as(
                  (place, folder) ->
                      new FolderSettings(
                          place, folder, Pages.USUAL, Precompressed.USUAL, List.of(), false)),
          FULL);

  private FolderSection() {}

  private static Optional<FolderSettings> full(Values v, Reading reading) {
    boolean few = fits(v.get(INDEX), v.place(INDEX), reading);
    few &= fits(v.get(SUFFIXES), v.place(SUFFIXES), reading);
    return few
        ? Optional.of(
            new FolderSettings(
                v.place(),
                v.get(FOLDER),
                new Pages(
                    v.get(INDEX), v.get(SUFFIXES), v.get(OriginSection.FALLBACK), v.get(NOT_FOUND)),
                v.get(OriginSection.PRECOMPRESSED).orElse(Precompressed.OFF),
                v.get(OriginSection.CACHING),
                v.get(LINKS_OUTSIDE)))
        : Optional.empty();
  }

  private static boolean fits(List<String> tried, Place place, Reading reading) {
    if (tried.size() > Pages.MOST) {
      Text count = Text.same(Integer.toString(tried.size()));
      Text most = Text.same(Integer.toString(Pages.MOST));
      reading.report(ConfigCode.OUT_OF_RANGE, place, Optional.empty(), count, Text.same("0"), most);
    }
    return tried.size() <= Pages.MOST;
  }
}
