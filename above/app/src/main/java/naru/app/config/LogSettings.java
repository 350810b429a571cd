package naru.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import naru.base.Place;
import naru.trace.Party;
import naru.trace.log.LineFormat;

/**
 * What is written about requests as they end.
 *
 * @param access each writes a file of its own
 */
public record LogSettings(Place place, List<Access> access) {
  public LogSettings {
    access = List.copyOf(access);
  }

  /**
   * An access log.
   *
   * @param of whose requests
   * @param to the file
   * @param fields of requests that are told too, in lower case
   * @param maxBytes then another file is begun
   * @param keep how many full files are kept
   */
  public record Access(
      Place place,
      Set<Party> of,
      Path to,
      LineFormat format,
      List<String> fields,
      long maxBytes,
      int keep) {
    public Access {
      of = Set.copyOf(of);
      fields = List.copyOf(fields);
    }
  }
}
