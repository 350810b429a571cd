package naru.journey.story;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.journey.Programs;

/** A certificate authority made of the openssl program: it knows nothing of Naru's. */
final class Pki {
  private final Path folder;

  private Pki(Path folder) {
    this.folder = folder;
  }

  /** Makes the authority. */
  static Pki in(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Pki pki = new Pki(folder);
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "30",
        "-subj",
        "/CN=Foreign Root",
        "-keyout",
        pki.key("ca").toString(),
        "-out",
        pki.ca().toString());
    return pki;
  }

  /** The root's certificate. */
  Path ca() {
    return cert("ca");
  }

  Path cert(String name) {
    return folder.resolve(name + ".pem");
  }

  Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /** What belongs to the authority: lists, responses. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * Signs a certificate.
   *
   * @param extensions lines as of {@code openssl.cnf}: {@code subjectAltName=DNS:a.test}
   */
  void sign(String name, String subject, String... extensions)
      throws IOException, InterruptedException {
    Path request = folder.resolve(name + ".csr");
    openssl(
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        subject,
        "-keyout",
        key(name).toString(),
        "-out",
        request.toString());
    List<String> lines = new ArrayList<>(List.of(extensions));
    lines.add("subjectKeyIdentifier=hash");
    Path file = Files.write(folder.resolve(name + ".ext"), lines);
    openssl(
        "x509",
        "-req",
        "-days",
        "10",
        "-in",
        request.toString(),
        "-CA",
        ca().toString(),
        "-CAkey",
        key("ca").toString(),
        "-CAcreateserial",
        "-extfile",
        file.toString(),
        "-out",
        cert(name).toString());
  }

  static String openssl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    return Programs.output(command.toArray(String[]::new));
  }
}
