package naru.wire.dns;

/**
 * A message ready to send, and where its TTLs stand.
 *
 * @param bytes the message
 * @param ttlOffsets of each record but OPT, in order
 * @param questionEnd where the first record begins
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read many times, never compared
public record WireImage(byte[] bytes, int[] ttlOffsets, int questionEnd) {}
