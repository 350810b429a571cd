package naru.stack.tcp;

/**
 * A connection's numbers as of now, as Linux's TCP_INFO.
 *
 * @param state the state
 * @param rttNanos smoothed round-trip time; 0 if not measured yet
 * @param rttVariationNanos its mean deviation
 * @param rtoNanos the retransmission timeout
 * @param congestionWindowBytes cwnd
 * @param slowStartThresholdBytes ssthresh; {@link Integer#MAX_VALUE} if there was no loss
 * @param flightBytes sent and not acknowledged
 * @param sendWindowBytes what the other side allows
 * @param receiveWindowBytes what we allow
 * @param mssBytes largest text of a segment we send, with no option
 * @param retransmissions segments sent again over the whole connection
 * @param undone recoveries that turned out to be needless
 * @param congestion name of the congestion control
 */
public record TcpInfo(
    State state,
    long rttNanos,
    long rttVariationNanos,
    long rtoNanos,
    int congestionWindowBytes,
    int slowStartThresholdBytes,
    int flightBytes,
    int sendWindowBytes,
    int receiveWindowBytes,
    int mssBytes,
    int retransmissions,
    int undone,
    String congestion) {}
