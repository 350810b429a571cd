package naru.stack.tcp;

import naru.trace.TcpEvent;

/**
 * A segment as it was recorded.
 *
 * @param atNanos when, on the stack's clock
 */
public record Recorded(long atNanos, TcpEvent.Segment segment) {}
