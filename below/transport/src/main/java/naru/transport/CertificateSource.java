package naru.transport;

import naru.base.FailureException;
import naru.trace.Witness;

/** Certificates by server name. */
public interface CertificateSource {
  /**
   * The credential for a name. May block: it is called on a virtual thread, at most once at a time
   * for a name.
   *
   * @param serverName lower case, without a trailing dot
   * @param witness private to the call; what it is told goes into the trace of the handshake
   * @throws FailureException if there is none, such as with {@code CA_NAME_NOT_ALLOWED}
   */
  Credential credentialFor(String serverName, Witness witness) throws FailureException;
}
