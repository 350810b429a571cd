package naru.app.config;

import java.nio.file.Path;
import naru.base.Place;

/**
 * One config file, decoded and checked: the whole of what Naru is told to do.
 *
 * <p>Immutable. Every record below knows the {@link Place} that it was read from, so that decisions
 * can name the line that decided; {@link Place#BUILT_IN} for what the file leaves to the defaults.
 *
 * @param state folder of CA keys, the token, the database and stored traces; a relative one in the
 *     file is taken from the folder of the file
 */
public record Config(
    Place place,
    Path state,
    Listen listen,
    NetworkSettings network,
    TraceSettings trace,
    DnsSettings dns,
    CaSettings ca,
    ProxySettings proxy,
    GatewaySettings gateway,
    OriginSettings origin,
    CacheSettings cache,
    LogSettings log,
    Limits limits) {
  /** The format that this program reads: the value of the key {@code naru}. */
  public static final int FORMAT = 1;
}
