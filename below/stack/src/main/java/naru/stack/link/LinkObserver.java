package naru.stack.link;

import io.netty.buffer.ByteBuf;

/** Told of each packet that enters one direction of a {@link Pipe}, and what becomes of it. */
@FunctionalInterface
public interface LinkObserver {
  /** Watches nothing. */
  LinkObserver NONE = (fate, ordinal, at, frame) -> {};

  /**
   * One thing that happened to one packet.
   *
   * @param ordinal counts the packets of this direction as they enter, from 0; -1 if it was not let
   *     in
   * @param at when, in nanoseconds of the pipe's clock
   * @param frame the frame as it is now; only to look at, and only during this call
   */
  void packet(Fate fate, long ordinal, long at, ByteBuf frame);
}
