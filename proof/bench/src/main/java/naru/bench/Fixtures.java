package naru.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import naru.bench.machine.Program;
import naru.bench.machine.Trouble;
import naru.bench.machine.Yard;
import naru.bench.subject.Site;

/** The files that cases and subjects share, at the top of the yard. */
final class Fixtures {
  /** The origin's file of 1 KiB. */
  static final String SMALL = "1k";

  /** The origin's file of 64 KiB. */
  static final String LARGE = "64k";

  /** The script with which wrk sends many requests at once. */
  static final String PIPELINED = "pipelined.lua";

  /** Questions for names that the subjects know themselves. */
  static final String NEAR = "near.questions";

  /** Questions for names that only the server behind knows. */
  static final String FAR = "far.questions";

  private static final int KIB = 1024;
  private static final int OPENSSL_SECONDS = 10;

  private Fixtures() {}

  static void write(Yard yard) {
    try {
      Path files = Files.createDirectory(yard.folder().resolve("files"));
      Files.write(files.resolve(SMALL), body(KIB));
      Files.write(files.resolve(LARGE), body(64 * KIB));
      certify(yard);
    } catch (IOException e) {
      throw Trouble.because("cannot write the files of the origin: " + e.getMessage());
    }
    Site top = Site.shared(yard);
    top.write("wrk/" + PIPELINED);
    top.write("dns/" + NEAR);
    top.write("dns/" + FAR);
  }

  private static byte[] body(int bytes) {
    byte[] body = new byte[bytes];
    Arrays.fill(body, (byte) 'x');
    return body;
  }

  /** A key of the kind that Naru's own certificate authority makes, for the rivals. */
  private static void certify(Yard yard) throws IOException {
    List<String> command =
        List.of(
            Program.OPENSSL.word(),
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem");
    yard.run("openssl", command, OPENSSL_SECONDS);
    Path folder = yard.folder();
    Files.writeString(
        folder.resolve("both.pem"),
        Files.readString(folder.resolve("cert.pem")) + Files.readString(folder.resolve("key.pem")));
  }
}
