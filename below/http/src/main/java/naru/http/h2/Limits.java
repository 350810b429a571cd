package naru.http.h2;

/**
 * Bounds of one HTTP/2 connection. A budget refills at a tenth of its size each second; that of
 * resets also by one with each stream that ends well, those of window updates and pings with each
 * DATA frame sent.
 *
 * @param streams open at once; more are refused with REFUSED_STREAM. 0: HTTP/2 is not spoken
 * @param headerListBytes of one message, as RFC 9113 section 6.5.2 counts; more is 431
 * @param streamWindowBytes what a peer may send ahead on one stream at most, at least 65535; with a
 *     client as the peer it begins with 65535
 * @param connectionWindowBytes by how much the windows of a client's streams may grow beyond 65535,
 *     all together, and what is on its way at once; at least 65535
 * @param continuations CONTINUATION frames of one header block
 * @param resets budget {@link Budget#RESETS}
 * @param emptyFrames budget {@link Budget#EMPTY_FRAMES}
 * @param settings budget {@link Budget#SETTINGS}
 * @param pings budget {@link Budget#PINGS}
 * @param priorities budget {@link Budget#PRIORITIES}
 * @param windowUpdates budget {@link Budget#WINDOW_UPDATES}
 * @param queuedBytes response bytes kept for one stream before its source is paused
 */
public record Limits(
    int streams,
    int headerListBytes,
    int streamWindowBytes,
    int connectionWindowBytes,
    int continuations,
    int resets,
    int emptyFrames,
    int settings,
    int pings,
    int priorities,
    int windowUpdates,
    int queuedBytes) {

  /** What a connection has when the config says nothing. */
  public static final Limits DEFAULT =
      new Limits(
          128, 32 * 1024, 256 * 1024, 1024 * 1024, 16, 200, 200, 100, 200, 1000, 2000, 64 * 1024);

  /** HTTP/2 is not spoken here. */
  public static final Limits OFF =
      new Limits(0, 1024, 65_535, 65_535, 1, 1, 1, 1, 1, 1, 1, 64 * 1024);

  public Limits {
    if (streamWindowBytes < Settings.DEFAULT_WINDOW
        || connectionWindowBytes < Settings.DEFAULT_WINDOW) {
      throw new IllegalArgumentException("a window is at least 65535 bytes");
    }
  }

  /** The size of a budget. */
  int of(Budget budget) {
    return switch (budget) {
      case RESETS -> resets;
      case CONTINUATIONS -> continuations;
      case EMPTY_FRAMES -> emptyFrames;
      case SETTINGS -> settings;
      case PINGS -> pings;
      case PRIORITIES -> priorities;
      case WINDOW_UPDATES -> windowUpdates;
    };
  }

  /** With another bound of header lists. */
  public Limits withHeaderListBytes(int bytes) {
    return new Limits(
        streams,
        bytes,
        streamWindowBytes,
        connectionWindowBytes,
        continuations,
        resets,
        emptyFrames,
        settings,
        pings,
        priorities,
        windowUpdates,
        queuedBytes);
  }

  /** With another size of one budget, for a test or a listener of its own. */
  public Limits with(Budget budget, int size) {
    return new Limits(
        streams,
        headerListBytes,
        streamWindowBytes,
        connectionWindowBytes,
        budget == Budget.CONTINUATIONS ? size : continuations,
        budget == Budget.RESETS ? size : resets,
        budget == Budget.EMPTY_FRAMES ? size : emptyFrames,
        budget == Budget.SETTINGS ? size : settings,
        budget == Budget.PINGS ? size : pings,
        budget == Budget.PRIORITIES ? size : priorities,
        budget == Budget.WINDOW_UPDATES ? size : windowUpdates,
        queuedBytes);
  }

  /** What a server says of itself. */
  Settings serverSettings() {
    try {
      return new Settings()
          .set(Settings.MAX_HEADER_LIST_SIZE, headerListBytes)
          .set(Settings.MAX_CONCURRENT_STREAMS, streams)
          .set(Settings.ENABLE_CONNECT_PROTOCOL, 1);
    } catch (ConnectionError e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a client says of itself: no push. */
  Settings clientSettings() {
    try {
      return new Settings()
          .set(Settings.INITIAL_WINDOW_SIZE, streamWindowBytes)
          .set(Settings.MAX_HEADER_LIST_SIZE, headerListBytes)
          .set(Settings.ENABLE_PUSH, 0);
    } catch (ConnectionError e) {
      throw new IllegalStateException(e);
    }
  }
}
