package naru.app.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import naru.app.config.Config;
import naru.app.config.LogSettings;
import naru.app.config.problem.Inapplicable;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Metrics;
import naru.base.Side;
import naru.trace.PartFacts;
import naru.trace.PartSink;
import naru.trace.Party;
import naru.trace.Tracer;
import naru.trace.disk.LogDatagrams;
import naru.trace.disk.LogFile;
import naru.trace.disk.LogOutlet;
import naru.trace.disk.LogStream;
import naru.trace.disk.LogWriter;
import naru.trace.log.AccessLog;
import naru.trace.log.SyslogHeader;
import naru.transport.UdpMail;
import naru.transport.UnixMail;

/** The access logs that the config asks for; another config's take the place of these. */
public final class AccessLogs implements AutoCloseable {
  private final Tracer tracer;
  private final Metrics metrics;

  /** Without places, which change with every line above. */
  private List<LogSettings.Access> settings = List.of();

  private List<LogWriter> writers = List.of();

  /** None yet. */
  public AccessLogs(Tracer tracer, Metrics metrics) {
    this.tracer = tracer;
    this.metrics = metrics;
  }

  /** Every log hears of every part that it wants. */
  private record All(List<AccessLog> logs) implements PartSink {
    @Override
    public boolean wants(Party at) {
      for (AccessLog log : logs) {
        if (log.wants(at)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void ended(PartFacts facts) {
      for (AccessLog log : logs) {
        if (log.wants(facts.at())) {
          log.ended(facts);
        }
      }
    }
  }

  /**
   * Writes what the config asks for from now on. Logs that stay the same stay open.
   *
   * @throws Inapplicable if a file cannot be written; then nothing has changed
   */
  public synchronized void follow(LogSettings wanted) {
    List<LogSettings.Access> next =
        wanted.access().stream().map(LogSettings.Access::anywhere).toList();
    if (next.equals(settings)) {
      return;
    }
    List<AccessLog> logs = new ArrayList<>();
    List<LogWriter> opened = new ArrayList<>();
    for (LogSettings.Access one : wanted.access()) {
      AccessLog log = AccessLog.of(one.of(), one.format(), tracer.clock(), metrics);
      try {
        opened.add(LogWriter.start(log, outlet(one), metrics));
      } catch (IOException e) {
        opened.forEach(LogWriter::close);
        String detail = "an access log cannot be written: " + e.getMessage();
        Failure failure = Failure.of(Code.INTERNAL, Side.US, detail).causedBy(e);
        throw Inapplicable.at(one.place(), failure.asException());
      }
      logs.add(log);
    }
    tracer.tellParts(logs.isEmpty() ? null : new All(List.copyOf(logs)));
    writers.forEach(LogWriter::close);
    writers = opened;
    settings = next;
  }

  private LogOutlet outlet(LogSettings.Access one) throws IOException {
    return switch (one.to()) {
      case LogSettings.To.Standard.OUT -> LogStream.out();
      case LogSettings.To.Standard.ERR -> LogStream.err();
      case LogSettings.To.InFile(Path file) ->
          LogFile.open(file, one.maxBytes(), one.keep(), metrics);
      case LogSettings.To.Syslog syslog ->
          new LogDatagrams(header(syslog), tracer.clock(), carrier(syslog.server()), metrics);
    };
  }

  private static LogDatagrams.Carrier carrier(LogSettings.Server server) {
    return switch (server) {
      case LogSettings.Server.Udp udp -> new UdpMail(udp.at().host(), udp.at().port());
      case LogSettings.Server.Unix unix -> new UnixMail(unix.socket());
    };
  }

  /** A syslog of this machine knows its name. */
  private static SyslogHeader header(LogSettings.To.Syslog syslog) {
    boolean local =
        syslog.server() instanceof LogSettings.Server.Unix
            && syslog.form() == SyslogHeader.Form.RFC3164;
    return new SyslogHeader(
        syslog.form(),
        syslog.facility(),
        syslog.severity(),
        local ? "" : hostName(),
        syslog.app(),
        ProcessHandle.current().pid(),
        ZoneId.systemDefault());
  }

  /** As the kernel knows it, without asking anybody; empty if that cannot be told. */
  private static String hostName() {
    try {
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      return name.matches("[!-~]{1,255}") ? name : "";
    } catch (IOException unknown) {
      return "";
    }
  }

  /** The fields of requests that the logs of a config tell, without those never to be recorded. */
  public static List<String> fields(Config config) {
    Set<String> names = new LinkedHashSet<>();
    for (LogSettings.Access one : config.log().access()) {
      Stream.concat(one.format().fields().stream(), one.fields().stream()).forEach(names::add);
    }
    config.trace().redact().forEach(names::remove);
    return names.stream().limit(PartFacts.MAX_FIELDS).toList();
  }

  @Override
  public synchronized void close() {
    tracer.tellParts(null);
    writers.forEach(LogWriter::close);
    writers = List.of();
  }
}
