package naru.gateway.config;

import java.util.Locale;
import java.util.Optional;

/**
 * A client keeps its target: the answer tells a token, and requests that bring it go to the same
 * target. The token is a keyed hash of the target's name, so that it tells nobody where servers
 * are, and nobody can make one; it is the same after a reload or a restart.
 *
 * @param by where the token is kept
 * @param key of the hash, as hex; 16 bytes or more
 */
public record Sticky(By by, String key) {
  /** Where the token is kept. */
  public sealed interface By {
    /** The cookie's or the field's name. */
    String name();

    /**
     * A cookie. It is HttpOnly.
     *
     * @param path where it is sent to
     * @param maxAgeSeconds for how long; 0 for the browser's session
     * @param secure whether it is never sent in the clear; empty for as the request came
     * @param sameSite Lax, Strict or None
     */
    record Cookie(
        String name, String path, long maxAgeSeconds, Optional<Boolean> secure, String sameSite)
        implements By {
      public Cookie {
        GatewayConfig.require(!name.isEmpty(), "a cookie needs a name");
        GatewayConfig.require(path.startsWith("/"), "a cookie's path begins with a slash");
      }

      /** The value of Set-Cookie. RFC 6265 section 4.1. */
      public String line(String token, boolean secured) {
        return name
            + "="
            + token
            + "; Path="
            + path
            + (maxAgeSeconds > 0 ? "; Max-Age=" + maxAgeSeconds : "")
            + (secure.orElse(secured) ? "; Secure" : "")
            + "; HttpOnly; SameSite="
            + sameSite;
      }

      /** For the browser's session, everywhere, Lax. */
      public static Cookie of(String name) {
        return new Cookie(name, "/", 0, Optional.empty(), "Lax");
      }
    }

    /** A header field, of the answer and of the requests after it. */
    record Header(String name) implements By {
      public Header {
        name = name.toLowerCase(Locale.ROOT);
      }
    }
  }

  public Sticky {
    GatewayConfig.require(key.length() >= 32, "the key of sticky tokens has 16 bytes or more");
  }
}
