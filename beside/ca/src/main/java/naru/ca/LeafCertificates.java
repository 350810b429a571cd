package naru.ca;

import naru.ca.core.NamePolicy;
import naru.ca.core.SubjectName;
import naru.trace.Party;
import naru.trace.Witness;
import naru.transport.CertificateSource;
import naru.transport.Credential;

/** One asker's view of the CA: its names. */
record LeafCertificates(Authority authority, InUse inUse, NamePolicy policy, Party asker)
    implements CertificateSource {

  @Override
  public Credential credentialFor(String serverName, Witness witness) {
    SubjectName name =
        SubjectName.parse(serverName)
            .orElseThrow(() -> authority.refusal(serverName, policy, asker, witness).asException());
    authority.refuseUnlessAllowed(name, policy, asker, witness);
    return inUse.of(name, policy, asker, witness);
  }
}
