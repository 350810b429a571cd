package naru.testkit.drill;

import org.jspecify.annotations.Nullable;

/**
 * One connection as the dialogue knows it: translates between the script's numbers and those of the
 * wire. The subject's sequence numbers count from its initial one; the script's own are literal.
 */
final class Flow {
  private static final long MASK = 0xffff_ffffL;

  final int localPort;
  final int remotePort;
  private @Nullable Long localInitial;
  private long remoteInitial;
  private @Nullable Long timestampOffset;
  private boolean renewed = true;

  Flow(int localPort, int remotePort) {
    this.localPort = localPort;
    this.remotePort = remotePort;
  }

  /** A SYN of the script begins a connection: the subject may choose a new initial number. */
  void arrivedSyn(long sequence) {
    remoteInitial = sequence;
    renewed = true;
  }

  /** The script answers the subject's SYN. */
  void arrivedSynAck(long sequence) {
    remoteInitial = sequence;
  }

  /** A SYN of the subject; whether its sequence number is one that it may have. */
  boolean leftSyn(long sequence, boolean mustBeLater) {
    Long before = localInitial;
    boolean good = before == null ? !mustBeLater : proper(before, sequence, mustBeLater);
    if (good) {
      localInitial = sequence;
      renewed = false;
    }
    return good;
  }

  private boolean proper(long before, long sequence, boolean mustBeLater) {
    long distance = sequence - before & MASK;
    return mustBeLater ? distance > 0 && distance < 0x8000_0000L : renewed || distance == 0;
  }

  /** The subject's sequence number as the script counts it. */
  long relative(long sequence) {
    Long initial = localInitial;
    return initial == null ? sequence : sequence - initial & MASK;
  }

  /** A number of the script as the wire has it. */
  long live(long relative) {
    Long initial = localInitial;
    return initial == null ? relative : relative + initial & MASK;
  }

  /** The place in the script's stream of the byte with this number. */
  long remotePlace(long sequence) {
    return (int) (sequence - remoteInitial) - 1L;
  }

  /** How far the subject's timestamp is from what the script says; the first one is right. */
  long timestampError(long script, long live) {
    if (timestampOffset == null) {
      timestampOffset = live - script;
    }
    return (int) (live - script - timestampOffset);
  }

  /** A timestamp of the subject that the script echoes. */
  long liveTimestamp(long script) {
    Long offset = timestampOffset;
    return offset == null ? script : script + offset & MASK;
  }
}
