package naru.app.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.app.config.ErrorPage;
import naru.app.config.problem.Inapplicable;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.ErrorPages;

/** Error pages out of the user's files. */
public final class Pages {
  private Pages() {}

  /**
   * Reads them all.
   *
   * @throws Inapplicable if one cannot be used
   */
  public static ErrorPages read(List<ErrorPage> pages) {
    Map<String, String> byStatus = new LinkedHashMap<>();
    pages.forEach(p -> byStatus.put(p.status(), Inapplicable.at(p.place(), () -> read(p))));
    return ErrorPages.of(byStatus);
  }

  /**
   * The text of a page.
   *
   * @throws naru.base.FailureException if it cannot be used
   */
  public static String read(ErrorPage page) {
    try {
      if (Files.size(page.file()) > ErrorPages.MAX_LENGTH) {
        throw unusable(page, "is longer than " + ErrorPages.MAX_LENGTH + " bytes").asException();
      }
      return Files.readString(page.file(), StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw unusable(page, "is not UTF-8 text").causedBy(e).asException();
    } catch (IOException e) {
      throw unusable(page, "cannot be read: " + Unread.why(e)).causedBy(e).asException();
    }
  }

  private static Failure unusable(ErrorPage page, String why) {
    return Failure.of(Code.INTERNAL, Side.US, page.file() + " " + why);
  }
}
