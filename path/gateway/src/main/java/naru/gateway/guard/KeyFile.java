package naru.gateway.guard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A set of keys in a file. */
record KeyFile(Path path) implements KeyReader.Source {
  @Override
  public void read(KeyReader.Reading reading) {
    Thread.ofVirtual().name("naru-keys").start(() -> readNow(reading));
  }

  private void readNow(KeyReader.Reading reading) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(KeyReader.MOST_BYTES + 1);
      if (bytes.length > KeyReader.MOST_BYTES) {
        reading.failed(path + " is larger than " + KeyReader.MOST_BYTES + " bytes");
      } else {
        reading.text(new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      reading.failed("cannot read " + path + ": " + e);
    }
  }
}
