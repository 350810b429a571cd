package naru.admin;

import java.util.List;

/** The CA's public side. */
public interface Certificates {
  /** The root's certificate, PEM. */
  String rootPem();

  /** The root's SHA-256 in lower-case hex. */
  String rootFingerprint();

  /** What was issued, the newest first: {@code naru.ca.IssuedCertificate} or the like. */
  List<?> issued(int atMost);
}
