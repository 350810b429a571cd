package naru.transport;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The names that a certificate is good for: its subjectAltName, never its common name. RFC 9525.
 */
public final class CertificateNames {
  private static final int DNS = 2;
  private static final int IP = 7;
  private static final SortedMap<Integer, String> KINDS =
      new TreeMap<>(Map.of(1, "email", DNS, "dns", 6, "uri", IP, "ip"));

  private CertificateNames() {}

  /** DNS names as they stand there. */
  public static List<String> dns(X509Certificate certificate) {
    return of(certificate, DNS);
  }

  /** Every name of a kind that a reader knows, with its kind before a colon. */
  static List<String> all(X509Certificate certificate) {
    List<String> all = new ArrayList<>();
    KINDS.forEach((kind, word) -> of(certificate, kind).forEach(n -> all.add(word + ":" + n)));
    return all;
  }

  /**
   * The subject's common name, the most specific one if there are several; empty if there is none.
   * Good for clients only: a server's name never stands there.
   */
  static String common(X509Certificate certificate) {
    try {
      List<Rdn> parts = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
      for (Rdn part : parts.reversed()) {
        Attribute name = part.toAttributes().get("CN");
        if (name != null && name.get() instanceof String text) {
          return text;
        }
      }
      return "";
    } catch (NamingException malformed) {
      return "";
    }
  }

  /** Whether it is good for a host name or an address literal. RFC 9525 section 6. */
  static boolean match(X509Certificate certificate, String serverName) {
    try {
      InetAddress literal = InetAddress.ofLiteral(serverName);
      return of(certificate, IP).stream().anyMatch(ip -> InetAddress.ofLiteral(ip).equals(literal));
    } catch (IllegalArgumentException aName) {
      String wanted = canonical(serverName);
      return dns(certificate).stream().anyMatch(name -> matches(canonical(name), wanted));
    }
  }

  /** A wildcard stands for exactly one label, the leftmost, and alone. */
  private static boolean matches(String name, String wanted) {
    if (!name.startsWith("*.")) {
      return name.equals(wanted);
    }
    int dot = wanted.indexOf('.');
    return dot > 0 && name.indexOf('.', 2) > 0 && wanted.substring(dot).equals(name.substring(1));
  }

  private static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static List<String> of(X509Certificate certificate, int kind) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      List<String> names = new ArrayList<>();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        if (name.getFirst().equals(kind)) {
          names.add(String.valueOf(name.get(1)));
        }
      }
      return names;
    } catch (CertificateParsingException malformed) {
      return List.of();
    }
  }
}
