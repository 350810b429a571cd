package naru.app.config;

import java.time.Duration;
import java.util.List;
import naru.base.IpRange;
import naru.base.Place;

/**
 * Which requests leave a trace, and how much of them.
 *
 * @param samplePercent 0 to 100: how many of the ordinary requests are kept; failed and slow ones
 *     always are
 * @param slow from this time on a request counts as slow
 * @param perSecond at most so many ordinary requests are kept in a second
 * @param keep at most so many traces
 * @param bodyBytes at most so many bytes of each body; 0 for none
 * @param packets whether packets are captured where Naru sees them
 * @param secrets whether the TLS secrets of connections are recorded, with which their packets can
 *     be read
 * @param redact names of header fields, in lower case, whose values are never recorded
 * @param explain clients whose responses tell who made them and why
 */
public record TraceSettings(
    Place place,
    double samplePercent,
    Duration slow,
    int perSecond,
    int keep,
    long bodyBytes,
    boolean packets,
    boolean secrets,
    List<String> redact,
    List<IpRange> explain) {
  public TraceSettings {
    redact = List.copyOf(redact);
    explain = List.copyOf(explain);
  }
}
