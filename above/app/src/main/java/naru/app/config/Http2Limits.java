package naru.app.config;

/**
 * What a client may take of one HTTP/2 connection.
 *
 * @param streams requests at once; 0: HTTP/2 is not spoken
 * @param streamWindowBytes of a body, sent ahead, at most; it begins with 64 KiB
 * @param connectionWindowBytes of all bodies together, beyond 64 KiB of each
 * @param continuations CONTINUATION frames of one head
 * @param resets streams that end by a reset or by a mistake of the client
 * @param emptyFrames frames without bytes
 * @param settings SETTINGS frames
 * @param pings PING frames
 * @param priorities PRIORITY frames and frames of unknown types
 * @param windowUpdates WINDOW_UPDATE frames beyond what is sent
 */
public record Http2Limits(
    int streams,
    int streamWindowBytes,
    int connectionWindowBytes,
    int continuations,
    int resets,
    int emptyFrames,
    int settings,
    int pings,
    int priorities,
    int windowUpdates) {}
