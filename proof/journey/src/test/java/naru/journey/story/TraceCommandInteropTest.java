package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import naru.app.Stand;
import naru.journey.Program;
import naru.journey.Programs;
import naru.trace.Trace;
import naru.trace.render.Phase;
import naru.trace.render.Phases;
import naru.trace.render.TraceJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code naru trace} to an nginx with TLS that knows nothing of Naru. */
@Tag("interop")
final class TraceCommandInteropTest {
  @TempDir private Path folder;

  @Test
  void itsPhasesAddUpToTheTotal() throws Exception {
    int port = Stand.freePort();
    Path certificate = folder.resolve("cert.pem");
    Programs.output(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        folder.resolve("key.pem").toString(),
        "-out",
        certificate.toString());
    Process nginx =
        new ProcessBuilder("nginx", "-p", folder + "/", "-c", config(port).toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.log").toFile())
            .start();
    try {
      Until.so("nginx listens", () -> listens(port));
      Program.Result result =
          Program.run(
              "trace",
              "--json",
              "--cacert",
              certificate.toString(),
              "https://localhost:" + port + "/");
      assertThat(result.exit()).as(result.err()).isZero();
      Trace trace = TraceJson.read(result.out());
      List<Phase> own =
          Phases.of(trace).own().stream().filter(p -> p.kind() != Phase.Kind.CA).toList();
      assertThat(own)
          .extracting(Phase::kind)
          .containsSubsequence(
              Phase.Kind.DNS, Phase.Kind.TCP, Phase.Kind.TLS, Phase.Kind.WAIT, Phase.Kind.BODY);
      long sum = own.stream().mapToLong(Phase::nanos).sum();
      assertThat(Math.abs(sum - trace.totalNanos())).isLessThan(TimeUnit.MILLISECONDS.toNanos(1));
    } finally {
      nginx.destroy();
      nginx.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static boolean listens(int port) {
    try {
      Wire.connect(port).close();
      return true;
    } catch (java.io.IOException notYet) {
      return false;
    }
  }

  private Path config(int port) throws Exception {
    String text =
        """
        daemon off; master_process off; pid %1$s/nginx.pid; error_log stderr;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/a; proxy_temp_path %1$s/b; fastcgi_temp_path %1$s/c;
          uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
          server {
            listen 127.0.0.1:%2$d ssl;
            ssl_certificate %1$s/cert.pem; ssl_certificate_key %1$s/key.pem;
            location / { return 200 "from nginx\\n"; }
          }
        }
        """
            .formatted(folder, port);
    return Files.writeString(folder.resolve("nginx.conf"), text);
  }
}
