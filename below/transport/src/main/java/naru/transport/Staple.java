package naru.transport;

/**
 * What a server shows along with its certificate: that its CA did not revoke it (an OCSP response,
 * RFC 6960, stapled by RFC 6066 section 8).
 */
@FunctionalInterface
public interface Staple {
  /** No response, ever. */
  Staple NONE = () -> new byte[0];

  /** The response as it is now, in DER; empty if there is none that could be shown. */
  byte[] now();
}
