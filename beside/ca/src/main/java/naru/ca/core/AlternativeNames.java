package naru.ca.core;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Names as the subjectAlternativeName extension holds them. RFC 5280 4.2.1.6. */
final class AlternativeNames {
  private AlternativeNames() {}

  static GeneralNames of(List<SubjectName> names) {
    return new GeneralNames(names.stream().map(AlternativeNames::of).toArray(GeneralName[]::new));
  }

  private static GeneralName of(SubjectName name) {
    return name.address()
        ? new GeneralName(GeneralName.iPAddress, name.text())
        : new GeneralName(GeneralName.dNSName, name.text());
  }

  /** The names; empty if one is neither a DNS name nor an address. */
  static Optional<List<SubjectName>> read(GeneralNames names) {
    List<SubjectName> all = new ArrayList<>();
    for (GeneralName name : names.getNames()) {
      Optional<SubjectName> one = read(name);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      all.add(one.get());
    }
    return Optional.of(List.copyOf(all));
  }

  private static Optional<SubjectName> read(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.dNSName ->
          SubjectName.parse(ASN1IA5String.getInstance(name.getName()).getString())
              .filter(dns -> !dns.address());
      case GeneralName.iPAddress ->
          address(ASN1OctetString.getInstance(name.getName()).getOctets());
      default -> Optional.empty();
    };
  }

  private static Optional<SubjectName> address(byte[] octets) {
    try {
      return SubjectName.parse(InetAddress.getByAddress(octets).getHostAddress());
    } catch (UnknownHostException wrongLength) {
      return Optional.empty();
    }
  }
}
