package naru.gateway.change;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import naru.gateway.change.config.Coding;

/**
 * The encoders. Their windows are kept small (256 KiB and less), so that a thousand responses under
 * way cost little memory; their levels are those that keep up with a network.
 */
final class Codings {
  private static final int BROTLI_QUALITY = 4;
  private static final int ZSTD_LEVEL = 3;
  private static final int WINDOW_LOG = 18;
  private static final int BUFFER = 8192;

  private Codings() {}

  /** Those that this machine can make: Brotli and Zstandard are native libraries. */
  static List<Coding> available(List<Coding> wanted) {
    return wanted.stream().filter(Codings::isAvailable).toList();
  }

  private static boolean isAvailable(Coding coding) {
    return switch (coding) {
      case GZIP -> true;
      case BR -> Brotli4jLoader.isAvailable();
      case ZSTD -> isZstdThere();
    };
  }

  private static boolean isZstdThere() {
    try {
      Native.load();
      return true;
    } catch (LinkageError noNativeLibrary) {
      return false;
    }
  }

  /** What is written to the stream comes coded into {@code to}. */
  static OutputStream open(Coding coding, OutputStream to) throws IOException {
    return switch (coding) {
      case GZIP -> new Gzip(to);
      case BR ->
          new BrotliOutputStream(to, Encoder.Parameters.create(BROTLI_QUALITY, WINDOW_LOG), BUFFER);
      case ZSTD ->
          new ZstdOutputStreamNoFinalizer(to, ZSTD_LEVEL)
              .setWindowLog(WINDOW_LOG)
              .setCloseFrameOnFlush(false);
    };
  }

  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream to) throws IOException {
      super(to, BUFFER, true);
      def.setLevel(Deflater.DEFAULT_COMPRESSION);
    }
  }
}
