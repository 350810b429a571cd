package naru.wire.icmp;

/** Writes a message's header in place. The diagram stands at {@link IcmpView}. */
public final class IcmpWriter {
  public static final int BYTES = 8;

  /** Where the checksum stands in the header. */
  public static final int CHECKSUM_OFFSET = 2;

  private IcmpWriter() {}
}
