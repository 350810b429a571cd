package naru.origin;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import naru.origin.core.Answer;
import naru.origin.core.Part;

/** The file that an answer is sent from. Every call blocks; one thread at a time. */
final class OpenFile implements AutoCloseable {
  private final FileChannel channel;

  private OpenFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens the file of an answer's slices; empty if it has none.
   *
   * @throws FileSystemException if the file is not as it was when the answer was decided
   */
  static Optional<OpenFile> of(Answer answer) throws IOException {
    for (Part part : answer.body()) {
      if (part instanceof Part.Slice slice) {
        return Optional.of(open(slice));
      }
    }
    return Optional.empty();
  }

  /**
   * Opens the file of a slice.
   *
   * @throws FileSystemException if the file is not as it was when the answer was decided
   */
  static OpenFile open(Part.Slice slice) throws IOException {
    FileChannel channel =
        FileChannel.open(slice.file(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try {
      if (channel.size() == slice.fileLength()
          && Files.getLastModifiedTime(slice.file(), LinkOption.NOFOLLOW_LINKS)
              .toInstant()
              .equals(slice.modified())) {
        return new OpenFile(channel);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new FileSystemException(slice.file().toString(), null, "changed while it was asked for");
  }

  /**
   * Reads exactly so many bytes.
   *
   * @throws EOFException if the file has become shorter
   */
  void read(ByteBuf into, long position, int count) throws IOException {
    int done = 0;
    while (done < count) {
      int n = into.writeBytes(channel, position + done, count - done);
      if (n < 0) {
        throw new EOFException("the file became shorter while it was sent");
      }
      done += n;
    }
  }

  /** Nothing was written, so nothing is lost if this fails. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException useless) {
      assert !channel.isOpen();
    }
  }
}
