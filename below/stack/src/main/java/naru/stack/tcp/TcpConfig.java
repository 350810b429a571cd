package naru.stack.tcp;

/**
 * What holds for all connections of a stack.
 *
 * @param timeWaitNanos 2 MSL: how long TIME-WAIT lasts (RFC 9293 section 3.4.2)
 * @param timeWaits most TIME-WAIT entries; the oldest goes
 * @param connections most connections, of all states but TIME-WAIT
 * @param halfOpen most connections in SYN-RECEIVED of one listener; beyond, SYN cookies (RFC 4987)
 * @param finWaitNanos how long FIN-WAIT-2 lasts when the user is gone
 * @param challengesPerSecond most challenge ACKs of the whole stack in a second (RFC 5961 section
 *     10)
 * @param resetsPerSecond most RSTs to nobody's segments in a second
 * @param recordedSegments how many segments are remembered for the trace; 0 for none; a power of 2
 * @param recordedBytes how many bytes of each packet, from the IP header on; 0 for the headers
 */
public record TcpConfig(
    long timeWaitNanos,
    int timeWaits,
    int connections,
    int halfOpen,
    long finWaitNanos,
    int challengesPerSecond,
    int resetsPerSecond,
    int recordedSegments,
    int recordedBytes) {

  /** 2 MSL of 60 s, a quarter of a million connections, nothing recorded. */
  public static final TcpConfig USUAL =
      new TcpConfig(60_000_000_000L, 32_768, 262_144, 1024, 60_000_000_000L, 1000, 1000, 0, 0);

  public TcpConfig {
    if (Integer.bitCount(recordedSegments) > 1) {
      throw new IllegalArgumentException("recordedSegments must be a power of 2");
    }
    if (timeWaitNanos < 0 || timeWaits < 1 || connections < 1 || halfOpen < 0) {
      throw new IllegalArgumentException("a limit of TCP is out of range");
    }
  }

  /** The same with a memory of segments for the trace. */
  public TcpConfig recording(int segments, int bytesOfEach) {
    return new TcpConfig(
        timeWaitNanos,
        timeWaits,
        connections,
        halfOpen,
        finWaitNanos,
        challengesPerSecond,
        resetsPerSecond,
        segments,
        bytesOfEach);
  }
}
