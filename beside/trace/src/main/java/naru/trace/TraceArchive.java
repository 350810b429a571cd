package naru.trace;

import java.util.List;
import java.util.Optional;

/** Traces that outlive the program: what {@link TraceStore} asks when its memory does not know. */
public interface TraceArchive {
  /** One trace. */
  Optional<Trace> find(TraceId id);

  /** The ids that begin with {@code prefix} (lower-case hex), at most {@code max}. */
  List<TraceId> matching(String prefix, int max);

  /** The newest traces, the newest first. */
  List<Trace> newest(int count);

  /** Knows nothing. */
  static TraceArchive none() {
    return new TraceArchive() {
      @Override
      public Optional<Trace> find(TraceId id) {
        return Optional.empty();
      }

      @Override
      public List<TraceId> matching(String prefix, int max) {
        return List.of();
      }

      @Override
      public List<Trace> newest(int count) {
        return List.of();
      }
    };
  }
}
