package naru.trace.disk;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The program's standard output or error, for whoever runs it to collect. If nobody reads there,
 * lines are dropped and counted, as with a slow disk. It stays open.
 */
public final class LogStream implements LogOutlet {
  private static final LogStream OUT = new LogStream(new FileOutputStream(FileDescriptor.out));
  private static final LogStream ERR = new LogStream(new FileOutputStream(FileDescriptor.err));

  private final OutputStream stream;

  private LogStream(OutputStream stream) {
    this.stream = stream;
  }

  /** Standard output. */
  public static LogStream out() {
    return OUT;
  }

  /** Standard error. */
  public static LogStream err() {
    return ERR;
  }

  static LogStream of(OutputStream stream) {
    return new LogStream(stream);
  }

  /** Of several logs, each one's lines stay together. */
  @Override
  public synchronized void write(byte[] lines) throws IOException {
    stream.write(lines);
    stream.flush();
  }

  @Override
  public void close() {
    // it is not ours to close
  }
}
