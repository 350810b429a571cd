package naru.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import naru.base.Endpoint;
import naru.base.Place;
import naru.trace.Party;
import naru.trace.log.LineFormat;
import naru.trace.log.SyslogHeader;

/**
 * What is written about requests as they end.
 *
 * @param access each writes lines of its own
 */
public record LogSettings(Place place, List<Access> access) {
  public LogSettings {
    access = List.copyOf(access);
  }

  /** Where lines go. */
  public sealed interface To {
    /** A file, turned over as it grows. */
    record InFile(Path file) implements To {}

    /** What the program was started with. */
    enum Standard implements To {
      OUT,
      ERR
    }

    /**
     * A syslog server.
     *
     * @param app the name of this program in its messages
     */
    record Syslog(
        Server server,
        SyslogHeader.Facility facility,
        SyslogHeader.Severity severity,
        String app,
        SyslogHeader.Form form)
        implements To {}
  }

  /** Where a syslog server is. */
  public sealed interface Server {
    /** At a port of UDP. */
    record Udp(Endpoint at) implements Server {}

    /** At a socket of this machine. */
    record Unix(Path socket) implements Server {}
  }

  /**
   * An access log.
   *
   * @param of whose requests
   * @param fields of requests that are told too, in lower case
   * @param maxBytes of a file; then another one is begun
   * @param keep how many full files are kept
   */
  public record Access(
      Place place,
      Set<Party> of,
      To to,
      LineFormat format,
      List<String> fields,
      long maxBytes,
      int keep) {
    public Access {
      of = Set.copyOf(of);
      fields = List.copyOf(fields);
    }

    /** The same wherever it stands, to be compared. */
    public Access anywhere() {
      return new Access(Place.BUILT_IN, of, to, format, fields, maxBytes, keep);
    }
  }
}
