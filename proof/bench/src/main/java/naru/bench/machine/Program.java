package naru.bench.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs that benchmarks need, and the Debian packages that bring them. */
public enum Program {
  NGINX("nginx", "nginx-light"),
  HAPROXY("haproxy", "haproxy"),
  UNBOUND("unbound", "unbound"),
  KNOT("knotd", "knot"),
  WRK("wrk", "wrk"),
  H2LOAD("h2load", "nghttp2-client"),
  DNSPERF("dnsperf", "dnsperf"),
  IPERF3("iperf3", "iperf3"),
  SLIRP4NETNS("slirp4netns", "slirp4netns"),
  PASTA("pasta", "passt"),
  UNSHARE("unshare", "util-linux"),
  NSENTER("nsenter", "util-linux"),
  OPENSSL("openssl", "openssl"),
  TASKSET("taskset", "util-linux");

  private final String command;
  private final String debian;

  Program(String command, String debian) {
    this.command = command;
    this.debian = debian;
  }

  /** The name of the Debian package. */
  public String debian() {
    return debian;
  }

  /** Where it is, if it is installed. */
  public Optional<Path> found() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    // Servers are in the folders of root, which the PATH of others often lacks.
    return Stream.concat(Arrays.stream(path.split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, command))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The word that starts it. */
  public String word() {
    return found()
        .map(Path::toString)
        .orElseThrow(() -> Trouble.because(command + " is not installed (Debian: " + debian + ")"));
  }
}
