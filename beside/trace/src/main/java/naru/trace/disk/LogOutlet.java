package naru.trace.disk;

import java.io.IOException;

/** Where the lines of a log go. Called by one thread, which may wait for it as long as it likes. */
public sealed interface LogOutlet extends AutoCloseable permits LogFile, LogStream, LogDatagrams {
  /** Takes whole lines. */
  void write(byte[] lines) throws IOException;

  /** Takes no more. */
  @Override
  void close() throws IOException;
}
